#!/bin/sh
# Where credentials come from: the environment, profiles, roles, single sign-on, commands, containers, instances; asked of a
# server of our own.
suite=credentials
. tests/tally.sh
servers=$PWD/tests/aws
cd "$T" || exit 1
export HOME="$T" PYTHONDONTWRITEBYTECODE=1
unset AWS_EC2_METADATA_DISABLED AWS_SHARED_CREDENTIALS_FILE AWS_CONFIG_FILE
mkdir .aws

python3 "$servers/credentials.py" log >port &
server=$!
trap 'kill $server; rm -rf "$T"' EXIT
until [ -s port ]; do sleep 0.05; done
at=http://127.0.0.1:$(cat port)
arn=arn:aws:iam::123456789012:role

get='"Type": "Task", "Resource": "arn:aws:states:::dynamodb:getItem", "Parameters": {"TableName": "t", "Key": {"id": {"S": "a"}}},
  "ResultSelector": {"by.$": "$.Item.by.S", "token.$": "$.Item.token.S"}'
printf '{"StartAt": "A", "States": {"A": {%s, "End": true}}}' "$get" >one.asl.json
printf '{"StartAt": "A", "States": {"A": {%s, "ResultPath": null, "Next": "B"}, "B": {%s, "End": true}}}' "$get" "$get" >two.asl.json
cat >roles.asl.json <<JSON
{"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.roles", "MaxConcurrency": 0, "End": true, "ItemProcessor": {
 "StartAt": "A", "States": {"A": {$get, "Credentials": {"RoleArn.$": "$"}, "End": true}}}}}}
JSON
for name in one two roles; do
    code "$name builds" 0 "$aslc" $name.asl.json -o $name
done

# asks NAME WANTED PROGRAM ENVIRONMENT...: what DynamoDB saw; the rest of the command line is the environment.
asks() {
    name=$1 wanted=$2 program=$3
    shift 3
    : >log
    code "$name" 0 env AWS_ENDPOINT_URL="$at" "$@" "./$program"
    printf '%s\n' "$wanted" >wanted
    same "$name: who asks" wanted out
}

# fails NAME CAUSE ENVIRONMENT...
fails() {
    name=$1 wanted=$2
    shift 2
    : >log
    code "$name" 1 env AWS_ENDPOINT_URL="$at" "$@" ./one
    printf '{"error":"States.TaskFailed","cause":"%s"}\n' "$wanted" >wanted
    sed -n 's/^one: //; /^{"error"/p' err >said
    same "$name: says" wanted said
}

# logs NAME LINE...: what the servers were asked.
logs() {
    name=$1
    shift
    printf '%s\n' "$@" >wanted
    same "$name: is asked" wanted log
}

profile() {
    cat >.aws/config
    : >.aws/credentials
}

# ---- The environment and the profile.

asks "nothing is set, the endpoint is" '{"by":"local","token":"none"}' one
asks "the environment" '{"by":"ENV","token":"t"}' one AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=s AWS_SESSION_TOKEN=t
profile <<END
[default]
aws_access_key_id = KEYS
aws_secret_access_key = s
[profile empty]
region = eu-west-1
END
asks "the profile" '{"by":"KEYS","token":"none"}' one
asks "the environment comes first" '{"by":"ENV","token":"none"}' one AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=s

# ---- Roles.

profile <<END
[default]
role_arn = $arn/top
source_profile = middle
external_id = me
[profile middle]
role_arn = $arn/middle
source_profile = bottom
[profile bottom]
aws_access_key_id = KEYS
aws_secret_access_key = s
[profile itself]
role_arn = $arn/itself
source_profile = itself
aws_access_key_id = OWN
aws_secret_access_key = s
[profile round]
role_arn = $arn/x
source_profile = around
[profile around]
role_arn = $arn/y
source_profile = round
[profile alone]
role_arn = $arn/x
[profile code]
role_arn = $arn/x
source_profile = bottom
mfa_serial = m
[profile placed]
role_arn = $arn/placed
credential_source = Environment
[profile nowhere]
role_arn = $arn/x
credential_source = Moon
[profile absent]
role_arn = $arn/x
source_profile = gone
END
asks "a role by way of another" '{"by":"top","token":"token of top"}' two
logs "a role by way of another" "AssumeRole of middle by KEYS" "AssumeRole of top by middle for me" "call by top" "call by top"
asks "a profile that is its own source" '{"by":"itself","token":"token of itself"}' one AWS_PROFILE=itself
asks "a role is not assumed where the environment has keys" '{"by":"ENV","token":"none"}' one AWS_PROFILE=placed \
    AWS_ACCESS_KEY_ID=ENV AWS_SECRET_ACCESS_KEY=s
fails "a circle" "the AWS profile 'round' gets its credentials from itself, or by way of more than 8 others" AWS_PROFILE=round
fails "neither source" "the AWS profile 'alone' has a role_arn, and needs either a source_profile or a credential_source" AWS_PROFILE=alone
fails "a code is wanted" "the AWS profile 'code' asks for a code by its mfa_serial, which nobody is there to type in: export credentials with 'aws configure export-credentials'" AWS_PROFILE=code
fails "no keys in the environment" "the AWS profile 'placed' takes its credentials from Environment, where none are set" AWS_PROFILE=placed
fails "an unknown place" "the credential_source of the AWS profile 'nowhere' must be Environment, EcsContainer or Ec2InstanceMetadata" AWS_PROFILE=nowhere
fails "a source that is in neither file" "the source_profile of the AWS profile 'absent' is in neither file" AWS_PROFILE=absent
fails "STS refuses" "the role $arn/itself cannot be assumed: STS refused it: You may not (AccessDenied)" AWS_PROFILE=itself AWS_ENDPOINT_URL_STS="$at/refuse"
fails "a session that has ended" "the role $arn/itself cannot be assumed: what was given had ended already" AWS_PROFILE=itself AWS_ENDPOINT_URL_STS="$at/over"
asks "sessions that end soon are got anew" '{"by":"itself","token":"token of itself"}' two AWS_PROFILE=itself AWS_ENDPOINT_URL_STS="$at/short"
logs "sessions that end soon" "AssumeRole of itself by OWN" "call by itself" "AssumeRole of itself by OWN" "call by itself"

# ---- Roles of tasks.

roles="{\"roles\": [\"$arn/a\", \"$arn/b\", \"$arn/a\"]}"
: >log
code "each task's role" 0 env AWS_ENDPOINT_URL="$at" AWS_PROFILE=bottom ./roles "$roles"
echo '[{"by":"a","token":"token of a"},{"by":"b","token":"token of b"},{"by":"a","token":"token of a"}]' >wanted
same "each task's role: who asks" wanted out
sort log >sorted
printf '%s\n' "AssumeRole of a by KEYS" "AssumeRole of b by KEYS" "call by a" "call by a" "call by b" >wanted
same "each task's role is assumed once" wanted sorted
code "a role without credentials, at an endpoint of one's own" 0 env AWS_ENDPOINT_URL="$at" AWS_PROFILE= ./roles "{\"roles\":[\"$arn/a\"]}" \
    --task '*=aws'

# ---- Web identity.

echo the-token >token
profile <<END
[default]
web_identity_token_file = token
role_arn = $arn/web
[profile other]
web_identity_token_file = token
END
asks "a web identity of the profile" '{"by":"web","token":"token of web"}' one
logs "a web identity" "AssumeRoleWithWebIdentity of web by nobody with the-token" "call by web"
asks "a web identity of the environment" '{"by":"env","token":"token of env"}' one AWS_WEB_IDENTITY_TOKEN_FILE=token AWS_ROLE_ARN=$arn/env
fails "no role" "there is a file with a web identity's token, but no role's ARN: set AWS_ROLE_ARN, or role_arn beside web_identity_token_file" AWS_PROFILE=other
fails "no such file" "the role $arn/env cannot be assumed: the token's file gone cannot be read: No such file or directory" \
    AWS_WEB_IDENTITY_TOKEN_FILE=gone AWS_ROLE_ARN=$arn/env

# ---- Single sign-on.

profile <<END
[default]
sso_session = here
sso_account_id = 42
sso_role_name = admin
[sso-session here]
sso_region = eu-west-3
sso_start_url = https://x
[profile older]
sso_start_url = https://older
sso_region = eu-west-3
sso_account_id = 43
sso_role_name = reader
[profile half]
sso_session = here
sso_role_name = admin
END
mkdir -p .aws/sso/cache
echo '{"accessToken": "login", "expiresAt": "2999-01-01T00:00:00Z"}' >".aws/sso/cache/$(printf here | sha1sum | cut -d' ' -f1).json"
echo '{"accessToken": "login", "expiresAt": "2020-01-01T00:00:00Z"}' >".aws/sso/cache/$(printf https://older | sha1sum | cut -d' ' -f1).json"
asks "single sign-on" '{"by":"admin42","token":"token of sso"}' one
logs "single sign-on" "sso by login" "call by admin42"
fails "a login that is over" "the AWS profile 'older' has no credentials: nobody is logged in any more: 'aws sso login' does that" AWS_PROFILE=older
renewable() {
    printf '{"accessToken": "login", "expiresAt": "2020-01-01T00:00:00Z", "refreshToken": "%s", "clientId": "me", "clientSecret": "hush",
        "registrationExpiresAt": "%s", "startUrl": "https://older"}' "$1" "$2" >"$older"
}
older=.aws/sso/cache/$(printf https://older | sha1sum | cut -d' ' -f1).json
renewable first 2999-01-01T00:00:00Z
asks "a login that is renewed" '{"by":"reader43","token":"token of sso"}' one AWS_PROFILE=older
logs "a login that is renewed" "token by me of hush for first by refresh_token" "sso by renewed" "call by reader43"
check "the new token is kept for all tools" sh -c "grep -q '\"accessToken\":\"renewed\".*\"refreshToken\":\"used\".*\"startUrl\":\"https://older\"' '$older' && test \$(stat -c %a '$older') = 600"
check "nothing lies beside it" test "$(find .aws/sso/cache -type f | wc -l)" = 2
asks "the token that was kept" '{"by":"reader43","token":"token of sso"}' one AWS_PROFILE=older
logs "the token that was kept" "sso by renewed" "call by reader43"
renewable used 2999-01-01T00:00:00Z
fails "a login that is refused" "the AWS profile 'older' has no credentials: nobody is logged in any more: 'aws sso login' does that (status 400)" AWS_PROFILE=older
renewable first 2020-01-01T00:00:00Z
fails "a registration that is over" "the AWS profile 'older' has no credentials: nobody is logged in any more: 'aws sso login' does that" AWS_PROFILE=older
rm "$older"
fails "no login" "the AWS profile 'older' has no credentials: nobody is logged in any more: 'aws sso login' does that" AWS_PROFILE=older
echo '[]' >"$older"
fails "what is no login" "the AWS profile 'older' has no credentials: nobody is logged in any more: 'aws sso login' does that" AWS_PROFILE=older
fails "half a single sign-on" "the AWS profile 'half' has an sso_session, but no sso_account_id" AWS_PROFILE=half

# ---- Commands.

profile <<END
[default]
credential_process = echo '{"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "s"}'
[profile fails]
credential_process = exit 3
[profile prints]
credential_process = echo hidden
END
asks "a command" '{"by":"PROCESS","token":"none"}' one
fails "a command that fails" "the AWS profile 'fails' has no credentials: its credential_process has failed" AWS_PROFILE=fails
fails "a command that prints something else" "the AWS profile 'prints' has no credentials: what its credential_process has printed is no answer: it is not JSON: a value is expected" AWS_PROFILE=prints

# ---- Containers and instances.

profile </dev/null
asks "a container" '{"by":"CONTAINER","token":"token of CONTAINER"}' one AWS_CONTAINER_CREDENTIALS_FULL_URI="$at/container" AWS_CONTAINER_AUTHORIZATION_TOKEN=let-me
logs "a container" "container by let-me" "call by CONTAINER"
asks "a container's token in a file" '{"by":"CONTAINER","token":"token of CONTAINER"}' one AWS_CONTAINER_CREDENTIALS_FULL_URI="$at/container" AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=token
logs "a container's token in a file" "container by the-token" "call by CONTAINER"
fails "a container that fails" "the container has no AWS credentials: the container's host answered with status 500" AWS_CONTAINER_CREDENTIALS_FULL_URI="$at/refuse/container"
fails "a container elsewhere" "the container has no AWS credentials: AWS_CONTAINER_CREDENTIALS_FULL_URI must begin with https:, or name this machine" \
    AWS_CONTAINER_CREDENTIALS_FULL_URI=http://example.com/container
asks "an instance" '{"by":"INSTANCE","token":"token of INSTANCE"}' one AWS_EC2_METADATA_SERVICE_ENDPOINT="$at"
logs "an instance" "metadata's token: PUT for 21600 s" "metadata's role with secret-session" "metadata's keys with secret-session" "call by INSTANCE"
asks "an older instance" '{"by":"INSTANCE","token":"token of INSTANCE"}' one AWS_EC2_METADATA_SERVICE_ENDPOINT="$at/old/"
logs "an older instance" "metadata's token: PUT for 21600 s" "metadata's role with nothing" "metadata's keys with nothing" "call by INSTANCE"
fails "an instance without a role" "there are no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write them into the profile 'default'; and of the metadata of an EC2 instance: the instance has no role" \
    AWS_EC2_METADATA_SERVICE_ENDPOINT="$at/refuse"
check "no secret is told" test -z "$(grep -l -e hidden -e secret-session err out)"

finish

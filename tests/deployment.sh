#!/bin/sh
# aslc serve --template: a template is taken as a deployment takes it. What AWS would refuse is said with its place, and what
# is AWS::NoValue is not there.
suite=deployment
. tests/tally.sh

export XDG_STATE_HOME="$T/state" XDG_CACHE_HOME="$T/cache"

# looked_at CODE OPTION...: what would be there of $T/t.yaml, which standard input is.
looked_at() {
    wanted=$1
    shift
    code "$1 $2" "$wanted" "$aslc" serve --check --local "$T/local" --template "$T/t.yaml" "$@"
}

# tells KIND:LINE:COLUMN: TEXT...: each of them is said, in these words.
tells() {
    for text; do
        kind=${text%%:*}
        rest=${text#*:}
        place=$(printf '%s' "$rest" | cut -d: -f1,2)
        words=$(printf '%s' "$rest" | cut -d: -f3-)
        check "told: $text" grep -qF -e "$T/t.yaml:$place: $kind:$words" "$T/err"
    done
}

# ---- Parameters

cat >"$T/t.yaml" <<'END'
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: c}
  Count: {Type: Number, Default: xyz}
  Least: {Type: Number, MinValue: 2, Default: 1}
  Most: {Type: Number, MaxValue: 2, Default: 2.5}
  Kind: {Type: Strng, Default: a}
  Name: {Type: String, AllowedPattern: "[a-z]+", Default: ab1}
  Short: {Type: String, MinLength: 2, Default: a}
  Long: {Type: String, MaxLength: 2, Default: abc, ConstraintDescription: two letters at most}
  Zones: {Type: CommaDelimitedList, AllowedValues: [a, b], Default: "a, c"}
  Ports: {Type: List<Number>, Default: "1,x"}
  None: {Default: a}
Resources:
  Q: {Type: AWS::SQS::Queue}
END
looked_at 2
tells "error:2:62: the parameter 'Stage' must be one of AllowedValues: dev, prod; it is 'c'" \
    "error:3:34: the parameter 'Count' must be a number; it is 'xyz'" \
    "error:4:47: the parameter 'Least' must be a number not less than 2; it is '1'" \
    "error:5:46: the parameter 'Most' must be a number not greater than 2; it is '2.5'" \
    "error:6:16: unrecognized parameter type: 'Strng'; did you mean 'String'?" \
    "error:7:59: the parameter 'Name' must match pattern [a-z]+; it is 'ab1'" \
    "error:8:48: the parameter 'Short' must contain at least 2 characters; it is 'a'" \
    "error:9:47: the parameter 'Long' failed to satisfy constraint: two letters at most; it is 'abc'" \
    "error:10:69: the parameter 'Zones' must be one of AllowedValues: a, b; it is 'c'" \
    "error:11:40: the parameter 'Ports' must be a number; it is 'x'" \
    "error:12:9: every parameter has a Type: 'None' has none"
cat >"$T/t.yaml" <<'END'
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev, AllowedPattern: "[a-z]{3,4}"}
  Nets: {Type: "List<AWS::EC2::Subnet::Id>"}
  Kept: {Type: "AWS::SSM::Parameter::Value<String>", Default: /a/b, AllowedPattern: x}
  Debug: {Type: String, AllowedValues: [true, false], Default: false}
  Size: {Type: Number, MinValue: 1, MaxValue: 10, Default: 10}
Resources:
  Q: {Type: AWS::SQS::Queue}
END
looked_at 0
tells "warning:3:9: the parameter 'Nets' must have a value on AWS: give -D Nets=VALUE"
check "nothing else" test "$(grep -c '^[^ ].*\(warning\|error\): ' "$T/err")" = 1
looked_at 2 -D Stage=prdo
tells "error:2:10: the parameter 'Stage' must be one of AllowedValues: dev, prod; it is 'prdo'"
looked_at 0 -D Stage=prod -D Nets=a,b
check "all have values" test ! -s "$T/err"

# ---- Properties, types, attributes

cat >"$T/t.yaml" <<'END'
Paramters: {}
Resources:
  A: {Type: AWS::SQS::Queue, Propertys: {}}
  B:
    Type: AWS::SQS::Queue
    Properties:
      QueueNam: x
      VisibilityTimeout: abc
      DelaySeconds: "901"
      FifoQueue: maybe
      Tags: x
      QueueName: bad name!
  C: {Type: AWS::S3::Bucket, Properties: {BucketName: Capitals}}
  D: {Type: AWS::SQS::Que}
  E: {Type: AWS::IAM::Rol}
  F: {Type: AWS::StepFunctions::Activity, Properties: {Name: [a]}}
  G: {Type: AWS::SNS::Topic, Properties: {DisplayName: {a: b}, KmsMasterKeyId: !Ref A, Subscription: !Split [",", a]}}
  H: {Type: Custom::Own}
  I: {Type: AWS::SSM::Parameter, Properties: {Type: SecureString, Value: x}}
END
looked_at 2
tells "warning:1:12: AWS knows no 'Paramters' of a template, and would refuse it; did you mean 'Parameters'?" \
    "warning:3:41: AWS knows no 'Propertys' of a resource, and would refuse it; did you mean 'Properties'?" \
    "warning:7:17: AWS knows no 'QueueNam' of AWS::SQS::Queue, and would refuse it; did you mean 'QueueName'?" \
    "warning:8:26: VisibilityTimeout: a whole number is wanted, and AWS would refuse 'abc'" \
    "warning:9:21: DelaySeconds: a number from 0 to 900 is wanted, and AWS would refuse '901'" \
    "warning:10:18: FifoQueue: true or false is wanted, and AWS would refuse 'maybe'" \
    "warning:11:13: Tags: a list is wanted, and AWS would refuse 'x'" \
    "warning:12:18: QueueName: a name of 1 to 80 letters, digits, '-', '_' and '.' is wanted, and AWS would refuse 'bad name!'" \
    "warning:13:55: BucketName: a name of 3 to 63 small letters, digits, '-' and '.' is wanted, and AWS would refuse 'Capitals'" \
    "warning:14:13: unrecognized resource type: AWS::SQS::Que, which AWS would refuse; did you mean 'AWS::SQS::Queue'?" \
    "warning:15:13: unrecognized resource type: AWS::IAM::Rol, which AWS would refuse; did you mean 'AWS::IAM::Role'?" \
    "warning:16:62: Name: a text is wanted, and AWS would refuse this" \
    "warning:17:56: DisplayName: a text is wanted, and AWS would refuse this" \
    "warning:19:53: Type: one of String,StringList is wanted, and AWS would refuse 'SecureString'"
check "what is right is not told" sh -c "! grep -qE 'warning: (KmsMasterKeyId|Subscription)|Custom::Own, which' '$T/err'"
check "an unknown type is told once" test "$(grep -c 'SQS::Que[^u]' "$T/err")" = 2

# ---- What is demanded, and what is inside of properties

cat >"$T/t.yaml" <<'END'
Transform: AWS::Serverless-2016-10-31
Resources:
  A: {Type: AWS::StepFunctions::Activity}
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributTyp: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      TimeToLiveSpecification: {AttributeName: t, Enabled: perhaps}
      StreamSpecification: {}
  R:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [a]}
      Targets: [{Arn: !GetAtt Q.Arn}, x, !If [Never, {Arn: b}, !Ref AWS::NoValue]]
  Q: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {anything: 1}}}
  B: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {QueueConfigurations: [{Events: a, Queue: !GetAtt Q.Arn}]}}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.11
      Handler: index.handler
      InlineCode: "def handler(event, context): return 1"
      FunctionUrlConfig: {InvokeMode: STREAM}
      Events:
        S: {Type: S3, Properties: {Bucket: !Ref B}}
        C: {Type: Schedule, Properties: {Rate: rate(1 day)}}
        D: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn, BatchSize: ten}}
        E: {Type: Api}
Conditions: {Never: !Equals [1, 2]}
END
looked_at 0
tells "warning:3:6: AWS demands 'Name' of AWS::StepFunctions::Activity, and would refuse 'A' without it" \
    "warning:8:30: AWS demands 'AttributeType' of AttributeDefinitions of AWS::DynamoDB::Table, and would refuse this without it" \
    "warning:8:63: AWS knows no 'AttributTyp' of AttributeDefinitions of AWS::DynamoDB::Table, and would refuse it; did you mean" \
    "warning:10:60: Enabled: true or false is wanted, and AWS would refuse 'perhaps'" \
    "warning:11:28: AWS demands 'StreamViewType' of StreamSpecification of AWS::DynamoDB::Table" \
    "warning:16:17: AWS demands 'Id' of Targets of AWS::Events::Rule, and would refuse this without it" \
    "warning:16:39: Targets of AWS::Events::Rule: an object is wanted, and AWS would refuse this" \
    "warning:18:93: AWS demands 'Event' of QueueConfigurations of AWS::S3::Bucket" \
    "warning:18:102: AWS knows no 'Events' of QueueConfigurations of AWS::S3::Bucket, and would refuse it; did you mean 'Event'?" \
    "warning:25:26: AWS demands 'AuthType' of FunctionUrlConfig of AWS::Serverless::Function" \
    "warning:25:39: InvokeMode: one of BUFFERED,RESPONSE_STREAM is wanted, and AWS would refuse 'STREAM'" \
    "warning:27:12: AWS demands 'Events' of an event of the type S3, and would refuse 'S' without it" \
    "warning:28:12: AWS demands 'Schedule' of an event of the type Schedule, and would refuse 'C' without it" \
    "warning:28:48: AWS knows no 'Rate' of an event of the type Schedule" \
    "warning:29:70: BatchSize: a whole number is wanted, and AWS would refuse 'ten'" \
    "warning:30:12: AWS demands 'Path' of an event of the type Api, and would refuse 'E' without it"

cat >"$T/t.yaml" <<'END'
Transform: AWS::Serverless-2016-10-31
Resources:
  Q: {Type: AWS::SQS::Queue}
  Web: {Type: AWS::Serverless::HttpApi}
  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt Q.Foo}}
  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Sub "${Q.Arns} ${Q.Arn}"}}
  C: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt Web.ApiEndpoint}}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, CodeUri: src}}
  G: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.11, CodeUri: src}}
  H: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.11, Handler: a.b, CodeUri: "s3://a/b"}}
  I: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 minutes)}}
END
looked_at 0
tells "warning:5:56: 'Q' has no attribute 'Foo', and AWS would refuse it: it has Arn QueueName QueueUrl" \
    "warning:6:56: 'Q' has no attribute 'Arns', and AWS would refuse it: it has Arn QueueName QueueUrl" \
    "warning:7:56: what the attribute 'ApiEndpoint' of 'Web' is, only AWS knows: it is 'Web.ApiEndpoint' here" \
    "warning:8:6: function 'F' has no Runtime, which AWS demands" \
    "warning:9:6: function 'G' has no Handler, which AWS demands" \
    "warning:10:6: function 'H': its code is not on this machine" \
    "warning:11:65: 'rate(1 minutes)' is not a schedule that AWS takes"

cat >"$T/t.yaml" <<'END'
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, Handler: index.handler, InlineCode: "def handler(event, context): return 1"}}
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {Events: {G: {Type: Api, Properties: {Path: /secret, Method: get}}}}}
  B: {Type: AWS::Serverless::Function, Properties: {Events: {G: {Type: Api, Properties: {Path: /secret, Method: GET}}}}}
END
looked_at 0
check "a route that is there twice is told" grep -q \
    't.yaml:5:.*the API method GET is defined multiple times for the path /secret, and AWS would refuse it: function A has it' "$T/err"
check "it leads to the first" sh -c "! grep -q 'secret: function B' '$T/out'"

cat >"$T/t.yaml" <<'END'
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, Handler: index.handler, InlineCode: "def handler(event, context): return 1"}}
Resources:
  Web: {Type: AWS::Serverless::HttpApi}
  A:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Root: {Type: HttpApi, Properties: {Path: /, Method: GET}}
        Health: {Type: Api, Properties: {Path: /healthz, Method: GET}}
        Same: {Type: HttpApi, Properties: {Path: /same, Method: GET}}
  B:
    Type: AWS::Serverless::Function
    Properties: {Events: {Same: {Type: HttpApi, Properties: {ApiId: !Ref Web, Path: /same, Method: GET}}}}
END
looked_at 0
check "routes are told that are not at the root" test "$(grep -c 'here this route is' "$T/err")" = 3
tells "warning:9:15: the server answers / itself: here this route is GET /ServerlessHttpApi" \
    "warning:10:17: the server answers /healthz itself: here this route is GET /Prod/healthz" \
    "warning:14:33: another API has GET /same, which leads to function A: here this route is GET /Web/same"
check "they are there" grep -qx 'GET /ServerlessHttpApi: function A' "$T/out"

# ---- Who may call: nothing is open without a word

cat >"$T/t.yaml" <<'END'
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, Handler: index.handler, InlineCode: "def handler(event, context): return 1"}}
Resources:
  Pool: {Type: AWS::Serverless::Api, Properties: {StageName: a, Auth: {Authorizers: {P: {UserPoolArn: x}}, DefaultAuthorizer: P}}}
  Iam: {Type: AWS::Serverless::Api, Properties: {StageName: b, Auth: {DefaultAuthorizer: AWS_IAM}}}
  Jwt: {Type: AWS::Serverless::HttpApi, Properties: {Auth: {Authorizers: {J: {JwtConfiguration: {}}}, DefaultAuthorizer: J}}}
  Ask: {Type: AWS::Serverless::HttpApi, Properties: {Auth: {Authorizers: {L: {FunctionArn: !GetAtt F.Arn}}, DefaultAuthorizer: L}}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {AuthType: AWS_IAM}
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: GET, RestApiId: !Ref Pool}}
        I: {Type: Api, Properties: {Path: /i, Method: GET, Auth: {Authorizer: AWS_IAM}}}
        L: {Type: HttpApi, Properties: {Path: /l, Method: GET, ApiId: !Ref Ask}}
        Gone: {Type: HttpApi, Properties: {Path: /g, Method: GET, ApiId: !Ref Ask, Auth: {Authorizer: M}}}
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Succeed}}}
      Events: {L: {Type: HttpApi, Properties: {Path: /m, Method: POST, ApiId: !Ref Ask}}}
  Web: {Type: AWS::ApiGateway::RestApi}
  R: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Web, ParentId: !GetAtt Web.RootResourceId, PathPart: r}}
  Get: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Web, ResourceId: !Ref R, HttpMethod: GET, AuthorizationType: AWS_IAM,
    Integration: &f {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub "${F.Arn}/invocations"}}}
  Put: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Web, ResourceId: !Ref R, HttpMethod: PUT, AuthorizationType: COGNITO_USER_POOLS,
    AuthorizerId: x, ApiKeyRequired: true, Integration: *f}}
  Two: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: two, ProtocolType: HTTP}}
  To: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Two, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt F.Arn,
    PayloadFormatVersion: "2.0", RequestParameters: {"overwrite:body": a},
    ResponseParameters: {"200": {ResponseParameters: []}}}}
  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Two, RouteKey: GET /two, Target: !Sub "integrations/${To}",
    AuthorizationType: JWT, AuthorizerId: x}}
END
looked_at 0
tells "warning:4:71: Auth of 'Pool' is left out here: everybody may call what it guards" \
    "warning:5:70: Auth of 'Iam' is left out here" \
    "warning:6:60: Auth of 'Jwt' is left out here" \
    "warning:11:37: the AuthType AWS_IAM lets everybody in here" \
    "warning:14:66: Auth of the event 'I' is left out here" \
    "warning:16:103: the authorizer 'M' is left out here" \
    "warning:21:19: the authorizer of the event 'L' is left out here" \
    "warning:24:130: AuthorizationType of 'Get' is left out here" \
    "warning:26:130: AuthorizationType of 'Put' is left out here" \
    "warning:27:38: the API key that is asked for is left out here" \
    "warning:32:10: 'overwrite:body' of the request parameters of GET /two is left out here" \
    "warning:33:24: AuthorizationType of 'Route' is left out here"
check "each is told once, and what asks a function is not" test "$(grep -cE 'warning: .*(everybody|lets)' "$T/err")" = 11

# ---- Code in zip files

printf 'def handler(event, context): return 1\n' >"$T/app.py"
(cd "$T" && python3 -m zipfile -c app.zip app.py)
echo 'no zip' >"$T/bad.zip"
cat >"$T/t.yaml" <<'END'
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.11, Handler: app.handler}}
Resources:
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: bad.zip}}
  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: app.zip}}
  B: {Type: AWS::Serverless::Function, Properties: {CodeUri: bad.zip}}
  C: {Type: AWS::Serverless::Function, Properties: {CodeUri: app.zip, Handler: other.handler}}
  D: {Type: AWS::Lambda::Function, Properties: {Role: r, Runtime: python3.11, Handler: app.handler, Code: app.zip, Layers: [!Ref L]}}
END
looked_at 0
tells "warning:6:6: function 'B': its code $T/bad.zip is not a zip file: say who does it with --task" \
    "warning:7:6: function 'C': its code other.handler is not in $T/app.zip: build it" \
    "warning:8:125: $T/bad.zip is not a zip file: what is in this layer is missing"
check "the good ones are there" grep -qx 'function A, D' "$T/out"
check "nothing is unpacked" test ! -e "$T/local/functions"
check "nothing else is told" test "$(grep -c 'warning: ' "$T/err")" = 3
mkdir "$T/bin"
code "without unzip" 0 env PATH="$T/bin" "$aslc" serve --check --local "$T/local" --template "$T/t.yaml"
check "it is said" grep -qF "function 'A': its code $T/app.zip cannot be looked into: install unzip" "$T/err"

# ---- Definitions

cat >"$T/t.yaml" <<'END'
Resources:
  A: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: Nope, States: {A: {Type: Pas, End: true}}}}}
  B: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: '{"StartAt": "A", "States": {'}}
  C: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {StartAt: A, States: {A: {Type: Succeed}, B: {Type: Fail}}}}}
END
looked_at 1
tells "error:2:79: 'StartAt' names 'Nope', which is not a state here" \
    "error:2:104: state 'A': 'Type' must be one of: Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map" \
    "error:3:107: the text ends"
check "nothing would be there" test ! -s "$T/out"
cat >"$T/left.json" <<'END'
{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Y}", "Next": "B"},
 "B": {"Type": "Wait", "Seconds": ${Wait}, "Next": "M"},
 "M": {"Type": "Map", "End": true, "ItemReader": {"Resource": "arn:${Part}:states:::s3:getObject", "Parameters": {}},
  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I", "States": {
   "I": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:${F}", "End": true}}}}}}
END
cat >"$T/t.yaml" <<'END'
Transform: AWS::Serverless-2016-10-31
Resources:
  Left: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: left.json, DefinitionSubstitutions: {Wait: 3}}}
END
looked_at 1
for place in "1:63: error: state 'A': '\${Y}' is left open" "3:63: error: state 'M': 'arn:\${Part}:states:::s3:getObject' is left" \
    "5:38: error: state 'I': 'arn:aws:lambda:us-east-1:123456789012:function:\${F}' is left open, and AWS would refuse it"; do
    check "left: $place" grep -qF "left.json:$place" "$T/err"
done
check "what is filled is not left" sh -c "! grep -q 'Wait' '$T/err'"
code "it is not served" 2 "$aslc" serve --listen 127.0.0.1:0 --store memory --local "$T/local" --template "$T/t.yaml"
check "it says why" grep -qF "left.json:1:63: error: state 'A': '\${Y}' is left open" "$T/err"
cat >"$T/t.yaml" <<'END'
Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        QueryLanguage: JSONata
        TimeoutSeconds: "${Limit}"
        StartAt: A
        States:
          A: {Type: Pass, Output: "{% 'a ${X}' %}", Next: B}
          B: {Type: Wait, Seconds: "{% ${Y} %}", Next: C}
          C: {Type: Pass, Output: "${Z}", End: true}
END
looked_at 1
tells "error:7:25: '\${Limit}' is left open" "error:11:43: state 'B': 'Seconds' is not an expression"
check "a text may have one" test "$(grep -c 'error: ' "$T/err")" = 2
tells "warning:12:36: the substitution \${Z} stays open: fill it by 'DefinitionSubstitutions'"

# ---- Circles

cat >"$T/t.yaml" <<'END'
Resources:
  A: {Type: AWS::SQS::Queue, DependsOn: B}
  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt A.QueueName}}
END
looked_at 0
tells "warning:2:6: circular dependency between resources: [A, B]: 'A' is needed by 'B', and that by 'A' itself"
cat >"$T/t.yaml" <<'END'
Resources:
  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt B.TopicName}}
  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: !If [Never, !GetAtt A.TopicName, b]}}
Conditions: {Never: !Equals [1, 2]}
END
looked_at 0
check "what a condition leaves out needs nothing" test ! -s "$T/err"

# ---- Faults of all kinds

cat >"$T/t.yaml" <<'END'
Transform: AWS::Serverless-2016-10-31
Conditions: {A: x, B: {Condition: B}, Good: !Equals [1, 1]}
Mappings: [x]
Globals: x
Resources:
  A: {Type: AWS::SQS::Queue, Properties: [a], DependsOn: {a: b}}
  B: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs18.x, Handler: noDot, InlineCode: "x"}}
  C:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.11, Handler: index.handler, InlineCode: "x = 1", Events: {E: {Type: S3, Properties: [x]}}}
Outputs: {A: x, B: {Value: [a]}, D: {}}
END
looked_at 0
tells "warning:2:17: this is not a condition" "warning:2:23: this leads to itself" \
    "warning:3:11: Mappings: an object is wanted, and AWS would refuse this" \
    "warning:4:10: Globals: an object is wanted" "warning:6:42: Properties: an object is wanted" \
    "warning:6:58: DependsOn: names of resources are wanted" \
    "warning:7:6: function 'B': its Handler 'noDot' is not FILE.NAME: say who does it with --task" \
    "warning:10:119: Properties: an object is wanted" "warning:11:14: A: an object is wanted" \
    "warning:11:28: a text is wanted here" "warning:11:37: AWS demands 'Value' of an output, and would refuse 'D' without it"
{ printf 'Resources:\n' && seq 501 | sed 's/.*/  Q&: {Type: AWS::SQS::Queue}/'; } >"$T/t.yaml"
looked_at 2
tells "error:2:3: AWS takes 500 resources in a template at most: there are 501"

# ---- Rules, and what is needed that is not there

cat >"$T/t.yaml" <<'END'
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters:
  Stage: {Type: String, Default: dev}
  Zones: {Type: CommaDelimitedList, Default: "a,b"}
Rules:
  Met: {Assertions: [{Assert: !Not [{"Fn::Contains": [[x, y], !Ref Stage]}]}, {Assert: {"Fn::EachMemberIn": [!Ref Zones, [a, b, c]]}}]}
  Other: {RuleCondition: !Equals [!Ref Stage, prod], Assertions: [{Assert: !Equals [1, 2]}]}
  Broken: {Assertions: [{Assert: {"Fn::Contains": [[test, prod], !Ref Stage]}, AssertDescription: test or prod}]}
  All: {Assertions: [{Assert: {"Fn::And": [!Equals [1, 1], {"Fn::EachMemberEquals": [!Ref Zones, a]}]}}]}
  Unknown: {Assertions: [{Assert: {"Fn::Contains": [{"Fn::RefAll": "AWS::EC2::VPC::Id"}, a]}}]}
Resources:
  Q: {Type: AWS::SQS::Queue}
END
looked_at 2
tells "error:8:25: the parameters do not meet the rule 'Broken', and AWS would refuse them: test or prod" \
    "error:9:22: the parameters do not meet the rule 'All', and AWS would refuse them"
check "no other rule is told" test "$(grep -c 'rule' "$T/err")" = 2
cat >"$T/inner.yaml" <<'END'
Parameters: {Stage: {Type: String, Default: a}}
Resources: {Q: {Type: AWS::SQS::Queue}}
END
cat >"$T/t.yaml" <<'END'
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Conditions: {Never: !Equals [1, 2]}
Resources:
  Gone: {Type: AWS::SQS::Queue, Condition: Never}
  A: {Type: AWS::SNS::Topic, DependsOn: [Gome, FRole], Properties: {DisplayName: !GetAtt Gone.Arn}}
  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: !If [Never, !Ref Gone, x]}}
  F:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.11, Handler: index.handler, InlineCode: "def handler(event, context): return 1", Environment: {Variables: {R: !GetAtt FRole.Arn, K: !Ref FKey}}}
  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml, Parameters: {Stage: b, Stag: c}}}
  I: {"Fn::Transform": {Name: AWS::Include, Parameters: {Location: inner.yaml}}}
  G: {Type: AWS::SNS::Topic, Properties: {DisplayName: !GetAtt [!Select [0, [B]], TopicName]}}
  W: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: rate(1 day), EndDate: "2030-01-01T00:00:00Z", FlexibleTimeWindow: {Mode: "OFF"}, Target: {RoleArn: r, Arn: "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"}}}
END
looked_at 0
tells "warning:5:42: the template has no resource 'Gome', and AWS would refuse this" \
    "warning:5:82: 'Gone' is not made, since its condition does not hold: AWS would refuse what needs it" \
    "warning:9:167: what 'FKey' is, that SAM makes, only AWS knows: it stays open" \
    "warning:10:108: the template of the nested stack 'S' has no parameter 'Stag', and AWS would refuse it" \
    "warning:11:6: what Fn::Transform puts here is left out" \
    "warning:13:94: EndDate of 'W' is left out here: the schedule goes on" \
    "warning:13:179: what is sent to arn:aws:scheduler:::aws-sdk:sqs:sendMessage goes nowhere here"
check "nothing else is told of them" test "$(grep -c 'warning: ' "$T/err")" = 7

# ---- Nested stacks, definitions that are elsewhere, nothing at all

cat >"$T/t.yaml" <<'END'
Resources:
  S: {Type: AWS::Serverless::Application, Properties: {Location: gone.yaml}}
  T: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./t.yaml}}
END
looked_at 2
tells "error:3:6: the nested stack 'T' leads to itself" \
    "warning:2:6: the template of the nested stack 'S', $T/gone.yaml, cannot be read: No such file or directory: all that it makes is left out"
check "once" test "$(grep -c 'gone.yaml, cannot' "$T/err")" = 1
cat >"$T/t.yaml" <<'END'
Resources:
  Gone: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: "arn:aws:iam::123456789012:role/r", DefinitionS3Location: {Bucket: b, Key: k}}}
  Here: {Type: AWS::StepFunctions::StateMachine, Properties: {RoleArn: "arn:aws:iam::123456789012:role/r", DefinitionString: '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'}}
END
looked_at 0
tells "warning:2:130: the definition is not on this machine: the state machine 'Gone' is left out"
check "the rest runs" grep -qx 'state machine Here' "$T/out"
cat >"$T/t.yaml" <<'END'
Resources:
  Role: {Type: AWS::IAM::Role}
END
looked_at 0
check "nothing is made" grep -qx 'nothing of the template is made here' "$T/out"

finish

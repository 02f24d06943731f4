#include "runtime/aws/endpoint.h"

#include <stdbool.h>
#include <stdlib.h>

#include "runtime/aws/credentials.h"
#include "runtime/aws/profile.h"
#include "runtime/base/buf.h"
#include "runtime/base/url.h"
#include "runtime/client/source.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

static const char *const variables[] = {
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_SFN",
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
};

/* Nothing but the two files below the home folder. */
static void start(const char *credentials, const char *config)
{
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        unsetenv(variables[i]);
    }
    setenv("HOME", folder(), 1);
    folder_put(".aws/credentials", credentials);
    folder_put(".aws/config", config);
}

static struct profile *opened(void)
{
    struct buf why = { 0 };
    struct profile *p = profile_open(&why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    buf_release(&why);
    return p;
}

static void check_key(const char *access_key, const char *token)
{
    struct profile *p = opened();
    struct buf why = { 0 };
    struct source *s = source_find(p, &why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    CU_ASSERT_EQUAL_FATAL(s->kind, SOURCE_KEYS);
    UNIT_TEXT(s->keys.access_key, access_key);
    CU_ASSERT_TRUE(token == NULL ? s->keys.token == NULL : strcmp(s->keys.token, token) == 0);
    source_release(s);
    profile_close(p);
}

static const char two_profiles[] = "# kept secret\n[default]\naws_access_key_id = ONE\n"
                                   "aws_secret_access_key=s=1\n\n[ other ]\r\n"
                                   "aws_access_key_id=TWO\r\naws_secret_access_key=s2\r\n"
                                   "aws_session_token=t2\r\n";

static void test_credentials(void)
{
    start(two_profiles, "[default]\nregion=eu-west-1\n[profile other]\nregion = eu-west-2\n");
    check_key("ONE", NULL);
    setenv("AWS_PROFILE", "other", 1);
    check_key("TWO", "t2");
    struct profile *p = opened();
    UNIT_TEXT(credentials_region(p), "eu-west-2");
    setenv("AWS_REGION", "eu-north-1", 1);
    UNIT_TEXT(credentials_region(p), "eu-north-1");
    profile_close(p);
    setenv("AWS_ACCESS_KEY_ID", "THREE", 1);
    check_key("TWO", "t2"); /* half of a pair is none */
    setenv("AWS_SECRET_ACCESS_KEY", "s3", 1);
    check_key("THREE", NULL);
    setenv("AWS_SESSION_TOKEN", "t3", 1);
    check_key("THREE", "t3");
}

static void check_refused(const char *says)
{
    struct buf why = { 0 };
    struct profile *p = profile_open(&why);
    CU_ASSERT_TRUE(p == NULL || source_find(p, &why) == NULL);
    if (strstr(buf_string(&why), says) == NULL) {
        UNIT_TEXT(buf_string(&why), says);
    }
    CU_ASSERT_PTR_NULL(strstr(buf_string(&why), "hidden"));
    profile_close(p);
    buf_release(&why);
}

static void check_kind(enum source_kind kind, bool is_set)
{
    struct buf why = { 0 };
    struct profile *p = opened();
    struct source *s = source_find(p, &why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    CU_ASSERT_EQUAL(s->kind, kind);
    CU_ASSERT_EQUAL(source_is_set(s), is_set);
    source_release(s);
    profile_close(p);
}

static void test_no_credentials(void)
{
    start("", "");
    check_kind(SOURCE_INSTANCE, false);
    setenv("AWS_EC2_METADATA_DISABLED", "True", 1);
    check_kind(SOURCE_NONE, false);
    struct profile *p = opened();
    UNIT_TEXT(credentials_region(p), "us-east-1");
    profile_close(p);
    setenv("AWS_PROFILE", "absent", 1);
    check_refused("'absent', which is in neither");
    start("", "[default]\nsso_session = hidden\n");
    check_refused("has an sso_session, but no sso_start_url");
    start("[default]\nhidden\n", "");
    check_refused("credentials:2: this is neither");
    start("a=hidden\n", "");
    check_refused("credentials:1: a setting comes after");
    start("[default\n", "");
    check_refused("credentials:1: the name of a section ends");
    setenv("AWS_SHARED_CREDENTIALS_FILE", folder(), 1);
    check_refused("cannot be read: Is a directory");
}

/* The first that is set wins. */
static void test_order(void)
{
    start("[default]\naws_access_key_id=A\naws_secret_access_key=s\n",
          "[default]\ncredential_process=hidden\n[profile sso]\nsso_start_url=u\nsso_region=r\n"
          "sso_account_id=1\nsso_role_name=n\naws_access_key_id=A\naws_secret_access_key=s\n"
          "[profile command]\ncredential_process=hidden\n[profile none]\nregion=r\n");
    check_kind(SOURCE_KEYS, true);
    setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "f", 1);
    check_refused("no role's ARN");
    setenv("AWS_ROLE_ARN", "r", 1);
    check_kind(SOURCE_WEB_IDENTITY, true);
    unsetenv("AWS_WEB_IDENTITY_TOKEN_FILE");
    setenv("AWS_PROFILE", "sso", 1);
    check_kind(SOURCE_SSO, true);
    setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2", 1);
    check_kind(SOURCE_SSO, true);
    setenv("AWS_PROFILE", "command", 1);
    check_kind(SOURCE_PROCESS, true);
    setenv("AWS_PROFILE", "none", 1);
    check_kind(SOURCE_CONTAINER, true);
    unsetenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://localhost:1", 1);
    check_kind(SOURCE_INSTANCE, true);
}

/* `signing` is the region that a signature names there. */
static void check_place(const struct endpoint_service *s, const char *region, const char *host,
                        int port, bool is_own, const char *signing)
{
    struct profile *p = opened();
    struct url u;
    struct buf why = { 0 };
    bool own;
    CU_ASSERT_TRUE_FATAL(endpoint_find(p, s, &region, &u, &own, &why));
    UNIT_TEXT(u.host, host);
    UNIT_TEXT(region, signing);
    CU_ASSERT_EQUAL(u.port, port);
    CU_ASSERT_EQUAL(own, is_own);
    CU_ASSERT_EQUAL(endpoint_is_set(p, s), is_own);
    url_release(&u);
    profile_close(p);
}

static void check_endpoint(const struct endpoint_service *s, const char *region,
                           const char *host, int port, bool is_own)
{
    check_place(s, region, host, port, is_own, region);
}

static const struct endpoint_service sfn = { "SFN", "states" };
static const struct endpoint_service secrets = { "Secrets Manager", "secretsmanager" };
static const struct endpoint_service dynamodb = { "DynamoDB", "dynamodb" };

/* I-23 */
static void test_own_hosts(void)
{
    start("", "");
    check_endpoint(&sfn, "eu-west-1", "states.eu-west-1.amazonaws.com", 443, false);
    check_endpoint(&sfn, "cn-north-1", "states.cn-north-1.amazonaws.com.cn", 443, false);
    check_endpoint(&secrets, "us-iso-east-1", "secretsmanager.us-iso-east-1.c2s.ic.gov", 443,
                   false);
}

/* I-23: one place for all regions of a partition. */
static void test_global(void)
{
    static const struct endpoint_service iam = { "IAM", "iam" };
    static const struct endpoint_service network = { "NetworkManager", "networkmanager" };
    start("", "");
    check_place(&iam, "eu-west-1", "iam.amazonaws.com", 443, false, "us-east-1");
    check_place(&iam, "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", 443, false,
                "cn-north-1");
    check_place(&iam, "us-gov-east-1", "iam.us-gov.amazonaws.com", 443, false, "us-gov-west-1");
    check_place(&network, "us-east-1", "networkmanager.us-west-2.amazonaws.com", 443, false,
                "us-west-2");
    check_place(&network, "cn-north-1", "networkmanager.cn-north-1.amazonaws.com.cn", 443,
                false, "cn-north-1");
    setenv("AWS_ENDPOINT_URL", "http://h:2", 1);
    check_endpoint(&iam, "eu-west-1", "h", 2, true);
}

static void test_settings(void)
{
    start("",
          "[default]\nservices = here\nendpoint_url = http://h:4\n[services here]\n"
          "sfn =\n  endpoint_url = http://h:3\nsecrets_manager =\n  endpoint_url=http://h:5\n");
    check_endpoint(&dynamodb, "eu-west-1", "h", 4, true);
    check_endpoint(&sfn, "eu-west-1", "h", 3, true);
    check_endpoint(&secrets, "eu-west-1", "h", 5, true);
    setenv("AWS_ENDPOINT_URL", "http://h:2", 1);
    check_endpoint(&sfn, "eu-west-1", "h", 2, true);
    setenv("AWS_ENDPOINT_URL_SFN", "http://h:1", 1);
    setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://h:6", 1);
    check_endpoint(&sfn, "eu-west-1", "h", 1, true);
    check_endpoint(&secrets, "eu-west-1", "h", 6, true);
    check_endpoint(&dynamodb, "eu-west-1", "h", 2, true);
    setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true", 1);
    check_endpoint(&sfn, "eu-west-1", "states.eu-west-1.amazonaws.com", 443, false);
}

static void test_wrong_setting(void)
{
    start("", "");
    setenv("AWS_ENDPOINT_URL_SFN", "h:1", 1);
    struct profile *p = opened();
    struct url u;
    bool own;
    const char *region = "eu-west-1";
    struct buf why = { 0 };
    CU_ASSERT_FALSE(endpoint_find(p, &sfn, &region, &u, &own, &why));
    UNIT_TEXT(buf_string(&why), "AWS_ENDPOINT_URL_SFN: 'h:1' is not an address: it begins with "
                                "neither http:// nor https://");
    buf_clear(&why);
    setenv("AWS_ENDPOINT_URL_SFN", "http://h?x", 1);
    CU_ASSERT_FALSE(endpoint_find(p, &sfn, &region, &u, &own, &why));
    UNIT_TEXT(buf_string(&why), "AWS_ENDPOINT_URL_SFN: an endpoint's address has no query");
    buf_clear(&why);
    unsetenv("AWS_ENDPOINT_URL_SFN");
    region = "eu west";
    CU_ASSERT_FALSE(endpoint_find(p, &sfn, &region, &u, &own, &why));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "AWS_REGION: "));
    buf_release(&why);
    profile_close(p);
}

/* Hosts of FIPS 140 and of IPv6. */
static void test_variants(void)
{
    static const struct endpoint_service batch = { "Batch", "batch" }, s3 = { "S3", "s3" },
                                         sqs = { "SQS", "sqs" }, iam = { "IAM", "iam" };
    start("", "[default]\nuse_fips_endpoint = true\n");
    check_place(&sqs, "us-east-2", "sqs-fips.us-east-2.amazonaws.com", 443, false, "us-east-2");
    check_place(&batch, "us-east-2", "fips.batch.us-east-2.amazonaws.com", 443, false,
                "us-east-2");
    check_place(&batch, "us-gov-west-1", "batch.us-gov-west-1.amazonaws.com", 443, false,
                "us-gov-west-1");
    check_place(&iam, "eu-west-1", "iam-fips.amazonaws.com", 443, false, "us-east-1");
    setenv("AWS_USE_DUALSTACK_ENDPOINT", "true", 1);
    check_place(&sqs, "us-east-2", "sqs-fips.us-east-2.api.aws", 443, false, "us-east-2");
    check_place(&s3, "us-east-2", "s3-fips.dualstack.us-east-2.amazonaws.com", 443, false,
                "us-east-2");
    setenv("AWS_USE_FIPS_ENDPOINT", "false", 1);
    check_place(&sqs, "eu-west-1", "sqs.eu-west-1.api.aws", 443, false, "eu-west-1");
    check_place(&s3, "cn-north-1", "s3.dualstack.cn-north-1.amazonaws.com.cn", 443, false,
                "cn-north-1");
    check_place(&sqs, "cn-north-1", "sqs.cn-north-1.api.amazonwebservices.com.cn", 443, false,
                "cn-north-1");
}

UNIT_MAIN("endpoint", { "credentials", test_credentials },
          { "no credentials", test_no_credentials }, { "their order", test_order },
          { "AWS's own hosts", test_own_hosts }, { "one place for all", test_global },
          { "variants", test_variants }, { "settings", test_settings },
          { "a wrong setting", test_wrong_setting })

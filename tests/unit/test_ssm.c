/*
 * The embedded Parameter Store: tests/services/ssm.txt has a request after the other, with what
 * is answered.
 */
#include "runtime/ssm/ssm.h"

#include <sys/stat.h>

#include "tests/unit/service.h"

#define TESTS "tests/services/ssm.txt"

static struct ssm *parameters;

static void open_parameters(const char *name)
{
    char *path = service_folder(name);
    struct buf why = { 0 };
    service_handle_key = "NextToken";
    CU_ASSERT_TRUE_FATAL(ssm_open(path, &parameters, &why));
    memory_release(path);
}

static void answer(const char *operation, const struct value *request, int64_t now_ms,
                   struct service_answer *ret_answer, struct buf *out)
{
    (void)out;
    ssm_answer(parameters, operation, request, now_ms, ret_answer);
}

static void check(const char *expression, const char *input, const char *wanted)
{
    service_check(answer, expression, input, wanted);
}

#define SECTION(name)                                                                          \
    static void name(void)                                                                     \
    {                                                                                          \
        open_parameters(#name);                                                                \
        groups_run(TESTS, #name, check);                                                       \
        ssm_close(parameters);                                                                 \
    }

SECTION(parameters_put)
SECTION(names)
SECTION(versions)
SECTION(secure)
SECTION(labels)
SECTION(paths)
SECTION(described)
SECTION(tags)
SECTION(refused)

/* Nobody but its owner may read the file, even if it was there before. */
static void owner_only(void)
{
    struct stat st;
    struct buf path = { 0 };
    open_parameters("owner_only");
    ssm_close(parameters);
    buf_print(&path, "%s/owner_only/ssm.db", folder());
    CU_ASSERT_EQUAL(stat(path.text, &st), 0);
    CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
    CU_ASSERT_EQUAL(chmod(path.text, 0644), 0);
    open_parameters("owner_only");
    CU_ASSERT_EQUAL(stat(path.text, &st), 0);
    CU_ASSERT_EQUAL(st.st_mode & 0777, 0600);
    ssm_close(parameters);
    buf_release(&path);
}

/* A hundred versions are kept; the oldest is not forgotten while it has a label. */
static void many_versions(void)
{
    struct buf wanted = { 0 };
    open_parameters("many_versions");
    check("1 PutParameter", "{\"Name\":\"p\",\"Value\":\"v\",\"Type\":\"String\"}",
          "{\"Version\":1,\"Tier\":\"Standard\"}");
    for (int i = 2; i <= 101; i++) {
        buf_clear(&wanted);
        buf_print(&wanted, "{\"Version\":%d,\"Tier\":\"Standard\"}", i);
        check("2 PutParameter", "{\"Name\":\"p\",\"Value\":\"w\",\"Overwrite\":true}",
              wanted.text);
    }
    check("3 GetParameter", "{\"Name\":\"p:1\"}",
          "{\"__type\":\"ParameterVersionNotFound\",\"message\":\"Systems Manager could not "
          "find version 1 of p. Verify the version and try again.\"}");
    check("3 LabelParameterVersion",
          "{\"Name\":\"p\",\"ParameterVersion\":2,\"Labels\":[\"old\"]}",
          "{\"InvalidLabels\":[],\"ParameterVersion\":2}");
    check("4 PutParameter", "{\"Name\":\"p\",\"Value\":\"x\",\"Overwrite\":true}",
          "{\"__type\":\"ParameterMaxVersionLimitExceeded\",\"message\":\"You attempted to "
          "create a new version of p by calling the PutParameter API with the overwrite flag. "
          "Version 2, the oldest version, can't be deleted because it has a label associated "
          "with it. Move the label to another version of the parameter, and try again.\"}");
    ssm_close(parameters);
    buf_release(&wanted);
}

UNIT_MAIN("ssm", { "parameters put", parameters_put }, { "names", names },
          { "versions", versions }, { "secure", secure }, { "labels", labels },
          { "paths", paths }, { "described", described }, { "tags", tags },
          { "refused", refused }, { "owner only", owner_only },
          { "many versions", many_versions })

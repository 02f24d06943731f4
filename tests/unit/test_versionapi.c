/*
 * Versions, aliases and tags of state machines: what their operations answer, word by word, and
 * executions that are started through them.
 */
#include "runtime/api/versionapi.h"

#include "runtime/api/aliasapi.h"
#include "runtime/api/machineapi.h"
#include "runtime/api/machinetell.h"
#include "runtime/api/startexec.h"
#include "runtime/api/tagapi.h"
#include "runtime/api/tellexec.h"
#include "tests/unit/asking.h"

#define OF(arn)      "{\"stateMachineArn\":\"" MACHINE arn "\""
#define VERSION(arn) "{\"stateMachineVersionArn\":\"" MACHINE arn "\"}"
#define DATE         "\"creationDate\":1.7356896E9"

/* A machine with a first revision, and one that is changed since. */
static void make(void)
{
    ask(machineapi_create, CREATE("a", "{}") "}");
}

static void change(const char *definition)
{
    struct buf input = { 0 };
    buf_print(&input, OF("a") ",\"definition\":\"%s\"}", definition);
    ask(machineapi_update, buf_string(&input));
    UNIT_TEXT(member("__type") == NULL ? "" : member("__type"), "");
    buf_release(&input);
}

static const char *published(const char *number)
{
    static struct buf wanted;
    buf_clear(&wanted);
    buf_print(&wanted, "{\"stateMachineVersionArn\":\"" MACHINE "a:%s\"," DATE "}", number);
    return buf_string(&wanted);
}

static void publishes(void)
{
    open_all();
    make();
    UNIT_TEXT(ask(versionapi_list, OF("a") "}"), "{\"stateMachineVersions\":[]}");
    UNIT_TEXT(ask(versionapi_publish, OF("a") ",\"revisionId\":\"INITIAL\"}"), published("1"));
    UNIT_TEXT(ask(versionapi_publish, OF("a") ",\"description\":\"x\"}"), published("1"));
    change("{ }");
    UNIT_TEXT(ask(versionapi_publish, OF("a") ",\"description\":\"two\"}"), published("2"));
    char *id = memory_text((ask(machinetell_describe, OF("a") "}"), member("revisionId")));
    ask(versionapi_publish, OF("a") ",\"revisionId\":\"INITIAL\"}");
    struct buf wanted = { 0 };
    buf_print(&wanted,
              "Failed to publish the State Machine version for revision INITIAL. The current "
              "State Machine revision is %s.",
              id);
    UNIT_TEXT(member("message"), buf_string(&wanted));
    UNIT_TEXT(member("__type"), "ConflictException");
    buf_release(&wanted);
    memory_release(id);
    ask(machinetell_describe, OF("a:1") "}");
    UNIT_TEXT(member("definition"), "{}");
    CU_ASSERT_PTR_NULL(member("description"));
    CU_ASSERT_PTR_NULL(member("revisionId"));
    ask(machinetell_describe, OF("a:2") "}");
    UNIT_TEXT(member("stateMachineArn"), MACHINE "a:2");
    UNIT_TEXT(member("description"), "two");
    ask(machinetell_describe, OF("a:3") "}");
    UNIT_TEXT(member("message"), "State Machine Does Not Exist: '" MACHINE "a:3'");
    UNIT_TEXT(
        ask(versionapi_publish, OF("none") "}"),
        ERROR("StateMachineDoesNotExist", "State Machine Does Not Exist: '" MACHINE "none'"));
    close_all();
}

/* The newest comes first, and a number is never used again. */
static void lists_and_deletes(void)
{
    open_all();
    make();
    ask(versionapi_publish, OF("a") "}");
    change("{ }");
    ask(versionapi_publish, OF("a") "}");
    UNIT_TEXT(ask(versionapi_delete, VERSION("a:2")), "{}");
    UNIT_TEXT(ask(versionapi_delete, VERSION("a:2")), "{}");
    ask(versionapi_delete, VERSION("a"));
    UNIT_TEXT(member("__type"), "ValidationException");
    UNIT_TEXT(ask(versionapi_publish, OF("a") "}"), published("3"));
    UNIT_TEXT(ask(versionapi_list, OF("a") "}"),
              "{\"stateMachineVersions\":[{\"stateMachineVersionArn\":\"" MACHINE "a:3\"," DATE
              "},{\"stateMachineVersionArn\":\"" MACHINE "a:1\"," DATE "}]}");
    ask(versionapi_list, OF("a") ",\"maxResults\":1}");
    struct buf next = { 0 };
    buf_print(&next, OF("a") ",\"nextToken\":\"%s\"}", member("nextToken"));
    UNIT_TEXT(ask(versionapi_list, buf_string(&next)),
              "{\"stateMachineVersions\":[{\"stateMachineVersionArn\":\"" MACHINE "a:1\"," DATE
              "}]}");
    UNIT_TEXT(ask(versionapi_list, OF("a") ",\"nextToken\":\"x\"}"),
              ERROR("InvalidToken", "Invalid Token: 'Invalid token'"));
    buf_release(&next);
    close_all();
}

/* ---- Aliases ---- */

#define ROUTE(version, weight)                                                                 \
    "{\"stateMachineVersionArn\":\"" MACHINE version "\",\"weight\":" weight "}"
#define ALIAS(name, routes) "{\"name\":\"" name "\",\"routingConfiguration\":[" routes "]"
#define BY(alias)           "{\"stateMachineAliasArn\":\"" MACHINE alias "\""

static void two_versions(void)
{
    make();
    ask(versionapi_publish, OF("a") "}");
    change("{ }");
    ask(versionapi_publish, OF("a") "}");
}

static const char *bad_routes(const char *message)
{
    static struct buf wanted;
    buf_clear(&wanted);
    buf_print(&wanted,
              "{\"__type\":\"ValidationException\",\"message\":\"%s\",\"reason\":"
              "\"INVALID_ROUTING_CONFIGURATION\"}",
              message);
    return buf_string(&wanted);
}

static void checks_routes(void)
{
    open_all();
    two_versions();
    ask(machineapi_create, CREATE("b", "{}") ",\"publish\":true}");
    UNIT_TEXT(
        ask(aliasapi_create, ALIAS("P", ROUTE("a:1", "50") "," ROUTE("a:1", "50")) "}"),
        bad_routes("Routing configuration must contain distinct state machine version ARNs. "
                   "Received: [" MACHINE "a:1, " MACHINE "a:1]"));
    UNIT_TEXT(ask(aliasapi_create, ALIAS("P", ROUTE("a", "70") "," ROUTE("a:2", "30")) "}"),
              bad_routes("Routing configuration must contain state machine version ARNs. "
                         "Received: [" MACHINE "a, " MACHINE "a:2]"));
    UNIT_TEXT(
        ask(aliasapi_create, ALIAS("P", ROUTE("a:9", "100")) "}"),
        "{\"__type\":\"ResourceNotFound\",\"message\":\"Request references a resource that "
        "does not exist.\",\"resourceName\":\"" MACHINE "a:9\"}");
    UNIT_TEXT(ask(aliasapi_create, ALIAS("P", ROUTE("a:1", "70") "," ROUTE("a:2", "29")) "}"),
              bad_routes("Sum of routing configuration weights must equal 100. Received: "
                         "[70, 29]"));
    UNIT_TEXT(ask(aliasapi_create, ALIAS("P", ROUTE("a:1", "50") "," ROUTE("b:1", "50")) "}"),
              bad_routes("Routing configuration must contain versions of the same state "
                         "machine. Received: [" MACHINE "a:1, " MACHINE "b:1]"));
    UNIT_TEXT(ask(aliasapi_create,
                  "{\"name\":\"P\",\"routingConfiguration\":[{\"stateMachineVersionArn\":"
                  "\"x\",\"weight\":100}]}"),
              ERROR("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'"));
    close_all();
}

static void makes_aliases(void)
{
    open_all();
    two_versions();
    const char *made = "{\"stateMachineAliasArn\":\"" MACHINE "a:P\"," DATE "}";
    const char *p = ALIAS("P", ROUTE("a:1", "100")) ",\"description\":\"d\"}";
    UNIT_TEXT(ask(aliasapi_create, p), made);
    UNIT_TEXT(ask(aliasapi_create, p), made);
    UNIT_TEXT(ask(aliasapi_create, ALIAS("P", ROUTE("a:1", "100")) "}"),
              ERROR("ConflictException",
                    "Failed to create alias because an alias with the same name and a "
                    "different routing configuration already exists."));
    UNIT_TEXT(ask(aliasapi_describe, BY("a:P") "}"),
              "{\"stateMachineAliasArn\":\"" MACHINE "a:P\",\"name\":\"P\",\"description\":"
              "\"d\",\"routingConfiguration\":[" ROUTE(
                  "a:1", "100") "]," DATE ",\"updateDate\":1.7356896E9}");
    ask(aliasapi_create, ALIAS("O", ROUTE("a:2", "100")) "}");
    close_all();
}

static void changes_aliases(void)
{
    const char *none =
        "{\"__type\":\"ResourceNotFound\",\"message\":\"Request references a "
        "resource that does not exist.\",\"resourceName\":\"" MACHINE "a:none\"}";
    open_all();
    two_versions();
    ask(aliasapi_create, ALIAS("P", ROUTE("a:1", "100")) "}");
    UNIT_TEXT(ask(aliasapi_update, BY("a:P") ",\"description\":\"new\"}"),
              "{\"updateDate\":1.7356896E9}");
    ask(aliasapi_update,
        BY("a:P") ",\"routingConfiguration\":[" ROUTE("a:1", "50") "," ROUTE("a:2", "50") "]}");
    ask(aliasapi_describe, BY("a:P") "}");
    UNIT_TEXT(member("description"), "new");
    UNIT_TEXT(member("routingConfiguration"),
              "[" ROUTE("a:1", "50") "," ROUTE("a:2", "50") "]");
    UNIT_TEXT(ask(aliasapi_update, BY("a:none") ",\"description\":\"new\"}"), none);
    UNIT_TEXT(ask(aliasapi_describe, BY("a:none") "}"), none);
    UNIT_TEXT(ask(aliasapi_describe, BY("a") "}"),
              ERROR("InvalidArn", "Invalid Arn: '" MACHINE "a'"));
    ask(aliasapi_update, BY("a:P") "}");
    UNIT_TEXT(member("__type"), "ValidationException");
    UNIT_TEXT(ask(versionapi_delete, VERSION("a:1")),
              ERROR("ConflictException",
                    "Version to be deleted must not be referenced by an alias. Current list of "
                    "aliases referencing this version: [P]"));
    UNIT_TEXT(ask(aliasapi_delete, BY("a:P") "}"), "{}");
    UNIT_TEXT(ask(aliasapi_delete, BY("a:P") "}"), "{}");
    UNIT_TEXT(ask(versionapi_delete, VERSION("a:1")), "{}");
    close_all();
}

static void lists_aliases(void)
{
    open_all();
    two_versions();
    UNIT_TEXT(ask(aliasapi_list, OF("a") "}"), "{\"stateMachineAliases\":[]}");
    ask(aliasapi_create, ALIAS("P", ROUTE("a:1", "100")) "}");
    ask(aliasapi_create, ALIAS("O", ROUTE("a:2", "100")) "}");
    const char *p = "{\"stateMachineAliasArn\":\"" MACHINE "a:P\"," DATE "}";
    const char *o = "{\"stateMachineAliasArn\":\"" MACHINE "a:O\"," DATE "}";
    struct buf wanted = { 0 };
    buf_print(&wanted, "{\"stateMachineAliases\":[%s,%s]}", p, o);
    UNIT_TEXT(ask(aliasapi_list, OF("a") "}"), buf_string(&wanted));
    buf_clear(&wanted);
    buf_print(&wanted, "{\"stateMachineAliases\":[%s]}", o);
    UNIT_TEXT(ask(aliasapi_list, OF("a:2") "}"), buf_string(&wanted));
    ask(aliasapi_list, OF("a") ",\"maxResults\":1}");
    struct buf next = { 0 };
    buf_print(&next, OF("a") ",\"nextToken\":\"%s\"}", member("nextToken"));
    UNIT_TEXT(ask(aliasapi_list, buf_string(&next)), buf_string(&wanted));
    UNIT_TEXT(
        ask(aliasapi_list, OF("none") "}"),
        ERROR("StateMachineDoesNotExist", "State Machine Does Not Exist: '" MACHINE "none'"));
    buf_release(&next);
    buf_release(&wanted);
    close_all();
}

/* ---- Executions ---- */

static void starts(void)
{
    open_all();
    two_versions();
    ask(aliasapi_create, ALIAS("P", ROUTE("a:1", "30") "," ROUTE("a:2", "70")) "}");
    ask(startexec_start, OF("a:1") ",\"name\":\"one\",\"input\":\"{\\\"v\\\":1}\"}");
    for (int i = 0; i < 200; i++) {
        ask(startexec_start, OF("a:P") ",\"input\":\"{\\\"v\\\":1}\"}");
    }
    run_all();
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "a:one\"}");
    UNIT_TEXT(member("stateMachineArn"), MACHINE "a");
    UNIT_TEXT(member("stateMachineVersionArn"), MACHINE "a:1");
    CU_ASSERT_PTR_NULL(member("stateMachineAliasArn"));
    ask(machinetell_execution, "{\"executionArn\":\"" RUN "a:one\"}");
    UNIT_TEXT(member("definition"), "{}");
    CU_ASSERT_PTR_NULL(member("revisionId"));
    size_t of_one = 0, of_two = 0;
    ask(tellexec_list, OF("a:1") ",\"maxResults\":1000}");
    for (const char *at = said.text; (at = strstr(at, "a:1\"")) != NULL; at++) {
        of_one++;
    }
    CU_ASSERT_PTR_NULL(strstr(said.text, "a:2\""));
    ask(tellexec_list, OF("a:2") ",\"maxResults\":1000}");
    for (const char *at = said.text; (at = strstr(at, "a:2\"")) != NULL; at++) {
        of_two++;
    }
    CU_ASSERT_EQUAL(of_one + of_two, 201);
    CU_ASSERT_TRUE(of_one > 40 && of_one < 85);
    ask(tellexec_list, OF("a:P") ",\"maxResults\":1000}");
    CU_ASSERT_PTR_NULL(strstr(said.text, RUN "a:one"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said.text, "\"stateMachineAliasArn\":\"" MACHINE "a:P\""));
    UNIT_TEXT(
        ask(startexec_start, OF("a:9") "}"),
        ERROR("StateMachineDoesNotExist", "State Machine Does Not Exist: '" MACHINE "a:9'"));
    ask(startexec_start, OF("a/m") "}");
    UNIT_TEXT(member("reason"), "API_DOES_NOT_SUPPORT_LABELED_ARNS");
    close_all();
}

/* ---- Tags ---- */

#define TAGGED(arn) "{\"resourceArn\":\"" MACHINE arn "\""

static void tags(void)
{
    open_all();
    ask(machineapi_create,
        CREATE("a", "{}") ",\"publish\":true,\"tags\":[{\"key\":\"k1\",\"value\":\"v1\"}]}");
    UNIT_TEXT(ask(tagapi_list, TAGGED("a") "}"),
              "{\"tags\":[{\"key\":\"k1\",\"value\":\"v1\"}]}");
    UNIT_TEXT(ask(tagapi_tag, TAGGED("a") ",\"tags\":[{\"key\":\"k2\",\"value\":\"\"},{\"key\":"
                                          "\"k1\",\"value\":\"new\"}]}"),
              "{}");
    UNIT_TEXT(
        ask(tagapi_list, TAGGED("a") "}"),
        "{\"tags\":[{\"key\":\"k1\",\"value\":\"new\"},{\"key\":\"k2\",\"value\":\"\"}]}");
    UNIT_TEXT(ask(tagapi_untag, TAGGED("a") ",\"tagKeys\":[\"k1\",\"none\"]}"), "{}");
    UNIT_TEXT(ask(tagapi_list, TAGGED("a") "}"),
              "{\"tags\":[{\"key\":\"k2\",\"value\":\"\"}]}");
    UNIT_TEXT(ask(tagapi_tag, TAGGED("a:1") ",\"tags\":[]}"),
              "{\"__type\":\"ResourceNotFound\",\"message\":\"Resource not found: '" MACHINE
              "a:1'\",\"resourceName\":\"" MACHINE "a:1\"}");
    UNIT_TEXT(ask(tagapi_list, "{\"resourceArn\":\"" RUN "a:x\"}"),
              ERROR("InvalidArn",
                    "Invalid Arn: 'Resource type not valid in this context: execution'"));
    ask(machineapi_delete, OF("a") "}");
    make();
    UNIT_TEXT(ask(tagapi_list, TAGGED("a") "}"), "{\"tags\":[]}");
    close_all();
}

UNIT_MAIN("versionapi", { "publishes", publishes }, { "lists and deletes", lists_and_deletes },
          { "checks routes", checks_routes }, { "makes aliases", makes_aliases },
          { "changes aliases", changes_aliases }, { "lists aliases", lists_aliases },
          { "starts", starts }, { "tags", tags })

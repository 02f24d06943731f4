/*
 * The operations of state machines: what they answer, word by word, and what is left of it when
 * the server starts again.
 */
#include "runtime/api/machineapi.h"

#include <string.h>

#include "runtime/api/apiarn.h"
#include "runtime/api/machinetell.h"
#include "runtime/api/startexec.h"
#include "runtime/api/tellexec.h"
#include "runtime/service/answer.h"
#include "tests/unit/asking.h"

#define OF(arn) "{\"stateMachineArn\":\"" MACHINE arn "\""

static void creates(void)
{
    open_all();
    UNIT_TEXT(ask(machineapi_create, CREATE("a", "{}") "}"),
              "{\"stateMachineArn\":\"" MACHINE "a\",\"creationDate\":1.7356896E9}");
    UNIT_TEXT(ask(machinetell_describe, OF("a") "}"),
              "{\"stateMachineArn\":\"" MACHINE "a\",\"name\":\"a\",\"status\":\"ACTIVE\","
              "\"definition\":\"{}\",\"roleArn\":\"" ROLE "\",\"type\":\"STANDARD\","
              "\"creationDate\":1.7356896E9,\"loggingConfiguration\":{\"level\":\"OFF\","
              "\"includeExecutionData\":false},\"tracingConfiguration\":{\"enabled\":false},"
              "\"encryptionConfiguration\":{\"type\":\"AWS_OWNED_KEY\"}}");
    ask(machineapi_create, CREATE("m", "{ }") "}");
    ask(machinetell_describe, OF("m") ",\"includedData\":\"METADATA_ONLY\"}");
    UNIT_TEXT(member("definition"), "{}");
    /* The same again, with another role and tags; then what differs. */
    UNIT_TEXT(ask(machineapi_create,
                  "{\"name\":\"a\",\"definition\":\"{}\",\"type\":\"STANDARD\",\"roleArn\":"
                  "\"" ROLE "2\",\"tags\":[{\"key\":\"k\",\"value\":\"v\"}],"
                  "\"loggingConfiguration\":{}}"),
              "{\"stateMachineArn\":\"" MACHINE "a\",\"creationDate\":1.7356896E9}");
    const char *exists =
        ERROR("StateMachineAlreadyExists", "State Machine Already Exists: '" MACHINE "a'");
    UNIT_TEXT(ask(machineapi_create, CREATE("a", "{ }") "}"), exists);
    UNIT_TEXT(ask(machineapi_create, CREATE("a", "{}") ",\"type\":\"EXPRESS\"}"), exists);
    UNIT_TEXT(ask(machineapi_create, CREATE("a", "{}") ",\"publish\":true}"), exists);
    UNIT_TEXT(ask(machineapi_create,
                  CREATE("a", "{}") ",\"tracingConfiguration\":{\"enabled\":true}}"),
              exists);
    close_all();
}

static void refuses(void)
{
    open_all();
    UNIT_TEXT(ask(machineapi_create, CREATE("a b", "{}") "}"),
              ERROR("InvalidName", "Invalid Name: 'a b'"));
    UNIT_TEXT(
        ask(machineapi_create, "{\"name\":\"a\",\"definition\":\"{}\",\"roleArn\":\"x\"}"),
        ERROR("InvalidArn", "Invalid Role Arn: 'x'"));
    UNIT_TEXT(ask(machineapi_create, CREATE("a", "BAD") "}"),
              ERROR("InvalidDefinition",
                    "Invalid State Machine Definition: 'CODE: text at /States'"));
    UNIT_TEXT(ask(machineapi_create, CREATE("a", "{}") ",\"versionDescription\":\"d\"}"),
              ERROR("ValidationException",
                    "Version description can only be set when publish is true"));
    const char *one =
        ERROR("InvalidLoggingConfiguration", "Invalid Logging Configuration: Must "
                                             "specify exactly one Log Destination.");
    UNIT_TEXT(ask(machineapi_create,
                  CREATE("a", "{}") ",\"loggingConfiguration\":{\"level\":\"ALL\"}}"),
              one);
    UNIT_TEXT(ask(machineapi_create,
                  CREATE("a", "{}") ",\"loggingConfiguration\":{\"destinations\":[{},{}]}}"),
              one);
    UNIT_TEXT(ask(machineapi_create,
                  CREATE("a", "{}") ",\"loggingConfiguration\":{\"destinations\":[{}]}}"),
              ERROR("InvalidLoggingConfiguration",
                    "Invalid Logging Configuration: Log Destination not found."));
    UNIT_TEXT(ask(machineapi_create, CREATE("a", "{}") ",\"encryptionConfiguration\":{\"type\":"
                                                       "\"CUSTOMER_MANAGED_KMS_KEY\"}}"),
              ERROR("InvalidEncryptionConfiguration",
                    "Invalid Encryption Configuration: 'kmsKeyId' is required when 'type' is "
                    "'CUSTOMER_MANAGED_KMS_KEY'"));
    UNIT_TEXT(
        ask(machinetell_describe, OF("a") "}"),
        ERROR("StateMachineDoesNotExist", "State Machine Does Not Exist: '" MACHINE "a'"));
    UNIT_TEXT(ask(machinetell_describe, "{\"stateMachineArn\":\"x\"}"),
              ERROR("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'"));
    station.compiles.hooks = NULL;
    UNIT_TEXT(ask(machineapi_delete, OF("a") "}"),
              ERROR("UnknownOperationException",
                    "CreateActivity needs the compiler: start the server by aslc serve"));
    close_all();
}

static void too_many_tags(void)
{
    struct buf input = { 0 };
    open_all();
    buf_text(&input, CREATE("a", "{}") ",\"tags\":[{\"key\":\"0\",\"value\":\"\"}");
    for (int i = 0; i <= 50; i++) {
        buf_print(&input, ",{\"key\":\"%d\",\"value\":\"x\"}", i);
    }
    buf_text(&input, "]}");
    UNIT_TEXT(ask(machineapi_create, buf_string(&input)),
              "{\"__type\":\"TooManyTags\",\"message\":\"You've exceeded the number of tags "
              "allowed for a resource.\",\"resourceName\":\"" MACHINE "a\"}");
    buf_release(&input);
    close_all();
}

static void updates(void)
{
    open_all();
    ask(machineapi_create, CREATE("a", "{}") "}");
    UNIT_TEXT(ask(machineapi_update, OF("a") ",\"definition\":\"{}\"}"),
              "{\"updateDate\":1.7356896E9}");
    UNIT_TEXT(ask(machineapi_update, OF("a") ",\"publish\":true}"),
              ERROR("MissingRequiredParameter",
                    "Either the definition, the role ARN, the LoggingConfiguration, or the "
                    "TracingConfiguration must be specified"));
    UNIT_TEXT(
        ask(machineapi_update, OF("b") ",\"definition\":\"{}\"}"),
        ERROR("StateMachineDoesNotExist", "State Machine Does Not Exist: '" MACHINE "b'"));
    UNIT_TEXT(ask(machineapi_update, OF("a") ",\"definition\":\"BAD\"}"),
              ERROR("InvalidDefinition",
                    "Invalid State Machine Definition: 'CODE: text at /States'"));
    ask(machineapi_update, OF("a") ",\"definition\":\"{ }\"}");
    char *id = memory_text(member("revisionId"));
    CU_ASSERT_EQUAL(strlen(id), 36);
    ask(machinetell_describe, OF("a") "}");
    UNIT_TEXT(member("revisionId"), id);
    UNIT_TEXT(member("definition"), "{ }");
    ask(machineapi_update, OF("a") ",\"roleArn\":\"" ROLE "\"}");
    UNIT_TEXT(member("revisionId"), id);
    ask(machineapi_update, OF("a") ",\"tracingConfiguration\":{\"enabled\":true},\"publish\":"
                                   "true,\"versionDescription\":\"d\"}");
    CU_ASSERT_STRING_NOT_EQUAL(member("revisionId"), id);
    UNIT_TEXT(member("stateMachineVersionArn"), MACHINE "a:1");
    memory_release(id);
    UNIT_TEXT(
        ask(machineapi_update, OF("a:1") ",\"definition\":\"{}\"}"),
        ERROR("StateMachineDoesNotExist", "State Machine Does Not Exist: '" MACHINE "a:1'"));
    ask(machinetell_describe, OF("a:1") "}");
    UNIT_TEXT(member("description"), "d");
    UNIT_TEXT(member("tracingConfiguration"), "{\"enabled\":true}");
    CU_ASSERT_EQUAL(loads, 1);
    close_all();
}

#define WITH_VARIABLES                                                                         \
    "{\\\"States\\\":{\\\"A\\\":{\\\"Assign\\\":{\\\"x\\\":1}},\\\"B\\\":{\\\"InputPath\\\":"  \
    "\\\"$x\\\"}}}"

static void tells_of_variables(void)
{
    open_all();
    ask(machineapi_create, CREATE("a", WITH_VARIABLES) "}");
    ask(machinetell_describe, OF("a") "}");
    UNIT_TEXT(member("variableReferences"), "{\"B\":[\"x\"]}");
    ask(machinetell_describe, OF("a") ",\"includedData\":\"METADATA_ONLY\"}");
    CU_ASSERT_PTR_NULL(member("variableReferences"));
    ask(startexec_start, OF("a") ",\"name\":\"x\",\"input\":\"{\\\"v\\\":0}\"}");
    ask(machinetell_execution, "{\"executionArn\":\"" RUN "a:x\"}");
    UNIT_TEXT(member("variableReferences"), "{\"B\":[\"x\"]}");
    run_all();
    close_all();
}

/* Calls of one machine come one after the other while it is compiled. */
static void waits_for_the_compiler(void)
{
    open_all();
    answers = 0;
    struct call *gone = call(machineapi_create, CREATE("a", "LATER") "}");
    call(machineapi_create, CREATE("a", "LATER") "}");
    call(machineapi_create, CREATE("a", "OTHER") "}");
    call(machineapi_update, OF("a") ",\"definition\":\"LATER 2\"}");
    call(machineapi_create, CREATE("b", "LATER BAD") "}");
    CU_ASSERT_EQUAL(waiting_count, 2);
    gone->on_gone(gone);
    call_close(gone);
    memory_release(gone);
    station_turn(&station, false);
    CU_ASSERT_EQUAL(answers, 0);
    ask(machinetell_describe, OF("a") "}");
    UNIT_TEXT(member("__type"), "StateMachineDoesNotExist");
    compile_now();
    station_turn(&station, false);
    CU_ASSERT_EQUAL(answers, 4);
    CU_ASSERT_EQUAL(waiting_count, 1);
    ask(machinetell_describe, OF("a") "}");
    UNIT_TEXT(member("definition"), "LATER");
    compile_now();
    station_turn(&station, false);
    CU_ASSERT_EQUAL(answers, 6);
    ask(machinetell_describe, OF("a") "}");
    UNIT_TEXT(member("definition"), "LATER 2");
    /* What waits when the server closes is answered, and what was compiled for it unloaded. */
    call(machineapi_create, CREATE("c", "LATER") "}");
    call(machineapi_update, OF("c") ",\"definition\":\"{}\"}");
    close_all();
    CU_ASSERT_EQUAL(answers, 9);
}

static void deletes(void)
{
    open_all();
    ask(machineapi_create, CREATE("a", "{}") "}");
    UNIT_TEXT(ask(machineapi_delete, OF("none") "}"), "{}");
    UNIT_TEXT(ask(machineapi_delete, OF("a:1") "}"), "{}");
    UNIT_TEXT(
        ask(machineapi_delete, OF("a/m") "}"),
        "{\"__type\":\"ValidationException\",\"message\":\"This operation does not support "
        "the ARN of a distributed Map: '" MACHINE
        "a/m'\",\"reason\":\"API_DOES_NOT_SUPPORT_LABELED_ARNS\"}");
    ask(startexec_start, OF("a") ",\"name\":\"x\",\"input\":\"{\\\"v\\\":60}\"}");
    UNIT_TEXT(ask(machineapi_delete, OF("a") "}"), "{}");
    UNIT_TEXT(ask(machineapi_delete, OF("a") "}"), "{}");
    ask(machinetell_describe, OF("a") "}");
    UNIT_TEXT(member("status"), "DELETING");
    const char *deleting =
        ERROR("StateMachineDeleting", "State Machine is being deleted: '" MACHINE "a'");
    UNIT_TEXT(ask(machineapi_create, CREATE("a", "{}") "}"), deleting);
    UNIT_TEXT(ask(machineapi_update, OF("a") ",\"definition\":\"{ }\"}"), deleting);
    UNIT_TEXT(ask(startexec_start, OF("a") "}"), deleting);
    run_all();
    ask(machinetell_describe, OF("a") "}");
    UNIT_TEXT(member("__type"), "StateMachineDoesNotExist");
    ask(tellexec_describe, "{\"executionArn\":\"" RUN "a:x\"}");
    UNIT_TEXT(member("status"), "SUCCEEDED");
    ask(machinetell_execution, "{\"executionArn\":\"" RUN "a:x\"}");
    UNIT_TEXT(member("definition"), "{}");
    close_all();
}

static void lists(void)
{
    open_all();
    ask(machineapi_create, CREATE("b", "{}") ",\"type\":\"EXPRESS\"}");
    ask(machineapi_create, CREATE("a_", "{}") "}");
    ask(machineapi_create, CREATE("a1", "{}") "}");
    UNIT_TEXT(ask(machinetell_list, "{}"),
              "{\"stateMachines\":["
              "{\"stateMachineArn\":\"" MACHINE "a1\",\"name\":\"a1\",\"type\":\"STANDARD\","
              "\"creationDate\":1.7356896E9},"
              "{\"stateMachineArn\":\"" MACHINE "a_\",\"name\":\"a_\",\"type\":\"STANDARD\","
              "\"creationDate\":1.7356896E9},"
              "{\"stateMachineArn\":\"" MACHINE "b\",\"name\":\"b\",\"type\":\"EXPRESS\","
              "\"creationDate\":1.7356896E9}]}");
    ask(machinetell_list, "{\"maxResults\":2}");
    struct buf next = { 0 };
    buf_print(&next, "{\"maxResults\":0,\"nextToken\":\"%s\"}", member("nextToken"));
    UNIT_TEXT(ask(machinetell_list, buf_string(&next)),
              "{\"stateMachines\":[{\"stateMachineArn\":\"" MACHINE
              "b\",\"name\":\"b\",\"type\":\"EXPRESS\",\"creationDate\":1.7356896E9}]}");
    next.text[next.size - 3] ^= 1;
    UNIT_TEXT(ask(machinetell_list, buf_string(&next)),
              ERROR("InvalidToken", "Invalid Token: 'Invalid token'"));
    UNIT_TEXT(ask(machinetell_list, "{\"nextToken\":\"0000000000000000\"}"),
              ERROR("InvalidToken", "Invalid Token: 'Invalid token'"));
    buf_release(&next);
    close_all();
}

/* Each byte of ASCII, and each of the controls behind it: names may have what AWS's list does
 * not refuse. */
static void names(void)
{
    static const char refused[] = " <>{}[]?*\"#%\\^|~`$&,;:/";
    for (int c = 1; c < 0xA1; c++) {
        char name[4] = { 'a', (char)c, '\0', '\0' };
        struct service_answer a = { .status = 0 };
        if (c >= 0x80) {
            name[1] = (char)0xC2;
            name[2] = (char)c;
        }
        bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);
        bool is_good = !is_control && (c >= 0x80 || strchr(refused, c) == NULL);
        CU_ASSERT_EQUAL(apiarn_check_name(name, &a), is_good);
        service_answer_release(&a);
    }
}

UNIT_MAIN("machineapi", { "creates", creates }, { "names", names }, { "refuses", refuses },
          { "too many tags", too_many_tags }, { "updates", updates },
          { "waits for the compiler", waits_for_the_compiler }, { "deletes", deletes },
          { "tells of variables", tells_of_variables }, { "lists", lists })

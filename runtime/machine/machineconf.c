#include "runtime/machine/machineconf.h"

#include <stddef.h>
#include <string.h>

#include "runtime/service/answer.h"
#include "runtime/value/value.h"

#define LOGGING    "loggingConfiguration"
#define TRACING    "tracingConfiguration"
#define ENCRYPTION "encryptionConfiguration"

const char *const machineconf_members[] = { LOGGING, TRACING, ENCRYPTION, NULL };

/* ---- Logging ---- */

static struct value *logging(const struct value *given)
{
    const char *level = value_member_text(given, "level");
    struct value *o = value_object(), *v;
    value_set_text(&o, "level", level != NULL ? level : "OFF");
    value_set_take(
        &o, "includeExecutionData",
        value_bool(value_member(given, "includeExecutionData", &v) && value_is_true(v)));
    if (value_member(given, "destinations", &v)) {
        value_set_take(&o, "destinations", value_share(v));
    }
    return o;
}

static bool is_log_group(const struct value *destination)
{
    struct value *group;
    const char *arn = value_member(destination, "cloudWatchLogsLogGroup", &group)
                          ? value_member_text(group, "logGroupArn")
                          : NULL;
    return arn != NULL && strncmp(arn, "arn:", 4) == 0 && strstr(arn, ":log-group:") != NULL;
}

static bool check_logging(const struct value *o, struct service_answer *a)
{
    struct value *list;
    size_t count = value_member(o, "destinations", &list) ? value_count(list) : 0;
    bool is_off = strcmp(value_member_text(o, "level"), "OFF") == 0;
    const char *fault =
        count > 1 || (count == 0 && !is_off) ? "Must specify exactly one Log Destination."
        : count == 1 && !is_log_group(value_item(list, 0)) ? "Log Destination not found."
                                                           : NULL;
    if (fault != NULL) {
        service_answer_fail(a, 400, NULL, "InvalidLoggingConfiguration",
                            "Invalid Logging Configuration: %s", fault);
    }
    return fault == NULL;
}

/* ---- Tracing ---- */

static struct value *tracing(const struct value *given)
{
    struct value *o = value_object(), *v;
    value_set_take(&o, "enabled",
                   value_bool(value_member(given, "enabled", &v) && value_is_true(v)));
    return o;
}

/* ---- Encryption ---- */

#define OWNED_KEY "AWS_OWNED_KEY"
#define REUSE     "kmsDataKeyReusePeriodSeconds"
#define REUSE_S   300

static struct value *encryption(const struct value *given)
{
    const char *type = value_member_text(given, "type");
    struct value *o = value_object(), *v = NULL;
    value_set_text(&o, "type", type != NULL ? type : OWNED_KEY);
    if (type != NULL && strcmp(type, OWNED_KEY) != 0) {
        value_set_text(&o, "kmsKeyId", value_member_text(given, "kmsKeyId"));
        value_set_take(&o, REUSE,
                       value_member(given, REUSE, &v) ? value_share(v) : value_int(REUSE_S));
    }
    return o;
}

static bool check_encryption(const struct value *given, struct service_answer *a)
{
    bool is_owned = strcmp(value_member_text(given, "type"), OWNED_KEY) == 0;
    const char *key = value_member_text(given, "kmsKeyId");
    const char *fault = is_owned && key != NULL
                            ? "'kmsKeyId' must not be set when 'type' is 'AWS_OWNED_KEY'"
                        : !is_owned && key == NULL
                            ? "'kmsKeyId' is required when 'type' is 'CUSTOMER_MANAGED_KMS_KEY'"
                            : NULL;
    if (fault != NULL) {
        service_answer_fail(a, 400, NULL, "InvalidEncryptionConfiguration",
                            "Invalid Encryption Configuration: %s", fault);
    }
    return fault == NULL;
}

struct value *machineconf_encryption(const struct value *input,
                                     struct service_answer *ret_answer)
{
    struct value *given = NULL;
    bool is_given = value_member(input, ENCRYPTION, &given);
    return is_given && !check_encryption(given, ret_answer) ? NULL : encryption(given);
}

/* ---- All of it ---- */

struct value *machineconf_usual(void)
{
    struct value *o = value_object();
    value_set_take(&o, LOGGING, logging(NULL));
    value_set_take(&o, TRACING, tracing(NULL));
    value_set_take(&o, ENCRYPTION, encryption(NULL));
    return o;
}

bool machineconf_read(const struct value *input, const struct value *before,
                      struct value **ret_config, struct service_answer *ret_answer)
{
    struct value *o = machineconf_usual(), *given, *logs;
    machineconf_copy(&o, before);
    if (value_member(input, LOGGING, &given)) {
        value_set_take(&o, LOGGING, logging(given));
    }
    if (value_member(input, TRACING, &given)) {
        value_set_take(&o, TRACING, tracing(given));
    }
    value_member(o, LOGGING, &logs);
    bool is_good = check_logging(logs, ret_answer);
    if (is_good && value_member(input, ENCRYPTION, NULL)) {
        given = machineconf_encryption(input, ret_answer);
        is_good = given != NULL;
        if (is_good) {
            value_set_take(&o, ENCRYPTION, given);
        }
    }
    if (!is_good) {
        value_release(o);
        return false;
    }
    *ret_config = o;
    return true;
}

bool machineconf_is_given(const struct value *input)
{
    const char *const *m = machineconf_members;
    while (*m != NULL && !value_member(input, *m, NULL)) {
        m++;
    }
    return *m != NULL;
}

void machineconf_copy(struct value **to, const struct value *from)
{
    struct value *v;
    for (const char *const *m = machineconf_members; *m != NULL; m++) {
        if (value_member(from, *m, &v)) {
            value_set_take(to, *m, value_share(v));
        }
    }
}

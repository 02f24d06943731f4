#include "runtime/bus/label.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/bus/thing.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/service/member.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define KIND     "tags"
#define TAGS_MAX 50

/* The tags of the request, over those of a map. */
static void put_over(struct ask *a, struct value **map)
{
    struct value *list = NULL;
    value_member(a->request, "Tags", &list);
    for (size_t i = 0; i < value_count(list); i++) {
        const char *key = value_member_text(value_item(list, i), "Key");
        const char *text = value_member_text(value_item(list, i), "Value");
        if (key != NULL) {
            value_set_text(map, key, text != NULL ? text : "");
        }
    }
}

void label_set(struct ask *a, const char *arn)
{
    struct value *map = value_object();
    put_over(a, &map);
    if (value_count(map) > 0) {
        thing_store(a, KIND, arn, map);
    }
    value_release(map);
}

void label_forget(struct ask *a, const char *arn)
{
    thing_forget(a, KIND, arn);
}

static bool is_found(struct ask *a, const char *sql, const char *name)
{
    struct statement *s = database_statement(a->database, sql);
    database_set_text(s, 1, name);
    bool is = database_row(s);
    database_leave(s);
    return is;
}

/* Rules are "rule/NAME" and "rule/BUS/NAME", buses "event-bus/NAME". */
static bool is_there(struct ask *a, const char *arn)
{
    const char *rule = strstr(arn, ":rule/"), *bus = strstr(arn, ":event-bus/");
    if (rule != NULL) {
        return is_found(a,
                        "SELECT 1 FROM rule WHERE CASE bus WHEN 'default' THEN name ELSE bus "
                        "|| '/' || name END = ?1",
                        rule + strlen(":rule/"));
    }
    const char *name = bus != NULL ? bus + strlen(":event-bus/") : "";
    return strcmp(name, "default") == 0 ||
           is_found(a, "SELECT 1 FROM bus WHERE name = ?1", name);
}

/* What an ARN is that is not there: "Rule a does not exist on EventBus default." */
static bool fail_absent(struct ask *a, const char *arn)
{
    const char *rule = strstr(arn, ":rule/"), *bus = strstr(arn, ":event-bus/");
    if (rule != NULL) {
        const char *name = rule + strlen(":rule/"), *slash = strchr(name, '/');
        int size = slash != NULL ? (int)(slash - name) : (int)strlen("default");
        return ask_fail(
            a, "ResourceNotFoundException", "Rule %s does not exist on EventBus %.*s.",
            slash != NULL ? slash + 1 : name, size, slash != NULL ? name : "default");
    }
    return ask_fail(a, "ResourceNotFoundException", "Event bus %s does not exist.",
                    bus != NULL ? bus + strlen(":event-bus/") : arn);
}

/* The tags of the request's ARN: new; NULL after a failure. */
static struct value *load(struct ask *a, const char **ret_arn)
{
    *ret_arn = ask_text(a, a->request, "ResourceARN");
    if (*ret_arn == NULL || (!is_there(a, *ret_arn) && !fail_absent(a, *ret_arn))) {
        return NULL;
    }
    struct value *map = thing_load(a, KIND, *ret_arn);
    return map != NULL ? map : value_object();
}

void label_tag(struct ask *a)
{
    const char *arn;
    struct value *map = load(a, &arn);
    if (map != NULL) {
        put_over(a, &map);
        if (value_count(map) > TAGS_MAX) {
            ask_fail(a, "LimitExceededException",
                     "The requested resource exceeds the maximum number allowed.");
        } else {
            thing_store(a, KIND, arn, map);
        }
    }
    value_release(map);
}

void label_untag(struct ask *a)
{
    const char *arn;
    struct value *map = load(a, &arn), *keys = NULL;
    value_member(a->request, "TagKeys", &keys);
    for (size_t i = 0; map != NULL && i < value_count(keys); i++) {
        const struct value *key = value_item(keys, i);
        if (value_type(key) == VALUE_STRING) {
            member_drop(&map, value_string(key));
        }
    }
    if (map != NULL) {
        thing_store(a, KIND, arn, map);
    }
    value_release(map);
}

void label_list(struct ask *a)
{
    const char *arn;
    struct value *map = load(a, &arn), *list = value_array(0), *body = value_object();
    for (struct value_walk w = value_walk(map); value_step(&w);) {
        struct value *tag = value_object();
        value_set_text(&tag, "Key", w.key);
        value_set_take(&tag, "Value", value_share(w.value));
        value_append_take(&list, tag);
    }
    value_set_take(&body, "Tags", list);
    if (map != NULL) {
        service_answer_good(a->answer, value_share(body));
    }
    value_release(body);
    value_release(map);
}

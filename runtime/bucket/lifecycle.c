#include "runtime/bucket/lifecycle.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/random.h"
#include "runtime/value/value.h"
#include "runtime/vault/visit.h"

#define RULES_MAX 1000
#define ID_MAX    255
#define DAY_S     86400

/* A number of days must be one; `least` is what S3 wants of it. */
static bool check_days(struct visit *v, const struct value *action, const char *member,
                       const char *name, int64_t least)
{
    int64_t days;
    return ask_int(&v->ask, action, member, least, &days) &&
           (days >= least ||
            visit_refuse_with(v, "InvalidArgument", "'%s' for %s action must be a %s integer",
                              member, name, least > 0 ? "positive" : "nonnegative"));
}

static bool check_date(struct visit *v, const struct value *action)
{
    struct value *date = NULL;
    int64_t seconds = 0;
    if (!value_member(action, "Date", &date)) {
        return true;
    }
    if (value_type(date) != VALUE_NUMBER || !value_is_int(date, &seconds)) {
        return visit_refuse(v, "MalformedXML");
    }
    return seconds % DAY_S == 0 ||
           visit_refuse_with(v, "InvalidArgument", "'Date' must be at midnight GMT");
}

static bool check_expiration(struct visit *v, const struct value *rule, bool *ret_is_there)
{
    struct value *is = NULL;
    *ret_is_there = value_member(rule, "Expiration", &is);
    if (!*ret_is_there) {
        return true;
    }
    size_t count = (size_t)value_member(is, "Days", NULL) + value_member(is, "Date", NULL) +
                   value_member(is, "ExpiredObjectDeleteMarker", NULL);
    return (count == 1 || visit_refuse(v, "MalformedXML")) &&
           check_days(v, is, "Days", "Expiration", 1) && check_date(v, is);
}

/* Some classes take nothing that is younger than a month. */
static bool check_class(struct visit *v, const struct value *one)
{
    static const struct {
        const char *name;
        int64_t days;
    } classes[] = { { "DEEP_ARCHIVE", 0 },        { "GLACIER", 0 },     { "GLACIER_IR", 0 },
                    { "INTELLIGENT_TIERING", 0 }, { "ONEZONE_IA", 30 }, { "STANDARD_IA", 30 } };
    const char *name = value_member_text(one, "StorageClass");
    int64_t days;
    for (size_t i = 0; name != NULL && i < sizeof classes / sizeof classes[0]; i++) {
        if (strcmp(name, classes[i].name) == 0) {
            return ask_int(&v->ask, one, "Days", INT64_MAX, &days) &&
                   (days < 0 || days >= classes[i].days ||
                    visit_refuse_with(v, "InvalidArgument",
                                      "'Days' in Transition action must be greater than or "
                                      "equal to 30 for storageClass '%s'",
                                      name));
        }
    }
    return visit_refuse(v, "MalformedXML");
}

static bool check_transitions(struct visit *v, const struct value *rule, const char *member,
                              bool *ret_is_there)
{
    struct value *all = NULL;
    *ret_is_there = value_member(rule, member, &all);
    for (size_t i = 0; i < value_count(all); i++) {
        const struct value *one = value_item(all, i);
        if (!check_class(v, one)) {
            return false;
        }
        if (!check_days(v, one, "Days", "Transition", 0) ||
            !check_days(v, one, "NoncurrentDays", "NoncurrentVersionTransition", 1) ||
            !check_date(v, one)) {
            return false;
        }
    }
    return true;
}

static bool check_actions(struct visit *v, const struct value *rule)
{
    struct value *older = NULL, *uploads = NULL;
    bool expires, moves, moves_older;
    bool has_older = value_member(rule, "NoncurrentVersionExpiration", &older);
    bool has_uploads = value_member(rule, "AbortIncompleteMultipartUpload", &uploads);
    if (!check_expiration(v, rule, &expires) ||
        !check_transitions(v, rule, "Transitions", &moves) ||
        !check_transitions(v, rule, "NoncurrentVersionTransitions", &moves_older) ||
        !check_days(v, older, "NoncurrentDays", "NoncurrentVersionExpiration", 1) ||
        !check_days(v, uploads, "DaysAfterInitiation", "AbortIncompleteMultipartUpload", 1)) {
        return false;
    }
    return expires || moves || moves_older || has_older || has_uploads ||
           visit_refuse_with(v, "InvalidRequest",
                             "At least one action needs to be specified in a rule");
}

/* Every rule has a name of its own; one without is given one. */
static bool check_id(struct visit *v, const struct value *rules, size_t at, struct value **rule)
{
    const char *id = value_member_text(*rule, "ID");
    if (id == NULL || id[0] == '\0') {
        char drawn[RANDOM_UUID_SIZE + 1];
        random_uuid(v->ask.random, drawn);
        value_set_text(rule, "ID", drawn);
        return true;
    }
    if (strlen(id) > ID_MAX) {
        return visit_refuse_with(v, "InvalidArgument",
                                 "ID length should not exceed allowed limit of %d", ID_MAX);
    }
    for (size_t i = 0; i < at; i++) {
        const char *other = value_member_text(value_item(rules, i), "ID");
        if (other != NULL && strcmp(id, other) == 0) {
            return visit_refuse_with(v, "InvalidArgument",
                                     "Rule ID must be unique. Found same ID for more than one "
                                     "rule");
        }
    }
    return true;
}

/* A filter is one thing alone, or several with And; actions on what has no tags ask for none.
 */
static bool check_filter(struct visit *v, const struct value *rule)
{
    struct value *filter = NULL, *all = NULL, *expiration = NULL;
    value_member(rule, "Filter", &filter);
    value_member(filter, "And", &all);
    value_member(rule, "Expiration", &expiration);
    bool has_tag = value_member(filter, "Tag", NULL) || value_member(all, "Tags", NULL);
    const char *action = value_member(rule, "AbortIncompleteMultipartUpload", NULL)
                             ? "AbortIncompleteMultipartUpload"
                         : value_member(expiration, "ExpiredObjectDeleteMarker", NULL)
                             ? "ExpiredObjectDeleteMarker"
                             : NULL;
    if (value_count(filter) > 1) {
        return visit_refuse(v, "MalformedXML");
    }
    return !has_tag || action == NULL ||
           visit_refuse_with(v, "InvalidRequest", "%s cannot be specified with Tags.", action);
}

static bool check_rule(struct visit *v, const struct value *rule)
{
    const char *status = value_member_text(rule, "Status");
    bool has_filter = value_member(rule, "Filter", NULL);
    bool has_prefix = value_member(rule, "Prefix", NULL);
    if (status == NULL || (strcmp(status, "Enabled") != 0 && strcmp(status, "Disabled") != 0) ||
        has_filter == has_prefix) {
        return visit_refuse(v, "MalformedXML");
    }
    return check_filter(v, rule) && check_actions(v, rule);
}

bool lifecycle_check(struct visit *v, struct value **is)
{
    struct value *rules = NULL, *kept = value_array(0);
    bool is_good = (value_member(*is, "Rules", &rules) && value_count(rules) > 0 &&
                    value_count(rules) <= RULES_MAX) ||
                   visit_refuse(v, "MalformedXML");
    for (size_t i = 0; is_good && i < value_count(rules); i++) {
        struct value *rule = value_share(value_item(rules, i));
        is_good = check_rule(v, rule) && check_id(v, rules, i, &rule);
        value_append_take(&kept, rule);
    }
    if (is_good) {
        value_set_take(is, "Rules", value_share(kept));
    }
    value_release(kept);
    return is_good;
}

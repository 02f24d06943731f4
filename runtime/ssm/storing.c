#define PCRE2_CODE_UNIT_WIDTH 8
#include "runtime/ssm/storing.h"

#include <pcre2.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/ssm/marking.h"
#include "runtime/ssm/parameter.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define NAME_MAX_BYTES 1011
#define LEVELS_MAX     15
#define VERSIONS_MAX   100
#define STANDARD_MAX   4096
#define ADVANCED_MAX   8192
#define NAMES_MAX      10

#define MATCH_STEPS_MAX 1000000

/* ---- Names ---- */

static bool has_good_letters(const char *name)
{
    for (; *name != '\0'; name++) {
        bool is_letter = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z');
        if (!is_letter && strchr("0123456789.-_/", *name) == NULL) {
            return false;
        }
    }
    return true;
}

static size_t levels(const char *name)
{
    size_t count = 0;
    for (; *name != '\0'; name++) {
        count += *name == '/' && name[1] != '\0';
    }
    return count;
}

static bool check_name(struct ask *a, const char *name)
{
    const char *first = name + (name[0] == '/');
    if (strncasecmp(first, "ssm", 3) == 0 || !has_good_letters(name) || first[0] == '\0' ||
        strlen(name) > NAME_MAX_BYTES) {
        return ask_fail_value(
            a, "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed "
               "as a path, it can consist of sub-paths divided by slash symbol; each sub-path "
               "can be formed as a mix of letters, numbers and the following 3 symbols .-_");
    }
    if (strncasecmp(first, "aws", 3) == 0) {
        return ask_fail(a, "AccessDeniedException", "No access to reserved parameter name: %s.",
                        name);
    }
    if (name[0] != '/' && strchr(name, '/') != NULL) {
        return ask_fail_value(a, "Parameter name must be a fully qualified name.");
    }
    return levels(name) <= LEVELS_MAX ||
           ask_fail(a, "HierarchyLevelLimitExceededException",
                    "Parameter names in a hierarchy can have a maximum of %d levels.",
                    LEVELS_MAX);
}

/* ---- Values ---- */

static bool has_match(const pcre2_code *code, const char *text)
{
    pcre2_match_data *match = pcre2_match_data_create(1, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    if (match == NULL || context == NULL) {
        memory_exhausted();
    }
    pcre2_set_match_limit(context, MATCH_STEPS_MAX);
    int found = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0, match, context);
    pcre2_match_context_free(context);
    pcre2_match_data_free(match);
    return found >= 0;
}

/* The message names the pattern, and never the value. */
static bool check_pattern(struct ask *a, const char *pattern, const char *text)
{
    int error;
    PCRE2_SIZE offset;
    if (pattern == NULL || pattern[0] == '\0') {
        return true;
    }
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern), PCRE2_UTF, &error, &offset, NULL);
    if (code == NULL) {
        return ask_fail(a, "InvalidAllowedPatternException",
                        "The request doesn't meet the regular expression requirement.");
    }
    bool is_good = has_match(code, text);
    pcre2_code_free(code);
    return is_good || ask_fail(a, "ParameterPatternMismatchException",
                               "Parameter value, cannot be validated against "
                               "allowedPattern: %s",
                               pattern);
}

static bool check_size(struct ask *a, const char *text, const char *tier)
{
    size_t size = strlen(text);
    bool is_standard = tier == NULL || strcmp(tier, "Standard") == 0;
    if (size == 0) {
        return ask_fail_value(a, "1 validation error detected: Value '' at 'value' failed to "
                                 "satisfy constraint: Member must have length greater than or "
                                 "equal to 1.");
    }
    if (is_standard && size > STANDARD_MAX) {
        return ask_fail_value(
            a,
            "Standard tier parameters support a maximum parameter value of %d characters. "
            "To create a larger parameter value, upgrade the parameter to use the "
            "advanced-parameter tier. For more information, see "
            "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
            "parameter-store-advanced-parameters.html",
            STANDARD_MAX);
    }
    return size <= ADVANCED_MAX ||
           ask_fail_value(a,
                          "Advanced tier parameters support a maximum parameter value of %d "
                          "characters.",
                          ADVANCED_MAX);
}

static bool is_one_of(const char *text, const char *const words[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text, words[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_words(struct ask *a, const char *type, const char *tier)
{
    static const char *const types[] = { "String", "StringList", "SecureString" };
    static const char *const tiers[] = { "Standard", "Advanced", "Intelligent-Tiering" };
    if (type != NULL && !is_one_of(type, types, 3)) {
        return ask_fail_value(a,
                              "1 validation error detected: Value '%s' at 'type' failed to "
                              "satisfy constraint: Member must satisfy enum value set: "
                              "[SecureString, StringList, String]",
                              type);
    }
    return tier == NULL || is_one_of(tier, tiers, 3) ||
           ask_fail_value(a,
                          "1 validation error detected: Value '%s' at 'tier' failed to "
                          "satisfy constraint: Member must satisfy enum value set: [Standard, "
                          "Advanced, Intelligent-Tiering]",
                          tier);
}

/* ---- Put ---- */

/* A parameter that is to be put. All but the last two is borrowed. */
struct wanted {
    const char *name, *text, *type, *tier;
    bool overwrites;
    struct parameter there; /* its last version; without a name if it is new */
    struct value *about;
};

static void set_or_keep(struct ask *a, struct wanted *w, const char *member,
                        const char *else_is)
{
    const char *text = value_member_text(a->request, member);
    text = text != NULL ? text : value_member_text(w->there.about, member);
    value_set_text(&w->about, member, text != NULL ? text : else_is);
}

/* What is not said anew stays as it was. */
static void fill_about(struct ask *a, struct wanted *w)
{
    w->about = value_object();
    set_or_keep(a, w, "Type", NULL);
    set_or_keep(a, w, "Description", NULL);
    set_or_keep(a, w, "AllowedPattern", NULL);
    set_or_keep(a, w, "DataType", "text");
    if (text_is(value_member_text(w->about, "Type"), "SecureString")) {
        set_or_keep(a, w, "KeyId", "alias/aws/ssm");
    }
    bool is_smart = text_is(w->tier, "Intelligent-Tiering");
    bool was_large = text_is(value_member_text(w->there.about, "Tier"), "Advanced");
    bool is_large = text_is(w->tier, "Advanced") || was_large ||
                    (is_smart && strlen(w->text) > STANDARD_MAX);
    value_set_text(&w->about, "Tier", is_large ? "Advanced" : "Standard");
}

static bool check_there(struct ask *a, struct wanted *w)
{
    struct value *overwrite = NULL, *tags = NULL;
    bool is_there = parameter_load(a, w->name, &w->there);
    w->overwrites =
        value_member(a->request, "Overwrite", &overwrite) && value_is_true(overwrite);
    if (value_member(a->request, "Tags", &tags) && value_count(tags) > 0 && w->overwrites) {
        return ask_fail_value(
            a, "Invalid request: tags and overwrite can't be used together. To create a "
               "parameter with tags, please remove overwrite flag. To update tags for an "
               "existing parameter, please use AddTagsToResource or RemoveTagsFromResource.");
    }
    if (is_there && !w->overwrites) {
        return ask_fail(a, "ParameterAlreadyExists",
                        "The parameter already exists. To overwrite this value, set the "
                        "overwrite option in the request to true.");
    }
    return is_there || w->type != NULL ||
           ask_fail_value(a, "A parameter type is required when you create a parameter.");
}

/* The oldest version makes room for one more, unless it has a label. */
static bool make_room(struct ask *a, const struct wanted *w)
{
    int64_t oldest = w->there.latest + 1 - VERSIONS_MAX;
    struct value *labels = parameter_labels(a, w->name, oldest);
    bool has_labels = value_count(labels) > 0;
    value_release(labels);
    if (oldest > 0 && has_labels) {
        return ask_fail(a, "ParameterMaxVersionLimitExceeded",
                        "You attempted to create a new version of %s by calling the "
                        "PutParameter API with the overwrite flag. Version %lld, the oldest "
                        "version, can't be deleted because it has a label associated with it. "
                        "Move the label to another version of the parameter, and try again.",
                        w->name, (long long)oldest);
    }
    struct statement *s = database_statement(
        a->database, "DELETE FROM version WHERE name = ?1 AND version <= ?2");
    database_set_text(s, 1, w->name);
    database_set_int(s, 2, oldest);
    database_run(s);
    return true;
}

static void store(struct ask *a, const struct wanted *w)
{
    struct statement *p = database_statement(
        a->database, "INSERT INTO parameter (name, version, tags) VALUES (?1, ?2, '{}') ON "
                     "CONFLICT (name) DO UPDATE SET version = ?2");
    struct statement *v = database_statement(
        a->database, "INSERT INTO version (name, version, value, about, made_ms) VALUES (?1, "
                     "?2, ?3, ?4, ?5)");
    database_set_text(p, 1, w->name);
    database_set_int(p, 2, w->there.latest + 1);
    database_run(p);
    database_set_text(v, 1, w->name);
    database_set_int(v, 2, w->there.latest + 1);
    database_set_text(v, 3, w->text);
    database_set_json(v, 4, w->about);
    database_set_int(v, 5, a->now_ms);
    database_run(v);
}

static void put(struct ask *a, struct wanted *w)
{
    struct value *tags = NULL, *body = value_object();
    fill_about(a, w);
    const char *pattern = value_member_text(w->about, "AllowedPattern");
    if (check_size(a, w->text,
                   text_is(w->tier, "Intelligent-Tiering")
                       ? "Advanced"
                       : value_member_text(w->about, "Tier")) &&
        check_pattern(a, pattern, w->text) && make_room(a, w)) {
        store(a, w);
        if (!value_member(a->request, "Tags", &tags) || marking_set_tags(a, w->name, tags)) {
            value_set_take(&body, "Version", value_int(w->there.latest + 1));
            value_set_text(&body, "Tier", value_member_text(w->about, "Tier"));
            service_answer_release(a->answer);
            service_answer_good(a->answer, value_share(body));
        }
    }
    value_release(body);
}

void storing_put(struct ask *a)
{
    struct wanted w = { .name = ask_text(a, a->request, "Name"),
                        .type = value_member_text(a->request, "Type"),
                        .tier = value_member_text(a->request, "Tier") };
    if (w.name != NULL && (w.text = ask_text(a, a->request, "Value")) != NULL &&
        check_name(a, w.name) && check_words(a, w.type, w.tier) && check_there(a, &w)) {
        put(a, &w);
    }
    parameter_release(&w.there);
    value_release(w.about);
}

/* ---- Deleted ---- */

/* Returns false if there is no such parameter. */
static bool delete_named(struct ask *a, const char *name)
{
    struct statement *s =
        database_statement(a->database, "DELETE FROM parameter WHERE name = ?1");
    database_set_text(s, 1, name);
    return database_run(s) > 0;
}

void storing_delete(struct ask *a)
{
    const char *name = ask_text(a, a->request, "Name");
    if (name != NULL && !delete_named(a, name)) {
        parameter_refuse(a);
    }
}

void storing_delete_many(struct ask *a)
{
    struct value *names = marking_names(a, NAMES_MAX);
    struct value *good = value_array(0), *bad = value_array(0), *body = value_object();
    for (size_t i = 0; i < value_count(names); i++) {
        struct value *name = value_item(names, i);
        value_append_take(delete_named(a, value_string(name)) ? &good : &bad,
                          value_share(name));
    }
    value_set_take(&body, "DeletedParameters", good);
    value_set_take(&body, "InvalidParameters", bad);
    if (names != NULL) {
        service_answer_release(a->answer);
        service_answer_good(a->answer, value_share(body));
    }
    value_release(body);
}

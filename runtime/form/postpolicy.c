#include "runtime/form/postpolicy.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/call/shape.h"
#include "runtime/value/read.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define DENIED   "AccessDenied"
#define DOCUMENT "InvalidPolicyDocument"

/* What a form is checked against, and which of its fields conditions have named. */
struct check {
    const struct value *fields;
    const char *bucket;
    size_t size;
    struct value *named; /* an object */
    struct buf *why;
};

/* Returns the code. */
static const char *refuse(struct buf *why, const char *code, const char *message)
{
    buf_print(why, "%s%s",
              strcmp(code, DENIED) == 0 ? "Invalid according to Policy: " : "Invalid Policy: ",
              message);
    return code;
}

static const char *refuse_condition(const struct check *c, const struct value *condition)
{
    buf_text(c->why, "Invalid according to Policy: Policy Condition failed: ");
    write_json(c->why, condition);
    return DENIED;
}

/* A field's text: "" if there is none. The name may have a dollar sign in front. */
static const char *field_of(struct check *c, const char *name)
{
    struct buf lower = { 0 };
    for (name += *name == '$'; *name != '\0'; name++) {
        buf_char(&lower, (char)tolower((unsigned char)*name));
    }
    const char *text = value_member_text(c->fields, buf_string(&lower));
    if (strcmp(buf_string(&lower), "bucket") == 0) {
        text = c->bucket;
    }
    value_set_take(&c->named, buf_string(&lower), value_bool(true));
    buf_release(&lower);
    return text != NULL ? text : "";
}

/* {"acl": "public-read"}, with one member or more. */
static const char *check_object(struct check *c, const struct value *condition)
{
    for (struct value_walk w = value_walk(condition); value_step(&w);) {
        if (value_type(w.value) != VALUE_STRING) {
            return refuse(c->why, DOCUMENT,
                          "Invalid Simple-Condition: value must be a string.");
        }
        if (strcmp(field_of(c, w.key), value_string(w.value)) != 0) {
            return refuse_condition(c, condition);
        }
    }
    return value_count(condition) > 0
               ? NULL
               : refuse(c->why, DOCUMENT, "Invalid Simple-Condition: it has no member.");
}

static const char *check_size(struct check *c, const struct value *condition)
{
    struct number least = value_read_number(value_item(condition, 1));
    struct number most = value_read_number(value_item(condition, 2));
    if (least.kind != NUMBER_INT || most.kind != NUMBER_INT) {
        return refuse(c->why, DOCUMENT,
                      "Invalid content-length-range: its bounds must be "
                      "integers.");
    }
    if ((int64_t)c->size < least.integer) {
        buf_text(c->why, "Your proposed upload is smaller than the minimum allowed size");
        return "EntityTooSmall";
    }
    if ((int64_t)c->size > most.integer) {
        buf_text(c->why, "Your proposed upload exceeds the maximum allowed size");
        return "EntityTooLarge";
    }
    return NULL;
}

/* ["starts-with", "$key", "user/"] */
static const char *check_list(struct check *c, const struct value *condition)
{
    const char *word[3] = { NULL, NULL, NULL };
    for (size_t i = 0; i < 3 && i < value_count(condition); i++) {
        const struct value *item = value_item(condition, i);
        word[i] = value_type(item) == VALUE_STRING ? value_string(item) : NULL;
    }
    if (value_count(condition) != 3 || word[0] == NULL) {
        return refuse(c->why, DOCUMENT, "Invalid Condition: wrong number of arguments.");
    }
    if (strcasecmp(word[0], "content-length-range") == 0) {
        return check_size(c, condition);
    }
    bool is_start = strcasecmp(word[0], "starts-with") == 0;
    if ((!is_start && strcasecmp(word[0], "eq") != 0) || word[1] == NULL || word[2] == NULL ||
        word[1][0] != '$') {
        return refuse(c->why, DOCUMENT,
                      "Invalid Condition: it must be eq, starts-with or "
                      "content-length-range.");
    }
    const char *is = field_of(c, word[1]);
    bool fits =
        is_start ? strncmp(is, word[2], strlen(word[2])) == 0 : strcmp(is, word[2]) == 0;
    return fits ? NULL : refuse_condition(c, condition);
}

static const char *check_conditions(struct check *c, const struct value *policy)
{
    struct value *all = NULL;
    if (!value_member(policy, "conditions", &all) || value_type(all) != VALUE_ARRAY) {
        return refuse(c->why, DOCUMENT, "Policy missing conditions.");
    }
    for (size_t i = 0; i < value_count(all); i++) {
        const struct value *one = value_item(all, i);
        const char *code = value_type(one) == VALUE_OBJECT ? check_object(c, one)
                           : value_type(one) == VALUE_ARRAY
                               ? check_list(c, one)
                               : refuse(c->why, DOCUMENT, "Invalid Condition.");
        if (code != NULL) {
            return code;
        }
    }
    return NULL;
}

/* Every field must be one that a condition names, but for those that belong to the form. */
static const char *check_fields(const struct check *c)
{
    static const char *const own[] = { "policy", "signature", "awsaccesskeyid",
                                       "x-amz-signature" };
    for (struct value_walk w = value_walk(c->fields); value_step(&w);) {
        bool is_free = strncmp(w.key, "x-ignore-", 9) == 0;
        for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
            is_free = is_free || strcmp(w.key, own[i]) == 0;
        }
        if (!is_free && !value_member(c->named, w.key, NULL)) {
            buf_print(c->why, "Invalid according to Policy: Extra input fields: %s", w.key);
            return DENIED;
        }
    }
    return NULL;
}

static const char *check_time(const struct value *policy, int64_t now_ms, struct buf *why)
{
    const char *text = value_member_text(policy, "expiration");
    struct time_point until;
    if (text == NULL) {
        return refuse(why, DOCUMENT, "Policy missing expiration.");
    }
    if (!time_read(text, strlen(text), &until)) {
        buf_print(why, "Invalid Policy: Invalid 'expiration' value: '%s'", text);
        return DOCUMENT;
    }
    return until.seconds * 1000 > now_ms ? NULL : refuse(why, DENIED, "Policy expired.");
}

/* A policy is signed. No signature is checked, but it has to be there. */
static const char *check_signature(const struct value *fields, struct buf *why)
{
    static const char *const names[][2] = { { "awsaccesskeyid", "signature" },
                                            { "x-amz-credential", "x-amz-signature" } };
    bool is_fourth = value_member(fields, "x-amz-algorithm", NULL);
    for (size_t i = 0; i < 2; i++) {
        const char *name = names[is_fourth][i];
        if (!value_member(fields, name, NULL)) {
            buf_print(
                why,
                "Bucket POST must contain a field named '%s'.  If it is specified, please "
                "check the order of the fields.",
                strcmp(name, "awsaccesskeyid") == 0 ? "AWSAccessKeyId" : name);
            return "InvalidArgument";
        }
    }
    return NULL;
}

static const char *check_all(struct check *c, const struct value *policy, int64_t now_ms)
{
    const char *code = check_time(policy, now_ms, c->why);
    code = code != NULL ? code : check_conditions(c, policy);
    return code != NULL ? code : check_fields(c);
}

const char *postpolicy_check(const struct value *fields, const char *bucket, size_t size,
                             int64_t now_ms, struct buf *why)
{
    const char *text = value_member_text(fields, "policy");
    struct check c = { fields, bucket, size, value_object(), why };
    struct value *policy = NULL;
    struct read_error ignored;
    struct buf json = { 0 };
    const char *code = text != NULL ? check_signature(fields, why) : NULL;
    if (text != NULL && code == NULL) {
        bool is_json = shape_decode(&json, text, strlen(text)) &&
                       read_json(buf_string(&json), json.size, &policy, &ignored) &&
                       value_type(policy) == VALUE_OBJECT;
        code = is_json ? check_all(&c, policy, now_ms) : refuse(why, DOCUMENT, "Invalid JSON.");
    }
    value_release(policy);
    value_release(c.named);
    buf_release(&json);
    return code;
}

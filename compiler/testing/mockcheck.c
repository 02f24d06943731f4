#include "compiler/testing/mockcheck.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/testing/outputs.h"
#include "runtime/aws/arn.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

/* ---- What a task answers with ---- */

/* The services of optimised integrations that aws-sdk: calls otherwise, for some actions at
 * least. */
static const struct {
    const char *integration, *service;
} renamed[] = {
    { "bedrock", "bedrockruntime" },       { "elasticmapreduce", "emr" },
    { "emr-containers", "emrcontainers" }, { "emr-serverless", "emrserverless" },
    { "events", "eventbridge" },           { "states", "sfn" },
};

/* A task's result, as a check sees it. */
struct look {
    struct arena *arena;
    struct outputs outputs;
    bool is_strict;
    bool is_optimised;
    const char *json; /* a member whose text an optimised integration gives as JSON, or NULL */
    const char *why;  /* what is wrong, once that is known */
};

static struct arn_part service_of(struct arn_part integration)
{
    for (size_t i = 0; i < sizeof renamed / sizeof renamed[0]; i++) {
        if (arn_part_is(integration, renamed[i].integration)) {
            return arn_part(renamed[i].service);
        }
    }
    return integration;
}

/* What is asked in the end by an optimised integration that waits for its job: NULL where that
 * is not one call's answer. */
static const char *polled(struct arn_part call)
{
    return arn_part_is(call, "states:startExecution") ? "describeExecution" : NULL;
}

/* Find the shape of what the resource answers. Returns false if there is none. */
static bool find(struct look *l, const char *resource, struct arn_part *ret_of)
{
    struct arn_part plain;
    struct arn arn;
    enum arn_pattern pattern = arn_pattern(arn_part(resource), &plain);
    if (!arn_read(plain, &arn) || !arn_part_is(arn.service, "states") || pattern == ARN_TOKEN) {
        return false;
    }
    struct arn_part call = arn.rest;
    l->is_optimised = !arn_part_begins(call, "aws-sdk:");
    if (!l->is_optimised) {
        call = arn_part_after(call, strlen("aws-sdk:"));
    }
    struct arn_part service = arn_part_before(call, ':');
    struct arn_part action = arn_part_after(call, service.size + 1);
    if (pattern != ARN_CALL) {
        const char *last = polled(call);
        action = arn_part(last == NULL ? "" : last);
        l->json = pattern == ARN_SYNC_2 ? "Output" : NULL;
    } else if (l->is_optimised && arn_part_is(call, "lambda:invoke")) {
        l->json = "Payload";
    }
    struct arn_part first = l->is_optimised ? service_of(service) : service;
    return (outputs_find(l->arena, first, action, &l->outputs, ret_of) ||
            outputs_find(l->arena, service, action, &l->outputs, ret_of)) &&
           ret_of->text != NULL;
}

/* ---- Bounds ---- */

static void say(struct look *l, const char *field, const char *what)
{
    l->why = arena_print(l->arena, "Mock result schema validation error: Field '%s' %s", field,
                         what);
}

/* Compares with a bound of the table. */
static int compare(const struct value *number, struct arn_part bound)
{
    struct value *b = value_number(bound.text, bound.size);
    int order = value_compare_numbers(number, b);
    value_release(b);
    return order;
}

static void check_number(struct look *l, const struct output_shape *s, const char *field,
                         const struct value *v)
{
    if (s->most.text != NULL && compare(v, s->most) > 0) {
        say(l, field, "exceeds the maximum value");
    } else if (s->least.text != NULL && compare(v, s->least) < 0) {
        say(l, field, "is less than the minimum value");
    }
}

static void check_length(struct look *l, const struct output_shape *s, const char *field,
                         size_t length)
{
    struct value *v = value_int((int64_t)length);
    if (s->least.text != NULL && compare(v, s->least) < 0) {
        say(l, field, "is smaller than the minimum length");
    } else if (s->most.text != NULL && compare(v, s->most) > 0) {
        say(l, field, "exceeds the maximum length");
    }
    value_release(v);
}

static bool is_listed(struct arn_part values, struct arn_part word)
{
    while (values.size > 0) {
        struct arn_part first = arn_part_before(values, ',');
        if (first.size == word.size && memcmp(first.text, word.text, word.size) == 0) {
            return true;
        }
        values = arn_part_after(values, first.size + 1);
    }
    return false;
}

static void check_string(struct look *l, const struct output_shape *s, const char *field,
                         const struct value *v)
{
    struct arn_part text = { value_string(v), value_string_size(v) };
    if (s->values.text != NULL && !is_listed(s->values, text)) {
        say(l, field, "is not an expected value");
    } else {
        check_length(l, s, field, text_count(text.text, text.size));
    }
}

/* ---- Shapes ---- */

static const struct {
    enum value_type type;
    const char *what;
} wanted[] = {
    [OUTPUT_STRING] = { VALUE_STRING, "must be a string" },
    [OUTPUT_NUMBER] = { VALUE_NUMBER, "must be a number" },
    [OUTPUT_BOOLEAN] = { VALUE_BOOLEAN, "must be a boolean" },
    [OUTPUT_BLOB] = { VALUE_STRING, "must be a string" },
    [OUTPUT_TIME] = { VALUE_STRING, "must be a string" },
    [OUTPUT_LIST] = { VALUE_ARRAY, "must be an array" },
    [OUTPUT_MAP] = { VALUE_OBJECT, "must be an object" },
    [OUTPUT_STRUCTURE] = { VALUE_OBJECT, "must be an object" },
};

static void check(struct look *l, struct arn_part of, const char *field, const struct value *v);

static void check_items(struct look *l, const struct output_shape *s, const char *field,
                        const struct value *v)
{
    check_length(l, s, field, value_count(v));
    for (size_t i = 0; s->kind == OUTPUT_LIST && i < value_count(v) && l->why == NULL; i++) {
        check(l, s->of, field, value_item(v, i));
    }
    for (struct value_walk w = value_walk(v); l->why == NULL && value_step(&w);) {
        check(l, s->of, field, w.value);
    }
}

static const char *spelled(const struct look *l, const struct output_member *m)
{
    struct arn_part name = l->is_optimised ? m->api : m->name;
    return arena_text_n(l->arena, name.text, name.size);
}

static void check_members(struct look *l, const struct output_shape *s, const struct value *v)
{
    struct arn_part left = s->members;
    struct output_member m;
    while (l->is_strict && l->why == NULL && output_member(&left, &m)) {
        const char *name = spelled(l, &m);
        if (m.is_required && !value_member(v, name, NULL)) {
            l->why = arena_print(
                l->arena, "Mock result schema validation error: Required field '%s' is missing",
                name);
        }
    }
    left = s->members;
    while (l->why == NULL && output_member(&left, &m)) {
        const char *name = spelled(l, &m);
        struct value *member;
        bool is_json = l->json != NULL && strcmp(l->json, name) == 0;
        if (!is_json && value_member(v, name, &member)) {
            check(l, m.of, name, member);
        }
    }
}

/* A value below the member `field`. */
static void check(struct look *l, struct arn_part of, const char *field, const struct value *v)
{
    struct output_shape s = output_shape(&l->outputs, of);
    if (s.kind == OUTPUT_DOCUMENT) {
        return;
    }
    if (value_type(v) != wanted[s.kind].type) {
        say(l, field, wanted[s.kind].what);
    } else if (s.kind == OUTPUT_STRUCTURE) {
        check_members(l, &s, v);
    } else if (s.kind == OUTPUT_LIST || s.kind == OUTPUT_MAP) {
        check_items(l, &s, field, v);
    } else if (s.kind == OUTPUT_NUMBER) {
        check_number(l, &s, field, v);
    } else if (s.kind == OUTPUT_STRING) {
        check_string(l, &s, field, v);
    }
}

const char *mockcheck(struct arena *a, const char *resource, enum mockcheck mode,
                      const struct value *result)
{
    struct look l = { .arena = a, .is_strict = mode == MOCKCHECK_STRICT };
    struct arn_part of;
    if (mode == MOCKCHECK_NONE || !find(&l, resource, &of)) {
        return NULL;
    }
    if (value_type(result) != VALUE_OBJECT) {
        return "Mock result schema validation error: Mocked result must be a JSON object";
    }
    struct output_shape s = output_shape(&l.outputs, of);
    check_members(&l, &s, result);
    return l.why;
}

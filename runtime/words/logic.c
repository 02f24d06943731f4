/* logic.c - $boolean, $not, $exists, $type, $error, $assert. */
#include "asl/tree.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

static struct value *boolean(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return args[0] == NULL ? NULL
                           : value_bool(!apply_is_function(args[0]) && cast_truth(w, args[0]));
}

static struct value *not_of(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return args[0] == NULL ? NULL
                           : value_bool(apply_is_function(args[0]) || !cast_truth(w, args[0]));
}

static struct value *exists(struct work *w, size_t count, struct value *const *args)
{
    (void)w;
    (void)count;
    return value_bool(args[0] != NULL);
}

static struct value *type(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    switch (cast_symbol(args[0])) {
    case 'm': return NULL;
    case 'l': return value_text("null");
    case 'n': cast_is_numeric(w, args[0]); return work_failed(w) ? NULL : value_text("number");
    case 's': return value_text("string");
    case 'b': return value_text("boolean");
    case 'a': return value_text("array");
    case 'f': return value_text("function");
    default: return value_text("object");
    }
}

/* Fails with what the author says, or with words of JSONata's own. */
static struct value *fail_by(struct work *w, enum work_code code, const struct value *message,
                             const char *instead)
{
    bool has_words = message != NULL && value_string_size(message) > 0;
    return work_fail_with(
        w, code,
        &(struct work_details){ .message = has_words ? value_string(message) : instead });
}

static struct value *error(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return fail_by(w, CODE_D3137, args[0], "$error() function evaluated");
}

static struct value *assert_of(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    return value_is_true(args[0])
               ? NULL
               : fail_by(w, CODE_D3141, args[1], "$assert() statement failed");
}

const struct jna_word jna_boolean = { .name = "boolean",
                                      .signature = "<x-:b>",
                                      .call = boolean };
const struct jna_word jna_not = { .name = "not", .signature = "<x-:b>", .call = not_of };
const struct jna_word jna_exists = { .name = "exists", .signature = "<x:b>", .call = exists };
const struct jna_word jna_type = { .name = "type", .signature = "<x:s>", .call = type };
const struct jna_word jna_error = { .name = "error", .signature = "<s?:x>", .call = error };
const struct jna_word jna_assert = { .name = "assert",
                                     .signature = "<bs?:x>",
                                     .call = assert_of };

/* regex.c - the operator =~ of filters. The only file of the JSONPath side that needs PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/expr/filter.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

#define MATCH_STEPS_MAX 1000000

/* The last pattern that was used: a filter asks for the same one with every item. */
static struct {
    char *text; /* NULL if none was used yet */
    size_t size;
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
} last;

/* The flags behind the second slash, as java.util.regex names them. */
static uint32_t options_of(const char *flags, size_t size)
{
    uint32_t options = PCRE2_UTF;
    for (size_t i = 0; i < size; i++) {
        switch (flags[i]) {
        case 'i': options |= PCRE2_CASELESS; break;
        case 'm': options |= PCRE2_MULTILINE; break;
        case 's': options |= PCRE2_DOTALL; break;
        case 'x': options |= PCRE2_EXTENDED; break;
        case 'U': options |= PCRE2_UCP; break;
        default: break;
        }
    }
    return options;
}

static void forget(void)
{
    pcre2_match_data_free(last.match);
    pcre2_match_context_free(last.context);
    pcre2_code_free(last.code);
    memory_release(last.text);
    memset(&last, 0, sizeof last);
}

/* Make `text`, which is /pattern/flags, the last pattern. */
static bool compile(struct asl_scope *s, const char *text, size_t size)
{
    if (last.text != NULL && last.size == size && memcmp(last.text, text, size) == 0) {
        return true;
    }
    forget();
    const char *end = memrchr(text + 1, '/', size - 1);
    const char *flags = end + 1;
    int error;
    PCRE2_SIZE offset;
    last.code =
        pcre2_compile((PCRE2_SPTR)text + 1, (size_t)(end - text - 1),
                      options_of(flags, size - (size_t)(flags - text)), &error, &offset, NULL);
    if (last.code == NULL) {
        PCRE2_UCHAR reason[128] = "";
        pcre2_get_error_message(error, reason, sizeof reason);
        scope_fail(s, "States.Runtime", "The regular expression %s is wrong: %s.", text,
                   (const char *)reason);
        return false;
    }
    last.match = pcre2_match_data_create(1, NULL);
    last.context = pcre2_match_context_create(NULL);
    if (last.match == NULL || last.context == NULL) {
        memory_exhausted();
    }
    pcre2_set_match_limit(last.context, MATCH_STEPS_MAX);
    last.text = memory_text_n(text, size);
    last.size = size;
    return true;
}

/* A pattern matches a whole text, as Java's matches() does; of a number or boolean, what it is
 * written as; of anything else, the empty text. */
static bool matches(struct asl_scope *s, const struct value *v)
{
    char room[NUMBER_ROOM];
    const char *text = "";
    size_t size = 0;
    if (value_type(v) == VALUE_STRING) {
        text = value_string(v);
        size = value_string_size(v);
    } else if (value_type(v) == VALUE_NUMBER) {
        text = value_number_text(v, room, &size);
    } else if (value_type(v) == VALUE_BOOLEAN) {
        text = value_is_true(v) ? "true" : "false";
        size = strlen(text);
    }
    int hits = pcre2_match(last.code, (PCRE2_SPTR)text, size, 0,
                           PCRE2_ANCHORED | PCRE2_ENDANCHORED, last.match, last.context);
    if (hits == PCRE2_ERROR_MATCHLIMIT || hits == PCRE2_ERROR_HEAPLIMIT ||
        hits == PCRE2_ERROR_DEPTHLIMIT) {
        scope_fail(s, "States.Runtime", "The regular expression %s takes too long.", last.text);
    }
    return hits >= 0;
}

static bool is_pattern(const struct value *v)
{
    return value_type(v) == VALUE_STRING && value_string_size(v) >= 2 &&
           value_string(v)[0] == '/' &&
           memchr(value_string(v) + 1, '/', value_string_size(v) - 1) != NULL;
}

static bool any_matches(struct asl_scope *s, const struct value *list)
{
    size_t count = value_count(list);
    for (size_t i = 0; i < count && !s->failed; i++) {
        if (matches(s, value_item(list, i))) {
            return true;
        }
    }
    return false;
}

struct value *asl_filter_matches(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)n;
    bool on_right = is_pattern(args[1]);
    struct value *pattern = on_right ? args[1] : args[0];
    struct value *v = on_right ? args[0] : args[1];
    if (!is_pattern(pattern) || v == NULL ||
        !compile(s, value_string(pattern), value_string_size(pattern))) {
        return value_bool(false);
    }
    return value_bool(value_type(v) == VALUE_ARRAY ? any_matches(s, v) : matches(s, v));
}

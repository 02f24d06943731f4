#include "runtime/value/locate.h"

#include <string.h>

#include "runtime/base/text.h"

/* All functions return the place behind what they pass. The text was read before, so that
 * everything is closed; `end` bounds a text that was changed since. */

static const char *pass_blank(const char *at, const char *end)
{
    while (at < end && text_is_blank(*at)) {
        at++;
    }
    return at;
}

/* At the first quote. */
static const char *pass_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++) {
        at += *at == '\\' && at + 1 < end;
    }
    return at < end ? at + 1 : end;
}

static const char *pass_value(const char *at, const char *end)
{
    size_t depth = 0;
    while (at < end) {
        char c = *at;
        if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
            return at;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        at = c == '"' ? pass_string(at, end) : at + 1;
    }
    return end;
}

static bool is_key(const char *at, const char *behind, const char *key)
{
    size_t size = strlen(key);
    return (size_t)(behind - at) == size + 2 && memcmp(at + 1, key, size) == 0;
}

/* The key in the object at `at`; NULL if it is no object, or has no such member. *ret_value is
 * where the member's value begins. */
static const char *find(const char *at, const char *end, const char *key,
                        const char **ret_value)
{
    const char *found = NULL;
    if (at == end || *at != '{') {
        return NULL;
    }
    at = pass_blank(at + 1, end);
    while (at < end && *at == '"') {
        const char *behind = pass_string(at, end);
        const char *value = pass_blank(behind, end);
        value = value < end ? pass_blank(value + 1, end) : end; /* behind the colon */
        if (is_key(at, behind, key)) {
            found = at;
            *ret_value = value;
        }
        at = pass_value(value, end);
        at = at < end ? pass_blank(at + 1, end) : end; /* behind the comma, or the bracket */
    }
    return found;
}

bool locate_member(const char *text, size_t size, const char *const *keys, size_t count,
                   int *ret_line, int *ret_column)
{
    size_t mark_size = text_mark_size(text, size);
    const char *end = text + size, *start = text + mark_size;
    const char *value = pass_blank(start, end), *found = NULL;
    for (size_t i = 0; i < count; i++) {
        found = find(value, end, keys[i], &value);
        if (found == NULL) {
            return false;
        }
    }
    if (found != NULL) {
        text_locate(start, found, ret_line, ret_column);
    }
    return found != NULL;
}

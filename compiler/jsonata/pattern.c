#include "compiler/jsonata/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "compiler/jsonata/patternclass.h"
#include "compiler/jsonata/patternescape.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/regex.h"
#include "runtime/base/text.h"

enum {
    DEPTH_MOST = 200,   /* PCRE2 itself stops at 250 */
    REPEAT_MOST = 65535 /* PCRE2's limit */
};

/* What is not a line end: \n, \r, U+2028 and U+2029 are. */
#define NO_LINE_END "[^\\n\\r\\x{2028}\\x{2029}]"

/* Where in the text a part of the output comes from. */
struct origin {
    size_t out, in;
};

struct translation {
    const char *text, *at, *end;
    struct buf *out;
    struct pattern_groups groups;
    bool is_multiline, ignores_case;
    bool can_repeat;        /* what came last may have a quantifier */
    bool kinds[DEPTH_MOST]; /* of open groups: it may have a quantifier */
    size_t depth;
    struct origin *origins;
    size_t origin_count, origin_room;
    struct pattern_error *error;
};

static bool fail(struct translation *t, const char *at, const char *message)
{
    snprintf(t->error->message, sizeof t->error->message, "%s", message);
    t->error->offset = (size_t)(at - t->text);
    return false;
}

static bool has(const struct translation *t, const char *word)
{
    size_t size = strlen(word);
    return (size_t)(t->end - t->at) >= size && memcmp(t->at, word, size) == 0;
}

/* Steps over a group's opening if it is `opening`, and writes it. */
static bool take(struct translation *t, const char *opening)
{
    if (!has(t, opening)) {
        return false;
    }
    t->at += strlen(opening);
    buf_text(t->out, opening);
    return true;
}

static bool open_group(struct translation *t)
{
    const char *start = t->at;
    bool may_repeat = true;
    if (t->depth == DEPTH_MOST) {
        return fail(t, start, "groups are nested too deeply");
    }
    if (take(t, "(?<=") || take(t, "(?<!")) {
        may_repeat = false;
    } else if (has(t, "(?<")) {
        const char *close = memchr(t->at, '>', (size_t)(t->end - t->at));
        if (close == NULL || !pattern_is_name(t->at + 3, (size_t)(close - t->at - 3))) {
            return fail(t, start, "the name of a group is not valid");
        }
        t->at = close + 1;
        buf_char(t->out, '(');
    } else if (has(t, "(?")) {
        if (!take(t, "(?:") && !take(t, "(?=") && !take(t, "(?!")) {
            return fail(t, start, "there is no such kind of group");
        }
    } else {
        take(t, "(");
    }
    t->kinds[t->depth++] = may_repeat;
    t->can_repeat = false;
    return true;
}

static bool close_group(struct translation *t)
{
    if (t->depth == 0) {
        return fail(t, t->at, "this ) has no (");
    }
    take(t, ")");
    t->can_repeat = t->kinds[--t->depth];
    return true;
}

/* Digits at *at, which moves behind them; what is too large for a number is the largest. */
static bool take_count(const char **at, const char *end, uint32_t *ret_count)
{
    const char *start = *at;
    uint32_t count = 0;
    for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
        count = count < UINT32_MAX / 10 - 1 ? count * 10 + (uint32_t)(**at - '0') : UINT32_MAX;
    }
    *ret_count = count;
    return *at > start;
}

/* The end of {n}, {n,} or {n,m} at `at`, or NULL if it is none of them. Where there is no upper
 * bound, *ret_most is the lower one. */
static const char *count_end(const char *at, const char *end, uint32_t *ret_least,
                             uint32_t *ret_most)
{
    at++;
    if (!take_count(&at, end, ret_least)) {
        return NULL;
    }
    *ret_most = *ret_least;
    if (at < end && *at == ',') {
        at++;
        uint32_t most;
        if (take_count(&at, end, &most)) {
            *ret_most = most;
        }
    }
    return at < end && *at == '}' ? at + 1 : NULL;
}

/* * + ? {2,3}, and whether it takes as little as it can. */
static bool quantify(struct translation *t, const char *end)
{
    if (!t->can_repeat) {
        return fail(t, t->at, "there is nothing to repeat");
    }
    buf_put(t->out, t->at, (size_t)(end - t->at));
    t->at = end;
    t->can_repeat = false;
    take(t, "?");
    return true;
}

static bool brace(struct translation *t)
{
    uint32_t least, most;
    const char *end = count_end(t->at, t->end, &least, &most);
    if (end == NULL) {
        buf_text(t->out, "\\{");
        t->at++;
        t->can_repeat = true;
        return true;
    }
    if (most < least) {
        return fail(t, t->at, "the numbers are in the wrong order");
    }
    if (most > REPEAT_MOST) {
        return fail(t, t->at, "a repetition has 65535 times at most");
    }
    return quantify(t, end);
}

static bool escape(struct translation *t)
{
    struct pattern_escape e;
    if (t->end - t->at < 2) {
        return fail(t, t->at, "a \\ ends the pattern");
    }
    t->at = pattern_read_escape(t->at, t->end, &t->groups, &e);
    t->can_repeat = true;
    switch (e.kind) {
    case PATTERN_NO_NAME: return fail(t, t->at, "there is no group of this name");
    case PATTERN_CHARACTER: pattern_put_character(t->out, e.character); break;
    case PATTERN_NOTHING: buf_text(t->out, "(?!)"); break;
    case PATTERN_GROUP: buf_print(t->out, "\\g{%u}", (unsigned)e.character); break;
    case PATTERN_EDGE:
        buf_print(t->out, "\\%c", (char)e.character);
        t->can_repeat = false;
        break;
    case PATTERN_SET: pattern_put_set(t->out, (char)e.character, false); break;
    }
    return true;
}

static bool literal(struct translation *t)
{
    uint32_t c;
    t->at += text_decode(t->at, (size_t)(t->end - t->at), &c);
    pattern_put_character(t->out, c);
    t->can_repeat = true;
    return true;
}

/* ^ and $; JavaScript's own line ends count. */
static bool edge(struct translation *t)
{
    bool is_start = *t->at == '^';
    if (t->is_multiline) {
        buf_text(t->out, is_start ? "(?<!" NO_LINE_END ")" : "(?!" NO_LINE_END ")");
    } else {
        buf_char(t->out, *t->at);
    }
    t->at++;
    t->can_repeat = false;
    return true;
}

static bool put_class(struct translation *t)
{
    const char *message;
    const char *at = pattern_put_class(t->out, t->at, t->end, &message);
    if (message != NULL) {
        return fail(t, at, message);
    }
    t->at = at;
    t->can_repeat = true;
    return true;
}

static bool step(struct translation *t)
{
    switch (*t->at) {
    case '(': return open_group(t);
    case ')': return close_group(t);
    case '[': return put_class(t);
    case '\\': return escape(t);
    case '{': return brace(t);
    case '*':
    case '+':
    case '?': return quantify(t, t->at + 1);
    case '^':
    case '$': return edge(t);
    case '|': t->can_repeat = false; return take(t, "|");
    case '.':
        t->at++;
        buf_text(t->out, NO_LINE_END);
        t->can_repeat = true;
        return true;
    default: return literal(t);
    }
}

static void note_origin(struct translation *t, size_t out)
{
    t->origins = memory_grow(t->origins, t->origin_count, &t->origin_room, sizeof *t->origins);
    t->origins[t->origin_count++] = (struct origin){ out, (size_t)(t->at - t->text) };
}

/* What PCRE2 itself has against the pattern: it is told where that comes from. */
static bool verify(struct translation *t, size_t start)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)buf_string(t->out) + start, t->out->size - start,
                      regex_options(t->ignores_case), &error, &offset, NULL);
    pcre2_code_free(code);
    if (code != NULL) {
        return true;
    }
    size_t in = 0;
    for (size_t i = 0; i < t->origin_count && t->origins[i].out <= offset; i++) {
        in = t->origins[i].in;
    }
    PCRE2_UCHAR message[160] = "";
    pcre2_get_error_message(error, message, sizeof message);
    return fail(t, t->text + in, (const char *)message);
}

bool pattern_translate(struct buf *out, const char *text, size_t size, const char *flags,
                       size_t flags_size, struct pattern_error *ret_error)
{
    struct translation t = { .text = text,
                             .at = text,
                             .end = text + size,
                             .out = out,
                             .is_multiline =
                                 flags_size > 0 && memchr(flags, 'm', flags_size) != NULL,
                             .ignores_case =
                                 flags_size > 0 && memchr(flags, 'i', flags_size) != NULL,
                             .error = ret_error };
    size_t start = out->size;
    size_t utf8 = text_utf8_span(text, size);
    pattern_find_groups(&t.groups, text, size);
    bool is_right = utf8 == size || fail(&t, text + utf8, "this is not UTF-8");
    if (is_right && t.groups.twice != NULL) {
        is_right = fail(&t, t.groups.twice, "two groups have this name");
    }
    while (is_right && t.at < t.end) {
        note_origin(&t, out->size - start);
        is_right = step(&t);
    }
    if (is_right && t.depth > 0) {
        is_right = fail(&t, t.end, "a ) is missing");
    }
    is_right = is_right && verify(&t, start);
    memory_release(t.origins);
    pattern_release_groups(&t.groups);
    return is_right;
}

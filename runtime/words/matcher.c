/* matcher.c - /pattern/flags: a function that looks for the pattern in a text. The only file
 * of an expression without regular expressions' words that needs PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include <asl/tree.h>

#include "runtime/base/memory.h"
#include "runtime/base/regex.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

#define MATCH_STEPS_MAX 1000000

/* A compiled pattern; the functions that it is part of count it. */
struct pattern {
    size_t refs;
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
    struct value *source; /* for D1004 */
};

static void pattern_release(struct pattern *p)
{
    if (--p->refs > 0) {
        return;
    }
    pcre2_match_data_free(p->match);
    pcre2_match_context_free(p->context);
    pcre2_code_free(p->code);
    value_release(p->source);
    memory_release(p);
}

/* ---- Places in UTF-16 ---------------------------------------------------------------------
 */

static size_t units(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++) {
        count += text_is_tail(text[i]) ? 0 : (unsigned char)text[i] >= 0xF0 ? 2 : 1;
    }
    return count;
}

/* The byte where so many units are behind. */
static size_t byte_at(const char *text, size_t size, size_t wanted)
{
    size_t at = 0, count = 0;
    while (at < size && count < wanted) {
        count += (unsigned char)text[at] >= 0xF0 ? 2 : 1;
        for (at++; at < size && text_is_tail(text[at]);) {
            at++;
        }
    }
    return at;
}

/* ---- A match ------------------------------------------------------------------------------
 */

/* A place in a text: so many bytes, and so many units of UTF-16, are in front of it. */
struct place {
    size_t at, units;
};

/* What next() goes on from. */
struct rest {
    struct pattern *pattern;
    struct value *text;
    struct place place;
};

static struct value *find(struct work *w, struct pattern *p, struct value *text,
                          struct place from);

static void release_rest(void *content)
{
    struct rest *r = content;
    pattern_release(r->pattern);
    value_release(r->text);
    memory_release(r);
}

/* The next match; one of no length would never come to an end. */
static struct value *call_next(struct work *w, void *content, size_t count,
                               struct value *const *args)
{
    (void)count;
    (void)args;
    const struct rest *r = content;
    if (r->place.at >= value_string_size(r->text)) {
        return NULL;
    }
    struct value *found = find(w, r->pattern, r->text, r->place), *match = NULL;
    if (found != NULL && value_member(found, "match", &match) &&
        value_string_size(match) == 0) {
        work_fail(w, CODE_D1004, r->pattern->source);
        value_release(found);
        return NULL;
    }
    return found;
}

static struct value *next_of(struct pattern *p, struct value *text, struct place place)
{
    struct rest *r = memory_get(sizeof *r);
    p->refs++;
    *r = (struct rest){ .pattern = p, .text = value_share(text), .place = place };
    static const struct apply_kind kind = { .call = call_next, .release = release_rest };
    return apply_new(&kind, r);
}

/* The groups' texts; one that took no part is null, since an array has no undefined. */
static struct value *groups_of(const char *text, const size_t *at, size_t count)
{
    struct value *groups = value_array(count);
    for (size_t i = 1; i < count; i++) {
        bool took_part = at[2 * i] != PCRE2_UNSET;
        value_append_take(&groups,
                          took_part ? value_text_n(text + at[2 * i], at[2 * i + 1] - at[2 * i])
                                    : value_null());
    }
    return groups;
}

static struct value *match_of(struct pattern *p, struct value *text, struct place from,
                              size_t count)
{
    const char *bytes = value_string(text);
    const size_t *at = pcre2_get_ovector_pointer(p->match);
    struct value *m = value_object();
    value_set_take(&m, "match", value_text_n(bytes + at[0], at[1] - at[0]));
    size_t start = from.units + units(bytes + from.at, at[0] - from.at);
    size_t end = start + units(bytes + at[0], at[1] - at[0]);
    value_set_take(&m, "start", value_int((int64_t)start));
    value_set_take(&m, "end", value_int((int64_t)end));
    value_set_take(&m, "groups", groups_of(bytes, at, count));
    value_set_take(&m, "next", next_of(p, text, (struct place){ at[1], end }));
    return m;
}

static int run(struct pattern *p, const struct value *text, size_t at, uint32_t options)
{
    return pcre2_match(p->code, (PCRE2_SPTR)value_string(text), value_string_size(text), at,
                       PCRE2_NO_UTF_CHECK | options, p->match, p->context);
}

/* Returns true if the pattern is found from there on. What the compiled pattern has no stack
 * for is interpreted. */
static bool search(struct work *w, struct pattern *p, const struct value *text, size_t from)
{
    int hits = run(p, text, from, 0);
    if (hits == PCRE2_ERROR_JIT_STACKLIMIT) {
        hits = run(p, text, from, PCRE2_NO_JIT);
    }
    size_t end = hits >= 0 ? pcre2_get_ovector_pointer(p->match)[1] : value_string_size(text);
    size_t passed = end > from ? end - from : 0;
    if (!work_may_go(w, 1 + passed / 16)) {
        return false;
    }
    if (hits < 0 && hits != PCRE2_ERROR_NOMATCH) {
        work_fail(w, CODE_STEPS, NULL);
    }
    return hits >= 0;
}

static struct value *find(struct work *w, struct pattern *p, struct value *text,
                          struct place from)
{
    bool is_found = search(w, p, text, from.at) && work_may_make(w, 64);
    return is_found ? match_of(p, text, from, pcre2_get_ovector_count(p->match)) : NULL;
}

/* ---- The function -------------------------------------------------------------------------
 */

static void release_pattern(void *content)
{
    pattern_release(content);
}

/* What there is to search: a number, true, false and null are their texts. New, or NULL. */
static struct value *subject_of(struct work *w, struct value *v)
{
    enum value_type type = value_type(v);
    bool is_plain = type == VALUE_STRING || type == VALUE_NUMBER || type == VALUE_BOOLEAN ||
                    type == VALUE_NULL;
    return is_plain ? cast_string(w, v, false) : NULL;
}

/* The place where so many units are behind. Returns false if the text has fewer. */
static bool find_place(const struct value *text, double wanted, struct place *place)
{
    const char *bytes = value_string(text);
    size_t size = value_string_size(text);
    size_t count = wanted >= 1e15 ? SIZE_MAX : wanted >= 1 ? (size_t)wanted : 0;
    place->at = byte_at(bytes, size, count);
    place->units = units(bytes, place->at);
    return place->units >= count;
}

/* The text, and the unit of UTF-16 to search from. As in 2.0.6 the words that hand over an item
 * with its index give the index for that: $filter(["a", "a"], /a/) is "a". */
static struct value *call_matcher(struct work *w, void *content, size_t count,
                                  struct value *const *args)
{
    struct value *text = count == 0 ? NULL : subject_of(w, args[0]);
    if (text == NULL) {
        return NULL;
    }
    double from = count > 1 ? cast_double(args[1]) : 0;
    struct place place;
    struct value *match = find_place(text, from, &place) ? find(w, content, text, place) : NULL;
    value_release(text);
    return match;
}

static bool finds(struct work *w, void *content, struct value *text)
{
    return search(w, content, text, 0);
}

static struct pattern *compile(struct value *text, const char *flags)
{
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)value_string(text), value_string_size(text),
                      regex_options(strchr(flags, 'i') != NULL), &error, &offset, NULL);
    if (code == NULL) {
        return NULL;
    }
    struct pattern *p = memory_zero(sizeof *p);
    p->refs = 1;
    p->code = code;
    p->match = pcre2_match_data_create_from_pattern(code, NULL);
    p->context = pcre2_match_context_create(NULL);
    p->source = value_share(text);
    if (p->match == NULL || p->context == NULL) {
        memory_exhausted();
    }
    pcre2_set_match_limit(p->context, MATCH_STEPS_MAX);
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* where it cannot, it is interpreted */
    return p;
}

/* The pattern and its flags -> the function. */
static struct value *call_regex(struct work *w, size_t count, struct value *const *args)
{
    static const struct apply_kind kind = {
        .arity = 2, .call = call_matcher, .release = release_pattern, .finds = finds
    };
    (void)count;
    struct pattern *p = compile(args[0], value_string(args[1]));
    return p == NULL ? work_fail(w, CODE_STEPS, NULL) : apply_new(&kind, p);
}

const struct jna_word jna_regex = { "/ /", NULL, call_regex, 2 };

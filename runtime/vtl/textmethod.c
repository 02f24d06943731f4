#include "runtime/vtl/textmethod.h"

#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/vtl/datum.h"
#include "runtime/vtl/heap.h"
#include "runtime/vtl/pattern.h"
#include "runtime/vtl/run.h"

#define WORK_OF_STEP 16 /* of a pattern */

/* ---- Arguments ---- */

static struct datum *argument(const struct run_call *c, size_t index)
{
    return index < c->count ? c->arguments[index] : NULL;
}

/* An argument as a text; NULL, after a failure, if there is none. */
static const struct datum *text_argument(struct run *r, const struct run_call *c, size_t index)
{
    const struct datum *i = argument(c, index);
    return i == NULL ? run_fail(r, VTL_FAILED, "%s() wants a text", c->name)
                     : datum_to_text(&r->heap, i);
}

/* ---- Places ---- */

/* The bytes before so many units of UTF-16; the end of the text if it has fewer. */
static size_t bytes_before(const struct datum *t, int64_t units)
{
    size_t at = 0;
    while (units > 0 && at < t->size) {
        uint32_t c;
        size_t size = text_decode(t->text + at, t->size - at, &c);
        units -= size == 4 ? 2 : 1;
        at += size > 0 ? size : 1;
    }
    return at;
}

static int64_t units_of(const char *text, size_t size)
{
    int64_t units = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0;
    }
    return units;
}

static struct datum *length(struct run *r, const struct run_call *c)
{
    return datum_int(&r->heap, units_of(c->on->text, c->on->size));
}

static struct datum *is_empty(struct run *r, const struct run_call *c)
{
    return datum_bool(&r->heap, c->on->size == 0);
}

static struct datum *substring(struct run *r, const struct run_call *c)
{
    int64_t whole = units_of(c->on->text, c->on->size);
    const struct datum *first = argument(c, 0), *last = argument(c, 1);
    int64_t begin = first != NULL && first->kind == DATUM_INT ? first->integer : -1;
    int64_t end = c->count < 2                              ? whole
                  : last != NULL && last->kind == DATUM_INT ? last->integer
                                                            : -1;
    if (begin < 0 || end < begin || end > whole) {
        return run_fail(r, VTL_FAILED, "substring() goes beyond the text");
    }
    size_t from = bytes_before(c->on, begin), to = bytes_before(c->on, end);
    return datum_text(&r->heap, c->on->text + from, to > from ? to - from : 0);
}

static struct datum *char_at(struct run *r, const struct run_call *c)
{
    const struct datum *place = argument(c, 0);
    int64_t at = place != NULL && place->kind == DATUM_INT ? place->integer : -1;
    if (at < 0 || at >= units_of(c->on->text, c->on->size)) {
        return run_fail(r, VTL_FAILED, "charAt() goes beyond the text");
    }
    size_t from = bytes_before(c->on, at), to = bytes_before(c->on, at + 1);
    return datum_text(&r->heap, c->on->text + from, to - from);
}

/* ---- Finding ---- */

static const char *find(const struct datum *t, size_t from, const struct datum *what)
{
    return what->size == 0 ? t->text + from
                           : memmem(t->text + from, t->size - from, what->text, what->size);
}

static struct datum *contains(struct run *r, const struct run_call *c)
{
    const struct datum *what = text_argument(r, c, 0);
    return what == NULL ? NULL : datum_bool(&r->heap, find(c->on, 0, what) != NULL);
}

static struct datum *index_of(struct run *r, const struct run_call *c)
{
    const struct datum *what = text_argument(r, c, 0), *place = argument(c, 1);
    size_t from =
        place != NULL && place->kind == DATUM_INT ? bytes_before(c->on, place->integer) : 0;
    const char *at = what == NULL ? NULL : find(c->on, from, what);
    return what == NULL
               ? NULL
               : datum_int(&r->heap,
                           at == NULL ? -1 : units_of(c->on->text, (size_t)(at - c->on->text)));
}

/* Its bytes from the last to the first: in the heap. */
static const char *backwards(struct run *r, const struct datum *t)
{
    char *bytes = heap_text(&r->heap, t->text, t->size);
    for (size_t i = 0; i < t->size; i++) {
        bytes[i] = t->text[t->size - 1 - i];
    }
    return bytes;
}

/* The first place backwards: memmem() takes no longer for a text that repeats itself. */
static struct datum *last_index_of(struct run *r, const struct run_call *c)
{
    const struct datum *what = text_argument(r, c, 0);
    if (what == NULL) {
        return NULL;
    }
    size_t size = c->on->size;
    const char *text = backwards(r, c->on), *part = backwards(r, what);
    const char *at = memmem(text, size, part, what->size);
    size_t behind = at != NULL ? (size_t)(at - text) + what->size : 0;
    return datum_int(&r->heap, at == NULL ? -1 : units_of(c->on->text, size - behind));
}

static struct datum *starts_with(struct run *r, const struct run_call *c)
{
    const struct datum *what = text_argument(r, c, 0);
    return what == NULL
               ? NULL
               : datum_bool(&r->heap, c->on->size >= what->size &&
                                          memcmp(c->on->text, what->text, what->size) == 0);
}

static struct datum *ends_with(struct run *r, const struct run_call *c)
{
    const struct datum *what = text_argument(r, c, 0), *on = c->on;
    return what == NULL ? NULL
                        : datum_bool(&r->heap, on->size >= what->size &&
                                                   memcmp(on->text + on->size - what->size,
                                                          what->text, what->size) == 0);
}

/* ---- Comparing ---- */

static struct datum *equals(struct run *r, const struct run_call *c)
{
    const struct datum *other = argument(c, 0);
    bool is_text = other != NULL && (other->kind == DATUM_TEXT || other->kind == DATUM_MISSING);
    return datum_bool(&r->heap, is_text && other->size == c->on->size &&
                                    memcmp(other->text, c->on->text, other->size) == 0);
}

static struct datum *equals_in_any_case(struct run *r, const struct run_call *c)
{
    const struct datum *other = argument(c, 0);
    return datum_bool(&r->heap, other != NULL && other->kind == DATUM_TEXT &&
                                    strcasecmp(other->text, c->on->text) == 0);
}

/* A character's unit of UTF-16, the first or the second of two. */
static int64_t unit_of(uint32_t c, bool is_second)
{
    return c <= 0xFFFF ? c
           : is_second ? 0xDC00 + ((c - 0x10000) & 0x3FF)
                       : 0xD800 + ((c - 0x10000) >> 10);
}

/* How far the first units that differ are apart; of texts of which one begins the other, how
 * much longer the first is. */
static int64_t difference(const struct datum *a, const struct datum *b)
{
    size_t at = 0, most = a->size < b->size ? a->size : b->size;
    while (at < most && a->text[at] == b->text[at]) {
        at++;
    }
    if (at == most) {
        return units_of(a->text, a->size) - units_of(b->text, b->size);
    }
    while (at > 0 && ((unsigned char)a->text[at] & 0xC0) == 0x80) {
        at--;
    }
    uint32_t x = TEXT_REPLACEMENT, y = TEXT_REPLACEMENT;
    text_decode(a->text + at, a->size - at, &x);
    text_decode(b->text + at, b->size - at, &y);
    int64_t apart = unit_of(x, false) - unit_of(y, false);
    return apart != 0 ? apart : unit_of(x, true) - unit_of(y, true);
}

static struct datum *compare_to(struct run *r, const struct run_call *c)
{
    const struct datum *other = text_argument(r, c, 0);
    return other == NULL ? NULL : datum_int(&r->heap, difference(c->on, other));
}

static struct datum *matches(struct run *r, const struct run_call *c)
{
    const struct datum *pattern = text_argument(r, c, 0);
    struct buf why = { 0 };
    bool is_good = false;
    if (pattern == NULL) {
        return NULL;
    }
    size_t work = 0;
    struct pattern_job j = { pattern->text, pattern->size, c->on->text, c->on->size, &work };
    bool fits = pattern_fits(&j, &is_good, &why);
    run_goes_on(r, work / WORK_OF_STEP);
    struct datum *i =
        is_good ? datum_bool(&r->heap, fits) : run_fail(r, VTL_FAILED, "%s", buf_string(&why));
    buf_release(&why);
    return i;
}

/* ---- Replacing ---- */

static struct datum *replace(struct run *r, const struct run_call *c)
{
    const struct datum *what = text_argument(r, c, 0), *by = text_argument(r, c, 1);
    struct buf out = { .limit = r->heap.most };
    const char *at = c->on->text, *end = at + c->on->size, *found;
    if (what == NULL || by == NULL) {
        return NULL;
    }
    while (what->size > 0 && !out.full &&
           (found = memmem(at, (size_t)(end - at), what->text, what->size)) != NULL) {
        buf_put(&out, at, (size_t)(found - at));
        buf_put(&out, by->text, by->size);
        at = found + what->size;
    }
    buf_put(&out, at, (size_t)(end - at));
    struct datum *i = datum_text(&r->heap, buf_string(&out), out.size);
    buf_release(&out);
    return i;
}

static struct datum *replace_by_pattern(struct run *r, const struct run_call *c, bool is_all)
{
    const struct datum *pattern = text_argument(r, c, 0), *by = text_argument(r, c, 1);
    struct buf out = { 0 }, why = { 0 };
    if (pattern == NULL || by == NULL) {
        return NULL;
    }
    size_t work = 0;
    struct pattern_job j = { pattern->text, pattern->size, c->on->text, c->on->size, &work };
    bool is_good = pattern_replace(&j, by->text, by->size, is_all, &out, &why);
    run_goes_on(r, work / WORK_OF_STEP);
    struct datum *i =
        is_good && !out.full
            ? datum_text(&r->heap, buf_string(&out), out.size)
            : run_fail(r, VTL_FAILED, "%s", is_good ? "a text is too long" : buf_string(&why));
    buf_release(&out);
    buf_release(&why);
    return i;
}

static struct datum *replace_all(struct run *r, const struct run_call *c)
{
    return replace_by_pattern(r, c, true);
}

static struct datum *replace_first(struct run *r, const struct run_call *c)
{
    return replace_by_pattern(r, c, false);
}

/* ---- Splitting ---- */

struct parts {
    struct run *run;
    struct datum *list;
};

static void add_part(void *owner, const char *text, size_t size)
{
    struct parts *p = owner;
    if (run_goes_on(p->run, 1)) {
        datum_append(&p->run->heap, p->list, datum_text(&p->run->heap, text, size));
    }
}

/* Without a limit, parts at the end that are empty are left out. */
static struct datum *split(struct run *r, const struct run_call *c)
{
    const struct datum *pattern = text_argument(r, c, 0);
    struct parts p = { r, datum_list(&r->heap) };
    struct buf why = { 0 };
    if (pattern == NULL) {
        return NULL;
    }
    size_t work = 0;
    struct pattern_job j = { pattern->text, pattern->size, c->on->text, c->on->size, &work };
    if (!pattern_split(&j, add_part, &p, &why)) {
        run_fail(r, VTL_FAILED, "%s", buf_string(&why));
    }
    run_goes_on(r, work / WORK_OF_STEP);
    buf_release(&why);
    while (c->count < 2 && p.list->size > 1 && p.list->items[p.list->size - 1]->size == 0) {
        p.list->size--;
    }
    return p.list;
}

/* ---- Letters ---- */

static struct datum *in_case(struct run *r, const struct run_call *c,
                             utf8proc_int32_t (*of)(utf8proc_int32_t))
{
    struct buf out = { 0 };
    for (size_t at = 0; at < c->on->size;) {
        uint32_t letter;
        char bytes[4];
        size_t size = text_decode(c->on->text + at, c->on->size - at, &letter);
        if (size > 0) {
            buf_put(&out, bytes, text_encode(bytes, (uint32_t)of((utf8proc_int32_t)letter)));
        }
        at += size > 0 ? size : 1;
    }
    struct datum *i = datum_text(&r->heap, buf_string(&out), out.size);
    buf_release(&out);
    return i;
}

static struct datum *to_lower(struct run *r, const struct run_call *c)
{
    return in_case(r, c, utf8proc_tolower);
}

static struct datum *to_upper(struct run *r, const struct run_call *c)
{
    return in_case(r, c, utf8proc_toupper);
}

static struct datum *trim(struct run *r, const struct run_call *c)
{
    const char *begin = c->on->text, *end = begin + c->on->size;
    while (begin < end && (unsigned char)*begin <= ' ') {
        begin++;
    }
    while (end > begin && (unsigned char)end[-1] <= ' ') {
        end--;
    }
    return datum_text(&r->heap, begin, (size_t)(end - begin));
}

static struct datum *itself(struct run *r, const struct run_call *c)
{
    (void)r;
    return c->on;
}

static struct datum *concat(struct run *r, const struct run_call *c)
{
    const struct datum *other = text_argument(r, c, 0);
    struct buf out = { 0 };
    if (other == NULL) {
        return NULL;
    }
    buf_put(&out, c->on->text, c->on->size);
    buf_put(&out, other->text, other->size);
    struct datum *i = datum_text(&r->heap, buf_string(&out), out.size);
    buf_release(&out);
    return i;
}

/* Integer.valueOf() and such are often reached through some text. */
static struct datum *value_of(struct run *r, const struct run_call *c)
{
    return datum_to_text(&r->heap, argument(c, 0));
}

bool textmethod_call(struct run *r, const struct run_call *c, struct datum **ret_datum)
{
    static const struct {
        const char *name;
        struct datum *(*call)(struct run *r, const struct run_call *c);
    } rows[] = { { "length", length },
                 { "isEmpty", is_empty },
                 { "substring", substring },
                 { "charAt", char_at },
                 { "contains", contains },
                 { "indexOf", index_of },
                 { "lastIndexOf", last_index_of },
                 { "startsWith", starts_with },
                 { "endsWith", ends_with },
                 { "equals", equals },
                 { "equalsIgnoreCase", equals_in_any_case },
                 { "compareTo", compare_to },
                 { "matches", matches },
                 { "replace", replace },
                 { "replaceAll", replace_all },
                 { "replaceFirst", replace_first },
                 { "split", split },
                 { "toLowerCase", to_lower },
                 { "toUpperCase", to_upper },
                 { "trim", trim },
                 { "strip", trim },
                 { "concat", concat },
                 { "valueOf", value_of },
                 { "toString", itself },
                 { "intern", itself } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, c->name) == 0) {
            *ret_datum = run_goes_on(r, c->on->size / 64) ? rows[i].call(r, c) : NULL;
            return true;
        }
    }
    return false;
}

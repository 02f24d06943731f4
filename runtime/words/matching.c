/* matching.c - $contains, $match, $replace, $split: with texts, and with regular expressions or
 * whatever function finds something in a text and leads to the next. */
#include <math.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

/* ---- Matches ----------------------------------------------------------------------------- */

static struct value *member(const struct value *v, const char *name)
{
    struct value *m = NULL;
    return value_member(v, name, &m) ? m : NULL;
}

/* What a function has found (taken), which must look like a match (T1010). */
static struct value *checked_take(struct work *w, struct value *found)
{
    if (work_failed(w) || found == NULL) {
        value_release(found);
        return NULL;
    }
    bool is_match = value_type(member(found, "start")) == VALUE_NUMBER ||
                    value_type(member(found, "end")) == VALUE_NUMBER ||
                    value_type(member(found, "groups")) == VALUE_ARRAY ||
                    apply_is_function(member(found, "next"));
    if (!is_match) {
        value_release(found);
        return work_fail(w, CODE_T1010, NULL);
    }
    return found;
}

static struct value *first_match(struct work *w, struct value *function, struct value *text)
{
    struct value *const args[] = { text };
    return checked_take(w, apply(w, function, 1, args));
}

/* The match behind this one (taken). */
static struct value *next_match_take(struct work *w, struct value *match)
{
    struct value *next = member(match, "next");
    struct value *found = next == NULL ? NULL : checked_take(w, apply(w, next, 0, NULL));
    value_release(match);
    return found;
}

/* The byte of a text where so many units of UTF-16 are behind, looked for from `from` on, where
 * *units are. */
static size_t byte_at(const struct value *text, const struct value *wanted, size_t from,
                      double *units)
{
    const char *bytes = value_string(text);
    size_t size = value_string_size(text), at = from;
    double to = value_type(wanted) == VALUE_NUMBER ? cast_double(wanted) : 0;
    while (at < size && *units < to) {
        *units += (unsigned char)bytes[at] >= 0xF0 ? 2 : 1;
        for (at++; at < size && text_is_tail(bytes[at]);) {
            at++;
        }
    }
    return at;
}

static double limit_of(const struct value *v)
{
    return v == NULL ? (double)INFINITY : cast_double(v);
}

/* ---- $contains, $match ------------------------------------------------------------------- */

static const char *find(const char *text, size_t size, const struct value *part)
{
    return memmem(text, size, value_string(part), value_string_size(part));
}

static struct value *contains(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL || args[1] == NULL) {
        return NULL;
    }
    if (value_type(args[1]) == VALUE_STRING) {
        return value_bool(find(value_string(args[0]), value_string_size(args[0]), args[1]) !=
                          NULL);
    }
    bool is_found;
    if (!apply_finds(w, args[1], args[0], &is_found)) {
        struct value *found = first_match(w, args[1], args[0]);
        is_found = found != NULL;
        value_release(found);
    }
    return work_failed(w) ? NULL : value_bool(is_found);
}

static void set_if_there(struct value **object, const char *name, struct value *v)
{
    if (v != NULL) {
        value_set_take(object, name, value_share(v));
    }
}

static struct value *match(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    if (args[0] == NULL) {
        return NULL;
    }
    double limit = limit_of(args[2]), so_far = 0;
    if (limit < 0) {
        return work_fail(w, CODE_D3040, args[2]);
    }
    struct value *all = sequence_new();
    struct value *m = limit > 0 ? first_match(w, args[1], args[0]) : NULL;
    for (; m != NULL && so_far < limit; so_far++) {
        struct value *one = value_object();
        set_if_there(&one, "match", member(m, "match"));
        set_if_there(&one, "index", member(m, "start"));
        set_if_there(&one, "groups", member(m, "groups"));
        sequence_add_take(w, &all, one);
        m = next_match_take(w, m);
    }
    value_release(m);
    if (work_failed(w)) {
        value_release(all);
        return NULL;
    }
    return all;
}

/* ---- $replace ---------------------------------------------------------------------------- */

static void put_value(struct buf *out, const struct value *text)
{
    if (value_type(text) == VALUE_STRING) {
        buf_put(out, value_string(text), value_string_size(text));
    }
}

static size_t digits_of(size_t number)
{
    size_t digits = 1;
    for (; number >= 10; number /= 10) {
        digits++;
    }
    return digits;
}

/* The number of at most `most` digits at `text`. Returns how many digits it has. */
static size_t read_number(const char *text, size_t size, size_t most, size_t *ret_number)
{
    size_t used = 0;
    *ret_number = 0;
    while (used < most && used < size && text[used] >= '0' && text[used] <= '9') {
        *ret_number = *ret_number * 10 + (size_t)(text[used++] - '0');
    }
    return used;
}

/* What follows a $ in a replacement; returns how many bytes that are. */
static size_t put_reference(struct buf *out, const char *text, size_t size,
                            const struct value *m)
{
    const struct value *groups = member(m, "groups");
    size_t count = value_type(groups) == VALUE_ARRAY ? value_count(groups) : 0;
    if (size > 0 && (*text == '$' || *text == '0')) {
        *text == '$' ? buf_char(out, '$') : put_value(out, member(m, "match"));
        return 1;
    }
    size_t most = digits_of(count), index, used = read_number(text, size, most, &index);
    if (used > 1 && index > count) {
        used = read_number(text, size, most - 1, &index);
    }
    if (used == 0) {
        buf_char(out, '$');
    } else if (index >= 1 && index <= count) {
        put_value(out, value_item(groups, index - 1));
    }
    return used;
}

static void put_replacement(struct buf *out, const struct value *replacement,
                            const struct value *m)
{
    const char *text = value_string(replacement);
    size_t size = value_string_size(replacement);
    for (size_t at = 0; at < size;) {
        if (text[at] == '$') {
            at++;
            at += put_reference(out, text + at, size - at, m);
        } else {
            buf_char(out, text[at++]);
        }
    }
}

/* Puts what stands for a match. Returns false if the evaluation has failed. */
static bool put_for(struct work *w, struct buf *out, struct value *replacement, struct value *m)
{
    if (value_type(replacement) == VALUE_STRING) {
        put_replacement(out, replacement, m);
        return work_may_make(w, out->size);
    }
    struct value *const args[] = { m };
    struct value *text = apply(w, replacement, 1, args);
    if (!work_failed(w) && value_type(text) != VALUE_STRING) {
        work_fail(w, CODE_D3012, text);
    }
    put_value(out, text);
    value_release(text);
    return work_may_make(w, out->size);
}

static void replace_matches(struct work *w, struct buf *out, struct value *const *args,
                            double limit)
{
    const char *text = value_string(args[0]);
    size_t done = 0;
    double units = 0, so_far = 0;
    struct value *m = first_match(w, args[1], args[0]);
    for (; m != NULL && so_far < limit; so_far++) {
        size_t at = byte_at(args[0], member(m, "start"), done, &units);
        buf_put(out, text + done, at - done);
        if (!put_for(w, out, args[2], m)) {
            break;
        }
        const struct value *matched = member(m, "match");
        size_t size = value_type(matched) == VALUE_STRING ? value_string_size(matched) : 0;
        size_t left = value_string_size(args[0]) - at;
        for (done = at, size = size < left ? size : left; size > 0; size--, done++) {
            units += text_is_tail(text[done]) ? 0 : (unsigned char)text[done] >= 0xF0 ? 2 : 1;
        }
        m = next_match_take(w, m);
    }
    value_release(m);
    buf_put(out, text + done, value_string_size(args[0]) - done);
}

static void replace_texts(struct work *w, struct buf *out, struct value *const *args,
                          double limit)
{
    const char *at = value_string(args[0]), *end = at + value_string_size(args[0]);
    for (double so_far = 0; so_far < limit && !work_failed(w); so_far++) {
        const char *found = find(at, (size_t)(end - at), args[1]);
        if (found == NULL) {
            break;
        }
        buf_put(out, at, (size_t)(found - at));
        put_value(out, args[2]);
        at = found + value_string_size(args[1]);
        work_may_make(w, out->size);
    }
    buf_put(out, at, (size_t)(end - at));
}

static struct value *replace(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    double limit = limit_of(args[3]);
    if (args[0] == NULL) {
        return NULL;
    }
    bool is_text = value_type(args[1]) == VALUE_STRING;
    if (is_text && value_string_size(args[1]) == 0) {
        return work_fail(w, CODE_D3010, args[1]);
    }
    if (limit < 0) {
        return work_fail(w, CODE_D3011, args[3]);
    }
    struct buf out = { 0 };
    if (limit > 0 && is_text) {
        replace_texts(w, &out, args, limit);
    } else if (limit > 0) {
        replace_matches(w, &out, args, limit);
    } else {
        put_value(&out, args[0]);
    }
    struct value *result = work_failed(w) ? NULL : cast_text(w, buf_string(&out), out.size);
    buf_release(&out);
    return result;
}

/* ---- $split ------------------------------------------------------------------------------ */

static bool add_part(struct work *w, struct value **parts, const char *text, size_t size)
{
    return sequence_add_take(w, parts, cast_text(w, text, size));
}

static void split_characters(struct work *w, struct value **parts, const struct value *text,
                             double limit)
{
    const char *at = value_string(text), *end = at + value_string_size(text);
    for (double so_far = 0; at < end && so_far < limit; so_far++) {
        size_t size = 1;
        while (at + size < end && text_is_tail(at[size])) {
            size++;
        }
        if (!add_part(w, parts, at, size)) {
            return;
        }
        at += size;
    }
}

static void split_texts(struct work *w, struct value **parts, struct value *const *args,
                        double limit)
{
    const char *at = value_string(args[0]), *end = at + value_string_size(args[0]);
    const char *found = at;
    for (double so_far = 0; so_far < limit && found != NULL; so_far++) {
        found = find(at, (size_t)(end - at), args[1]);
        if (!add_part(w, parts, at, (size_t)((found == NULL ? end : found) - at))) {
            return;
        }
        at = found == NULL ? end : found + value_string_size(args[1]);
    }
}

static void split_matches(struct work *w, struct value **parts, struct value *const *args,
                          double limit)
{
    const char *text = value_string(args[0]);
    size_t start = 0;
    double units = 0, so_far = 0;
    struct value *m = first_match(w, args[1], args[0]);
    for (; m != NULL && so_far < limit; so_far++) {
        size_t at = byte_at(args[0], member(m, "start"), start, &units);
        if (!add_part(w, parts, text + start, at - start)) {
            break;
        }
        start = byte_at(args[0], member(m, "end"), at, &units);
        m = next_match_take(w, m);
    }
    value_release(m);
    if (so_far < limit && !work_failed(w)) {
        add_part(w, parts, text + start, value_string_size(args[0]) - start);
    }
}

static struct value *split(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    double limit = limit_of(args[2]);
    if (args[0] == NULL) {
        return NULL;
    }
    if (limit < 0) {
        return work_fail(w, CODE_D3020, args[2]);
    }
    struct value *parts = value_array(4);
    bool is_text = value_type(args[1]) == VALUE_STRING;
    if (is_text && value_string_size(args[1]) == 0) {
        split_characters(w, &parts, args[0], floor(limit));
    } else if (is_text) {
        split_texts(w, &parts, args, floor(limit));
    } else if (args[1] == NULL) {
        sequence_add_take(w, &parts, value_share(args[0]));
    } else if (limit > 0) {
        split_matches(w, &parts, args, limit);
    }
    if (work_failed(w)) {
        value_release(parts);
        return NULL;
    }
    return parts;
}

const struct jna_word jna_contains = { "contains", "<s-(sf):b>", contains, 0 };
const struct jna_word jna_match = { "match", "<s-f<s:o>n?:a<o>>", match, 0 };
const struct jna_word jna_replace = { "replace", "<s-(sf)(sf)n?:s>", replace, 0 };
const struct jna_word jna_split = { "split", "<s-(sf)n?:a<s>>", split, 0 };

#include "runtime/eval/cast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/eval/figure.h"
#include "runtime/eval/work.h"
#include "runtime/value/opaque.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define WHOLE_MAX 0x1p53

char cast_symbol(const struct value *v)
{
    switch (value_type(v)) {
    case VALUE_ABSENT: return opaque_is(v) ? 'f' : 'm';
    case VALUE_NULL: return 'l';
    case VALUE_BOOLEAN: return 'b';
    case VALUE_NUMBER: return 'n';
    case VALUE_STRING: return 's';
    case VALUE_ARRAY: return 'a';
    case VALUE_OBJECT: return 'o';
    }
    return 'm';
}

/* ---- Numbers ----------------------------------------------------------------------------- */

double cast_double(const struct value *v)
{
    if (node_is_word_int(v)) {
        return (double)node_word_int(v);
    }
    return value_type(v) == VALUE_NUMBER ? value_to_number(v).real : NAN;
}

struct value *cast_number(double number)
{
    bool is_word = fabs(number) <= WHOLE_MAX && number == (double)(int64_t)number &&
                   (number != 0 || !signbit(number));
    return is_word ? value_int((int64_t)number) : value_double(number);
}

bool cast_is_numeric(struct work *w, const struct value *v)
{
    if (node_is_word_int(v)) {
        return true;
    }
    double number = cast_double(v);
    if (isinf(number)) {
        work_fail(w, CODE_D1001, (struct value *)(uintptr_t)v);
        return false;
    }
    return !isnan(number);
}

/* ---- Truth ------------------------------------------------------------------------------- */

static bool any_true(struct work *w, const struct value *array)
{
    for (size_t i = 0; i < value_count(array); i++) {
        if (cast_truth(w, value_item(array, i))) {
            return true;
        }
    }
    return false;
}

bool cast_truth(struct work *w, const struct value *v)
{
    switch (value_type(v)) {
    case VALUE_ABSENT: return opaque_is_true(v);
    case VALUE_NULL: return false;
    case VALUE_BOOLEAN: return value_is_true(v);
    case VALUE_NUMBER: return cast_is_numeric(w, v) && cast_double(v) != 0;
    case VALUE_STRING: return value_string_size(v) > 0;
    case VALUE_ARRAY: return any_true(w, v);
    case VALUE_OBJECT: return value_count(v) > 0;
    }
    return false;
}

/* ---- Numbers as text ----------------------------------------------------------------------
 */

void cast_print_number(struct buf *out, double number, bool rounds)
{
    char printed[FIGURE_ROOM];
    if (!isfinite(number)) {
        buf_text(out, "null");
    } else if (rounds) {
        buf_put(out, printed, figure_print_short(printed, number));
    } else {
        buf_put(out, printed, figure_print(printed, number));
    }
}

/* ---- Text -------------------------------------------------------------------------------- */

/* How a value is written: `indent` grows by two blanks a level. */
struct printer {
    struct work *w;
    struct buf *out;
    bool pretty, rounds;
    int indent;
};

static void print(struct printer *p, const struct value *v);

static void new_line(struct printer *p)
{
    if (p->pretty) {
        buf_char(p->out, '\n');
        for (int i = 0; i < p->indent; i++) {
            buf_text(p->out, "  ");
        }
    }
}

static void print_array(struct printer *p, const struct value *v)
{
    size_t count = value_count(v);
    buf_char(p->out, '[');
    p->indent++;
    for (size_t i = 0; i < count && !work_failed(p->w); i++) {
        if (i > 0) {
            buf_char(p->out, ',');
        }
        new_line(p);
        print(p, value_item(v, i));
    }
    p->indent--;
    if (count > 0) {
        new_line(p);
    }
    buf_char(p->out, ']');
}

static void print_object(struct printer *p, const struct value *v)
{
    buf_char(p->out, '{');
    p->indent++;
    bool is_first = true;
    for (struct value_walk m = value_walk(v); value_step(&m) && !work_failed(p->w);) {
        if (!is_first) {
            buf_char(p->out, ',');
        }
        is_first = false;
        new_line(p);
        write_string(p->out, m.key, strlen(m.key));
        buf_text(p->out, p->pretty ? ": " : ":");
        print(p, m.value);
    }
    p->indent--;
    if (!is_first) {
        new_line(p);
    }
    buf_char(p->out, '}');
}

static void print_any_number(struct printer *p, const struct value *v)
{
    if (node_is_word_int(v) && llabs(node_word_int(v)) <= (int64_t)WHOLE_MAX) {
        buf_int(p->out, node_word_int(v));
    } else if (!p->rounds || cast_is_numeric(p->w, v) || isnan(cast_double(v))) {
        cast_print_number(p->out, cast_double(v), p->rounds);
    }
}

/* Depth is bounded: SEQUENCE_DEPTH_MAX. */
static void print(struct printer *p, const struct value *v)
{
    if (p->w->most_bytes != 0 && p->out->size > p->w->most_bytes) {
        work_fail(p->w, CODE_BYTES, NULL);
        return;
    }
    switch (value_type(v)) {
    case VALUE_ABSENT: buf_text(p->out, "\"\""); break;
    case VALUE_NULL: buf_text(p->out, "null"); break;
    case VALUE_BOOLEAN: buf_text(p->out, value_is_true(v) ? "true" : "false"); break;
    case VALUE_NUMBER: print_any_number(p, v); break;
    case VALUE_STRING: write_string(p->out, value_string(v), value_string_size(v)); break;
    case VALUE_ARRAY: print_array(p, v); break;
    case VALUE_OBJECT: print_object(p, v); break;
    }
}

void cast_print_json(struct work *w, struct buf *out, const struct value *v)
{
    if (v == NULL) {
        buf_text(out, "undefined");
        return;
    }
    struct printer p = { .w = w, .out = out };
    print(&p, v);
}

static const struct value *unwrapped(const struct value *v)
{
    bool wraps = (value_flags(v) & VALUE_WRAPS_INPUT) != 0 && value_count(v) > 0;
    return wraps ? value_item(v, 0) : v;
}

bool cast_print(struct work *w, struct buf *out, const struct value *v, bool pretty)
{
    if (value_type(v) == VALUE_STRING) {
        if (work_may_make(w, out->size + value_string_size(v))) {
            buf_put(out, value_string(v), value_string_size(v));
        }
    } else if (value_type(v) == VALUE_NUMBER && !isfinite(cast_double(v))) {
        work_fail(w, CODE_D3001, (struct value *)(uintptr_t)v);
    } else if (value_type(v) != VALUE_ABSENT) {
        struct printer p = { .w = w, .out = out, .pretty = pretty, .rounds = true };
        print(&p, unwrapped(v));
    }
    return !work_failed(w);
}

struct value *cast_text(struct work *w, const char *bytes, size_t size)
{
    return work_may_make(w, size) ? value_text_n(bytes, size) : NULL;
}

struct value *cast_string(struct work *w, struct value *v, bool pretty)
{
    if (v == NULL || value_type(v) == VALUE_STRING) {
        return value_share(v);
    }
    if (node_is_word_int(v)) {
        char room[NUMBER_ROOM];
        size_t size = number_print_int(room, node_word_int(v));
        if (size < 16) {
            return value_text_n(room, size);
        }
    }
    struct buf out = { 0 };
    bool is_done = cast_print(w, &out, v, pretty);
    struct value *text = is_done ? cast_text(w, buf_string(&out), out.size) : NULL;
    buf_release(&out);
    return text;
}

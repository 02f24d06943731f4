#include "runtime/bench/verdict.h"

#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/base/text.h"
#include "runtime/bench/contest.h"
#include "runtime/program/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

enum { TITLE_WIDTH = 16, SHOWN_BYTES = 300 };

/* ---- For people -------------------------------------------------------------------------- */

/* Four digits, whatever the size. */
static void print_figure(double figure, int width)
{
    int digits = figure >= 1000 ? 0 : figure >= 100 ? 1 : figure >= 10 ? 2 : 3;
    output_print(" %*.*f", width, digits, figure);
}

static void print_spread(struct spread s, double unit)
{
    char text[64];
    int digits = s.high / unit >= 100 ? 0 : s.high / unit >= 10 ? 1 : 2;
    snprintf(text, sizeof text, "%.*f..%.*f", digits, s.low / unit, digits, s.high / unit);
    output_print(" %16s", text);
}

/* Other programs have a letter in the table, and a line below it. */
static void print_title(const struct contest *c, size_t place)
{
    const struct side *s = &c->sides[place];
    char title[TITLE_WIDTH + 1];
    char letter = 'A';
    for (size_t i = 0; i < place; i++) {
        letter = (char)(letter + (c->sides[i].command != NULL));
    }
    snprintf(title, sizeof title, "  against %c", letter);
    output_print("%s%-*s", s->is_part ? "  " : "", TITLE_WIDTH - (s->is_part ? 2 : 0),
                 s->command == NULL ? s->title : title);
}

static void print_side(const struct verdict *v, const struct contest *c, size_t place)
{
    const struct side *s = &c->sides[place];
    struct spread ns = sample_run_ns(&s->sample);
    print_title(c, place);
    print_figure(ns.median / 1e3, 9);
    print_spread(ns, 1e3);
    print_figure(ns.median / (double)v->transitions, 9);
    print_figure(sample_percentile_ns(&s->sample, 0.5) / 1e3, 9);
    print_figure(sample_percentile_ns(&s->sample, 0.99) / 1e3, 9);
    output_print(" %9.0f", 1e9 / ns.median);
    if (s->peak_kib > 0) {
        output_print(" %6.1f", (double)s->peak_kib / 1024);
    } else {
        output_print(" %6s", "");
    }
    if (s->against != place) {
        struct spread ratio = sample_ratio(&c->sides[s->against].sample, &s->sample);
        print_figure(ratio.median, 7);
        print_spread(ratio, 1);
    }
    output_print("\n");
}

static size_t print_commands(const struct contest *c)
{
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (c->sides[i].command != NULL) {
            output_print("  %c: %s\n", (char)('A' + count++), c->sides[i].command);
        }
    }
    return count;
}

/* What was measured, for whoever wants to trust it. */
static void print_notes(const struct verdict *v, const struct contest *c)
{
    output_print("\n");
    size_t rivals = print_commands(c);
    output_print("A run enters %zu states; its input has %zu bytes, its output %zu. %s, %s.\n",
                 v->transitions, v->input_bytes, v->output_bytes,
                 v->is_virtual ? "Virtual clock, which jumps over waits" : "Real clock",
                 v->limits ? "AWS's quotas kept" : "no quotas");
    output_print(
        "us a run: the median of %zu rounds with its quartiles; %.1f s on the monotonic clock, "
        "after %.1f s of\nwarm-up each; in every round each line had its turn, there and back. "
        "p50, p99: of single runs.\nMiB: peak resident memory.\n",
        c->rounds, c->took_s, c->warm_s);
    output_print(
        "in one process: one engine reads the input's text, runs, and writes the output's "
        "text, "
        "again and again\n  states alone: the same without the two texts\n"
        "a process each: from before the start of the process to after its end, with the input "
        "on standard input\n");
    if (v->burst > 0) {
        output_print(
            "lines: one process that answers a line for a line, %zu sent at once; p50, p99: "
            "of their means\n",
            v->burst);
    }
    if (rivals > 0) {
        output_print(
            "x: how many times as long as our own line above took, from round to round; both "
            "sides read the same\ntext, and all their outputs were compared: they are equal as "
            "JSON\n");
    }
}

bool verdict_table(const struct verdict *v, const struct contest *c)
{
    output_print("%-*.*s %9s %16s %9s %9s %9s %9s %6s %7s %16s\n", TITLE_WIDTH, TITLE_WIDTH,
                 v->workflow, "us a run", "quartiles", "ns/state", "p50 us", "p99 us", "runs/s",
                 "MiB", "x", "quartiles");
    for (size_t i = 0; i < c->count; i++) {
        print_side(v, c, i);
    }
    print_notes(v, c);
    return fflush(output_file()) == 0;
}

/* ---- For machines ------------------------------------------------------------------------ */

/* Microseconds and the like, without digits that mean nothing. */
static void put_figure(struct value **o, const char *key, double figure)
{
    value_set_take(o, key, value_double((double)(int64_t)(figure * 1000 + 0.5) / 1000));
}

static void put_count(struct value **o, const char *key, uint64_t count)
{
    value_set_take(o, key, value_int((int64_t)count));
}

static void put_spread(struct value **o, const char *key, struct spread s, double unit)
{
    struct value *inner = value_object();
    put_figure(&inner, "q1", s.low / unit);
    put_figure(&inner, "median", s.median / unit);
    put_figure(&inner, "q3", s.high / unit);
    value_set_take(o, key, inner);
}

static struct value *side_json(const struct verdict *v, const struct contest *c, size_t place)
{
    const struct side *s = &c->sides[place];
    struct spread ns = sample_run_ns(&s->sample);
    struct value *o = value_object();
    value_set_take(&o, "side", value_text(s->title));
    if (s->command != NULL) {
        value_set_take(&o, "command", value_text(s->command));
    }
    put_count(&o, "runs", s->sample.runs);
    put_spread(&o, "usPerRun", ns, 1e3);
    put_figure(&o, "nsPerTransition", ns.median / (double)v->transitions);
    put_figure(&o, "p50Us", sample_percentile_ns(&s->sample, 0.5) / 1e3);
    put_figure(&o, "p99Us", sample_percentile_ns(&s->sample, 0.99) / 1e3);
    put_figure(&o, "runsPerSecond", 1e9 / ns.median);
    if (s->peak_kib > 0) {
        put_count(&o, "peakKib", (uint64_t)s->peak_kib);
    }
    if (s->against != place) {
        put_spread(&o, "ratio", sample_ratio(&c->sides[s->against].sample, &s->sample), 1);
    }
    return o;
}

bool verdict_json(const struct verdict *v, const struct contest *c)
{
    struct value *o = value_object(), *sides = value_array(c->count);
    value_set_take(&o, "workflow", value_text(v->workflow));
    put_count(&o, "transitions", v->transitions);
    put_count(&o, "inputBytes", v->input_bytes);
    put_count(&o, "outputBytes", v->output_bytes);
    value_set_take(&o, "clock", value_text(v->is_virtual ? "virtual" : "real"));
    value_set_take(&o, "limits", value_text(v->limits ? "aws" : "none"));
    put_count(&o, "linesAtOnce", v->burst);
    put_count(&o, "rounds", c->rounds);
    put_figure(&o, "seconds", c->took_s);
    put_figure(&o, "warmUpSeconds", c->warm_s);
    for (size_t i = 0; i < c->count; i++) {
        value_append_take(&sides, side_json(v, c, i));
    }
    value_set_take(&o, "sides", sides);
    bool written = answer_print(output_file(), o);
    value_release(o);
    return written;
}

/* ---- Whether two outputs are the same ---------------------------------------------------- */

/* The first child of `a` that is another one in `b`, which is a container of the same kind. Its
 * place is added to `where`; false: all that `a` has is in `b` too. */
static bool find_differing_child(struct value **a, struct value **b, struct buf *where)
{
    struct value *other = NULL;
    if (value_type(*a) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(*a) && i < value_count(*b); i++) {
            if (!value_equal(value_item(*a, i), value_item(*b, i))) {
                buf_print(where, "[%zu]", i);
                *a = value_item(*a, i);
                *b = value_item(*b, i);
                return true;
            }
        }
        return false;
    }
    for (struct value_walk w = value_walk(*a); value_step(&w);) {
        if (value_member(*b, w.key, &other) && !value_equal(w.value, other)) {
            buf_print(where, ".%s", w.key);
            *a = w.value;
            *b = other;
            return true;
        }
    }
    return false;
}

static void show_value(const char *who, const struct value *v)
{
    char *text = write_text(v);
    size_t size = strlen(text);
    message_print(who, "%.*s%s", (int)text_cut(text, size, SHOWN_BYTES), text,
                  size > SHOWN_BYTES ? " ..." : "");
    memory_release(text);
}

static void show_difference(const char *who, struct value *theirs, const char *ours,
                            struct value *wanted)
{
    struct buf where = { 0 };
    buf_char(&where, '$');
    bool deeper = true;
    while (deeper && value_type(theirs) == value_type(wanted) &&
           (value_type(wanted) == VALUE_OBJECT || value_type(wanted) == VALUE_ARRAY)) {
        deeper = find_differing_child(&theirs, &wanted, &where);
    }
    message_print(ours, "the outputs differ at %s", buf_string(&where));
    show_value(ours, wanted);
    show_value(who, theirs);
    buf_release(&where);
}

bool verdict_agrees(const char *who, const char *text, size_t size, const char *ours,
                    struct value *wanted)
{
    struct value *theirs = NULL;
    struct read_error e;
    if (!read_json(text, size, &theirs, &e)) {
        message_print(who, "its output is not JSON: %d:%d: %s", e.line, e.column, e.message);
        message_print(who, "%.*s", (int)text_cut(text, size, SHOWN_BYTES), text);
        return false;
    }
    bool same = value_equal(theirs, wanted);
    if (!same) {
        show_difference(who, theirs, ours, wanted);
    }
    value_release(theirs);
    return same;
}

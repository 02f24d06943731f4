/*
 * states.c - a workflow without its texts: linked with the C of a definition that was made with
 * --no-main --name=w, and with the runtime.
 *
 *   states count RUNS FILE   RUNS runs of FILE's JSON, from value to value, inside
 * bench_states(): callgrind collects what happens there. The releases of input and output are
 * parts of a run. states keep RUNS FILE    the same; the inputs are released elsewhere states
 * time RUNS FILE    nanoseconds a run, the least of 25 rounds of RUNS each states park COUNT
 * FILE   COUNT executions, which all must wait in the end: bytes of resident memory that each
 * takes
 *   states grow RUNS FILE    RUNS runs one after the other, from text to value: KiB by which
 * the resident memory has grown since the first tenth of them
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/base/output.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

extern const struct asl_workflow w_workflow;

void bench_states(struct session *s, struct value **inputs, size_t runs);

enum { TEXT_MAX = 64 << 20, ROUNDS = 25 };

static bool keeps_inputs;

_Noreturn static void give_up(const char *why)
{
    fprintf(stderr, "states: %s\n", why);
    exit(1);
}

/* Where tasks in C run inside, standard output is kept from them (output.h). */
static void tell(double figure)
{
    dprintf(output_fd(), "%.0f\n", figure);
}

__attribute__((noinline)) void bench_states(struct session *s, struct value **inputs,
                                            size_t runs)
{
    for (size_t i = 0; i < runs; i++) {
        struct execution *x = session_start(s, NULL, inputs[i], NULL);
        if (!keeps_inputs) {
            value_release(inputs[i]);
        }
        session_run(s);
        if (x->status != EXECUTION_SUCCEEDED) {
            fprintf(stderr, "states: %s: %s\n", x->error == NULL ? "" : x->error,
                    x->cause == NULL ? "" : x->cause);
            exit(1);
        }
        run_release(x);
    }
}

static struct value *read_input(const struct buf *text)
{
    struct value *input;
    struct read_error e;
    if (!read_json_written(text->text, text->size, &input, &e)) {
        give_up(e.message);
    }
    return input;
}

static struct value **make_inputs(const struct buf *text, size_t runs)
{
    struct value **inputs = memory_array(runs, sizeof(struct value *));
    for (size_t i = 0; i < runs; i++) {
        inputs[i] = read_input(text);
    }
    return inputs;
}

/* What the first run makes for all others is made before. */
static void count(struct session *s, const struct buf *text, size_t runs)
{
    struct value **first = make_inputs(text, 1), **inputs = make_inputs(text, runs);
    bool keeps = keeps_inputs;
    keeps_inputs = false;
    struct execution *x = session_start(s, NULL, first[0], NULL);
    value_release(first[0]);
    session_run(s);
    run_release(x);
    keeps_inputs = keeps;
    bench_states(s, inputs, runs);
    for (size_t i = 0; keeps && i < runs; i++) {
        value_release(inputs[i]);
    }
    memory_release(first);
    memory_release(inputs);
}

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* The first round is the warm-up. */
static void take_time(struct session *s, const struct buf *text, size_t runs)
{
    double least_ns = 0;
    for (size_t round = 0; round <= ROUNDS; round++) {
        struct value **inputs = make_inputs(text, runs);
        double start_ns = now_ns();
        bench_states(s, inputs, runs);
        double took_ns = (now_ns() - start_ns) / (double)runs;
        least_ns = round < 2 || took_ns < least_ns ? took_ns : least_ns;
        memory_release(inputs);
    }
    tell(least_ns);
}

/* Of its own: pages of the program's file come and go as the kernel likes. */
static double resident_bytes(void)
{
    unsigned long pages = 0, shared = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f == NULL || fscanf(f, "%*u %lu %lu", &pages, &shared) != 2 || fclose(f) != 0) {
        give_up("/proc/self/statm cannot be read");
    }
    return (double)(pages - shared) * (double)sysconf(_SC_PAGESIZE);
}

/* So many executions begin, and go on until each waits. */
static void begin(struct session *s, const struct buf *text, size_t executions)
{
    for (size_t i = 0; i < executions; i++) {
        struct value *input = read_input(text);
        struct execution *x = session_start(s, NULL, input, NULL);
        value_release(input);
        turn_step(&s->engine);
        if (x->status != EXECUTION_RUNNING) {
            give_up("an execution has ended instead of waiting");
        }
    }
}

/* The tables that grow by doubling get their size before: what is left is what each takes. */
static void park(struct session *s, const struct buf *text, size_t executions)
{
    begin(s, text, executions);
    double before = resident_bytes();
    begin(s, text, executions);
    tell((resident_bytes() - before) / (double)executions);
    _exit(0);
}

static void run_again(struct session *s, const struct buf *text, size_t runs)
{
    for (size_t i = 0; i < runs; i++) {
        struct value *input = read_input(text);
        bench_states(s, &input, 1);
    }
}

static void grow(struct session *s, const struct buf *text, size_t runs)
{
    run_again(s, text, runs / 10);
    double before = resident_bytes();
    run_again(s, text, runs - runs / 10);
    tell((resident_bytes() - before) / 1024);
}

int main(int argc, char **argv)
{
    struct options o = {
        .feature = w_workflow.features[0], .program = "states", .seeded = true, .seed = 1
    };
    struct session s;
    struct buf text = { 0 };
    size_t runs = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    if (runs == 0 || descriptor_read_path(argv[3], &text, TEXT_MAX) != 0) {
        give_up("states count|keep|time|park|grow NUMBER FILE");
    }
    session_open(&s, &w_workflow, &o);
    if (!session_bind(&s)) {
        return 1;
    }
    keeps_inputs = strcmp(argv[1], "keep") == 0;
    if (strcmp(argv[1], "time") == 0) {
        take_time(&s, &text, runs);
    } else if (strcmp(argv[1], "park") == 0) {
        park(&s, &text, runs);
    } else if (strcmp(argv[1], "grow") == 0) {
        grow(&s, &text, runs);
    } else {
        count(&s, &text, runs);
    }
    buf_release(&text);
    session_close(&s);
    return 0;
}

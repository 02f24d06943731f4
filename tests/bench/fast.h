/*
 * fast.h - the frame of a program that a C programmer might have written on the runtime's own
 * values, reader and writer instead of json-c: the least that these allow. As twin.h, whose
 * command line it has.
 */
#ifndef FAST_H
#define FAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* Takes the input, which it may change, and returns the output. */
static struct value *fast_run(struct value *input);

void bench_states(struct value **inputs, size_t runs);

static struct value *fast_parse(const char *text, size_t size)
{
    struct value *input;
    struct read_error e;
    if (!read_json(text, size, &input, &e)) {
        fprintf(stderr, "the input is no JSON\n");
        exit(2);
    }
    return input;
}

static void fast_flush(struct buf *answers)
{
    if (write(STDOUT_FILENO, answers->text, answers->size) != (ssize_t)answers->size) {
        exit(1);
    }
    buf_clear(answers);
}

static void fast_answer_lines(void)
{
    static char lines[1 << 22];
    struct buf answers = { 0 };
    size_t size = 0;
    ssize_t got;
    while ((got = read(STDIN_FILENO, lines + size, sizeof lines - size)) > 0) {
        size += (size_t)got;
        char *at = lines, *newline;
        while ((newline = memchr(at, '\n', size - (size_t)(at - lines))) != NULL) {
            struct value *output = fast_run(fast_parse(at, (size_t)(newline - at)));
            write_json(&answers, output);
            buf_char(&answers, '\n');
            value_release(output);
            at = newline + 1;
        }
        size -= (size_t)(at - lines);
        memmove(lines, at, size);
        fast_flush(&answers);
    }
    buf_release(&answers);
}

__attribute__((noinline)) void bench_states(struct value **inputs, size_t runs)
{
    for (size_t i = 0; i < runs; i++) {
        value_release(fast_run(inputs[i]));
    }
}

static void fast_count_states(size_t runs, const char *text)
{
    struct value **inputs = calloc(runs, sizeof(struct value *));
    for (size_t i = 0; inputs != NULL && i < runs; i++) {
        inputs[i] = fast_parse(text, strlen(text));
    }
    bench_states(inputs, runs);
    free(inputs);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--count") == 0) {
        fast_count_states(strtoul(argv[2], NULL, 10), argv[3]);
    } else {
        fast_answer_lines();
    }
    return 0;
}

#endif

/*
 * twin.h - the frame of a program that a C programmer might have written on json-c instead of a
 * workflow: twin_run() is the workflow, main() reads lines and answers each with a line.
 *
 *   twin                    input lines on standard input, output lines on standard output
 *   twin --states INPUT     how long twin_run() and the release of its result take, without any
 *                           text: nanoseconds, the median of 25 rounds
 *   twin --count RUNS INPUT RUNS such runs inside bench_states(), for callgrind
 */
#ifndef TWIN_H
#define TWIN_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Takes the input, which it may change, and returns the output. */
static struct json_object *twin_run(struct json_object *input);

void bench_states(struct json_object **inputs, size_t runs);

#define TEXT_FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

static struct json_object *twin_parse(struct json_tokener *t, const char *text, size_t size)
{
    json_tokener_reset(t);
    struct json_object *input = json_tokener_parse_ex(t, text, (int)size + 1);
    if (input == NULL) {
        fprintf(stderr, "the input is no JSON\n");
        exit(2);
    }
    return input;
}

/* Answers go out when no more lines have come, as those who send many at once would like. */
static void twin_answer_lines(void)
{
    static char lines[1 << 22];
    size_t size = 0;
    ssize_t got;
    struct json_tokener *t = json_tokener_new();
    while ((got = read(STDIN_FILENO, lines + size, sizeof lines - size - 1)) > 0) {
        size += (size_t)got;
        char *at = lines, *newline;
        while ((newline = memchr(at, '\n', size - (size_t)(at - lines))) != NULL) {
            *newline = '\0';
            struct json_object *output = twin_run(twin_parse(t, at, (size_t)(newline - at)));
            fputs(json_object_to_json_string_ext(output, TEXT_FLAGS), stdout);
            putchar('\n');
            json_object_put(output);
            at = newline + 1;
        }
        size -= (size_t)(at - lines);
        memmove(lines, at, size);
        fflush(stdout);
    }
    json_tokener_free(t);
}

static int64_t twin_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int twin_by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

__attribute__((noinline)) void bench_states(struct json_object **inputs, size_t runs)
{
    for (size_t i = 0; i < runs; i++) {
        json_object_put(twin_run(inputs[i]));
    }
}

static void twin_count_states(size_t runs, const char *text)
{
    struct json_object **inputs = calloc(runs, sizeof(struct json_object *));
    struct json_tokener *t = json_tokener_new();
    for (size_t i = 0; inputs != NULL && i < runs; i++) {
        inputs[i] = twin_parse(t, text, strlen(text));
    }
    json_tokener_free(t);
    bench_states(inputs, runs);
    free(inputs);
}

/* The inputs are made before the clock runs. */
static void twin_measure_states(const char *text)
{
    enum { ROUNDS = 25, TURNS = 40, INPUTS = 16 };
    static double rounds[ROUNDS + 1];
    struct json_tokener *t = json_tokener_new();
    for (int round = 0; round <= ROUNDS; round++) {
        int64_t ns = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            struct json_object *inputs[INPUTS];
            for (int i = 0; i < INPUTS; i++) {
                inputs[i] = twin_parse(t, text, strlen(text));
            }
            int64_t start_ns = twin_now_ns();
            bench_states(inputs, INPUTS);
            ns += twin_now_ns() - start_ns;
        }
        rounds[round] = (double)ns / (TURNS * INPUTS);
    }
    json_tokener_free(t);
    qsort(rounds + 1, ROUNDS, sizeof rounds[0], twin_by_size); /* the first was the warm-up */
    printf("%.0f\n", rounds[1 + ROUNDS / 2]);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--states") == 0) {
        twin_measure_states(argv[2]);
    } else if (argc == 4 && strcmp(argv[1], "--count") == 0) {
        twin_count_states(strtoul(argv[2], NULL, 10), argv[3]);
    } else {
        twin_answer_lines();
    }
    return 0;
}

#endif

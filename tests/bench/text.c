/*
 * text.c - JSON text read and written by the runtime, by json-c and, with -DWITH_SIMDJSON, by
 * simdjson, which shows what is possible.
 *
 *   text FILE   a line each for reading and writing: how many times as long as the runtime
 * json-c takes (the median of 25 rounds and its quartiles), the same of simdjson ("-" without
 * it), and the runtime's nanoseconds
 *
 * All take turns in every round. Reading makes a value and releases it; writing makes the text.
 */
#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/bench/limit.h"

enum { TEXT_MAX = 64 << 20, ROUNDS = 25, ROUND_BYTES = 4 << 20, WAYS = 3 };

#define JSON_C_FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

static struct buf text;
static struct value *value;
static struct json_object *object;
static struct json_tokener *tokener;

_Noreturn static void give_up(const char *why)
{
    fprintf(stderr, "text: %s\n", why);
    exit(1);
}

static struct value *read_own(void)
{
    struct value *v;
    struct read_error e;
    if (!read_json(text.text, text.size, &v, &e)) {
        give_up(e.message);
    }
    return v;
}

static struct json_object *read_json_c(void)
{
    json_tokener_reset(tokener);
    struct json_object *o = json_tokener_parse_ex(tokener, text.text, (int)text.size + 1);
    if (o == NULL) {
        give_up("json-c does not read it");
    }
    return o;
}

static void own_reads(void)
{
    value_release(read_own());
}

static void json_c_reads(void)
{
    json_object_put(read_json_c());
}

static void own_writes(void)
{
    static struct buf written;
    buf_clear(&written);
    write_json(&written, value);
}

static void json_c_writes(void)
{
    if (json_object_to_json_string_ext(object, JSON_C_FLAGS) == NULL) {
        give_up("json-c does not write it");
    }
}

static void limit_reads(void)
{
    if (!limit_read(text.text, text.size)) {
        give_up("simdjson does not read it");
    }
}

static double time_ns(void (*work)(void), size_t turns)
{
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (size_t i = 0; i < turns; i++) {
        work();
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    return ((double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec)) /
           (double)turns;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The first of the ways is ours; the last is left out where there is no simdjson. */
static void contest(const char *what, void (*const ways[WAYS])(void))
{
    static double took[WAYS][ROUNDS + 1], ratio[WAYS][ROUNDS];
    size_t turns = ROUND_BYTES / (text.size + 1) + 1;
    size_t count = LIMIT_IS_THERE ? WAYS : WAYS - 1;
    for (size_t round = 0; round <= ROUNDS; round++) {
        for (size_t i = 0; i < count; i++) {
            size_t way = round % 2 == 0 ? i : count - 1 - i;
            took[way][round] = time_ns(ways[way], turns);
        }
        for (size_t way = 0; way < count && round > 0; way++) { /* the first was the warm-up */
            ratio[way][round - 1] = took[way][round] / took[0][round];
        }
    }
    for (size_t way = 0; way < count; way++) {
        qsort(ratio[way], ROUNDS, sizeof ratio[way][0], by_size);
    }
    qsort(took[0], ROUNDS + 1, sizeof took[0][0], by_size);
    printf("%s %.2f %.2f %.2f", what, ratio[1][ROUNDS / 2], ratio[1][ROUNDS / 4],
           ratio[1][ROUNDS * 3 / 4]);
    if (LIMIT_IS_THERE) {
        printf(" %.3f", ratio[WAYS - 1][ROUNDS / 2]);
    } else {
        printf(" -");
    }
    printf(" %.0f\n", took[0][ROUNDS / 2]);
}

int main(int argc, char **argv)
{
    if (argc != 2 || descriptor_read_path(argv[1], &text, TEXT_MAX) != 0) {
        give_up("text FILE");
    }
    tokener = json_tokener_new();
    value = read_own();
    object = read_json_c();
    contest("read", (void (*const[])(void)){ own_reads, json_c_reads, limit_reads });
    limit_reads(); /* what it writes next */
    contest("write", (void (*const[])(void)){ own_writes, json_c_writes, limit_write });
    json_object_put(object);
    value_release(value);
    json_tokener_free(tokener);
    buf_release(&text);
    return 0;
}

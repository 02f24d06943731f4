/*
 * read_write.c - how fast the runtime reads and writes JSON text, beside json-c.
 *
 *   read_write                     a line for each work and text: the least time that it took
 *                                  here, the least on json-c, and how many times as long that
 * is read_write WHO WORK SIZE RUNS  one of them alone, RUNS times, so that somebody may count
 * its instructions: all of it happens in the function measured(). WHO is aslc or json-c, WORK
 * read or write, SIZE 2k or 1m
 *
 * Reading does not include the release of what was read, nor writing that of the text: json-c
 * keeps its text in the object. Both read texts of one kind: an array of customers, each with
 * numbers, short and long strings, a nested object, a list, an escape and a letter beyond
 * ASCII.
 */
#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "runtime/base/buf.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define TEXT_FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* A text, its value on both sides, and what they leave behind until it is cleared away. */
struct bench {
    const char *text;
    int size;
    struct value *value;
    struct json_object *object;
    struct json_tokener *tokener;
    struct buf written;
    struct value *read_value;
    struct json_object *read_object;
};

static void die(const char *why)
{
    fprintf(stderr, "read_write: %s\n", why);
    exit(1);
}

static void read_ours(struct bench *b)
{
    struct read_error error;
    if (!read_json(b->text, (size_t)b->size, &b->read_value, &error)) {
        die(error.message);
    }
}

static void read_theirs(struct bench *b)
{
    json_tokener_reset(b->tokener);
    b->read_object = json_tokener_parse_ex(b->tokener, b->text, b->size + 1);
    if (b->read_object == NULL) {
        die("json-c cannot read the text");
    }
}

static void write_ours(struct bench *b)
{
    write_json(&b->written, b->value);
}

static void write_theirs(struct bench *b)
{
    if (json_object_to_json_string_ext(b->object, TEXT_FLAGS) == NULL) {
        die("json-c cannot write the value");
    }
}

/* json-c's text is kept: so is the buffer's memory. */
static void clear_away(struct bench *b)
{
    value_release(b->read_value);
    json_object_put(b->read_object);
    b->read_value = NULL;
    b->read_object = NULL;
    buf_clear(&b->written);
}

static const struct {
    const char *who, *work;
    void (*run)(struct bench *b);
} works[] = {
    { "aslc", "read", read_ours },
    { "json-c", "read", read_theirs },
    { "aslc", "write", write_ours },
    { "json-c", "write", write_theirs },
};
enum { WORKS = sizeof works / sizeof works[0] };

/* callgrind --toggle-collect=measured counts what happens in here, and nothing else. */
__attribute__((noinline, noclone)) void measured(void (*run)(struct bench *b), struct bench *b);
void measured(void (*run)(struct bench *b), struct bench *b)
{
    run(b);
}

static void make_text(struct buf *text, size_t least_bytes)
{
    buf_char(text, '[');
    for (int i = 0; text->size < least_bytes; i++) {
        buf_print(text,
                  "%s{\"id\":%d,\"name\":\"customer number %d\",\"active\":%s,"
                  "\"score\":%d.%d,\"address\":{\"street\":\"Long Street %d\",\"city\":"
                  "\"Berlin\",\"zip\":\"10115\"},\"tags\":[\"a\",\"bb\",\"ccc\"],\"note\":"
                  "\"said \\\"no\\\" in caf\303\251\"}",
                  i > 0 ? "," : "", i, i, i % 2 == 1 ? "true" : "false", i % 100, i % 97 + 1,
                  i);
    }
    buf_char(text, ']');
}

static void prepare(struct bench *b, const struct buf *text)
{
    *b = (struct bench){ .text = text->text, .size = (int)text->size };
    b->tokener = json_tokener_new();
    read_ours(b);
    read_theirs(b);
    b->value = b->read_value;
    b->object = b->read_object;
    b->read_value = NULL;
    b->read_object = NULL;
}

static void finish(struct bench *b)
{
    clear_away(b);
    value_release(b->value);
    json_object_put(b->object);
    json_tokener_free(b->tokener);
    buf_release(&b->written);
}

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* The least time of one run; short ones are measured several at a time. */
static double run_us(size_t work, struct bench *b)
{
    int together = works[work].work[0] == 'w' && b->size < 10000 ? 20 : 1;
    double start_us = now_us();
    for (int i = 0; i < together; i++) {
        buf_clear(&b->written);
        measured(works[work].run, b);
    }
    double us = (now_us() - start_us) / together;
    clear_away(b);
    return us;
}

/* The works take turns, so that a busy moment of the machine meets all of them. */
static void compare(const char *size, struct bench *b)
{
    double least_us[WORKS];
    int rounds = b->size < 10000 ? 20000 : 60;
    for (int round = 0; round < rounds; round++) {
        for (size_t i = 0; i < WORKS; i++) {
            double us = run_us(i, b);
            least_us[i] = round == 0 || us < least_us[i] ? us : least_us[i];
        }
    }
    for (size_t i = 0; i < WORKS; i += 2) {
        printf("%-5s %s  aslc %9.2f us  json-c %9.2f us  %5.2f x\n", works[i].work, size,
               least_us[i], least_us[i + 1], least_us[i + 1] / least_us[i]);
    }
}

static void run_alone(char **argv, struct bench *b)
{
    for (size_t i = 0; i < WORKS; i++) {
        if (strcmp(works[i].who, argv[1]) != 0 || strcmp(works[i].work, argv[2]) != 0) {
            continue;
        }
        for (int run = atoi(argv[4]); run > 0; run--) {
            measured(works[i].run, b);
            clear_away(b);
        }
        return;
    }
    die("there are aslc and json-c, read and write");
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        size_t bytes;
    } sizes[] = { { "2k", 1800 }, { "1m", 1000000 } };
    if (argc != 1 && argc != 5) {
        die("there are no arguments, or four: WHO WORK SIZE RUNS");
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct buf text = { 0 };
        struct bench b;
        make_text(&text, sizes[i].bytes);
        prepare(&b, &text);
        if (argc == 1) {
            compare(sizes[i].name, &b);
        } else if (strcmp(sizes[i].name, argv[3]) == 0) {
            run_alone(argv, &b);
        }
        finish(&b);
        buf_release(&text);
    }
    return 0;
}

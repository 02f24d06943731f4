/*
 * Functions for ffi: targets: every type, what is freed and what is not, and what goes wrong.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each type there and back. */
#define SAME(name, type)                                                                       \
    type same_##name(type value);                                                              \
    type same_##name(type value)                                                               \
    {                                                                                          \
        return value;                                                                          \
    }
SAME(bool, bool)
SAME(int8, int8_t)
SAME(int16, int16_t)
SAME(int32, int32_t)
SAME(int64, int64_t)
SAME(uint8, uint8_t)
SAME(uint16, uint16_t)
SAME(uint32, uint32_t)
SAME(uint64, uint64_t)
SAME(float, float)
SAME(double, double)

/* Arguments of every size beside each other, more than registers hold. */
double sum(int8_t a, double b, uint64_t c, float d, int16_t e, double f, uint32_t g, double h,
           int64_t i, double j, bool k, double l, double m, double n, double o, double p);
double sum(int8_t a, double b, uint64_t c, float d, int16_t e, double f, uint32_t g, double h,
           int64_t i, double j, bool k, double l, double m, double n, double o, double p)
{
    return a + b + (double)c + (double)d + e + f + g + h + (double)i + j + k + l + m + n + o +
           p;
}

/* Not to be freed. */
const char *greeting(void);
const char *greeting(void)
{
    return "gr\xc3\xbc\xc3\x9f dich";
}

const char *no_text(const char *text);
const char *no_text(const char *text)
{
    return text == NULL ? "none" : NULL;
}

/* To be freed. */
char *twice(const char *text);
char *twice(const char *text)
{
    size_t size = strlen(text);
    char *both = malloc(2 * size + 1);
    if (both != NULL) {
        memcpy(both, text, size);
        memcpy(both + size, text, size + 1);
    }
    return both;
}

/* A struct of theirs, as JSON text: {"x":1,"y":2} plus {"x":3,"y":4}. */
struct point {
    long x, y;
};

static struct point read_point(const char *json)
{
    struct point p = { 0, 0 };
    const char *x = strstr(json, "\"x\":"), *y = strstr(json, "\"y\":");
    p.x = x != NULL ? strtol(x + 4, NULL, 10) : 0;
    p.y = y != NULL ? strtol(y + 4, NULL, 10) : 0;
    return p;
}

char *add_points(const char *a, const char *b);
char *add_points(const char *a, const char *b)
{
    struct point p = read_point(a), q = read_point(b);
    size_t size = 64;
    char *text = malloc(size);
    if (text != NULL) {
        snprintf(text, size, "{\"x\":%ld,\"y\":%ld}", p.x + q.x, p.y + q.y);
    }
    return text;
}

void nothing(void);
void nothing(void)
{
}

/* ---- What goes wrong ---- */

double not_a_number(void);
double not_a_number(void)
{
    return (double)NAN;
}

const char *no_utf8(void);
const char *no_utf8(void)
{
    return "a\xff";
}

const char *no_json(void);
const char *no_json(void)
{
    return "{\"a\":";
}

int32_t quotient(int32_t a, int32_t b);
int32_t quotient(int32_t a, int32_t b)
{
    return a / b;
}

void stop_hard(void);
void stop_hard(void)
{
    abort();
}

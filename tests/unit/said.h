/*
 * said.h - what a diag has been told, as the compiler prints it.
 */
#ifndef TESTS_SAID_H
#define TESTS_SAID_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "compiler/base/arena.h"
#include "compiler/base/report.h"

static inline const char *said_kept(struct arena *a, char *text, size_t size)
{
    const char *copy = arena_text_n(a, text, size);
    free(text);
    return copy;
}

/* gcc's form. In the arena. */
static inline const char *said_text(struct arena *a, const struct diag *d, bool color)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    report_text(d, out, color);
    fclose(out);
    return said_kept(a, text, size);
}

/* AWS's form. In the arena. */
static inline const char *said_json(struct arena *a, const struct diag *d)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    report_json(d, out);
    fclose(out);
    return said_kept(a, text, size);
}

#endif

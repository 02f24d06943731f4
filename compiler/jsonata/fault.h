/*
 * fault.h - what is wrong with an expression's text: the code, the words and the place.
 */
#ifndef JSONATA_FAULT_H
#define JSONATA_FAULT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct draft;

enum fault {
#define FAULT(code, text) FAULT_##code,
#include "compiler/jsonata/faults.def"
#undef FAULT
    FAULTS
};

/* One mistake. All texts are static or in the arena. */
struct jsonata_error {
    const char *code;    /* "S0202"; NULL if there is no mistake */
    const char *message; /* JSONata's own words, without the code */
    size_t start, end;   /* where a caret belongs: bytes of the text; empty at its end */
    size_t position;     /* as the reference counts it: UTF-16, mostly behind what is wrong */
};

/* A name that a variable of the expression's own has and a function too. */
struct bound {
    const char *name;
    struct bound *next;
};

/* An expression that is being read. */
struct reading {
    struct arena *arena;
    const char *text; /* borrowed; may hold any byte */
    size_t size;
    struct jsonata_error *error; /* the first mistake stays */
    struct bound *bound;         /* each name once */
};

/* What a message tells besides its text: JSON, or NULL. */
struct fault_words {
    const char *token, *value;
};

/*
 * Notes a mistake in the bytes [start, end) of the text. `position` is where the reference
 * sees it, in bytes; it may lie beyond the text. Returns NULL, so that a parser may return its
 * call.
 */
struct draft *fault_say(const struct reading *r, enum fault fault, size_t start, size_t end,
                        size_t position, const struct fault_words *words);

static inline bool fault_is(const struct reading *r)
{
    return r->error->code != NULL;
}

/* A text as JSON, for fault_words: in the arena. */
const char *fault_quote(const struct reading *r, const char *text, size_t size);

/* How many units of UTF-16 the first `size` bytes of UTF-8 are; bytes that are none count one
 * each. */
size_t fault_units(const char *text, size_t size);

#endif

/*
 * option.h - one option of a command line as a row of a table: its word, what it takes, what
 * --help says of it, and how its value is checked and kept.
 *
 * Whoever reads a command line (options.c), prints --help (help.c) or asks what belongs to whom
 * goes by these rows alone.
 */
#ifndef PROGRAM_OPTION_H
#define PROGRAM_OPTION_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct options;

/* What may stand behind an option's word. */
enum option_takes {
    OPTION_NOTHING,     /* --trace */
    OPTION_VALUE,       /* --name NAME or --name=NAME */
    OPTION_MAYBE_VALUE, /* --virtual-time or --virtual-time=TIME */
};

struct option_row {
    const char *word; /* "--name" */
    enum option_takes takes;
    const char *value; /* what its value is called in --help: "NAME" */
    const char *help;  /* NULL: another word for the row before, which --help does not list */

    /* Check `value` (borrowed from argv; NULL where there is none) and keep it in `o`.
     * Returns false if it is wrong: `why` says how. */
    bool (*set)(struct options *o, const struct option_row *row, const char *value,
                struct buf *why);

    size_t place;       /* of what `set` writes, in the feature's options */
    size_t least, most; /* of a number: the bounds of option_count() */
};
#define OPTION_END                                                                             \
    {                                                                                          \
        .word = NULL                                                                           \
    }

/* Values of an option that may stand several times, in their order; the texts are argv's. */
struct option_list {
    const char **texts; /* owned */
    size_t count;
};

/* ---- What `set` can be; `place` is that of a ... ---- */

/* ... bool, which becomes true. */
bool option_flag(struct options *o, const struct option_row *row, const char *value,
                 struct buf *why);

/* ... const char *, which becomes the value, borrowed, that may not be empty. Of several
 * the last counts. */
bool option_text(struct options *o, const struct option_row *row, const char *value,
                 struct buf *why);

/* For a `set` of one's own: ... bool, which becomes whether the value is the second of two
 * words.
 */
bool option_either(struct options *o, const struct option_row *row, const char *first,
                   const char *second, const char *value, struct buf *why);

/* ... struct option_list, to which the value is added. */
bool option_add(struct options *o, const struct option_row *row, const char *value,
                struct buf *why);

/* ... size_t, which becomes the whole number from `least` to `most` that the value is. */
bool option_count(struct options *o, const struct option_row *row, const char *value,
                  struct buf *why);

/* ... struct option_factor, which becomes the number from 0 to OPTION_FACTOR_MAX that the value
 * is; 0.5 and 1e-3 are such numbers. */
#define OPTION_FACTOR_MAX 1000
struct option_factor {
    bool is_given;
    double factor;
};
bool option_factor(struct options *o, const struct option_row *row, const char *value,
                   struct buf *why);

/* ---- Tables ---- */

/* The row of `arg`, which is "--word" or "--word=value", in one of these tables (NULL ends
 * them); NULL if none has it. */
const struct option_row *option_find(const struct option_row *const *tables, const char *arg);

/* Release what option_add() has made in `o`, for a row, and for each row of the tables. */
void option_release_row(struct options *o, const struct option_row *row);
void option_release(struct options *o, const struct option_row *const *tables);

#endif

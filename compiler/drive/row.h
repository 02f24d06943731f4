/*
 * row.h - the options that options.def lists, for the reader of the command line.
 */
#ifndef DRIVE_ROW_H
#define DRIVE_ROW_H

#include <stdbool.h>

/* One word of the command line. A long one takes its value after '=' or as the next argument, a
 * short one right behind it or as the next argument. */
enum word {
#define OPTION(text, word, value, help) WORD_##word,
#include "compiler/drive/options.def"
};

struct row {
    const char *text;
    enum word word;
    const char *value; /* as in options.def */
};

/* The row of an argument that starts with '-', whatever value stands in it too: static. NULL if
 * there is no such option. */
const struct row *row_find(const char *arg);

/* Returns true for an option that may stand without its value. */
bool row_may_lack_value(const struct row *row);

/* Say that there is no such option, and which may have been meant. Returns false. */
bool row_refuse_unknown(const char *arg);

#endif

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

/* Find the option that an argument names, which may have its value in the same argument, as in
 * -DNAME=VALUE. Returns its row (static), or NULL if aslc has no such option. */
const struct row *row_find(const char *arg);

/* Returns true for an option that may stand without its value. */
bool row_may_lack_value(const struct row *row);

/* Refuse an argument that names no option, and suggest the option whose name is nearest.
 * Returns false. */
bool row_refuse_unknown(const char *arg);

#endif

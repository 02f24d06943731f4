/*
 * manual.h - what a command can do and what it takes, on standard output: as the text of
 * --help, or as the source of a manual page (man(7)), which `man` shows and `mandoc -Tlint`
 * accepts.
 *
 * Whoever describes a command says it once, by these functions, for both. Texts are UTF-8
 * without control characters.
 */
#ifndef BASE_MANUAL_H
#define BASE_MANUAL_H

#include <stdbool.h>

enum manual_form {
    MANUAL_TEXT, /* lines of at most MANUAL_COLUMNS columns */
    MANUAL_PAGE  /* the source of a manual page */
};
#define MANUAL_COLUMNS 100

struct manual {
    enum manual_form form;
    int left;      /* columns of the left part of an item, of a text */
    bool is_fresh; /* manual_*()'s: nothing stands in the section yet */
};

/* The page's name, which is that of the command, its section and what it belongs to: "aslc
 * 0.1.0"; then the section NAME, with `does` in a line. A text has none of it. */
void manual_title(struct manual *m, const char *name, int section, const char *of,
                  const char *does);

/* Begin a section, in capitals: "OPTIONS". A text has none. */
void manual_section(struct manual *m, const char *title);

/* Begin a part: in a text `title` with a colon on a line behind an empty one. */
void manual_part(struct manual *m, const char *title);

/* A paragraph. */
void manual_paragraph(struct manual *m, const char *text);

/* What somebody may type, `command` behind the word `program` (a word, or empty): a line of its
 * own, and what it does below it. */
void manual_command(struct manual *m, const char *program, const char *command,
                    const char *help);

/* An option, say, and what it does. The first word of `left`, which may end in '=' or '[', is
 * what the user types as it is. */
void manual_item(struct manual *m, const char *left, const char *right);

#endif

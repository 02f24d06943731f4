/*
 * sheet.h - a table of texts for people: its columns as wide as their widest cell.
 */
#ifndef MANAGE_SHEET_H
#define MANAGE_SHEET_H

#include <stddef.h>

#define SHEET_COLUMNS_MAX 8

struct sheet {
    size_t columns;
    char **cells; /* owned: row by row, as they are shown */
    size_t count, room;
    size_t widths[SHEET_COLUMNS_MAX]; /* in characters */
};

/* `heads` are the cells of its first row, one for each column. */
void sheet_open(struct sheet *s, const char *const *heads, size_t columns);

/* The next cell, copied: whatever is in it stays on its line; NULL is an empty one. */
void sheet_add(struct sheet *s, const char *text);

/* Print it on the program's output, and release it. */
void sheet_print(struct sheet *s);

#endif

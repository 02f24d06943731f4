/*
 * groups.h - tests in a file: groups of three lines, an expression, its input and what is
 * wanted, in sections that begin with "== NAME". Blank lines and lines that begin with # say
 * nothing.
 */
#ifndef TESTS_GROUPS_H
#define TESTS_GROUPS_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

/* What a line may take, in bytes, with its NUL. */
#define GROUPS_LINE 8000

/* The next line that says something, without its newline; false at the file's end. */
static inline bool groups_line(FILE *file, char line[GROUPS_LINE])
{
    while (fgets(line, GROUPS_LINE, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0' && line[0] != '#') {
            return true;
        }
    }
    return false;
}

/* Call `check` with each group of that section of the file; there has to be one. The file's
 * name is from the root. */
static inline void groups_run(const char *path, const char *section,
                              void (*check)(const char *expression, const char *input,
                                            const char *wanted))
{
    static char line[GROUPS_LINE], input[GROUPS_LINE], wanted[GROUPS_LINE];
    FILE *file = fopen(path, "r");
    bool is_inside = false;
    int count = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    while (groups_line(file, line)) {
        if (strncmp(line, "== ", 3) == 0) {
            is_inside = strcmp(line + 3, section) == 0;
        } else if (groups_line(file, input) && groups_line(file, wanted) && is_inside) {
            check(line, input, wanted);
            count++;
        }
    }
    fclose(file);
    CU_ASSERT_NOT_EQUAL(count, 0);
}

#endif

/*
 * report.h - prints what a diag has collected: for people, and in three forms for machines.
 */
#ifndef BASE_REPORT_H
#define BASE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct diag;

enum report_form { REPORT_TEXT, REPORT_JSON, REPORT_SARIF, REPORT_GITHUB };

#define REPORT_SHOWN_MAX 100 /* errors, and as many warnings, printed as text */

/* gcc's form, sorted by place, with the line and a caret; `color` as a terminal likes it. */
void report_text(const struct diag *d, FILE *out, bool color);

/* Commands of a GitHub workflow, a line a message, each shown beside its line of the file. */
void report_github(const struct diag *d, FILE *out);

/*
 * AWS's JSON object, in AWS's order: what is not JSON, what is wrong with an object and then in
 * its fields (T-12), then targets that are missing, then states that nothing leads to (T-26).
 * What is not JSON has the location that AWS's own reader gives (T-18).
 */
void report_json(const struct diag *d, FILE *out);

/* A message as AWS has it; texts are borrowed. */
struct report_row {
    bool is_error;
    const char *code;
    const char *text; /* with its place, where it is about what is not JSON */
    size_t text_size;
    const char *location;     /* NULL if there is none */
    bool has_location_inside; /* the text tells it already */
    const char *slug;
};

/* Call `f` for each message, in the order of report_json(). */
void report_each(const struct diag *d, void (*f)(void *owner, const struct report_row *row),
                 void *owner);

/* A log of SARIF 2.1.0 with one run of aslc, of this version. */
void report_sarif(const struct diag *d, FILE *out, const char *version);

#endif

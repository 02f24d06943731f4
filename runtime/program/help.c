#include "runtime/program/help.h"

#include <stdio.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/program/feature.h"
#include "runtime/program/option.h"
#include "runtime/program/options.h"
#include "runtime/task/target.h"

#define LEFT_COLUMNS 27
#define TABLES_MAX   64

/* ---- Rows -------------------------------------------------------------------------------- */

static void print_row(const char *left, const char *right)
{
    printf("  %-*s %s\n", LEFT_COLUMNS, left, right);
}

static void print_options(const struct option_row *rows)
{
    for (; rows->word != NULL; rows++) {
        struct buf left = { 0 };
        if (rows->help == NULL) {
            continue;
        }
        buf_text(&left, rows->word);
        switch (rows->takes) {
        case OPTION_NOTHING: break;
        case OPTION_VALUE: buf_print(&left, " %s", rows->value); break;
        case OPTION_MAYBE_VALUE: buf_print(&left, "[=%s]", rows->value); break;
        }
        print_row(buf_string(&left), rows->help);
        buf_release(&left);
    }
}

static void print_usage(const struct options *o, const struct asl_feature *f)
{
    printf("  %s %s%s%s\n      %s\n", o->program, f->word, f->usage[0] != '\0' ? " " : "",
           f->usage, f->help);
}

/* ---- Who takes which table --------------------------------------------------------------- */

static bool takes(const struct asl_feature *f, const struct option_row *table)
{
    const struct option_row *const *t = f->options;
    while (*t != NULL && *t != table) {
        t++;
    }
    return *t != NULL;
}

/* Returns true if the same features take both. */
static bool go_together(const struct asl_feature *const *features,
                        const struct option_row *table, const struct option_row *other)
{
    while (*features != NULL && takes(*features, table) == takes(*features, other)) {
        features++;
    }
    return *features == NULL;
}

/* "Options of run, bench and test:" */
static void print_takers(const struct asl_feature *const *features,
                         const struct option_row *table)
{
    size_t count = 0, shown = 0;
    for (const struct asl_feature *const *f = features; *f != NULL; f++) {
        count += takes(*f, table);
    }
    printf("\nOptions of ");
    for (; *features != NULL; features++) {
        if (takes(*features, table)) {
            shown++;
            printf("%s%s", (*features)->word,
                   shown == count       ? ":\n"
                   : shown + 1 == count ? " and "
                                        : ", ");
        }
    }
}

/* Every table once, in the order in which the features list them. Returns how many. */
static size_t collect(const struct asl_feature *const *features,
                      const struct option_row *tables[TABLES_MAX])
{
    size_t count = 0;
    for (; *features != NULL; features++) {
        for (const struct option_row *const *t = (*features)->options; *t != NULL; t++) {
            size_t at = 0;
            while (at < count && tables[at] != *t) {
                at++;
            }
            if (at == count && count < TABLES_MAX) {
                tables[count++] = *t;
            }
        }
    }
    return count;
}

/* The tables of the same features stand under one heading. */
static void print_tables(const struct asl_feature *const *features)
{
    const struct option_row *tables[TABLES_MAX];
    size_t count = collect(features, tables);
    for (size_t i = 0; i < count; i++) {
        size_t first = 0;
        while (!go_together(features, tables[first], tables[i])) {
            first++;
        }
        if (first < i) {
            continue; /* it was printed with that one */
        }
        print_takers(features, tables[i]);
        for (size_t j = i; j < count; j++) {
            if (go_together(features, tables[i], tables[j])) {
                print_options(tables[j]);
            }
        }
    }
}

/* ---- All of it --------------------------------------------------------------------------- */

static void print_targets(const struct asl_workflow *w)
{
    const char *form, *help;
    printf("\nRESOURCE is a task's Resource, the bare name of its function or state machine, a "
           "pattern\nwith *, or state:NAME. TARGET is who does it:\n");
    for (size_t i = 0; (form = target_form(w, i, &help)) != NULL; i++) {
        print_row(form, help);
    }
    if (target_has_settings(w)) {
        printf(
            "A TARGET with settings is an object: {\"target\": \"c:SYMBOL\", \"runs\": "
            "\"quick\"}, or \"blocks\" for a\nfunction that may not run on the main thread.\n");
    }
}

static void print_exit_codes(void)
{
    printf(
        "\nExit codes: 0 SUCCEEDED, 1 FAILED, 2 usage, 3 TIMED_OUT, 4 ABORTED, 5 the machine "
        "failed.\n");
}

static void print_all(const struct asl_workflow *w, const struct options *o)
{
    printf("%s runs the workflow of %s. Without a subcommand it does '%s'.\n\n", o->program,
           w->source, w->features[0]->word);
    for (const struct asl_feature *const *f = w->features; *f != NULL; f++) {
        print_usage(o, *f);
    }
    print_tables(w->features);
    printf("\nOptions of all:\n");
    print_options(options_any);
    print_targets(w);
    print_exit_codes();
}

static void print_one(const struct asl_workflow *w, const struct options *o)
{
    bool binds = false;
    print_usage(o, o->feature);
    putchar('\n');
    for (const struct option_row *const *t = o->feature->options; *t != NULL; t++) {
        print_options(*t);
        binds = binds || *t == options_session;
    }
    print_options(options_any);
    if (binds) {
        print_targets(w);
    }
}

void help_print(const struct asl_workflow *w, const struct options *o)
{
    if (o->is_chosen) {
        print_one(w, o);
    } else {
        print_all(w, o);
    }
}

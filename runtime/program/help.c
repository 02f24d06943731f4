#include "runtime/program/help.h"

#include <stdio.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/manual.h"
#include "runtime/program/feature.h"
#include "runtime/program/info.h"
#include "runtime/program/option.h"
#include "runtime/program/options.h"
#include "runtime/task/target.h"

#define LEFT_COLUMNS 27
#define TABLES_MAX   64

/* ---- Rows -------------------------------------------------------------------------------- */

static void print_options(struct manual *m, const struct option_row *rows)
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
        manual_item(m, buf_string(&left), rows->help);
        buf_release(&left);
    }
}

static void print_usage(struct manual *m, const struct options *o, const struct asl_feature *f)
{
    struct buf command = { 0 };
    buf_print(&command, "%s%s%s", f->word, f->usage[0] != '\0' ? " " : "", f->usage);
    manual_command(m, o->program, buf_string(&command), f->help);
    buf_release(&command);
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

/* "Options of run, bench and test" */
static void print_takers(struct manual *m, const struct asl_feature *const *features,
                         const struct option_row *table)
{
    struct buf title = { 0 };
    size_t count = 0, shown = 0;
    for (const struct asl_feature *const *f = features; *f != NULL; f++) {
        count += takes(*f, table);
    }
    buf_text(&title, "Options of ");
    for (; *features != NULL; features++) {
        if (takes(*features, table)) {
            shown++;
            buf_print(&title, "%s%s", (*features)->word,
                      shown == count       ? ""
                      : shown + 1 == count ? " and "
                                           : ", ");
        }
    }
    manual_part(m, buf_string(&title));
    buf_release(&title);
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
static void print_tables(struct manual *m, const struct asl_feature *const *features)
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
        print_takers(m, features, tables[i]);
        for (size_t j = i; j < count; j++) {
            if (go_together(features, tables[i], tables[j])) {
                print_options(m, tables[j]);
            }
        }
    }
}

/* ---- All of it --------------------------------------------------------------------------- */

static void print_targets(struct manual *m, const struct asl_workflow *w)
{
    const char *form, *help;
    manual_section(m, "TARGETS");
    if (m->form == MANUAL_TEXT) {
        putchar('\n');
    }
    manual_paragraph(m, "RESOURCE is a task's Resource, the bare name of its function or state "
                        "machine, a pattern with *, or state:NAME. TARGET is who does it:");
    for (size_t i = 0; (form = target_form(w, i, &help)) != NULL; i++) {
        manual_item(m, form, help);
    }
    if (target_has_settings(w)) {
        manual_paragraph(m,
                         "A TARGET with settings is an object: {\"target\": \"c:SYMBOL\", "
                         "\"runs\": \"quick\"}, or \"blocks\" for a function that may not run "
                         "on the main thread.");
    }
}

static void print_exit_codes(struct manual *m)
{
    manual_section(m, "EXIT STATUS");
    if (m->form == MANUAL_TEXT) {
        fputs("\nExit codes: ", stdout);
    }
    manual_paragraph(m, "0 SUCCEEDED, 1 FAILED, 2 usage, 3 TIMED_OUT, 4 ABORTED, 5 the machine "
                        "failed.");
}

static void print_all(struct manual *m, const struct asl_workflow *w, const struct options *o)
{
    struct buf what = { 0 };
    buf_print(&what, "runs the workflow of %s", w->source);
    manual_title(m, o->program, 1, INFO_VERSION, buf_string(&what));
    if (m->form == MANUAL_TEXT) {
        printf("%s %s. Without a subcommand it does '%s'.\n\n", o->program, buf_string(&what),
               w->features[0]->word);
    }
    buf_release(&what);
    manual_section(m, "SYNOPSIS");
    for (const struct asl_feature *const *f = w->features; *f != NULL; f++) {
        print_usage(m, o, *f);
    }
    manual_section(m, "OPTIONS");
    print_tables(m, w->features);
    manual_part(m, "Options of all");
    print_options(m, options_any);
    print_targets(m, w);
    print_exit_codes(m);
}

static void print_one(struct manual *m, const struct asl_workflow *w, const struct options *o)
{
    bool binds = false;
    struct buf name = { 0 };
    buf_print(&name, "%s-%s", o->program, o->feature->word);
    manual_title(m, buf_string(&name), 1, INFO_VERSION, o->feature->help);
    buf_release(&name);
    manual_section(m, "SYNOPSIS");
    print_usage(m, o, o->feature);
    manual_section(m, "OPTIONS");
    if (m->form == MANUAL_TEXT) {
        putchar('\n');
    }
    for (const struct option_row *const *t = o->feature->options; *t != NULL; t++) {
        print_options(m, *t);
        binds = binds || *t == options_session;
    }
    print_options(m, options_any);
    if (binds) {
        print_targets(m, w);
    }
}

void help_print(const struct asl_workflow *w, const struct options *o)
{
    struct manual m = { o->is_manual ? MANUAL_PAGE : MANUAL_TEXT, LEFT_COLUMNS, false };
    if (o->is_chosen) {
        print_one(&m, w, o);
    } else {
        print_all(&m, w, o);
    }
}

#include "runtime/complete/candidates.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/program/feature.h"
#include "runtime/program/option.h"
#include "runtime/program/options.h"
#include "runtime/task/target.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define MOCK_MAX (16u << 20)

struct candidates {
    const struct candidates_request *request;
    const struct asl_feature *feature;
    const char *current;   /* the unfinished word */
    size_t prefix;         /* bytes of it that stand before the value: "--type=" */
    const char *mock_file; /* that stands on the command line; NULL: none */
};

/* ---- Lines ------------------------------------------------------------------------------- */

static void print_line(const char *prefix, size_t size, const char *value, const char *help)
{
    printf("=%.*s%s%s%s\n", (int)size, prefix, value, help != NULL ? "\t" : "",
           help != NULL ? help : "");
}

static bool may_become(const char *unfinished, const char *value)
{
    return strncmp(value, unfinished, strlen(unfinished)) == 0 &&
           strpbrk(value, "\t\n") == NULL;
}

void candidates_offer(struct candidates *c, const char *value, const char *help)
{
    if (may_become(c->current + c->prefix, value)) {
        print_line(c->current, c->prefix, value, help);
    }
}

void candidates_offer_next(struct candidates *c, const char *value, const char *help)
{
    const char *comma = strrchr(c->current + c->prefix, ',');
    size_t before = comma != NULL ? (size_t)(comma + 1 - c->current) : c->prefix;
    if (may_become(c->current + before, value)) {
        print_line(c->current, before, value, help);
    }
}

static void offer_paths(const struct candidates *c, const char *kind)
{
    printf(":%s %.*s\n", kind, (int)c->prefix, c->current);
}

static void offer_files(struct candidates *c)
{
    offer_paths(c, "files");
}

static void offer_folders(struct candidates *c)
{
    offer_paths(c, "folders");
}

/* ---- Mock files -------------------------------------------------------------------------- */

/* New; NULL if there is none that can be read. */
static struct value *read_mock(const char *path)
{
    struct buf text = { 0 };
    struct value *v = NULL;
    struct read_error ignored;
    if (path != NULL && descriptor_read_path(path, &text, MOCK_MAX) == 0) {
        read_json_written(buf_string(&text), text.size, &v, &ignored);
    }
    buf_release(&text);
    return v;
}

/* Calls `offer` for each name of a state machine, or of a case of one. */
static void each_name(struct candidates *c, const char *path, bool is_case)
{
    struct value *mock = read_mock(path), *machines, *cases;
    if (mock != NULL && value_member(mock, "StateMachines", &machines) &&
        value_type(machines) == VALUE_OBJECT) {
        for (struct value_walk w = value_walk(machines); value_step(&w);) {
            if (!is_case) {
                candidates_offer(c, w.key, NULL);
            } else if (value_type(w.value) == VALUE_OBJECT &&
                       value_member(w.value, "TestCases", &cases) &&
                       value_type(cases) == VALUE_OBJECT) {
                for (struct value_walk k = value_walk(cases); value_step(&k);) {
                    candidates_offer(c, k.key, NULL);
                }
            }
        }
    }
    if (mock != NULL) {
        value_release(mock);
    }
}

static void offer_cases(struct candidates *c)
{
    each_name(c, c->mock_file, true);
}

static void offer_machines(struct candidates *c)
{
    each_name(c, c->mock_file, false);
}

/* FILE#CASE */
static void offer_mocked(struct candidates *c)
{
    const char *file = c->current + c->prefix, *sign = strrchr(file, '#');
    if (sign == NULL) {
        offer_files(c);
        return;
    }
    char *path = memory_text_n(file, (size_t)(sign - file));
    c->prefix = (size_t)(sign + 1 - c->current);
    each_name(c, path, true);
    memory_release(path);
}

/* ---- Other values ------------------------------------------------------------------------ */

static void offer_stores(struct candidates *c)
{
    static const char sqlite[] = "sqlite:";
    if (strncmp(c->current + c->prefix, sqlite, sizeof sqlite - 1) == 0) {
        c->prefix += sizeof sqlite - 1;
        offer_files(c);
        return;
    }
    candidates_offer(c, sqlite, "a file");
    candidates_offer(c, "memory", "nothing is kept");
}

static void offer_states(struct candidates *c, const struct asl_machine *m)
{
    for (const struct asl_state *row = m->states; row->name != NULL; row++) {
        if (row->request != NULL) {
            struct buf key = { 0 };
            buf_print(&key, "state:%s=", row->name);
            candidates_offer(c, buf_string(&key), row->request->resource);
            buf_release(&key);
        }
        for (size_t i = 0; row->branches != NULL && row->branches[i] != NULL; i++) {
            offer_states(c, row->branches[i]);
        }
        if (row->map != NULL) {
            offer_states(c, row->map->processor);
        }
    }
}

/* RESOURCE=TARGET */
static void offer_bindings(struct candidates *c)
{
    const struct asl_workflow *w = c->request->workflow;
    const char *equals = strchr(c->current + c->prefix, '='), *form, *help;
    if (equals == NULL) {
        if (w->machine != NULL) {
            offer_states(c, w->machine);
        }
        return;
    }
    c->prefix = (size_t)(equals + 1 - c->current);
    for (size_t i = 0; (form = target_form(w, i, &help)) != NULL; i++) {
        size_t size = strcspn(form, ":");
        char *scheme = memory_text_n(form, form[size] == ':' ? size + 1 : size);
        candidates_offer(c, scheme, help);
        memory_release(scheme);
    }
}

/* "aws|none" */
static void offer_words(struct candidates *c, const char *words)
{
    while (*words != '\0') {
        size_t size = strcspn(words, "|");
        char *word = memory_text_n(words, size);
        candidates_offer(c, word, NULL);
        memory_release(word);
        words += size + (words[size] == '|');
    }
}

/* The name of a row's value: options.def of aslc has the sign between them in front. */
static const char *value_name(const struct option_row *row)
{
    return row->value == NULL ? "" : row->value + strspn(row->value, " =");
}

/* Returns true for a value that is one of the words in its name: "aws|none". What somebody
 * makes up has a name in capitals. */
static bool is_of_words(const char *name)
{
    bool has_capital = strpbrk(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
    return strpbrk(name, " '[") == NULL && (strchr(name, '|') != NULL || !has_capital);
}

static void offer_value(struct candidates *c, const struct option_row *row)
{
    static const struct candidates_kind kinds[] = {
        { "FILE", offer_files },
        { "DEFINITION", offer_files },
        { "DIR", offer_folders },
        { "COMMAND", offer_files },
        { "CASE", offer_cases },
        { "MACHINE", offer_machines },
        { "FILE#CASE", offer_mocked },
        { "STORE", offer_stores },
        { "RESOURCE=TARGET", offer_bindings },
        { NULL, NULL },
    };
    const char *name = value_name(row);
    const struct candidates_kind *lists[] = { c->request->kinds, kinds };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        for (const struct candidates_kind *k = lists[i]; k != NULL && k->value != NULL; k++) {
            if (strcmp(k->value, name) == 0) {
                k->offer(c);
                return;
            }
        }
    }
    if (is_of_words(name)) {
        offer_words(c, name);
    }
}

/* ---- The command line -------------------------------------------------------------------- */

static const struct option_row *const any[] = { options_any, NULL };

/* A short option's value may stand right behind it. */
static bool is_attached(const struct option_row *row)
{
    return row->takes == OPTION_VALUE && strlen(row->word) == 2 &&
           strchr(" =", row->value[0]) == NULL;
}

/* The row of an option's word, with or without its value; NULL if there is none. */
static const struct option_row *row_of(const struct candidates *c, const char *arg)
{
    const struct option_row *row = option_find(c->feature->options, arg);
    if (row == NULL && arg[0] == '-' && arg[1] != '-' && arg[1] != '\0') {
        char word[3] = { arg[0], arg[1], '\0' };
        row = option_find(c->feature->options, word);
        row = row != NULL && is_attached(row) ? row : NULL;
    }
    return row != NULL ? row : option_find(any, arg);
}

static void offer_options(struct candidates *c, const struct option_row *const *tables)
{
    for (; *tables != NULL; tables++) {
        for (const struct option_row *row = *tables; row->word != NULL; row++) {
            if (row->help != NULL && may_become(c->current, row->word)) {
                bool has_sign = row->value != NULL && row->value[0] == '=';
                print_line(row->word, strlen(row->word), has_sign ? "=" : "", row->help);
            }
        }
    }
}

static void offer_features(struct candidates *c)
{
    for (const struct asl_feature *const *f = c->request->workflow->features; *f != NULL; f++) {
        candidates_offer(c, (*f)->word, (*f)->help);
    }
}

/* An option, or what stands right behind its word. */
static void offer_option(struct candidates *c)
{
    const struct option_row *row = row_of(c, c->current);
    const char *equals = strchr(c->current, '=');
    if (row != NULL && row->takes != OPTION_NOTHING && is_attached(row)) {
        c->prefix = strlen(row->word);
        offer_value(c, row);
    } else if (row != NULL && row->takes != OPTION_NOTHING && equals != NULL) {
        c->prefix = (size_t)(equals + 1 - c->current);
        offer_value(c, row);
    } else if (equals == NULL) {
        offer_options(c, c->feature->options);
        if (c->feature->run != NULL) {
            offer_options(c, any);
        }
    }
}

/* Finds the words that the unfinished one depends on. Returns the row whose value it is; NULL
 * if it is none. `ret_is_open` becomes false where nothing is known of it, behind "--". */
static const struct option_row *read_words(struct candidates *c, size_t first,
                                           bool *ret_is_open)
{
    const struct candidates_request *r = c->request;
    const struct option_row *waiting = NULL;
    *ret_is_open = true;
    for (size_t i = first; i + 1 < r->count && *ret_is_open; i++) {
        const char *word = r->words[i];
        if (waiting != NULL) {
            waiting = NULL;
        } else if (word[0] == '-' && word[1] != '\0') {
            const struct option_row *row = row_of(c, word);
            bool is_alone = row != NULL && strcmp(row->word, word) == 0;
            waiting = is_alone && row->takes == OPTION_VALUE ? row : NULL;
            *ret_is_open = strcmp(word, "--") != 0;
        } else if (c->mock_file == NULL) {
            c->mock_file = word;
        }
    }
    return waiting;
}

static const struct asl_feature *feature_of(const struct candidates_request *r)
{
    for (const struct asl_feature *const *f = r->workflow->features; *f != NULL; f++) {
        if (r->count > 1 && strcmp((*f)->word, r->words[0]) == 0) {
            return *f;
        }
    }
    return NULL;
}

void candidates_print(const struct candidates_request *r)
{
    const struct asl_feature *named = feature_of(r);
    struct candidates c = { .request = r,
                            .feature = named != NULL ? named : r->unnamed,
                            .current = r->words[r->count - 1] };
    bool is_open;
    const struct option_row *waiting = read_words(&c, named != NULL ? 1 : 0, &is_open);
    if (!is_open) {
        offer_files(&c);
    } else if (waiting != NULL) {
        offer_value(&c, waiting);
    } else if (c.current[0] == '-') {
        offer_option(&c);
    } else {
        if (r->count == 1) {
            offer_features(&c);
        }
        if (c.feature->argument != NULL) {
            offer_value(&c, c.feature->argument);
        }
    }
}

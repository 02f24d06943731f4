#include "compiler/emit/emit.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/source.h"
#include "compiler/base/templates.h"
#include "compiler/emit/drawing.h"
#include "compiler/emit/fill.h"
#include "compiler/emit/lines.h"
#include "compiler/emit/picture.h"
#include "compiler/emit/quote.h"
#include "compiler/emit/service.h"
#include "compiler/emit/state.h"
#include "compiler/emit/title.h"
#include "compiler/plan/plan.h"
#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"

/* What the names of its two files have of the first line of the head comment; longer ones have
 * lines of their own. */
#define HEAD_NAMES 40

/* The longest constant that shares its line with what belongs to it. */
#define ALIGN_MAX 32

/* ---- A machine: its states, and the tables that list them ---- */

/* How long the longest constant of a machine is: what belongs to each begins in the column
 * after it. Returns 0 if one is too long for that: then what belongs to a constant is on the
 * next line. */
static int alignment(const struct plan_machine *m)
{
    size_t most = 0;
    for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
        size_t size = strlen(s->constant);
        most = size > most ? size : most;
    }
    return most > ALIGN_MAX ? 0 : (int)most;
}

/* Print what separates a constant from what belongs to it: blanks, or a new line. */
static void put_gap(struct buf *c, const struct plan_state *s, int aligned)
{
    if (aligned == 0) {
        buf_text(c, "\n    ");
    } else {
        quote_blanks(c, aligned - (int)strlen(s->constant) + 1);
    }
}

static void fill_members(struct fill *f, const struct plan_machine *m)
{
    struct buf c = { 0 };
    for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
        buf_print(&c, "%s%s\n", s->constant, s->next == NULL ? "" : ",");
    }
    fill_take(f, "members", &c);
}

static void fill_cases(struct fill *f, const struct plan_machine *m)
{
    struct buf c = { 0 };
    int aligned = alignment(m);
    for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
        buf_print(&c, "case %s:", s->constant);
        put_gap(&c, s, aligned);
        buf_print(&c, "return %s(f);\n", s->id);
    }
    fill_take(f, "cases", &c);
}

/* The table of what a state starts, so that it can be known without running the state. */
static void put_row_end(struct buf *c, const struct plan_state *s, int indent)
{
    const char *table = state_table(s->type);
    if (table != NULL) {
        buf_text(c, ",\n");
        quote_blanks(c, indent);
        buf_print(c, ".%s = %s%s_%s", table, s->type == ASL_PARALLEL ? "" : "&", s->id, table);
    }
    buf_text(c, " },\n");
}

static void put_row(struct buf *c, const struct plan_state *s, int aligned)
{
    buf_print(c, "[%s]%s", s->constant, aligned == 0 ? " = {" : "");
    put_gap(c, s, aligned);
    buf_text(c, aligned == 0 ? "" : "= { ");
    int indent = quote_column(c);
    buf_text(c, ".name = ");
    quote_text(c, s->name, s->name_size);
    struct buf type = { 0 };
    buf_print(&type, ".type = %s, .line = %d", s->type_constant, s->line);
    bool fits = quote_column(c) + 2 + (int)type.size + 3 <= QUOTE_LINE;
    buf_text(c, fits ? ", " : ",\n");
    quote_blanks(c, fits ? 0 : indent);
    buf_put(c, type.text, type.size);
    buf_release(&type);
    put_row_end(c, s, indent);
}

static void fill_rows(struct fill *f, const struct plan_machine *m)
{
    struct buf c = { 0 };
    int aligned = alignment(m);
    for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
        put_row(&c, s, aligned);
    }
    fill_take(f, "rows", &c);
}

static void fill_states(struct fill *f, const struct plan_machine *m)
{
    struct buf c = { 0 };
    for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
        state_print(&c, f->arena, s);
        buf_char(&c, '\n');
    }
    fill_take(f, "states", &c);
}

/* What of a Parallel or Map the machine is. */
static const char *part(struct arena *a, const struct plan_machine *m)
{
    return m->owner->type == ASL_MAP ? ", each item"
                                     : arena_print(a, ", branch %zu", m->branch + 1);
}

static void fill_machine_title(struct fill *f, const struct plan *p,
                               const struct plan_machine *m)
{
    struct title t = { '=', "Machine: ", p->name, strlen(p->name), "", m->line, m->last_line };
    if (m->owner != NULL) {
        t.name = m->owner->name;
        t.name_size = m->owner->name_size;
        t.after = part(f->arena, m);
    }
    title_fill(f, "title", &t);
}

static void put_machine(struct buf *c, struct arena *a, const struct plan *p,
                        const struct plan_machine *m)
{
    struct fill f = { .arena = a };
    fill_machine_title(&f, p, m);
    title_fill(&f, "rule",
               &(struct title){ '-', "The machine", NULL, 0, "", m->line, m->last_line });
    fill_set(&f, "id", m->id);
    fill_set(&f, "start", m->start->constant);
    fill_members(&f, m);
    fill_states(&f, m);
    fill_rows(&f, m);
    fill_cases(&f, m);
    fill_print(&f, c, templates_find("machine"));
}

/* ---- The workflow ---- */

static void fill_quoted(struct fill *f, const char *hole, const char *text)
{
    struct buf c = { 0 };
    quote_text(&c, text, strlen(text));
    fill_take(f, hole, &c);
}

static void fill_comment(struct fill *f, const char *hole, const char *text)
{
    struct buf c = { 0 };
    quote_comment(&c, text, strlen(text), QUOTE_LINE);
    fill_take(f, hole, &c);
}

static void fill_head(struct fill *f, const struct plan *p)
{
    struct buf comment = { 0 }, map = { 0 };
    if (p->comment != NULL) {
        quote_paragraph(&comment, p->comment, p->comment_size, QUOTE_COMMENT);
    }
    picture_print(&map, p);
    bool has_room = strlen(p->name) + strlen(p->source->name) <= HEAD_NAMES;
    fill_ask(f, "one_line", has_room);
    fill_ask(f, "lines", !has_room);
    fill_comment(f, "file", p->name);
    fill_comment(f, "source", p->source->name);
    fill_take(f, "comment", &comment);
    fill_take(f, "map", &map);
}

/* A state may name its branches' machines although they come later: C takes a table that is not
 * filled yet. */
static void fill_inner_machines(struct fill *f, const struct plan *p)
{
    struct buf c = { 0 };
    for (const struct plan_machine *m = p->machines->next; m != NULL; m = m->next) {
        buf_print(&c, "static const struct asl_machine %s_machine;\n", m->id);
    }
    fill_take(f, "inner_machines", &c);
}

static void fill_machines(struct fill *f, const struct plan *p)
{
    struct buf c = { 0 };
    for (const struct plan_machine *m = p->machines; m != NULL; m = m->next) {
        put_machine(&c, f->arena, p, m);
        buf_char(&c, '\n');
    }
    fill_take(f, "machines", &c);
}

static void fill_services(struct fill *f, const struct plan *p)
{
    struct buf actions = { 0 }, tables = { 0 };
    service_print(&actions, &tables, f->arena, p);
    fill_take(f, "actions", &actions);
    fill_take(f, "services", &tables);
}

static bool is_left_out(const struct plan *p, const char *feature)
{
    if (strcmp(feature, "local") == 0 && !p->has_services) {
        return true;
    }
    const char *const *word = p->without;
    while (word != NULL && *word != NULL && strcmp(*word, feature) != 0) {
        word++;
    }
    return word != NULL && *word != NULL;
}

/* Functions that others wrote are declared here, since no header of theirs is known. */
static void fill_handlers(struct fill *f, const struct plan *p)
{
    struct buf prototypes = { 0 }, rows = { 0 };
    bool is_used = !is_left_out(p, "c");
    for (const char *const *name = p->handlers; is_used && *name != NULL; name++) {
        buf_print(&prototypes,
                  "struct json_object *%s(struct json_object *input, struct asl_call *call);\n",
                  *name);
        buf_print(&rows, "{ \"%s\", %s },\n", *name, *name);
    }
    fill_take(f, "prototypes", &prototypes);
    fill_take(f, "handlers", &rows);
}

static void fill_tasks(struct fill *f, const struct plan *p)
{
    struct buf c = { 0 };
    for (const struct asl_binding *b = p->tasks; b != NULL && b->resource != NULL; b++) {
        buf_text(&c, "{ ");
        quote_text(&c, b->resource, strlen(b->resource));
        buf_text(&c, ", ");
        quote_text(&c, b->target, strlen(b->target));
        buf_text(&c, ", ");
        if (b->settings != NULL) {
            quote_text(&c, b->settings, strlen(b->settings));
        } else {
            buf_text(&c, "NULL");
        }
        buf_text(&c, " },\n");
    }
    fill_take(f, "tasks", &c);
}

static void fill_symbols(struct fill *f, const struct plan *p)
{
    struct buf named = { 0 }, rows = { 0 };
    bool is_used = !is_left_out(p, "ffi");
    for (const char *const *name = p->symbols; is_used && *name != NULL; name++) {
        buf_print(&named, "ASL_SYMBOL(%s);\n", *name);
        buf_print(&rows, "{ \"%s\", asl_symbol_%s },\n", *name, *name);
    }
    fill_take(f, "symbols_named", &named);
    fill_take(f, "symbols", &rows);
}

static void fill_definition(struct fill *f, const struct plan *p)
{
    struct buf c = { 0 };
    quote_lines(&c, p->definition, p->definition_size, 0, 1, ",");
    buf_char(&c, ',');
    fill_take(f, "definition", &c);
}

/* A word of words.def that --without may name, and what it is called in C. */
struct choice {
    const char *word, *name;
};

enum only { ASL_ONLY_TASKS, ASL_ONLY_CALLS, ASL_ONLY_CONNECTIONS };

static bool is_one_of(enum only which, const struct plan_state *s)
{
    enum asl_kind kind = s->request.kind;
    switch (which) {
    case ASL_ONLY_TASKS: break;
    case ASL_ONLY_CALLS:
        return kind == ASL_SERVICE || kind == ASL_START || kind == ASL_LAMBDA ||
               kind == ASL_INVOKE;
    case ASL_ONLY_CONNECTIONS: return arn_is_call(s->request.resource, "http:invoke");
    }
    return true;
}

static bool has_task(const struct plan *p, enum only which)
{
    for (const struct plan_machine *m = p->machines; m != NULL; m = m->next) {
        for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
            bool has_storage = which == ASL_ONLY_CALLS && s->storage != NULL;
            if (has_storage || (s->type == ASL_TASK && is_one_of(which, s))) {
                return true;
            }
        }
    }
    return false;
}

/* Returns true if the workflow has nothing that the way could do. */
static bool is_of_no_use(const struct plan *p, const char *word)
{
    static const struct {
        const char *word;
        enum only which;
    } rows[] = {
#define ASL_ONLY(word, which) { word, which },
#include <asl/words.def>
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].word, word) == 0) {
            return !has_task(p, rows[i].which);
        }
    }
    return false;
}

static void put_chosen(struct buf *c, const struct plan *p, const struct choice *choices,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_left_out(p, choices[i].word) && !is_of_no_use(p, choices[i].word)) {
            buf_print(c, "&%s,\n", choices[i].name);
        }
    }
}

static void fill_choices(struct fill *f, const struct plan *p)
{
    static const struct choice features[] = {
#define ASL_FEATURE(word, feature, leave) { word, #feature },
#include <asl/words.def>
    };
    static const struct choice managing[] = {
#define ASL_MANAGE(word, feature) { word, #feature },
#include <asl/words.def>
    };
    static const struct choice sharing[] = {
#define ASL_SHARE(word, feature) { word, #feature },
#include <asl/words.def>
    };
    static const struct choice answers[] = {
#define ASL_ANSWER(word, feature) { word, #feature },
#include <asl/words.def>
    };
    static const struct choice targets[] = {
#define ASL_TARGET(word, target, dynamic, scheme, form, help) { word, #target },
#include <asl/words.def>
    };
    struct buf c = { 0 };
    if (!p->is_loaded) {
        put_chosen(&c, p, features, sizeof features / sizeof features[0]);
    }
    if (!p->is_loaded && !is_left_out(p, "serve")) {
        put_chosen(&c, p, managing, sizeof managing / sizeof managing[0]);
    }
    if (!p->is_loaded && !is_left_out(p, "serve") && !is_left_out(p, "postgres")) {
        put_chosen(&c, p, sharing, sizeof sharing / sizeof sharing[0]);
    }
    if (p->has_tokens && !p->is_loaded) {
        put_chosen(&c, p, answers, sizeof answers / sizeof answers[0]);
    }
    fill_take(f, "features", &c);
    put_chosen(&c, p, targets, sizeof targets / sizeof targets[0]);
    fill_take(f, "targets", &c);
}

static void fill_timeout(struct fill *f, const struct plan *p)
{
    struct buf c = { 0 };
    if (p->timeout_s > 0) {
        state_print_double(&c, p->timeout_s);
    }
    fill_take(f, "timeout", &c);
}

/* Who loads a workflow has no command line to give to it, and finds it by one name whatever it
 * is called. */
static void fill_exported(struct fill *f, const struct plan *p)
{
    bool is_callable = p->without_main && !p->is_loaded;
    fill_set(f, "exported",
             p->is_loaded  ? EMIT_LOADED
             : is_callable ? arena_print(f->arena, "%s_workflow", p->id)
                           : NULL);
    fill_ask(f, "callable", is_callable);
    fill_ask(f, "main", !p->is_loaded && !is_callable);
}

void emit_workflow(struct buf *c, const struct plan *p)
{
    struct arena *a = arena_new();
    struct fill f = { .arena = a };
    fill_set(&f, "id", p->id);
    fill_quoted(&f, "name", p->name);
    fill_quoted(&f, "source_text", p->source->name);
    title_fill(&f, "rule",
               &(struct title){ '=', "The workflow", NULL, 0, "", p->machines->line,
                                p->machines->last_line });
    bool is_long = drawing_fill(&f, p, !is_left_out(p, "serve"));
    fill_ask(&f, "long_text", p->has_long_text || is_long);
    fill_exported(&f, p);
    fill_ask(&f, "distributed", p->has_map_runs);
    fill_ask(&f, "tokens", p->has_tokens);
    fill_ask(&f, "traces", !p->is_loaded && !is_left_out(p, "traces"));
    fill_head(&f, p);
    fill_inner_machines(&f, p);
    fill_machines(&f, p);
    fill_services(&f, p);
    fill_handlers(&f, p);
    fill_tasks(&f, p);
    fill_symbols(&f, p);
    fill_definition(&f, p);
    fill_choices(&f, p);
    fill_timeout(&f, p);
    if (p->debug) {
        struct buf plain = { 0 };
        fill_print(&f, &plain, templates_find("workflow"));
        bool is_stdin = strcmp(p->source->path, "-") == 0;
        lines_map(c, buf_string(&plain), is_stdin ? p->source->name : p->source->path);
        buf_release(&plain);
    } else {
        fill_print(&f, c, templates_find("workflow"));
    }
    arena_release(a);
}

#include "compiler/emit/state.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/templates.h"
#include "compiler/check/integration.h"
#include "compiler/emit/fill.h"
#include "compiler/emit/quote.h"
#include "compiler/emit/rule.h"
#include "compiler/emit/title.h"
#include "compiler/emit/tree.h"
#include "compiler/plan/deep.h"
#include "compiler/plan/plan.h"
#include "runtime/base/buf.h"
#include "runtime/base/number.h"

/* Columns before a call that is returned, without the margin of its template. */
#define RETURN ((int)sizeof "return " - 1)

void state_print_double(struct buf *c, double real)
{
    if (real == floor(real) && fabs(real) < 1e15) {
        buf_int(c, (int64_t)real);
    } else {
        char text[NUMBER_ROOM];
        buf_put(c, text, number_print_double(text, real));
    }
}

/* ---- Members of tables: .name = value, ---- */

static void put_tree(struct buf *c, const char *member, const struct asl_expr *e)
{
    if (e != NULL) {
        buf_print(c, ".%s = ", member);
        tree_print(c, e, 0, 1);
        buf_text(c, ",\n");
    }
}

static void put_text(struct buf *c, const char *member, const char *text)
{
    if (text != NULL) {
        buf_print(c, ".%s = ", member);
        quote_text(c, text, strlen(text));
        buf_text(c, ",\n");
    }
}

/* A list that is too long for its line goes on below its first name. */
static void put_errors(struct buf *c, const char *const *errors)
{
    buf_text(c, "ASL_ERRORS(");
    int indent = quote_column(c);
    for (const char *const *e = errors; *e != NULL; e++) {
        int columns = quote_columns(*e, strlen(*e)) + 4;
        if (e != errors) {
            bool fits = quote_column(c) + 2 + columns <= QUOTE_LINE;
            buf_text(c, fits ? ", " : ",\n");
            quote_blanks(c, fits ? 0 : indent);
        }
        quote_text(c, *e, strlen(*e));
    }
    buf_char(c, ')');
}

/* ---- Tables ---- */

static void put_members(struct buf *c, const struct asl_data *d)
{
    put_text(c, "at", d->at);
    if (d->errors != NULL) {
        buf_text(c, ".errors = ");
        put_errors(c, d->errors);
        buf_text(c, ",\n");
    }
    put_tree(c, "condition", d->condition);
#define MEMBER_OF_DATA(way, member, first, second) put_tree(c, #member, d->member);
#include "compiler/plan/members.def"
}

/* The table of a catcher or of a Choice rule. */
static void put_door(struct buf *c, struct arena *a, const struct plan_door *d)
{
    struct fill f = { .arena = a };
    struct buf members = { 0 };
    put_members(&members, &d->data);
    fill_set(&f, "id", d->id);
    fill_take(&f, "data", &members);
    fill_print(&f, c, templates_find("data"));
}

/* Print the value of the table `name`, on a new line if it has no room after the "=". */
static void put_initial(struct buf *c, const char *name, const struct asl_expr *e)
{
    struct buf line = { 0 };
    buf_print(&line, "static const struct asl_expr *const %s = ", name);
    size_t size = line.size;
    tree_print(&line, e, 0, 1);
    if (memchr(line.text, '\n', line.size) == NULL && quote_column(&line) < QUOTE_LINE) {
        buf_put(c, line.text + size, line.size - size);
    } else {
        buf_text(c, "\n    ");
        tree_print(c, e, 4, 1);
    }
    buf_release(&line);
}

static void put_table(struct buf *c, const char *id, const struct asl_expr *e)
{
    struct buf value = { 0 };
    put_initial(&value, id, e);
    buf_print(c, "static const struct asl_expr *const %s =%s%s;\n", id,
              value.text[0] == '\n' ? "" : " ", value.text);
    buf_release(&value);
}

static void put_list_table(struct buf *c, const struct plan_table *t)
{
    buf_print(c, "static const struct asl_expr *const %s[] = {\n    ", t->id);
    tree_print(c, t->tree, 4, 1);
    buf_text(c, ",\n    NULL\n};\n\n");
}

static void put_tables(struct buf *c, const struct plan_state *s)
{
    for (const struct plan_table *t = s->tables; t != NULL; t = t->next) {
        if (t->is_list) {
            put_list_table(c, t);
        } else {
            put_table(c, t->id, t->tree);
        }
    }
}

static void put_retriers(struct buf *c, const struct plan_state *s)
{
    for (const struct plan_retrier *r = s->retriers; r != NULL; r = r->next) {
        buf_text(c, "{ .errors       = ");
        put_errors(c, r->retrier.errors);
        buf_print(c, ", /* :%d */\n  .interval_s   = ", r->line);
        state_print_double(c, r->retrier.interval_s);
        buf_text(c, ",\n  .backoff      = ");
        state_print_double(c, r->retrier.backoff);
        buf_print(c, ",\n  .max_attempts = %d", r->retrier.max_attempts);
        if (r->retrier.max_delay_s > 0) {
            buf_text(c, ",\n  .max_delay_s  = ");
            state_print_double(c, r->retrier.max_delay_s);
        }
        buf_text(c, r->retrier.jitter ? ",\n  .jitter       = true },\n" : " },\n");
    }
}

/* ---- Functions ---- */

static const char *mark(struct arena *a, int line)
{
    return line == 0 ? "" : arena_print(a, " /* :%d */", line);
}

static const char *gate(struct arena *a, const struct plan_state *to, int line)
{
    const char *call =
        to == NULL ? "asl_end(f)" : arena_print(a, "asl_go(f, %s)", to->constant);
    return arena_print(a, "%s%s", call, mark(a, line));
}

static void fill_doors(struct fill *f, const struct plan_state *s)
{
    struct buf tables = { 0 }, tests = { 0 };
    for (const struct plan_door *d = s->doors; d != NULL; d = d->next) {
        put_door(&tables, f->arena, d);
        buf_char(&tables, '\n');
        buf_print(&tests, "if (asl_caught(f, &%s)) { /* :%d */\n    return %s;\n}\n", d->id,
                  d->line, gate(f->arena, d->to, d->leave_line));
    }
    fill_take(f, "catchers", &tables);
    fill_take(f, "catches", &tests);
}

static void fill_rules(struct fill *f, struct buf *tables, const struct plan_state *s)
{
    struct buf rules = { 0 };
    int index = 0;
    for (const struct plan_door *d = s->doors; d != NULL; d = d->next, index++) {
        if (d->has_data) {
            buf_char(tables, '\n');
            put_door(tables, f->arena, d);
        }
        buf_char(tables, '\n');
        rule_print_parts(tables, d->rule);
        rule_print(&rules, d->rule);
        if (d->has_output) {
            buf_print(&rules, "    asl_output(f, &%s);\n", d->id);
        }
        buf_print(&rules, "    return asl_choose(f, ASL_CHOICES(%d), %s)%s;\n}\n", index,
                  d->to->constant, mark(f->arena, d->leave_line));
    }
    fill_take(f, "rules", &rules);
}

static void fill_request(struct fill *f, const struct plan_state *s)
{
    static const char *const kinds[] = {
        [ASL_LAMBDA] = "ASL_LAMBDA",   [ASL_ACTIVITY] = "ASL_ACTIVITY",
        [ASL_INVOKE] = "ASL_INVOKE",   [ASL_START] = "ASL_START",
        [ASL_SERVICE] = "ASL_SERVICE",
    };
    struct buf c = { 0 };
    const struct integration *called = integration_of(s->request.resource);
    put_text(&c, "resource", s->request.resource);
    if (s->request.kind != ASL_NAMED) {
        buf_print(&c, ".kind = %s,\n", kinds[s->request.kind]);
    }
    if (s->request.waits) {
        buf_text(&c, ".waits = true,\n");
    }
    put_text(&c, "name", s->request.name);
    if (called != NULL) {
        buf_print(&c, ".takes = &%s,\n", called->symbol);
    }
    if (s->action != NULL) {
        buf_print(&c, ".calls = &%s,\n", s->action);
    }
#define MEMBER_OF_REQUEST(member, first, second) put_tree(&c, #member, s->request.member);
#include "compiler/plan/members.def"
    fill_take(f, "request", &c);
}

static void fill_map(struct fill *f, const struct plan_state *s)
{
    struct buf c = { 0 };
    const struct asl_map *m = &s->map;
    buf_print(&c, ".processor = &%s_machine,\n", s->branches[0]->id);
    if (m->mode != ASL_INLINE) {
        buf_print(&c, ".mode = %s,\n", m->mode == ASL_EXPRESS ? "ASL_EXPRESS" : "ASL_STANDARD");
    }
    put_text(&c, "label", m->label);
#define MEMBER_OF_MAP(member, first, second) put_tree(&c, #member, m->member);
#include "compiler/plan/members.def"
    if (s->storage != NULL) {
        buf_print(&c, ".s3 = &%s,\n", s->storage);
    }
    fill_set(f, "await", m->mode == ASL_INLINE ? "asl_await_items" : "asl_await_map_run");
    fill_take(f, "map", &c);
}

static void fill_branches(struct fill *f, const struct plan_state *s)
{
    struct buf c = { 0 };
    for (struct plan_machine *const *m = s->branches; *m != NULL; m++) {
        const struct plan_state *start = (*m)->start;
        const char *end = arena_print(f->arena, " :%d */\n", (*m)->line);
        buf_print(&c, "&%s_machine, /* ", (*m)->id);
        quote_comment(&c, start->name, start->name_size,
                      QUOTE_LINE - quote_column(&c) - (int)strlen(end));
        buf_text(&c, end);
    }
    fill_take(f, "branches", &c);
}

/* A leaf is written in the call; what is not gets a table, which the call names. */
static void fill_wait(struct fill *f, const struct plan_state *s)
{
    struct buf literal = { 0 }, until = { 0 };
    if (deep_is_leaf(s->until)) {
        tree_print(&literal, s->until, RETURN, RETURN);
    } else {
        put_initial(&until, arena_print(f->arena, "%s_until", s->id), s->until);
    }
    fill_set(f, "await", s->until_is_timestamp ? "asl_await_timestamp" : "asl_await_seconds");
    fill_take(f, "literal", &literal);
    fill_take(f, "until", &until);
}

/* Returns true if `next`, and `tail` columns behind it, have room on the line at which `c`
 * ends. */
static bool fits(const struct buf *c, const struct buf *next, int tail)
{
    return memchr(buf_string(next), '\n', next->size) == NULL &&
           RETURN + quote_column(c) + quote_columns(buf_string(next), next->size) + tail <=
               QUOTE_LINE;
}

/* Print an argument, on a new line below the others if it has no room after them. */
static void put_below(struct buf *c, struct buf *argument, int indent, const char *end)
{
    bool is_room = fits(c, argument, 1 + (int)strlen(end));
    buf_text(c, is_room ? " " : "\n");
    quote_blanks(c, is_room ? 0 : indent);
    buf_put(c, argument->text, argument->size);
    buf_text(c, end);
    buf_release(argument);
}

/* The argument of a Fail's call, and what fills the hole of its table, if it has one. */
static struct buf fail_argument(struct fill *f, const char *hole, const char *id,
                                const struct asl_expr *e, int indent)
{
    struct buf argument = { 0 }, table = { 0 };
    if (e == NULL) {
        buf_text(&argument, "NULL");
    } else if (deep_is_leaf(e)) {
        tree_print(&argument, e, indent, indent);
    } else {
        buf_text(&argument, id);
        put_initial(&table, id, e);
    }
    fill_take(f, hole, &table);
    return argument;
}

static void fill_fail(struct fill *f, const struct plan_state *s)
{
    int indent = RETURN + (int)strlen("asl_fail(");
    struct buf c = { 0 };
    struct buf error = fail_argument(f, "error_table", arena_print(f->arena, "%s_error", s->id),
                                     s->error, indent);
    struct buf cause = fail_argument(f, "cause_table", arena_print(f->arena, "%s_cause", s->id),
                                     s->cause, indent);
    buf_text(&c, "asl_fail(f,");
    put_below(&c, &error, indent, ",");
    put_below(&c, &cause, indent, ")");
    fill_take(f, "fail", &c);
}

const char *state_table(enum asl_type type)
{
    static const char *const tables[ASL_TYPES] = {
        [ASL_TASK] = "request", [ASL_PARALLEL] = "branches", [ASL_MAP] = "map"
    };
    return tables[type];
}

/* What the machine's own table refers to. */
static void fill_row(struct fill *f, const struct plan_state *s)
{
    if (s->type == ASL_TASK) {
        fill_request(f, s);
    } else if (s->type == ASL_PARALLEL) {
        fill_branches(f, s);
    } else if (s->type == ASL_MAP) {
        fill_map(f, s);
    }
}

static void fill_by_type(struct fill *f, struct buf *tables, const struct plan_state *s)
{
    fill_row(f, s);
    if (s->type == ASL_WAIT) {
        fill_wait(f, s);
    } else if (s->type == ASL_FAIL) {
        fill_fail(f, s);
    } else if (s->type == ASL_CHOICE) {
        fill_rules(f, tables, s);
    }
}

static void fill_title(struct fill *f, const struct plan_state *s)
{
    struct title t = {
        .rule = '-',
        .before = "",
        .name = s->name,
        .name_size = s->name_size,
        .after = arena_print(f->arena, ": %s", s->type_word),
        .line = s->line,
        .last_line = s->machine->last_line,
    };
    title_fill(f, "title", &t);
}

/* Only what the machine's table refers to, and the call that fails. */
static void print_unfilled(struct buf *c, struct fill *f, const struct plan_state *s)
{
    for (enum asl_type type = 0; type < ASL_TYPES; type++) {
        const char *table = state_table(type);
        if (table != NULL && type != s->type) {
            fill_set(f, table, NULL);
        }
    }
    fill_row(f, s);
    struct buf call = { 0 }, value = { 0 };
    int indent = RETURN + (int)strlen("asl_unfilled(");
    buf_text(&call, "asl_unfilled(f, ");
    quote_text(&call, s->open_field, strlen(s->open_field));
    buf_char(&call, ',');
    quote_text(&value, s->open_text, strlen(s->open_text));
    put_below(&call, &value, indent, ")");
    fill_take(f, "unfilled", &call);
    fill_print(f, c, templates_find("unfilled"));
}

void state_print(struct buf *c, struct arena *a, const struct plan_state *s)
{
    struct fill f = { .arena = a };
    struct buf tables = { 0 }, data = { 0 }, retry = { 0 };
    fill_title(&f, s);
    fill_set(&f, "id", s->id);
    if (s->open_field != NULL) {
        print_unfilled(c, &f, s);
        return;
    }
    put_tables(&tables, s);
    fill_by_type(&f, &tables, s);
    fill_take(&f, "tables", &tables);
    if (s->has_input || s->has_output) {
        put_members(&data, &s->data);
    }
    fill_take(&f, "data", &data);
    fill_ask(&f, "input", s->has_input);
    fill_ask(&f, "output", s->has_output);
    bool chooses_nothing = s->type == ASL_CHOICE && s->to == NULL;
    fill_set(&f, "leave", chooses_nothing ? "asl_no_choice(f)" : gate(a, s->to, s->leave_line));
    put_retriers(&retry, s);
    fill_take(&f, "retry", &retry);
    if (s->type != ASL_CHOICE) {
        fill_doors(&f, s);
    }
    fill_print(&f, c, templates_find(s->template));
}

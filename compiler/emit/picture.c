#include "compiler/emit/picture.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/emit/quote.h"
#include "compiler/plan/plan.h"
#include "runtime/base/buf.h"

/* The picture's own columns: a name, which is shorter the deeper its level, so that names end
 * here, but for the least of one; a name that is led to; levels that are shown by their indent.
 */
#define NAME_COLUMNS   36
#define NAMES_END      48
#define NAME_LEAST     12
#define TARGET_COLUMNS 40
#define TARGETS        24
#define LEVELS         6
#define LEVEL_COLUMNS  6
#define START_COLUMNS  3
#define MARK_COLUMNS   4

struct map {
    struct buf *c;
    int names; /* columns where all names have ended */
};

/* ---- Where names end ---- */

/* Columns before a name: its level's, and its mark's: "-> " of the start, "[0] " of a branch.
 */
static int indent_of(int level)
{
    return (level < LEVELS ? level : LEVELS) * LEVEL_COLUMNS + START_COLUMNS;
}

static void put_name(struct buf *c, const struct plan_state *s, int level)
{
    int room = NAMES_END - indent_of(level);
    room = room > NAME_COLUMNS ? NAME_COLUMNS : room < NAME_LEAST ? NAME_LEAST : room;
    quote_comment(c, s->name, s->name_size, room);
}

static int name_columns(const struct plan_state *s, int level)
{
    struct buf quoted = { 0 };
    put_name(&quoted, s, level);
    int columns = quote_columns(buf_string(&quoted), quoted.size);
    buf_release(&quoted);
    return columns;
}

static int widest(const struct plan_machine *m, int level)
{
    int most = 0;
    for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
        int columns = indent_of(level) + name_columns(s, level);
        most = columns > most ? columns : most;
        for (struct plan_machine **in = s->branches; in != NULL && *in != NULL; in++) {
            columns = widest(*in, level + 1);
            most = columns > most ? columns : most;
        }
    }
    return most;
}

/* ---- One line ---- */

/* A target that has no room after the others goes to the next line, below the first. No line is
 * too short for the first one, which is cut to what there is. */
static void put_target(struct map *m, const char *before, const struct plan_state *to,
                       int start)
{
    struct buf name = { 0 };
    int before_columns = quote_columns(before, strlen(before));
    int room = QUOTE_LINE - start - before_columns - (int)strlen(" |");
    if (to == NULL) {
        buf_text(&name, "end");
    } else {
        quote_comment(&name, to->name, to->name_size,
                      room < TARGET_COLUMNS ? room : TARGET_COLUMNS);
    }
    int width = before_columns + quote_columns(name.text, name.size) + (int)strlen(" |");
    bool fits = quote_column(m->c) + 1 + width <= QUOTE_LINE;
    buf_char(m->c, fits ? ' ' : '\n');
    quote_blanks(m->c, fits ? 0 : start);
    buf_print(m->c, "%s%s", before, name.text);
    buf_release(&name);
}

/* Where a state's doors lead, each state once, and no more than can be taken in. */
struct targets {
    const struct plan_state *to[TARGETS];
    int count;
    bool more;
};

static void add_target(struct targets *t, const struct plan_state *to)
{
    for (int i = 0; i < t->count; i++) {
        if (t->to[i] == to) {
            return;
        }
    }
    if (t->count < TARGETS) {
        t->to[t->count++] = to;
    } else {
        t->more = true;
    }
}

static void put_targets(struct map *m, const char *before, const struct targets *t, int start)
{
    for (int i = 0; i < t->count; i++) {
        buf_text(m->c, i == 0 ? "" : " |");
        put_target(m, i == 0 ? before : "", t->to[i], start);
    }
    buf_text(m->c, t->more ? " | ..." : "");
}

static void put_arrows(struct map *m, const struct plan_state *s)
{
    struct targets doors = { .count = 0 };
    int start = quote_column(m->c) + (int)strlen(" -> ");
    for (const struct plan_door *d = s->doors; d != NULL; d = d->next) {
        add_target(&doors, d->to);
    }
    if (s->type == ASL_CHOICE) {
        if (s->to != NULL) {
            add_target(&doors, s->to);
        }
        buf_text(m->c, " ->");
        put_targets(m, "", &doors, start);
    } else if (s->type != ASL_FAIL) {
        buf_text(m->c, " ->");
        put_target(m, "", s->to, start);
        buf_text(m->c, doors.count > 0 ? ";" : "");
        put_targets(m, "on error ", &doors, start);
    }
}

static void put_mark(struct buf *c, const struct plan_machine *m, const struct plan_state *s)
{
    bool is_start = s == m->start, is_first = s == m->first;
    if (m->owner == NULL) {
        buf_text(c, is_start ? "-> " : "   ");
    } else if (is_first && m->owner->type == ASL_MAP) {
        buf_text(c, "[*] ");
    } else if (is_first) {
        buf_print(c, "[%zu] ", m->branch);
    } else {
        buf_text(c, is_start ? " -> " : "    ");
    }
}

static void put_machine(struct map *m, const struct plan_machine *machine, int level)
{
    for (const struct plan_state *s = machine->first; s != NULL; s = s->next) {
        size_t row = m->c->size;
        quote_blanks(m->c, level == 0 ? 0 : indent_of(level) - MARK_COLUMNS);
        put_mark(m->c, machine, s);
        put_name(m->c, s, level);
        int columns = quote_columns(m->c->text + row, m->c->size - row);
        quote_blanks(m->c, m->names - columns);
        buf_print(m->c, " %-8s", s->type_word);
        put_arrows(m, s);
        buf_char(m->c, '\n');
        for (struct plan_machine **in = s->branches; in != NULL && *in != NULL; in++) {
            put_machine(m, *in, level + 1);
        }
    }
}

void picture_print(struct buf *c, const struct plan *p)
{
    struct map m = { c, widest(p->machines, 0) };
    put_machine(&m, p->machines, 0);
}

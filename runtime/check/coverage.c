#include "runtime/check/coverage.h"

#include <asl/asl.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/check/outline.h"
#include "runtime/exec/frame.h"
#include "runtime/exec/history.h"

enum kind { STATE, TRANSITION, RULE, CATCHER, KINDS };

static const char *const words[][2] = {
    [STATE] = { "state", "states" },
    [TRANSITION] = { "transition", "transitions" },
    [RULE] = { "rule", "rules" },
    [CATCHER] = { "catcher", "catchers" },
};

/* Something to pass. */
struct point {
    enum kind kind;
    const char *state; /* its name; static */
    int index;         /* of a rule or catcher; of a transition: the state that it leads to */
    const char *to;    /* of a transition: that state's name; static */
    int line;
    uint64_t count;
    size_t state_number; /* among all of the workflow */
};

/* A state's points of one kind stand together; those of transitions are sorted by `index`. */
struct range {
    size_t first, count;
};

struct covered_state {
    struct range ranges[KINDS];
};

struct covered_machine {
    const struct asl_machine *machine;
    const struct outline_node *node; /* NULL if the definition does not say */
    size_t count;                    /* states */
    size_t first;                    /* among all */
};

struct coverage {
    const struct asl_workflow *workflow;
    struct observer observer;
    struct outline outline;
    struct covered_machine
        *machines; /* while it is made: as they are found; then sorted by address */
    size_t machine_count, machine_room;
    struct covered_state *states;
    size_t state_count, state_room;
    struct point *points;
    size_t point_count, point_room;
};

/* ---- What there is ----------------------------------------------------------------------- */

static void add_machine(struct coverage *c, const struct asl_machine *m,
                        const struct outline_node *node)
{
    c->machines =
        memory_grow(c->machines, c->machine_count, &c->machine_room, sizeof *c->machines);
    c->machines[c->machine_count++] = (struct covered_machine){ .machine = m, .node = node };
}

static void add_point(struct coverage *c, struct point p)
{
    c->points = memory_grow(c->points, c->point_count, &c->point_room, sizeof *c->points);
    c->states[p.state_number].ranges[p.kind].count++;
    c->points[c->point_count++] = p;
}

static size_t add_state(struct coverage *c)
{
    c->states = memory_grow(c->states, c->state_count, &c->state_room, sizeof *c->states);
    c->states[c->state_count] = (struct covered_state){ .ranges = { { 0 } } };
    return c->state_count++;
}

/* The states of one machine by name, for Next. */
struct name {
    const char *name;
    int index;
    const struct outline_node *node;
};

struct names {
    struct name *list;
    size_t count;
};

static int by_name(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static struct name *find_name(const struct names *n, const char *name)
{
    struct name key = { .name = name };
    return name == NULL || n->count == 0
               ? NULL
               : bsearch(&key, n->list, n->count, sizeof key, by_name);
}

static struct names names_of(const struct coverage *c, const struct covered_machine *m)
{
    struct names n = { .list = memory_array(m->count + 1, sizeof *n.list), .count = m->count };
    for (size_t i = 0; i < m->count; i++) {
        n.list[i] = (struct name){ .name = m->machine->states[i].name, .index = (int)i };
    }
    qsort(n.list, n.count, sizeof *n.list, by_name);
    const struct outline_node *states = outline_member(&c->outline, m->node, "States");
    for (const struct outline_node *s = outline_first(&c->outline, states); s != NULL;
         s = outline_next(&c->outline, s)) {
        struct name *found = find_name(&n, s->key);
        if (found != NULL) {
            found->node = s;
        }
    }
    return n;
}

/* One state while its points are made. */
struct making {
    struct coverage *coverage;
    const struct asl_state *row;
    const struct outline_node *node;
    const struct names *names;
    size_t number;
};

static void make_point(const struct making *m, enum kind kind, const struct outline_node *at,
                       int index, const char *to)
{
    bool own_lines = m->node != NULL && m->node->line == m->row->line;
    struct range *range = &m->coverage->states[m->number].ranges[kind];
    if (range->count == 0) {
        range->first = m->coverage->point_count;
    }
    add_point(m->coverage, (struct point){
                               .kind = kind,
                               .state = m->row->name,
                               .index = index,
                               .to = to,
                               .line = own_lines && at != NULL ? at->line : m->row->line,
                               .state_number = m->number,
                           });
}

static void make_transition(const struct making *m, const struct outline_node *next)
{
    const struct name *to = next == NULL ? NULL : find_name(m->names, next->text);
    if (to != NULL) {
        make_point(m, TRANSITION, next, to->index, to->name);
    }
}

static int by_target(const void *a, const void *b)
{
    const struct point *x = a, *y = b;
    return x->index != y->index ? (x->index > y->index) - (x->index < y->index)
                                : (x->line > y->line) - (x->line < y->line);
}

/* Two ways to one state are one transition, of the first line; they are the last points so far.
 */
static void unite_transitions(struct coverage *c, struct range *r)
{
    if (r->count == 0) {
        return;
    }
    struct point *p = &c->points[r->first];
    qsort(p, r->count, sizeof *p, by_target);
    size_t kept = 1;
    for (size_t i = 1; i < r->count; i++) {
        if (p[i].index != p[kept - 1].index) {
            p[kept++] = p[i];
        }
    }
    r->count = kept;
    c->point_count = r->first + kept;
}

static void make_list(const struct making *m, const char *key, enum kind kind)
{
    const struct outline *o = &m->coverage->outline;
    int index = 0;
    for (const struct outline_node *n = outline_first(o, outline_member(o, m->node, key));
         n != NULL; n = outline_next(o, n)) {
        make_point(m, kind, n, index++, NULL);
    }
}

static void make_list_transitions(const struct making *m, const char *key)
{
    const struct outline *o = &m->coverage->outline;
    for (const struct outline_node *n = outline_first(o, outline_member(o, m->node, key));
         n != NULL; n = outline_next(o, n)) {
        make_transition(m, outline_member(o, n, "Next"));
    }
}

static void make_state(struct making *m)
{
    const struct outline *o = &m->coverage->outline;
    m->number = add_state(m->coverage);
    make_point(m, STATE, m->node, 0, NULL);
    if (m->row->type == ASL_CHOICE) {
        make_list(m, "Choices", RULE);
    }
    make_list(m, "Catch", CATCHER);
    make_transition(m, outline_member(o, m->node, "Next"));
    if (m->row->type == ASL_CHOICE) {
        make_transition(m, outline_member(o, m->node, "Default"));
        make_list_transitions(m, "Choices");
    }
    make_list_transitions(m, "Catch");
    unite_transitions(m->coverage, &m->coverage->states[m->number].ranges[TRANSITION]);
}

static void find_inner_machines(struct coverage *c, const struct asl_state *row,
                                const struct outline_node *node)
{
    const struct outline *o = &c->outline;
    const struct outline_node *branch = outline_first(o, outline_member(o, node, "Branches"));
    for (size_t i = 0; row->branches != NULL && row->branches[i] != NULL; i++) {
        add_machine(c, row->branches[i], branch);
        branch = branch == NULL ? NULL : outline_next(o, branch);
    }
    if (row->map != NULL && row->map->processor != NULL) {
        const struct outline_node *processor = outline_member(o, node, "ItemProcessor");
        add_machine(c, row->map->processor,
                    processor != NULL ? processor : outline_member(o, node, "Iterator"));
    }
}

static void make_machine(struct coverage *c, size_t at)
{
    struct covered_machine *m = &c->machines[at];
    const struct asl_machine *machine = m->machine;
    while (machine->states[m->count].name != NULL) {
        m->count++;
    }
    m->first = c->state_count;
    struct names names = names_of(c, m);
    for (size_t i = 0; machine->states[i].name != NULL; i++) {
        const struct asl_state *row = &machine->states[i];
        struct making making = { .coverage = c, .row = row, .names = &names };
        making.node = find_name(&names, row->name)->node;
        make_state(&making);
        find_inner_machines(c, row, making.node);
    }
    memory_release(names.list);
}

static int by_address(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct covered_machine *)a)->machine;
    uintptr_t y = (uintptr_t)((const struct covered_machine *)b)->machine;
    return (x > y) - (x < y);
}

static void read_definition(struct coverage *c)
{
    struct buf text = { 0 };
    for (size_t i = 0; c->workflow->definition != NULL && c->workflow->definition[i] != NULL;
         i++) {
        buf_text(&text, c->workflow->definition[i]);
    }
    outline_read(&c->outline, buf_string(&text), text.size);
    buf_release(&text);
}

/* ---- Counting ---------------------------------------------------------------------------- */

static struct point *transition_to(const struct coverage *c, struct range r, int to)
{
    size_t low = r.first, high = r.first + r.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->points[middle].index < to) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < r.first + r.count && c->points[low].index == to ? &c->points[low] : NULL;
}

static struct point *point_at(struct range r, struct point *points, int index)
{
    return index >= 0 && (size_t)index < r.count ? &points[r.first + (size_t)index] : NULL;
}

static void on_passage(void *owner, const struct asl_frame *f, enum passage what, int index)
{
    const struct coverage *c = owner;
    struct covered_machine key = { .machine = f->machine };
    const struct covered_machine *m =
        bsearch(&key, c->machines, c->machine_count, sizeof key, by_address);
    if (m == NULL) {
        return;
    }
    const struct range *ranges = c->states[m->first + (size_t)f->state].ranges;
    struct point *p = NULL;
    switch (what) {
    case PASSAGE_STATE: p = point_at(ranges[STATE], c->points, 0); break;
    case PASSAGE_NEXT: p = transition_to(c, ranges[TRANSITION], index); break;
    case PASSAGE_RULE: p = point_at(ranges[RULE], c->points, index); break;
    case PASSAGE_CATCHER: p = point_at(ranges[CATCHER], c->points, index); break;
    case PASSAGE_TASK:
    case PASSAGE_ANSWER:
    case PASSAGE_END:
    case PASSAGE_GONE: break;
    }
    if (p != NULL) {
        p->count++;
    }
}

struct coverage *coverage_new(const struct asl_workflow *w)
{
    struct coverage *c = memory_zero(sizeof *c);
    c->workflow = w;
    c->observer = (struct observer){ .passage = on_passage, .children = true, .owner = c };
    read_definition(c);
    add_machine(c, w->machine, c->outline.count > 0 ? &c->outline.nodes[0] : NULL);
    for (size_t i = 0; i < c->machine_count; i++) {
        make_machine(c, i);
    }
    qsort(c->machines, c->machine_count, sizeof *c->machines, by_address);
    return c;
}

void coverage_release(struct coverage *c)
{
    outline_release(&c->outline);
    memory_release(c->machines);
    memory_release(c->states);
    memory_release(c->points);
    memory_release(c);
}

const struct observer *coverage_observer(const struct coverage *c)
{
    return &c->observer;
}

/* ---- The table --------------------------------------------------------------------------- */

struct tally {
    size_t covered, all;
};

static struct tally count(const struct coverage *c, enum kind kind)
{
    struct tally t = { 0 };
    for (size_t i = 0; i < c->point_count; i++) {
        t.all += c->points[i].kind == kind;
        t.covered += c->points[i].kind == kind && c->points[i].count > 0;
    }
    return t;
}

bool coverage_reaches(const struct coverage *c, size_t percent)
{
    struct tally t = count(c, STATE);
    return t.covered * 100 >= percent * t.all;
}

static int by_line(const void *a, const void *b)
{
    const struct point *x = *(const struct point *const *)a,
                       *y = *(const struct point *const *)b;
    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    return (x > y) - (x < y);
}

/* All points in the order of their lines. New. */
static const struct point **sorted_points(const struct coverage *c)
{
    const struct point **list = memory_array(c->point_count + 1, sizeof(struct point *));
    for (size_t i = 0; i < c->point_count; i++) {
        list[i] = &c->points[i];
    }
    qsort(list, c->point_count, sizeof(struct point *), by_line);
    return list;
}

/* On one line, whatever the author called his state. */
static void put_name(struct buf *b, const char *name)
{
    text_put_visible(b, name, strlen(name));
}

static void put_point(struct buf *b, const struct point *p)
{
    buf_print(b, "%s ", words[p->kind][0]);
    if (p->kind == RULE || p->kind == CATCHER) {
        buf_print(b, "%s[%d] of ", p->kind == RULE ? "Choices" : "Catch", p->index);
    }
    put_name(b, p->state);
    if (p->kind == TRANSITION) {
        buf_text(b, " -> ");
        put_name(b, p->to);
    }
}

/* Tenths of a percent, rounded down, so that only all is 100. */
static void print_tally(struct buf *b, const char *prefix, const char *word, struct tally t)
{
    buf_print(b, "%s%-12s %8zu %8zu", prefix, word, t.covered, t.all);
    if (t.all > 0) {
        size_t tenths = t.covered * 1000 / t.all;
        buf_print(b, " %6zu.%zu %%", tenths / 10, tenths % 10);
    } else {
        buf_print(b, " %10s", "-");
    }
    buf_char(b, '\n');
}

void coverage_print(const struct coverage *c, FILE *out, const char *prefix)
{
    struct buf b = { 0 };
    buf_print(&b, "%s%-12s %8s %8s\n", prefix, "coverage", "passed", "of");
    for (enum kind kind = STATE; kind < KINDS; kind++) {
        print_tally(&b, prefix, words[kind][1], count(c, kind));
    }
    const struct point **list = sorted_points(c);
    for (size_t i = 0; i < c->point_count; i++) {
        if (list[i]->count == 0) {
            buf_print(&b, "%s%s:%d: not passed: ", prefix, c->workflow->source, list[i]->line);
            put_point(&b, list[i]);
            buf_char(&b, '\n');
        }
    }
    memory_release(list);
    fwrite(b.text, 1, b.size, out);
    buf_release(&b);
}

/* ---- lcov -------------------------------------------------------------------------------- */

static void put_functions(struct buf *b, const struct coverage *c,
                          const struct point *const *list)
{
    struct tally t = count(c, STATE);
    for (int counts = 0; counts <= 1; counts++) {
        for (size_t i = 0; i < c->point_count; i++) {
            if (list[i]->kind != STATE) {
                continue;
            }
            if (counts) {
                buf_print(b, "FNDA:%" PRIu64 ",", list[i]->count);
            } else {
                buf_print(b, "FN:%d,", list[i]->line);
            }
            put_name(b, list[i]->state);
            buf_char(b, '\n');
        }
    }
    buf_print(b, "FNF:%zu\nFNH:%zu\n", t.all, t.covered);
}

/* A branch whose state was never entered was not even asked. */
static void put_branches(struct buf *b, const struct coverage *c,
                         const struct point *const *list)
{
    struct tally rules = count(c, RULE), catchers = count(c, CATCHER);
    for (size_t i = 0; i < c->point_count; i++) {
        const struct point *p = list[i];
        if (p->kind != RULE && p->kind != CATCHER) {
            continue;
        }
        const struct point *state = &c->points[c->states[p->state_number].ranges[STATE].first];
        buf_print(b, "BRDA:%d,%zu,%d,", p->line, p->state_number, p->index);
        if (state->count == 0) {
            buf_text(b, "-\n");
        } else {
            buf_print(b, "%" PRIu64 "\n", p->count);
        }
    }
    buf_print(b, "BRF:%zu\nBRH:%zu\n", rules.all + catchers.all,
              rules.covered + catchers.covered);
}

/* What several points of one line were passed is the most that one of them was. */
static void put_lines(struct buf *b, const struct coverage *c, const struct point *const *list)
{
    struct tally t = { 0 };
    for (size_t i = 0; i < c->point_count;) {
        int line = list[i]->line;
        uint64_t most = 0;
        for (; i < c->point_count && list[i]->line == line; i++) {
            most = list[i]->count > most ? list[i]->count : most;
        }
        buf_print(b, "DA:%d,%" PRIu64 "\n", line, most);
        t.all++;
        t.covered += most > 0;
    }
    buf_print(b, "LF:%zu\nLH:%zu\n", t.all, t.covered);
}

int coverage_write_lcov(const struct coverage *c, const char *path)
{
    FILE *file = fopen(path, "we");
    if (file == NULL) {
        return -errno;
    }
    struct buf b = { 0 };
    const struct point **list = sorted_points(c);
    buf_print(&b, "TN:\nSF:%s\n", c->workflow->source);
    put_functions(&b, c, list);
    put_branches(&b, c, list);
    put_lines(&b, c, list);
    buf_text(&b, "end_of_record\n");
    bool written = fwrite(b.text, 1, b.size, file) == b.size;
    bool closed = fclose(file) == 0;
    memory_release(list);
    buf_release(&b);
    return written && closed ? 0 : -(errno != 0 ? errno : EIO);
}

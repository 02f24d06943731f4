#include "compiler/plan/plan.h"

#include <float.h>
#include <limits.h>
#include <math.h>
#include <string.h>

#include "compiler/aws/model.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/base/table.h"
#include "compiler/base/templates.h"
#include "compiler/check/scope.h"
#include "compiler/expr/node.h"
#include "compiler/expr/payload.h"
#include "compiler/expr/query.h"
#include "compiler/plan/deep.h"
#include "compiler/plan/handler.h"
#include "compiler/plan/ident.h"
#include "compiler/plan/rule.h"
#include "compiler/plan/unfilled.h"
#include "compiler/read/ast.h"
#include "compiler/read/reader.h"
#include "compiler/read/shape.h"
#include "runtime/aws/arn.h"
#include "runtime/aws/resource.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"

/* E-20 */
#define RETRY_INTERVAL_S   1
#define RETRY_MAX_ATTEMPTS 3
#define RETRY_BACKOFF      2

/* The most letters of a type's name. */
#define TYPE_MAX 16

struct planner {
    struct arena *arena;
    struct diag *diag;
    const struct source *source;
    int last_line;
    struct ident *names;
    struct table *states;      /* by the author's name, which is unique in a workflow (T-15) */
    struct plan_machine **end; /* where the next machine is hung */
    bool has_map_runs;         /* a Map is distributed */
    bool has_tokens;           /* a Task may wait for somebody outside */
    bool has_services;         /* a Task calls a service that programs embed */
    bool reads_s3, lists_s3, writes_s3; /* a distributed Map does, */
    bool has_aws;                       /* where that may be a real one */
    struct deep deep;                   /* of the state at hand */
    enum dialect dialect;               /* likewise */
    struct query_sight sight;           /* all that an expression may see */
    bool debug;
};

static const char *const nothing_derived[] = { NULL };

/* What is said of a state's type, by the rows of words.def. */
static const struct type_row {
    const char *word, *constant;
} type_rows[ASL_TYPES] = {
#define ASL_STATE_TYPE(word, type) [type] = { word, #type },
#include <asl/words.def>
};

static int line_of(const struct planner *p, struct span at)
{
    return source_place(p->source, at.start).line;
}

/* What a debugger is told of a field: its line. */
static int debug_line(const struct planner *p, const struct doc_node *field)
{
    return p->debug && field != NULL ? line_of(p, field->name_span) : 0;
}

/* ---- The first pass: machines and states, and what they are called ---- */

static struct plan_machine *sketch_machine(struct planner *p, const struct block *b,
                                           struct plan_state *owner);

static void sketch_blocks(struct planner *p, struct plan_state *s)
{
    const struct block *first =
        s->type == ASL_MAP ? s->written->processor : s->written->branches;
    size_t n = 0;
    for (const struct block *b = first; b != NULL; b = b->next) {
        n++;
    }
    s->branches = arena_array(p->arena, n + 1, sizeof(struct plan_machine *));
    size_t i = 0;
    for (const struct block *b = first; b != NULL; b = b->next) {
        s->branches[i] = sketch_machine(p, b, s);
        s->branches[i]->branch = i;
        i++;
    }
}

static struct plan_state *sketch_state(struct planner *p, const struct state *written,
                                       struct plan_machine *m)
{
    struct plan_state *s = arena_get(p->arena, sizeof *s);
    s->name = written->name;
    s->name_size = written->name_size;
    s->type = written->type;
    s->type_word = type_rows[s->type].word;
    s->type_constant = type_rows[s->type].constant;
    s->template = ident_fold(p->arena, s->type_word, strlen(s->type_word), TYPE_MAX, "");
    s->line = line_of(p, written->node->name_span);
    s->machine = m;
    s->written = written;
    s->id = ident_make(p->names, s->name, s->name_size, templates_suffixes(s->template));
    s->constant = ident_capitals(p->arena, s->id);
    *table_place(p->states, s->name, s->name_size) = s;
    if (s->type == ASL_MAP || s->type == ASL_PARALLEL) {
        sketch_blocks(p, s);
    }
    return s;
}

/* A machine comes before those of its states, as in the definition. */
static struct plan_machine *sketch_machine(struct planner *p, const struct block *b,
                                           struct plan_state *owner)
{
    struct plan_machine *m = arena_get(p->arena, sizeof *m);
    m->owner = owner;
    m->line = line_of(p, b->node->span);
    m->last_line = p->last_line;
    *p->end = m;
    p->end = &m->next;
    struct plan_state **end = &m->first;
    for (const struct state *s = b->first; s != NULL; s = s->next) {
        *end = sketch_state(p, s, m);
        end = &(*end)->next;
    }
    const struct doc_node *start = b->field[FIELD_START_AT];
    m->start = table_find(p->states, start->text, start->text_size);
    return m;
}

static void name_machine(struct planner *p, struct plan_machine *m)
{
    if (m->owner == NULL) {
        m->id = ident_prefix(p->names);
        return;
    }
    const char *suffix =
        m->owner->type == ASL_MAP ? "_item" : arena_print(p->arena, "_%zu", m->branch + 1);
    m->id = ident_derive(p->names, m->owner->id, suffix, templates_suffixes("machine"));
}

/* ---- The second pass: what is in a state ---- */

static const struct asl_expr *tree(struct planner *p, const struct doc_node *const *field,
                                   enum field f)
{
    if (field[f] == NULL) {
        return NULL;
    }
    return deep_tree(&p->deep, p->dialect == DIALECT_JSONATA
                                   ? payload_query(p->arena, p->diag, &p->sight, f, field[f])
                                   : payload_field(p->arena, p->diag, f, field[f]));
}

static const struct asl_expr *tree_of(struct planner *p, const struct doc_node *const *field,
                                      enum field a, enum field b)
{
    return tree(p, field, field[a] != NULL ? a : b);
}

static struct plan_state *target(const struct planner *p, const struct doc_node *name)
{
    return name == NULL ? NULL : table_find(p->states, name->text, name->text_size);
}

static const char *const *error_names(struct planner *p, const struct doc_node *list)
{
    const char **names = arena_array(p->arena, list->count + 1, sizeof *names);
    size_t i = 0;
    for (const struct doc_node *n = list->first; n != NULL; n = n->next) {
        deep_text(&p->deep, n->text);
        names[i++] = n->text;
    }
    return names;
}

static double number_or(const struct doc_node *n, double otherwise)
{
    return n == NULL ? otherwise : fmin(number_read(n->text, n->text_size).real, DBL_MAX);
}

/* All that flows by these fields. A Map's Parameters are its items', not its own. */
static struct asl_data data_of(struct planner *p, const struct doc_node *const *field,
                               bool is_map)
{
    struct asl_data d = { .at = NULL };
#define MEMBER_OF_DATA(way, member, first, second)                                             \
    if (!is_map || FIELD_##first != FIELD_PARAMETERS) {                                        \
        d.member = tree_of(p, field, FIELD_##first, FIELD_##second);                           \
    }
#include "compiler/plan/members.def"
    return d;
}

static void plan_data(struct planner *p, struct plan_state *s)
{
    bool has_input = false, has_output = false;
    s->data = data_of(p, s->written->field, s->type == ASL_MAP);
#define MEMBER_OF_DATA(way, member, first, second)                                             \
    has_##way = has_##way || s->data.member != NULL;
#include "compiler/plan/members.def"
    s->has_input = has_input;
    s->has_output = has_output;
}

/* A catcher or a rule: all that applies to it is in its own table. */
static struct plan_door *new_door(struct planner *p, const struct plan_state *s,
                                  const struct doc_node *node,
                                  const struct doc_node *const *field)
{
    struct plan_door *door = arena_get(p->arena, sizeof *door);
    door->line = line_of(p, node->span);
    door->to = target(p, field[FIELD_NEXT]);
    door->leave_line = debug_line(p, field[FIELD_NEXT]);
    door->data = data_of(p, field, false);
    door->data.condition = tree(p, field, FIELD_CONDITION);
    if (door->data.output == NULL && s->type == ASL_CHOICE && p->dialect == DIALECT_JSONPATH) {
        door->data.output = s->data.output;
    }
    return door;
}

/* STATE_rule_1, STATE_catch_1 */
static void name_door(struct planner *p, const struct plan_state *s, struct plan_door *door,
                      const char *kind, size_t index)
{
    const char *suffix = arena_print(p->arena, "_%s_%zu", kind, index + 1);
    door->id = ident_derive(p->names, s->id, suffix, nothing_derived);
}

static void plan_catchers(struct planner *p, struct plan_state *s)
{
    struct plan_door **end = &s->doors;
    for (const struct catcher *c = s->written->catchers; c != NULL; c = c->next) {
        struct plan_door *door = new_door(p, s, c->node, c->field);
        name_door(p, s, door, "catch", c->index);
        door->data.at = arena_print(p->arena, "Catch[%zu]", c->index);
        door->data.errors = error_names(p, c->field[FIELD_ERROR_EQUALS]);
        door->has_data = true;
        *end = door;
        end = &door->next;
    }
}

static void plan_retriers(struct planner *p, struct plan_state *s)
{
    struct plan_retrier **end = &s->retriers;
    for (const struct retrier *r = s->written->retriers; r != NULL; r = r->next) {
        struct plan_retrier *out = arena_get(p->arena, sizeof *out);
        out->line = line_of(p, r->node->span);
        out->retrier = (struct asl_retrier){
            .errors = error_names(p, r->field[FIELD_ERROR_EQUALS]),
            .interval_s = number_or(r->field[FIELD_INTERVAL_S], RETRY_INTERVAL_S),
            .backoff = number_or(r->field[FIELD_BACKOFF_RATE], RETRY_BACKOFF),
            .max_delay_s = number_or(r->field[FIELD_MAX_DELAY_S], 0),
            .max_attempts =
                (int)fmin(number_or(r->field[FIELD_MAX_ATTEMPTS], RETRY_MAX_ATTEMPTS), INT_MAX),
            .jitter =
                r->field[FIELD_JITTER] != NULL && doc_is_text(r->field[FIELD_JITTER], "FULL"),
        };
        *end = out;
        end = &out->next;
    }
}

static void plan_resource(struct planner *p, struct plan_state *s)
{
    const char *text = s->written->field[FIELD_RESOURCE]->text;
    struct resource r = resource_read(text);
    deep_text(&p->deep, text);
    s->request.resource = text;
    s->request.kind = r.kind;
    s->request.waits = r.waits;
    s->request.name = arena_text_n(p->arena, r.name.text, r.name.size);
    p->has_tokens = p->has_tokens || r.kind == ASL_ACTIVITY ||
                    (r.waits && arn_pattern(arn_part(text), NULL) == ARN_TOKEN);
}

static void plan_task(struct planner *p, struct plan_state *s)
{
    const struct doc_node *const *field = s->written->field;
    plan_resource(p, s);
    s->action = model_id(p->arena, ident_prefix(p->names), s->request.resource);
    p->has_services = p->has_services || model_is_embedded(p->arena, s->request.resource);
#define MEMBER_OF_REQUEST(member, first, second)                                               \
    s->request.member = tree_of(p, field, FIELD_##first, FIELD_##second);
#include "compiler/plan/members.def"
}

/* OutputPath holds for whatever rule is taken, Output and Assign only for Default (C-20). */
static void plan_choice(struct planner *p, struct plan_state *s)
{
    struct rule_planner rules = {
        .arena = p->arena,
        .diag = p->diag,
        .source = p->source,
        .names = p->names,
        .deep = &p->deep,
        .name = s->id,
        .paths = table_new(p->arena),
    };
    struct plan_door **end = &s->doors;
    for (const struct rule *r = s->written->rules; r != NULL; r = r->next) {
        struct plan_door *door = new_door(p, s, r->node, r->field);
        door->rule = rule_plan(&rules, r);
        door->data.at = arena_print(p->arena, "Choices[%zu]", r->index);
        door->has_output = door->data.output != NULL || door->data.assign != NULL;
        door->has_data = door->has_output || door->data.condition != NULL;
        if (door->has_data) {
            name_door(p, s, door, "rule", r->index);
        }
        door->rule->door = door->id;
        *end = door;
        end = &door->next;
    }
    if (s->to == NULL) {
        s->has_output = false;
        s->data.output = NULL;
        s->data.assign = NULL;
    }
}

/* A path stands in a table; a number may stand in the call. */
static void plan_wait(struct planner *p, struct plan_state *s)
{
    const struct doc_node *const *field = s->written->field;
    s->until_is_timestamp =
        field[FIELD_TIMESTAMP] != NULL || field[FIELD_TIMESTAMP_PATH] != NULL;
    s->until = s->until_is_timestamp ? tree_of(p, field, FIELD_TIMESTAMP, FIELD_TIMESTAMP_PATH)
                                     : tree_of(p, field, FIELD_SECONDS, FIELD_SECONDS_PATH);
}

/* Without the target 'aws' a Map has the embedded S3 alone. */
static void plan_storage(struct planner *p, struct plan_state *s)
{
    const struct doc_node *const *field = s->written->field;
    const struct doc_node *writer = field[FIELD_RESULT_WRITER];
    const struct doc_node *reader = field[FIELD_ITEM_READER];
    const struct doc_node *resource = reader == NULL ? NULL : doc_member(reader, "Resource");
    bool reads = p->has_aws && reader != NULL;
    bool writes = p->has_aws && writer != NULL && doc_member(writer, "Resource") != NULL;
    if (reads || writes) {
        s->storage = arena_print(p->arena, "%s_s3_Maps", ident_prefix(p->names));
    }
    p->reads_s3 = p->reads_s3 || reads;
    p->lists_s3 = p->lists_s3 || (reads && resource != NULL &&
                                  text_ends_with(resource->text, ":s3:listObjectsV2"));
    p->writes_s3 = p->writes_s3 || writes;
}

static void plan_map(struct planner *p, struct plan_state *s)
{
    const struct doc_node *const *field = s->written->field;
    bool is_distributed = state_is_distributed(s->written);
    bool is_express = state_config_is(s->written, "ExecutionType", "EXPRESS");
    s->map.label = field[FIELD_LABEL] == NULL ? NULL : field[FIELD_LABEL]->text;
    s->map.mode = !is_distributed ? ASL_INLINE : is_express ? ASL_EXPRESS : ASL_STANDARD;
#define MEMBER_OF_MAP(member, first, second)                                                   \
    s->map.member = tree_of(p, field, FIELD_##first, FIELD_##second);
#include "compiler/plan/members.def"
    bool is_input = s->map.items == NULL && field[FIELD_ITEM_READER] == NULL;
    if (is_input && p->dialect == DIALECT_JSONATA) {
        s->map.items = node_of(p->arena, ASL_OP_J_HERE);
    }
    if (is_distributed) {
        p->has_map_runs = true;
        plan_storage(p, s);
    }
}

static void plan_by_type(struct planner *p, struct plan_state *s)
{
    const struct doc_node *const *field = s->written->field;
    switch (s->type) {
    case ASL_TASK: plan_task(p, s); break;
    case ASL_WAIT: plan_wait(p, s); break;
    case ASL_CHOICE: plan_choice(p, s); break;
    case ASL_MAP: plan_map(p, s); break;
    case ASL_FAIL:
        s->error = tree_of(p, field, FIELD_ERROR, FIELD_ERROR_PATH);
        s->cause = tree_of(p, field, FIELD_CAUSE, FIELD_CAUSE_PATH);
        break;
    case ASL_PASS:
    case ASL_SUCCEED:
    case ASL_PARALLEL:
    case ASL_TYPES: break;
    }
}

static struct plan_door **hang_door(struct planner *p, struct plan_door **end,
                                    const struct doc_node *next)
{
    struct plan_door *door = arena_get(p->arena, sizeof *door);
    door->to = target(p, next);
    *end = door;
    return &door->next;
}

/* Of a state that can only fail: where its doors lead, for the picture of the whole. */
static void plan_open_doors(struct planner *p, struct plan_state *s)
{
    struct plan_door **end = &s->doors;
    for (const struct rule *r = s->written->rules; r != NULL; r = r->next) {
        end = hang_door(p, end, r->field[FIELD_NEXT]);
    }
    for (const struct catcher *c = s->written->catchers; c != NULL; c = c->next) {
        end = hang_door(p, end, c->field[FIELD_NEXT]);
    }
}

/* The workflow's own fields belong to no state: the first one speaks for them. */
static const struct doc_node *open_value(struct planner *p, const struct plan_state *s)
{
    const struct block *block = s->written->block;
    bool is_first = s->machine->owner == NULL && s == s->machine->start;
    for (const struct doc_node *n = block->node->first; n != NULL && is_first; n = n->next) {
        if (n->is_unfilled || (n == block->field[FIELD_TIMEOUT_S] && shape_is_open(n))) {
            return n;
        }
    }
    return unfilled_find(p->arena, p->diag, s->written);
}

static bool plan_open(struct planner *p, struct plan_state *s)
{
    const struct doc_node *open = open_value(p, s);
    if (open == NULL) {
        return false;
    }
    const struct doc_node *named = open; /* itself, or the array that it is an item of */
    while (named->name == NULL) {
        named = named->parent;
    }
    s->open_field = named->name;
    s->open_text = open->text;
    if (s->type == ASL_TASK) {
        plan_resource(p, s);
    }
    deep_text(&p->deep, s->open_text);
    plan_open_doors(p, s);
    return true;
}

static void plan_state(struct planner *p, struct plan_state *s)
{
    const struct doc_node *const *field = s->written->field;
    p->deep = (struct deep){ p->arena, p->names, s->id, &s->tables, false };
    p->dialect = s->written->dialect;
    const struct doc_node *next = field[s->type == ASL_CHOICE ? FIELD_DEFAULT : FIELD_NEXT];
    s->to = target(p, next);
    s->leave_line = debug_line(p, next != NULL ? next : field[FIELD_END]);
    if (plan_open(p, s)) {
        return;
    }
    plan_data(p, s);
    plan_by_type(p, s);
    plan_retriers(p, s);
    plan_catchers(p, s);
}

/* ---- The whole ---- */

static struct plan *plan_workflow(struct planner *p, const struct workflow *w,
                                  const struct plan_extras *x)
{
    struct plan *out = arena_get(p->arena, sizeof *out);
    const struct doc_node *comment = w->block->field[FIELD_COMMENT];
    const struct span end = w->block->node->span;
    p->end = &out->machines;
    p->last_line = source_place(p->source, end.end - 1).line;
    sketch_machine(p, w->block, NULL);
    for (struct plan_machine *m = out->machines; m != NULL; m = m->next) {
        name_machine(p, m);
    }
    for (struct plan_machine *m = out->machines; m != NULL; m = m->next) {
        for (struct plan_state *s = m->first; s != NULL; s = s->next) {
            plan_state(p, s);
            out->has_long_text = out->has_long_text || p->deep.has_long_text;
        }
    }
    out->id = ident_prefix(p->names);
    out->name = x != NULL && x->name != NULL ? x->name : w->name;
    out->source = w->source;
    out->definition = reader_json(p->arena, w->source, w->block->node, &out->definition_size);
    out->comment = comment == NULL ? NULL : comment->text;
    out->comment_size = comment == NULL ? 0 : comment->text_size;
    out->timeout_s = number_or(w->block->field[FIELD_TIMEOUT_S], 0);
    if (x != NULL) {
        out->tasks = x->tasks;
        out->without = x->without;
        out->debug = x->debug;
        out->without_main = x->without_main;
        out->is_loaded = x->is_loaded;
    }
    return out;
}

static bool is_without(const struct plan_extras *x, const char *feature)
{
    const char *const *word = x == NULL ? NULL : x->without;
    while (word != NULL && *word != NULL && strcmp(*word, feature) != 0) {
        word++;
    }
    return word != NULL && *word != NULL;
}

/* Returns true if --tasks has a function whose code may use the embedded services. */
static bool hosts_functions(const struct plan_extras *x)
{
    static const char scheme[] = "lambda:";
    const struct asl_binding *b = x == NULL ? NULL : x->tasks;
    while (b != NULL && b->resource != NULL &&
           strncmp(b->target, scheme, sizeof scheme - 1) != 0) {
        b++;
    }
    return b != NULL && b->resource != NULL;
}

/* What the parsers have to say the check has said already. */
struct plan *plan_make(struct arena *a, struct diag *d, const struct workflow *w,
                       const struct plan_extras *x)
{
    if (w == NULL || diag_errors(d) > 0) {
        return NULL;
    }
    const char *const *handlers = handler_list(a, w, x);
    struct planner p = {
        .arena = a, .diag = d, .source = w->source, .debug = x != NULL && x->debug
    };
    bool is_chosen = x != NULL && x->name != NULL;
    p.has_aws = !is_without(x, "aws");
    p.names = ident_new(a, is_chosen ? x->name : w->name, is_chosen, handlers);
    p.states = table_new(a);
    p.sight = (struct query_sight){ scope_names(a, w), true, true };
    diag_mute(d, true);
    struct plan *out = plan_workflow(&p, w, x);
    diag_mute(d, false);
    out->has_map_runs = p.has_map_runs;
    out->has_tokens = p.has_tokens;
    out->has_services = p.has_services || hosts_functions(x);
    out->reads_s3 = p.reads_s3;
    out->lists_s3 = p.lists_s3;
    out->writes_s3 = p.writes_s3;
    out->handlers = handlers;
    out->symbols = handler_symbols(a, x);
    return out;
}

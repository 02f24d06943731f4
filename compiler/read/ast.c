#include "compiler/read/ast.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/table.h"
#include "compiler/read/field.h"
#include "compiler/read/form.h"
#include "runtime/base/nearest.h"

/* What is the same all over one definition. */
struct builder {
    struct arena *arena;
    struct diag *diag;
    enum dialect dialect; /* of states that do not say */
};

static struct form form_of(const struct builder *b, const struct state *s,
                           enum field_owner owner)
{
    return (struct form){
        .place = { .arena = b->arena,
                   .diag = b->diag,
                   .where = s == NULL ? "" : s->where,
                   .dialect = s == NULL ? b->dialect : s->dialect,
                   .literal = owner == OWNER_WORKFLOW || owner == OWNER_RETRIER },
        .owner = owner,
        .takes_dialects = s != NULL && s->is_downgraded,
    };
}

/* Choice rules. */

static struct rule *build_rule(const struct builder *b, const struct state *s,
                               const struct doc_node *node, size_t index,
                               enum field_owner owner);

/* The rules of a list, or the one of a Not. */
static struct rule *build_rules(const struct builder *b, const struct state *s,
                                const struct doc_node *value, enum field_owner owner)
{
    struct rule *first = NULL;
    struct rule **end = &first;
    size_t index = 0;
    if (value == NULL) {
        return NULL;
    }
    const struct doc_node *node = value->type == DOC_ARRAY ? value->first : value;
    while (node != NULL) {
        *end = build_rule(b, s, node, index++, owner);
        end = &(*end)->next;
        node = value->type == DOC_ARRAY ? node->next : NULL;
    }
    return first;
}

/* Counts the questions a rule asks; its kind is the last one's. */
static void take_questions(struct rule *r)
{
    static const struct {
        enum field field;
        enum rule_kind kind;
    } kinds[] = { { FIELD_CONDITION, RULE_CONDITION },
                  { FIELD_AND, RULE_AND },
                  { FIELD_OR, RULE_OR },
                  { FIELD_NOT, RULE_NOT } };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (field_written(r->node, kinds[i].field)) {
            r->kind = kinds[i].kind;
            r->tests++;
        }
    }
}

static struct rule *build_rule(const struct builder *b, const struct state *s,
                               const struct doc_node *node, size_t index,
                               enum field_owner owner)
{
    struct rule *r = arena_get(b->arena, sizeof *r);
    struct form form = form_of(b, s, owner);
    r->node = node;
    r->index = index;
    form.rule = r;
    form_read(&form, node, r->field);
    take_questions(r);
    if (r->kind == RULE_AND || r->kind == RULE_OR || r->kind == RULE_NOT) {
        enum field f = r->kind == RULE_AND  ? FIELD_AND
                       : r->kind == RULE_OR ? FIELD_OR
                                            : FIELD_NOT;
        r->first = build_rules(b, s, r->field[f], OWNER_INNER_RULE);
    }
    if (owner == OWNER_RULE) {
        form_require(&form, node, FIELD_NEXT);
    }
    if (r->tests == 0 && s->dialect == DIALECT_JSONATA) {
        form_require(&form, node, FIELD_CONDITION);
    }
    if (r->kind == RULE_TEST && r->tests > 0 && s->dialect == DIALECT_JSONPATH) {
        form_require(&form, node, FIELD_VARIABLE);
    }
    return r;
}

/* Retriers and catchers. */

static struct retrier *build_retriers(const struct builder *b, const struct state *s)
{
    struct retrier *first = NULL;
    struct retrier **end = &first;
    struct form form = form_of(b, s, OWNER_RETRIER);
    if (s->field[FIELD_RETRY] == NULL) {
        return NULL;
    }
    for (const struct doc_node *n = s->field[FIELD_RETRY]->first; n != NULL; n = n->next) {
        if (n->is_unfilled) {
            continue;
        }
        struct retrier *r = arena_get(b->arena, sizeof *r);
        r->node = n;
        form_read(&form, n, r->field);
        form_require(&form, n, FIELD_ERROR_EQUALS);
        *end = r;
        end = &r->next;
    }
    return first;
}

static struct catcher *build_catchers(const struct builder *b, const struct state *s)
{
    struct catcher *first = NULL;
    struct catcher **end = &first;
    struct form form = form_of(b, s, OWNER_CATCHER);
    size_t index = 0;
    if (s->field[FIELD_CATCH] == NULL) {
        return NULL;
    }
    for (const struct doc_node *n = s->field[FIELD_CATCH]->first; n != NULL; n = n->next) {
        if (n->is_unfilled) {
            continue;
        }
        struct catcher *c = arena_get(b->arena, sizeof *c);
        c->node = n;
        c->index = index++;
        form_read(&form, n, c->field);
        form_require(&form, n, FIELD_ERROR_EQUALS);
        form_require(&form, n, FIELD_NEXT);
        *end = c;
        end = &c->next;
    }
    return first;
}

/* States. */

static void take_type(const struct builder *b, struct state *s)
{
    static const struct {
        const char *word;
        enum asl_type type;
    } types[] = {
#define ASL_STATE_TYPE(word, type) { word, type },
#include <asl/words.def>
    };
    static const char listed[] =
#define ASL_STATE_TYPE(word, type) ", " word
#include <asl/words.def>
        ;
    const char *words[ASL_TYPES];
    const struct doc_node *type = doc_member(s->node, "Type");
    for (size_t i = 0; i < ASL_TYPES; i++) {
        words[i] = types[i].word;
        if (type != NULL && doc_is_text(type, types[i].word)) {
            s->type = types[i].type;
            s->type_known = true;
        }
    }
    struct form form = form_of(b, s, OWNER_ANY_STATE);
    if (type == NULL) {
        form_require(&form, s->node, FIELD_TYPE);
    } else if (!s->type_known && type->type == DOC_STRING) {
        diag_say(b->diag, DIAG_TYPE_UNKNOWN, type->span, s->where, "Type", listed + 2, NULL);
        diag_meant(b->diag, nearest_word(type->text, words, ASL_TYPES), NULL);
    }
}

/* An unknown language is taken for JSONata, so that the rest is checked as AWS does (T-12). */
static enum dialect dialect_of(const struct doc_node *holder, enum dialect otherwise)
{
    const struct doc_node *language = doc_member(holder, "QueryLanguage");
    if (language == NULL) {
        return otherwise;
    }
    return doc_is_text(language, "JSONPath") ? DIALECT_JSONPATH : DIALECT_JSONATA;
}

static void require_by_type(const struct form *form, const struct state *s)
{
    switch (s->type) {
    case ASL_TASK: form_require(form, s->node, FIELD_RESOURCE); break;
    case ASL_CHOICE: form_require(form, s->node, FIELD_CHOICES); break;
    case ASL_PARALLEL: form_require(form, s->node, FIELD_BRANCHES); break;
    case ASL_MAP:
        if (!field_written(s->node, FIELD_ITERATOR)) {
            form_require(form, s->node, FIELD_ITEM_PROCESSOR);
        }
        break;
    case ASL_WAIT:
    case ASL_PASS:
    case ASL_SUCCEED:
    case ASL_FAIL:
    case ASL_TYPES: break;
    }
}

static void read_parts(const struct builder *b, const struct state *s)
{
    struct form reader = form_of(b, s, PART_READER);
    struct form batcher = form_of(b, s, PART_BATCHER);
    struct form writer = form_of(b, s, PART_WRITER);
    form_read_parts(&reader, s->field[FIELD_ITEM_READER]);
    form_read_parts(&batcher, s->field[FIELD_ITEM_BATCHER]);
    form_read_parts(&writer, s->field[FIELD_RESULT_WRITER]);
}

/* That its language is refused is all that AWS says of a state's language (T-09). */
static struct state *build_state(const struct builder *b, struct block *block,
                                 const struct doc_node *node)
{
    struct state *s = arena_get(b->arena, sizeof *s);
    s->block = block;
    s->name = node->name;
    s->name_size = node->name_size;
    s->node = node;
    s->where = arena_print(b->arena, "state '%s': ", node->name);
    s->dialect = dialect_of(node, b->dialect);
    s->is_downgraded =
        block->owner == NULL && b->dialect == DIALECT_JSONATA && s->dialect == DIALECT_JSONPATH;
    take_type(b, s);
    struct form form = form_of(b, s, s->type_known ? field_owner(s->type) : OWNER_ANY_STATE);
    form_read(&form, node, s->field);
    if (s->type_known) {
        require_by_type(&form, s);
    }
    s->rules = build_rules(b, s, s->field[FIELD_CHOICES], OWNER_RULE);
    s->retriers = build_retriers(b, s);
    s->catchers = build_catchers(b, s);
    read_parts(b, s);
    return s;
}

/* Blocks. */

static void index_states(const struct builder *b, struct block *block)
{
    block->names = table_new(b->arena);
    for (struct state *s = block->first; s != NULL; s = s->next) {
        *table_place(block->names, s->name, s->name_size) = s;
    }
}

struct state *block_state_n(const struct block *b, const char *name, size_t name_size)
{
    return table_find(b->names, name, name_size);
}

struct state *block_state(const struct block *b, const char *name)
{
    return block_state_n(b, name, strlen(name));
}

bool state_config_is(const struct state *map, const char *word, const char *text)
{
    const struct block *processor = map->processor;
    const struct doc_node *config =
        processor == NULL ? NULL : processor->field[FIELD_PROCESSOR_CONFIG];
    const struct doc_node *value = config == NULL ? NULL : doc_member(config, word);
    return value != NULL && doc_is_text(value, text);
}

bool state_is_distributed(const struct state *map)
{
    return state_config_is(map, "Mode", "DISTRIBUTED");
}

const struct state *state_express_map(const struct state *s)
{
    const struct state *map = s->block->owner;
    while (map != NULL && !state_is_distributed(map)) {
        map = map->block->owner;
    }
    return map != NULL && state_config_is(map, "ExecutionType", "EXPRESS") ? map : NULL;
}

static struct block *build_block(const struct builder *b, const struct doc_node *node,
                                 struct state *owner, enum field_owner holder);

static void build_inner(const struct builder *b, struct state *s)
{
    struct block **end = &s->branches;
    size_t index = 0;
    if (s->field[FIELD_BRANCHES] != NULL) {
        for (const struct doc_node *n = s->field[FIELD_BRANCHES]->first; n != NULL;
             n = n->next) {
            *end = build_block(b, n, s, OWNER_BRANCH);
            (*end)->index = index++;
            end = &(*end)->next;
        }
    }
    const struct doc_node *processor = s->field[FIELD_ITEM_PROCESSOR] != NULL
                                           ? s->field[FIELD_ITEM_PROCESSOR]
                                           : s->field[FIELD_ITERATOR];
    if (processor != NULL) {
        s->processor = build_block(b, processor, s, OWNER_PROCESSOR);
    }
}

/* A state that is not an object is reported, and passed over. */
static void build_states(const struct builder *b, struct block *block)
{
    struct state **end = &block->first;
    for (const struct doc_node *n = block->field[FIELD_STATES]->first; n != NULL; n = n->next) {
        if (n->type != DOC_OBJECT) {
            struct form form = form_of(b, block->owner, OWNER_ANY_STATE);
            form_refuse_state(&form, n);
            continue;
        }
        struct state *s = build_state(b, block, n);
        block->count++;
        build_inner(b, s);
        *end = s;
        end = &s->next;
    }
}

static struct block *build_block(const struct builder *b, const struct doc_node *node,
                                 struct state *owner, enum field_owner holder)
{
    struct block *block = arena_get(b->arena, sizeof *block);
    struct form form = form_of(b, owner, holder);
    block->node = node;
    block->owner = owner;
    form_read(&form, node, block->field);
    form_require_block(&form, node);
    if (block->field[FIELD_STATES] != NULL) {
        build_states(b, block);
    }
    index_states(b, block);
    struct form config = form_of(b, owner, PART_PROCESSOR_CONFIG);
    form_read_parts(&config, block->field[FIELD_PROCESSOR_CONFIG]);
    return block;
}

/* order.asl.json -> order */
static const char *name_of(struct arena *a, const struct source *s)
{
    static const char *const ends[] = { ".json", ".yaml", ".yml", ".asl" };
    size_t size = strlen(s->name);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t end_size = strlen(ends[i]);
        if (size >= end_size && memcmp(s->name + size - end_size, ends[i], end_size) == 0) {
            size -= end_size;
        }
    }
    return size == 0 ? "workflow" : arena_text_n(a, s->name, size);
}

struct workflow *ast_build(struct arena *a, struct diag *d, const struct source *s,
                           const struct doc_node *doc)
{
    if (doc == NULL) {
        return NULL;
    }
    if (doc->type != DOC_OBJECT) {
        diag_say(d, DIAG_NOT_AN_OBJECT, doc->span, shape_kind(a, doc), NULL);
        return NULL;
    }
    struct workflow *w = arena_get(a, sizeof *w);
    struct builder b = { a, d, dialect_of(doc, DIALECT_JSONPATH) };
    w->source = s;
    w->name = name_of(a, s);
    w->dialect = b.dialect;
    w->block = build_block(&b, doc, NULL, OWNER_WORKFLOW);
    return w;
}

/* The first state from a block on, passing over blocks without states. */
static struct state *first_of(const struct block *b)
{
    while (b != NULL && b->first == NULL) {
        b = b->next;
    }
    return b == NULL ? NULL : b->first;
}

struct state *workflow_next(const struct workflow *w, const struct state *after)
{
    if (after == NULL) {
        return w->block->first;
    }
    struct state *inner = first_of(after->branches);
    if (inner == NULL) {
        inner = first_of(after->processor);
    }
    while (inner == NULL && after != NULL) {
        inner = after->next != NULL ? after->next : first_of(after->block->next);
        after = after->block->owner;
    }
    return inner;
}

#include "compiler/read/yaml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <yaml.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/hole.h"
#include "compiler/base/source.h"
#include "compiler/base/table.h"
#include "compiler/read/maker.h"
#include "compiler/read/plain.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

/*
 * `event` is what comes next. Once `is_over` is true, no event follows: the text cannot be
 * understood, and a message has said why.
 */
struct reader {
    struct doc_maker maker;
    yaml_parser_t parser;
    yaml_event_t event;
    struct table *anchors; /* name -> struct doc_node */
    size_t copies;
    size_t depth;
    size_t at_byte, at_character; /* of the last mark that was asked for */
    bool has_functions;           /* tags are those of CloudFormation */
    bool is_over;
};

/* ---- Places ---- */

static bool is_tail(const struct reader *r)
{
    return r->at_byte < r->maker.source->size &&
           text_is_tail(r->maker.source->text[r->at_byte]);
}

/* libyaml counts characters. One place is near the one before. */
static uint32_t offset_of(struct reader *r, size_t character)
{
    for (; r->at_character > character; r->at_character--) {
        do {
            r->at_byte--;
        } while (is_tail(r));
    }
    for (; r->at_character < character && r->at_byte < r->maker.source->size;
         r->at_character++) {
        do {
            r->at_byte++;
        } while (is_tail(r));
    }
    return (uint32_t)r->at_byte;
}

static struct span span_of_event(struct reader *r)
{
    uint32_t start = offset_of(r, r->event.start_mark.index);
    return (struct span){ start, offset_of(r, r->event.end_mark.index) };
}

/* ---- Events ---- */

static void give_up(struct reader *r, enum diag_code code, struct span at, const char *what)
{
    if (!r->is_over) {
        diag_say(r->maker.diag, code, at, what, NULL);
        r->is_over = true;
    }
}

/* The line at a byte, from its start on. */
static const char *line_at(const struct reader *r, uint32_t at, size_t *ret_size)
{
    const struct source *s = r->maker.source;
    size_t start = at < s->size ? at : s->size;
    while (start > 0 && s->text[start - 1] != '\n') {
        start--;
    }
    const char *end = memchr(s->text + start, '\n', s->size - start);
    *ret_size = end == NULL ? s->size - start : (size_t)(end - s->text) - start;
    return s->text + start;
}

/* Returns true after a message, if a tab indents the line: libyaml's own message does not say
 * so. */
static bool say_tab(struct reader *r, uint32_t at)
{
    size_t size;
    const char *line = line_at(r, at, &size);
    size_t blanks = strspn(line, " ");
    if (blanks >= size || line[blanks] != '\t') {
        return false;
    }
    uint32_t tab = (uint32_t)(line + blanks - r->maker.source->text);
    give_up(r, DIAG_YAML_TAB, (struct span){ tab, tab + 1 }, NULL);
    return true;
}

/* The braces of a ${NAME} that nothing has filled are YAML's own where it is not in quotes. */
static void say_syntax(struct reader *r, uint32_t at, const char *text)
{
    size_t size;
    const char *line = line_at(r, at, &size);
    const char *hint =
        hole_in(line, size) ? "in [ ] and { } a ${NAME} that nothing fills needs quotes" : NULL;
    if (!r->is_over) {
        diag_hint(r->maker.diag, DIAG_YAML_SYNTAX, (struct span){ at, at }, hint, text, NULL);
        r->is_over = true;
    }
}

static void say_problem(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_MEMORY_ERROR) {
        memory_exhausted();
    }
    bool is_of_bytes = p->error == YAML_READER_ERROR;
    uint32_t at =
        is_of_bytes ? (uint32_t)p->problem_offset : offset_of(r, p->problem_mark.index);
    const char *problem = p->problem == NULL ? "it ends too early" : p->problem;
    const char *text = p->context == NULL
                           ? problem
                           : arena_print(r->maker.arena, "%s, %s", p->context, problem);
    if (!say_tab(r, at)) {
        say_syntax(r, at, text);
    }
}

static void next_event(struct reader *r)
{
    yaml_event_delete(&r->event);
    if (yaml_parser_parse(&r->parser, &r->event) == 0) {
        say_problem(r);
    }
}

/* ---- Scalars ---- */

/* No tag, the one that means none, or its own. */
static bool is_tag(const yaml_char_t *tag, const char *name)
{
    return tag == NULL || strcmp((const char *)tag, "!") == 0 ||
           strcmp((const char *)tag, name) == 0;
}

/* The tags of what a plain word may be: they add nothing to it. */
static bool is_plain_tag(const yaml_char_t *tag)
{
    return tag != NULL && (is_tag(tag, YAML_NULL_TAG) || is_tag(tag, YAML_BOOL_TAG) ||
                           is_tag(tag, YAML_INT_TAG) || is_tag(tag, YAML_FLOAT_TAG));
}

/* A tag of the author's own, which names a function of CloudFormation. */
static bool is_function(const struct reader *r, const yaml_char_t *tag)
{
    return r->has_functions && tag != NULL && tag[0] == '!' && tag[1] != '\0';
}

/* A word without quotes, whose value other readers may take for another one. */
static void take_plain(struct reader *r, struct doc_node *n)
{
    struct plain p = plain_read(r->maker.arena, n->text, n->text_size);
    n->type = p.type;
    if (p.type == DOC_NUMBER && p.number == NULL) {
        give_up(r, DIAG_YAML_NUMBER, n->span, n->text);
    } else if (p.type == DOC_NUMBER) {
        n->text = p.number;
        n->text_size = strlen(p.number);
    }
}

/* YAML 1.1 has other words and numbers for values. */
static void warn_of_value(struct reader *r, const struct doc_node *n)
{
    struct plain p = plain_read(r->maker.arena, n->text, n->text_size);
    const char *instead = p.type == DOC_NUMBER ? p.number : p.others;
    if (r->event.data.scalar.plain_implicit && p.others != NULL) {
        diag_say(r->maker.diag, DIAG_YAML_DIFFERS, n->span, n->text, p.here, p.others,
                 arena_print(r->maker.arena, "'%s' or %s", n->text, instead), NULL);
    }
}

/* A name that is a truth or null is written the short way by readers that take it for one. */
static void warn_of_name(struct reader *r, struct span at, const char *name, size_t size)
{
    struct plain p = plain_read(r->maker.arena, name, size);
    const char *others = p.type == DOC_TRUE     ? "true"
                         : p.type == DOC_FALSE  ? "false"
                         : p.type == DOC_NULL   ? "null"
                         : p.type == DOC_STRING ? p.others
                                                : NULL;
    if (r->event.data.scalar.plain_implicit && others != NULL && strcmp(name, others) != 0) {
        diag_say(r->maker.diag, DIAG_YAML_DIFFERS, at, name, "a string", others,
                 arena_print(r->maker.arena, "'%s'", name), NULL);
    }
}

static void take_scalar(struct reader *r, struct doc_node *n)
{
    const char *text = (const char *)r->event.data.scalar.value;
    const yaml_char_t *tag = r->event.data.scalar.tag;
    bool is_plain = r->event.data.scalar.plain_implicit || is_plain_tag(tag);
    n->text_size = r->event.data.scalar.length;
    n->text = arena_text_n(r->maker.arena, text, n->text_size);
    n->type = DOC_STRING;
    if (is_plain) {
        warn_of_value(r, n);
        take_plain(r, n);
    } else if (!is_tag(tag, YAML_STR_TAG) && !is_function(r, tag)) {
        give_up(r, DIAG_YAML_TAG, n->span, (const char *)tag);
    }
}

/* ---- Anchors and aliases ---- */

static struct doc_node *new_node(struct reader *r, struct span at)
{
    struct doc_node *n = arena_get(r->maker.arena, sizeof *n);
    n->span = at;
    return n;
}

static void too_deep(struct reader *r, struct span at)
{
    give_up(r, DIAG_JSON_DEEP, at, arena_print(r->maker.arena, "%d", DOC_DEPTH_MAX));
}

/* All of it stands where the alias does. */
static struct doc_node *copy(struct reader *r, const struct doc_node *of, struct span at)
{
    struct doc_node *n = new_node(r, at), *last = NULL;
    if (++r->copies > YAML_COPIES_MAX) {
        give_up(r, DIAG_YAML_LARGE, at, arena_print(r->maker.arena, "%d", YAML_COPIES_MAX));
    }
    n->type = of->type;
    n->text = of->text;
    n->text_size = of->text_size;
    if (of->first != NULL && r->depth == DOC_DEPTH_MAX) {
        too_deep(r, at);
    }
    r->depth++;
    for (const struct doc_node *child = of->first; child != NULL && !r->is_over;
         child = child->next) {
        struct doc_node *same = copy(r, child, at);
        same->name = child->name;
        same->name_size = child->name_size;
        same->name_span = at;
        doc_append(n, &last, same);
    }
    r->depth--;
    doc_close(&r->maker, n, false);
    return n;
}

static struct doc_node *take_alias(struct reader *r, struct span at)
{
    const char *name = (const char *)r->event.data.alias.anchor;
    const struct doc_node *of = table_find(r->anchors, name, strlen(name));
    if (of == NULL) {
        give_up(r, DIAG_YAML_ALIAS, at, name);
        return new_node(r, at);
    }
    return copy(r, of, at);
}

/* The function whose argument the next node is, by its long name; NULL if it is of none. */
static const char *function_of(const struct reader *r)
{
    const yaml_event_t *e = &r->event;
    const yaml_char_t *tag = e->type == YAML_SCALAR_EVENT           ? e->data.scalar.tag
                             : e->type == YAML_MAPPING_START_EVENT  ? e->data.mapping_start.tag
                             : e->type == YAML_SEQUENCE_START_EVENT ? e->data.sequence_start.tag
                                                                    : NULL;
    if (!is_function(r, tag)) {
        return NULL;
    }
    const char *name = (const char *)tag + 1;
    bool is_bare = strcmp(name, "Ref") == 0 || strcmp(name, "Condition") == 0;
    return arena_print(r->maker.arena, "%s%s", is_bare ? "" : "Fn::", name);
}

static const char *anchor_of(struct reader *r)
{
    const yaml_event_t *e = &r->event;
    const yaml_char_t *anchor = e->type == YAML_SCALAR_EVENT ? e->data.scalar.anchor
                                : e->type == YAML_MAPPING_START_EVENT
                                    ? e->data.mapping_start.anchor
                                    : e->data.sequence_start.anchor;
    return anchor == NULL ? NULL : arena_text(r->maker.arena, (const char *)anchor);
}

/* ---- Nodes ---- */

static struct doc_node *take_node(struct reader *r);
static struct doc_node *take_plain_node(struct reader *r);

/* A name is a scalar, whatever JSON would take it for. */
static void take_member(struct reader *r, struct doc_node *object, struct doc_node **last)
{
    struct span at = span_of_event(r);
    if (r->event.type != YAML_SCALAR_EVENT) {
        give_up(r, DIAG_YAML_NAME, at, NULL);
        return;
    }
    size_t size = r->event.data.scalar.length;
    const char *name =
        arena_text_n(r->maker.arena, (const char *)r->event.data.scalar.value, size);
    if (r->event.data.scalar.plain_implicit && strcmp(name, "<<") == 0) {
        give_up(r, DIAG_YAML_MERGE, at, NULL);
        return;
    }
    warn_of_name(r, at, name, size);
    if (memchr(name, '\0', size) != NULL) {
        give_up(r, DIAG_JSON_NUL_NAME, at, NULL);
    }
    next_event(r);
    struct doc_node *n = take_node(r);
    n->name = name;
    n->name_size = size;
    n->name_span = at;
    doc_append(object, last, n);
}

/* A block ends with its last child: what libyaml calls its end is where the next thing begins.
 */
static void take_children(struct reader *r, struct doc_node *n)
{
    struct doc_node *last = NULL;
    yaml_event_type_t end = YAML_SEQUENCE_END_EVENT;
    const yaml_char_t *tag = r->event.data.sequence_start.tag;
    const char *own_tag = YAML_SEQ_TAG;
    bool is_flow = r->event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    if (n->type == DOC_OBJECT) {
        end = YAML_MAPPING_END_EVENT;
        tag = r->event.data.mapping_start.tag;
        own_tag = YAML_MAP_TAG;
        is_flow = r->event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    }
    if (!is_tag(tag, own_tag) && !is_function(r, tag)) {
        give_up(r, DIAG_YAML_TAG, n->span, (const char *)tag);
    }
    next_event(r);
    while (!r->is_over && r->event.type != end) {
        if (n->type == DOC_OBJECT) {
            take_member(r, n, &last);
        } else {
            doc_append(n, &last, take_node(r));
        }
    }
    if (!r->is_over) {
        n->span.end = is_flow || last == NULL ? span_of_event(r).end : last->span.end;
        next_event(r);
    }
    doc_close(&r->maker, n, !r->is_over);
}

static void take_container(struct reader *r, struct doc_node *n)
{
    if (r->depth == DOC_DEPTH_MAX) {
        too_deep(r, n->span);
        return;
    }
    n->type = r->event.type == YAML_MAPPING_START_EVENT ? DOC_OBJECT : DOC_ARRAY;
    r->depth++;
    take_children(r, n);
    r->depth--;
}

/* An argument with its function around it. */
static struct doc_node *take_function(struct reader *r, const char *name)
{
    struct doc_node *call = new_node(r, span_of_event(r)), *last = NULL;
    call->type = DOC_OBJECT;
    if (r->depth == DOC_DEPTH_MAX) {
        too_deep(r, call->span);
        return call;
    }
    r->depth++;
    struct doc_node *n = take_plain_node(r);
    r->depth--;
    n->name = name;
    n->name_size = strlen(name);
    n->name_span = n->span;
    doc_append(call, &last, n);
    doc_close(&r->maker, call, false);
    return call;
}

/* The node that begins with the event; never NULL. Recursion is bounded by DOC_DEPTH_MAX. */
static struct doc_node *take_node(struct reader *r)
{
    const char *function = r->is_over ? NULL : function_of(r);
    return function != NULL ? take_function(r, function) : take_plain_node(r);
}

/* The same without the function that its tag names. */
static struct doc_node *take_plain_node(struct reader *r)
{
    struct span at = span_of_event(r);
    if (r->is_over) {
        return new_node(r, at);
    }
    if (r->event.type == YAML_ALIAS_EVENT) {
        struct doc_node *same = take_alias(r, at);
        next_event(r);
        return same;
    }
    struct doc_node *n = new_node(r, at);
    const char *anchor = anchor_of(r);
    if (r->event.type == YAML_SCALAR_EVENT) {
        take_scalar(r, n);
        next_event(r);
    } else {
        take_container(r, n);
    }
    if (anchor != NULL) {
        *table_place(r->anchors, anchor, strlen(anchor)) = n;
    }
    return n;
}

/* ---- The whole ---- */

static struct doc_node *take_document(struct reader *r)
{
    next_event(r);
    if (!r->is_over && r->event.type == YAML_STREAM_END_EVENT) {
        diag_global(r->maker.diag, DIAG_DEFINITION_EMPTY, r->maker.source->name, NULL);
        return NULL;
    }
    next_event(r);
    struct doc_node *root = take_node(r);
    next_event(r);
    if (!r->is_over && r->event.type != YAML_STREAM_END_EVENT) {
        give_up(r, DIAG_JSON_AFTER, span_of_event(r), "another document");
    }
    return r->is_over ? NULL : root;
}

static struct doc_node *parse(struct arena *a, struct diag *d, const struct source *s,
                              bool has_functions)
{
    struct reader r = { .maker = { a, d, s },
                        .anchors = table_new(a),
                        .has_functions = has_functions };
    if (yaml_parser_initialize(&r.parser) == 0) {
        memory_exhausted();
    }
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)s->text, s->size);
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    next_event(&r);
    struct doc_node *root = take_document(&r);
    yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    return root;
}

struct doc_node *yaml_parse(struct arena *a, struct diag *d, const struct source *s)
{
    return parse(a, d, s, false);
}

struct doc_node *yaml_parse_template(struct arena *a, struct diag *d, const struct source *s)
{
    return parse(a, d, s, true);
}

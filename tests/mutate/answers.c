#include "tests/mutate/answers.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/mutate/edit.h"

enum { NAME_MAX_BYTES = 60, ATTEMPTS_MAX = 12, PATHS_MAX = 8, STEPS_MAX = 40 };

static bool is_literal(const struct doc_node *n)
{
    return (n->type == DOC_STRING && n->text[0] != '$' && n->text_size < 80) ||
           n->type == DOC_NUMBER || n->type == DOC_TRUE || n->type == DOC_FALSE;
}

static bool is_error_name(const struct doc_node *n)
{
    const struct doc_node *list = n->parent;
    return n->type == DOC_STRING && list != NULL && list->name != NULL &&
           strcmp(list->name, "ErrorEquals") == 0;
}

static struct value *literal(const struct doc_node *n)
{
    return n->type == DOC_NUMBER   ? value_number(n->text, n->text_size)
           : n->type == DOC_STRING ? value_text_n(n->text, n->text_size)
                                   : value_bool(n->type == DOC_TRUE);
}

static struct value *value_for(struct edit *e, int depth);

/* Some value that the definition may compare with, or one of each other type. */
static struct value *leaf(struct edit *e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, is_literal);
    struct value *list;
    switch (edit_below(e, 12)) {
    case 0:
        list = value_array(2);
        value_append_take(&list, value_int(3));
        value_append_take(&list, value_text("three"));
        return list;
    case 1: return NULL;
    case 2: return value_text("2025-01-01T00:00:30Z");
    case 3: return value_bool(edit_below(e, 2) == 0);
    case 4: return value_object();
    case 5: return value_int((int64_t)edit_below(e, 100));
    default: break;
    }
    if (n == NULL) {
        return value_text("text");
    }
    return literal(n);
}

/* What the field that has the path wants to find there: a list, seconds, a time, what a rule
 * compares with; false: nothing in particular. */
static bool wanted(struct edit *e, const struct doc_node *n, int depth,
                   struct value **ret_value)
{
    const char *field = n->name == NULL ? "" : n->name;
    if (strcmp(field, "ItemsPath") == 0) {
        *ret_value = value_array(3);
        for (size_t i = edit_below(e, 4); i > 0; i--) {
            value_append_take(ret_value, depth == 0 ? value_for(e, 1) : value_int((int)i));
        }
        return true;
    }
    if (strcmp(field, "TimestampPath") == 0) {
        *ret_value = value_text("2025-01-01T00:01:00Z");
        return true;
    }
    if (strstr(field, "SecondsPath") != NULL) {
        *ret_value = value_int((int64_t)edit_below(e, 90) + 1);
        return true;
    }
    const struct doc_node *operand =
        strcmp(field, "Variable") == 0 ? n->next != NULL ? n->next : n->parent->first : NULL;
    if (operand == NULL || !is_literal(operand)) {
        return false;
    }
    *ret_value = literal(operand);
    return true;
}

/* A step of a path: the name that it begins with, in `name`, and where it goes on. Returns
 * false if there is none. */
static bool read_step(const char **at, char name[NAME_MAX_BYTES + 1], bool *ret_is_list)
{
    size_t size = **at == '.' ? strcspn(*at + 1, ".[]()*?$@ ,'\"") : 0;
    if (size == 0 || size > NAME_MAX_BYTES) {
        return false;
    }
    memcpy(name, *at + 1, size);
    name[size] = '\0';
    *at += 1 + size;
    *ret_is_list = **at == '[';
    *at += *ret_is_list ? strcspn(*at, "]") : 0;
    *at += *ret_is_list && **at == ']';
    return true;
}

static void provide(struct edit *e, struct value **object, const struct doc_node *n,
                    const char *at, int depth, int steps);

/* What the member `name` holds is taken out, made to have what the path asks for, and put back.
 */
static void provide_inside(struct edit *e, struct value **object, const struct doc_node *n,
                           const char *at, int depth, int steps, const char *name, bool is_list)
{
    bool is_new = !value_member(*object, name, NULL);
    struct value *child = value_take_member(object, name), *item = NULL;
    if (is_new) {
        child = is_list ? value_array(1) : value_object();
    }
    if (is_new && is_list) {
        value_append_take(&child, value_object());
    }
    if (value_type(child) == VALUE_ARRAY && value_count(child) > 0) {
        item = value_take_item(&child, 0);
        provide(e, &item, n, at, depth, steps);
        value_set_item_take(&child, 0, item);
    } else {
        provide(e, &child, n, at, depth, steps);
    }
    value_set_take(object, name, child);
}

/* Make `*object` have what the path at `at`, behind its $, asks for: .a.b or .a[0].b; `n` is
 * where it is written. A path may go deeper than any input may nest. */
static void provide(struct edit *e, struct value **object, const struct doc_node *n,
                    const char *at, int depth, int steps)
{
    char name[NAME_MAX_BYTES + 1];
    bool is_list;
    if (value_type(*object) != VALUE_OBJECT || steps == STEPS_MAX ||
        !read_step(&at, name, &is_list)) {
        return;
    }
    if (*at == '.' || is_list) {
        provide_inside(e, object, n, at, depth, steps + 1, name, is_list);
        return;
    }
    struct value *value = NULL;
    bool is_new = !value_member(*object, name, NULL);
    if (*at == '\0' && edit_below(e, 8) > 0 && wanted(e, n, depth, &value)) {
        value_set_take(object, name, value);
    } else if (is_new) {
        value_set_take(object, name, leaf(e));
    }
}

/* The same of each path in the definition, whoever it is for: in a list's items (`depth` 1) as
 * in the whole. */
static struct value *value_for(struct edit *e, int depth)
{
    struct value *object = value_object();
    for (size_t i = 0; i < e->parsed.count; i++) {
        const struct doc_node *n = e->parsed.nodes[i];
        const char *at = n->type == DOC_STRING ? strstr(n->text, "$.") : NULL;
        for (int paths = 0; at != NULL && paths < PATHS_MAX; paths++) {
            provide(e, &object, n, at + 1, depth, 0);
            at = strstr(at + 1, "$.");
        }
    }
    return object;
}

static struct value *throw(struct edit * e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, is_error_name);
    struct value *thrown = value_object(), *entry = value_object();
    value_set_text(&thrown, "Error", n == NULL || edit_below(e, 3) == 0 ? "Boom" : n->text);
    if (edit_below(e, 4) > 0) {
        value_set_text(&thrown, "Cause", "It was to be.");
    }
    value_set_take(&entry, "Throw", thrown);
    return entry;
}

static struct value *answer(struct edit *e)
{
    struct value *entry = value_object();
    switch (edit_below(e, 30)) {
    case 0: value_set_take(&entry, "Pending", value_bool(true)); return entry;
    case 1:
    case 2: value_set_take(&entry, "Return", leaf(e)); return entry;
    case 3:
    case 4: value_release(entry); return throw(e);
    default: value_set_take(&entry, "Return", value_for(e, 0)); return entry;
    }
}

/* Answers for so many attempts; whoever asks more often gets States.Runtime, which ends loops
 * that wait for an answer. */
static struct value *response(struct edit *e)
{
    struct value *all = value_object();
    for (size_t first = 0; first < ATTEMPTS_MAX;) {
        size_t last = first + edit_below(e, 4);
        struct buf key = { 0 };
        buf_print(&key, "%zu-%zu", first, last);
        value_set_take(&all, buf_string(&key), answer(e));
        buf_release(&key);
        first = last + 1;
    }
    return all;
}

static bool is_task(const struct doc_node *n)
{
    const struct doc_node *type = doc_member(n, "Type");
    return n->name != NULL && memchr(n->name, '\0', n->name_size) == NULL && type != NULL &&
           doc_is_text(type, "Task");
}

void answers_make(const char *definition, size_t size, uint64_t seed, struct buf *input,
                  struct buf *mock)
{
    struct edit e = { .parsed = { 0 } };
    random_seed(&e.random, seed);
    parsed_read(&e.parsed, definition, size);
    struct value *test_case = value_object(), *responses = value_object();
    for (size_t i = 0; i < e.parsed.count; i++) {
        if (is_task(e.parsed.nodes[i])) {
            struct buf name = { 0 };
            buf_print(&name, "answers %zu", i);
            value_set_text(&test_case, e.parsed.nodes[i]->name, buf_string(&name));
            value_set_take(&responses, buf_string(&name), response(&e));
            buf_release(&name);
        }
    }
    struct value *given = value_for(&e, 0);
    write_json(input, given);
    buf_text(mock, "{\"StateMachines\":{\"w\":{\"TestCases\":{\"case\":");
    write_json(mock, test_case);
    buf_text(mock, "}}},\"MockedResponses\":");
    write_json(mock, responses);
    buf_text(mock, "}\n");
    value_release(given);
    value_release(test_case);
    value_release(responses);
    parsed_release(&e.parsed);
}

#include "runtime/machine/references.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* A set of names: an object whose members are true. */
static void add_name(struct value **set, const char *name, size_t size)
{
    char *text = memory_text_n(name, size);
    value_set_take(set, text, value_bool(true));
    memory_release(text);
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), end_size = strlen(end);
    return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

/* ---- Expressions ---- */

/* What is looked for in which text. */
struct search {
    const struct value *assigned; /* the set of names that count */
    struct value *found;          /* owned: a set */
    bool is_jsonata;
};

/* Bytes of a name; those of letters that are not ASCII belong to it. */
static size_t name_size(const char *text)
{
    size_t size = 0;
    while (isalnum((unsigned char)text[size]) || text[size] == '_' ||
           (unsigned char)text[size] >= 0x80) {
        size++;
    }
    return size;
}

static bool is_assigned(const struct search *s, const char *name, size_t size)
{
    char *text = memory_text_n(name, size);
    bool is = value_member(s->assigned, text, NULL);
    memory_release(text);
    return is;
}

/* Behind a string in quotes. */
static const char *pass_string(const char *at, const char *end)
{
    char quote = *at;
    for (at++; at < end && *at != quote; at++) {
        if (*at == '\\' && at + 1 < end) {
            at++;
        }
    }
    return at < end ? at + 1 : end;
}

static void scan(struct search *s, const char *text, size_t size)
{
    const char *end = text + size, *at = text;
    while (at < end) {
        if (*at == '\'' || *at == '"') {
            at = pass_string(at, end);
        } else if (*at == '$') {
            size_t length = name_size(at + 1);
            if (length > 0 && (at == text || at[-1] != '$') && is_assigned(s, at + 1, length)) {
                add_name(&s->found, at + 1, length);
            }
            at += 1 + length;
        } else {
            at++;
        }
    }
}

/* Whether the value of a field of JSONPath is a path, or a call of an intrinsic function. */
static bool is_path(const char *key)
{
    return ends_with(key, ".$") || strcmp(key, "Variable") == 0 ||
           (ends_with(key, "Path") && strcmp(key, "ResultPath") != 0);
}

static void scan_text(struct search *s, const char *key, const struct value *text)
{
    const char *at = value_string(text);
    size_t size = value_string_size(text);
    if (!s->is_jsonata && is_path(key)) {
        scan(s, at, size);
    } else if (s->is_jsonata && size >= 4 && memcmp(at, "{%", 2) == 0 && ends_with(at, "%}")) {
        scan(s, at + 2, size - 4);
    }
}

/* ---- States ---- */

static bool is_of_other_states(const char *key)
{
    return strcmp(key, "ItemProcessor") == 0 || strcmp(key, "Iterator") == 0 ||
           strcmp(key, "Branches") == 0 || strcmp(key, "States") == 0;
}

/* All texts of a value, but those of the states in it. `key` is that of the value, or of the
 * array that it is in. */
static void scan_value(struct search *s, const char *key, const struct value *v)
{
    if (value_type(v) == VALUE_STRING) {
        scan_text(s, key, v);
    } else if (value_type(v) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(v); i++) {
            scan_value(s, key, value_item(v, i));
        }
    } else if (value_type(v) == VALUE_OBJECT) {
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            if (!is_of_other_states(w.key)) {
                scan_value(s, w.key, w.value);
            }
        }
    }
}

static void add_assigned(struct value **set, const struct value *assign)
{
    if (value_type(assign) == VALUE_OBJECT) {
        for (struct value_walk w = value_walk(assign); value_step(&w);) {
            size_t size = strlen(w.key);
            add_name(set, w.key, ends_with(w.key, ".$") ? size - 2 : size);
        }
    }
}

/* Everything that some state of the definition assigns. */
static void collect(struct value **set, const struct value *v)
{
    if (value_type(v) == VALUE_ARRAY) {
        for (size_t i = 0; i < value_count(v); i++) {
            collect(set, value_item(v, i));
        }
    } else if (value_type(v) == VALUE_OBJECT) {
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            if (strcmp(w.key, "Assign") == 0) {
                add_assigned(set, w.value);
            }
            collect(set, w.value);
        }
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names of a set as a sorted array: new. */
static struct value *sorted(const struct value *set)
{
    size_t count = value_count(set), i = 0;
    const char **names = memory_array(count, sizeof(const char *));
    for (struct value_walk w = value_walk(set); value_step(&w);) {
        names[i++] = w.key;
    }
    qsort(names, count, sizeof(const char *), by_text);
    struct value *list = value_array(count);
    for (i = 0; i < count; i++) {
        value_append_take(&list, value_text(names[i]));
    }
    memory_release(names);
    return list;
}

struct finding {
    const struct value *assigned;
    struct value *references; /* owned */
};

static void visit_machine(struct finding *f, const struct value *machine, bool is_jsonata);

static bool language_of(const struct value *v, bool is_jsonata)
{
    const char *language = value_member_text(v, "QueryLanguage");
    return language == NULL ? is_jsonata : strcmp(language, "JSONata") == 0;
}

static void visit_state(struct finding *f, const char *name, const struct value *state,
                        bool is_jsonata)
{
    struct search s = { f->assigned, value_object(), language_of(state, is_jsonata) };
    struct value *below;
    scan_value(&s, "", state);
    if (value_count(s.found) > 0) {
        value_set_take(&f->references, name, sorted(s.found));
    }
    value_release(s.found);
    if (value_member(state, "ItemProcessor", &below) ||
        value_member(state, "Iterator", &below)) {
        visit_machine(f, below, is_jsonata);
    }
    if (value_member(state, "Branches", &below)) {
        for (size_t i = 0; i < value_count(below); i++) {
            visit_machine(f, value_item(below, i), is_jsonata);
        }
    }
}

static void visit_machine(struct finding *f, const struct value *machine, bool is_jsonata)
{
    struct value *states;
    if (value_member(machine, "States", &states) && value_type(states) == VALUE_OBJECT) {
        for (struct value_walk w = value_walk(states); value_step(&w);) {
            visit_state(f, w.key, w.value, is_jsonata);
        }
    }
}

struct value *references_of(const char *definition)
{
    struct value *machine = NULL, *assigned = value_object();
    struct finding f = { .references = value_object() };
    struct read_error e;
    if (read_json(definition, strlen(definition), &machine, &e)) {
        collect(&assigned, machine);
        f.assigned = assigned;
        if (value_count(assigned) > 0) {
            visit_machine(&f, machine, language_of(machine, false));
        }
    }
    value_release(machine);
    value_release(assigned);
    if (value_count(f.references) == 0) {
        value_release(f.references);
        return NULL;
    }
    return f.references;
}

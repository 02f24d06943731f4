#include "runtime/call/pass.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/memory.h"
#include "runtime/value/value.h"

/* ---- Places ---- */

/* The first name of a place; the rest begins with '.', '[' or nothing. */
static char *first_name(const char *place, const char **ret_rest)
{
    size_t size = strcspn(place, ".[");
    *ret_rest = place + size;
    return memory_text_n(place, size);
}

static const char *after_dot(const char *rest)
{
    return rest[0] == '.' ? rest + 1 : rest;
}

static void collect(const struct value *v, const char *place, struct value **all);

static void collect_items(const struct value *v, const char *place, struct value **all)
{
    const char *rest = strchr(place, ']') + 1;
    size_t count = value_type(v) == VALUE_ARRAY ? value_count(v) : 0;
    size_t end = place[1] == '*' || count == 0 ? count : 1;
    for (size_t i = 0; i < end; i++) {
        collect(value_item(v, i), after_dot(rest), all);
    }
}

/* The API's own spelling is taken as well, which begins with a small letter. */
static bool find_member(const struct value *v, char *name, struct value **ret_member)
{
    if (value_member(v, name, ret_member)) {
        return true;
    }
    bool is_capital = name[0] >= 'A' && name[0] <= 'Z';
    name[0] = (char)(is_capital ? name[0] - 'A' + 'a' : name[0]);
    return is_capital && value_member(v, name, ret_member);
}

/* Recursion is bounded by the length of the place, which is a table's. */
static void collect(const struct value *v, const char *place, struct value **all)
{
    const char *rest;
    struct value *member;
    if (place[0] == '\0') {
        value_append_take(all, value_share((struct value *)(uintptr_t)v));
    } else if (place[0] == '[') {
        collect_items(v, place, all);
    } else {
        char *name = first_name(place, &rest);
        if (value_type(v) == VALUE_OBJECT && find_member(v, name, &member)) {
            collect(member, after_dot(rest), all);
        }
        memory_release(name);
    }
}

struct value *pass_all(const struct value *whole, const char *place)
{
    struct value *all = value_array(1);
    if (whole != NULL) {
        collect(whole, place, &all);
    }
    return all;
}

struct value *pass_get(const struct value *whole, const char *place)
{
    struct value *all = pass_all(whole, place);
    if (strstr(place, "[*]") != NULL) {
        return all;
    }
    struct value *found = value_count(all) == 0 ? NULL : value_share(value_item(all, 0));
    value_release(all);
    return found;
}

char *pass_text(const struct value *whole, const char *place)
{
    struct value *found = pass_get(whole, place);
    char *text = found != NULL && value_type(found) == VALUE_STRING
                     ? memory_text(value_string(found))
                     : NULL;
    value_release(found);
    return text;
}

void pass_put(struct value **whole, const char *place, struct value *v)
{
    const char *rest;
    char *name = first_name(place, &rest);
    if (rest[0] == '[') {
        struct value *list = value_array(1);
        value_append_take(&list, v);
        v = list;
    } else if (rest[0] == '.') {
        struct value *inner = value_take_member(whole, name);
        bool is_object = inner != NULL && value_type(inner) == VALUE_OBJECT;
        if (!is_object) {
            value_release(inner);
            inner = value_object();
        }
        pass_put(&inner, rest + 1, v);
        v = inner;
    }
    value_set_take(whole, name, v);
    memory_release(name);
}

/* ---- Passes ---- */

static struct value *source(const char *from, const struct value *input,
                            const struct value *answer)
{
    static const char in[] = "input.", out[] = "answer.";
    if (from[0] == '=') {
        return value_text(from + 1);
    }
    return strncmp(from, in, sizeof in - 1) == 0 ? pass_get(input, from + sizeof in - 1)
                                                 : pass_get(answer, from + sizeof out - 1);
}

struct value *pass_onto(struct value *made, const struct asl_pass *passes,
                        const struct value *input, const struct value *answer)
{
    made = made != NULL ? made : value_object();
    for (const struct asl_pass *p = passes; p != NULL && p->to != NULL; p++) {
        struct value *v = source(p->from, input, answer);
        if (v != NULL) {
            pass_put(&made, p->to, v);
        }
    }
    return made;
}

struct value *pass_without(struct value *object, const char *place)
{
    const char *rest;
    struct value *others = value_object();
    char *name = first_name(place, &rest);
    for (struct value_walk w = value_walk(object); value_step(&w);) {
        if (strcasecmp(w.key, name) != 0 || strcmp(w.key + 1, name + 1) != 0) {
            value_set_take(&others, w.key, value_share(w.value));
        }
    }
    memory_release(name);
    value_release(object);
    return others;
}

/* What holds where nothing is given. */
static void put_usual(struct value **whole, const struct asl_pass *p)
{
    struct value *given = pass_get(*whole, p->to);
    if (given == NULL && value_type(*whole) == VALUE_OBJECT) {
        value_set_text(whole, p->to, p->from + 1);
    }
    value_release(given);
}

struct value *pass_moved(struct value *whole, const struct asl_pass *passes)
{
    for (const struct asl_pass *p = passes; p != NULL && p->to != NULL; p++) {
        if (p->from[0] == '=') {
            put_usual(&whole, p);
            continue;
        }
        struct value *v = pass_get(whole, p->from);
        if (v != NULL) {
            whole = pass_without(whole, p->from);
            pass_put(&whole, p->to, v);
        }
    }
    return whole;
}

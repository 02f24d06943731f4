#include "runtime/eval/accept.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/eval/cast.h"
#include "runtime/eval/work.h"
#include "runtime/value/value.h"

#define ANY       "asnblfom"
#define TYPE_ROOM 16

/* One parameter. `types` are the letters that match it; 'm' is a missing argument. */
struct parameter {
    char types[TYPE_ROOM];
    char subtype; /* of an array's items; 0: any */
    bool is_array, is_optional, is_context, is_many;
};

struct accept {
    size_t count;
    struct parameter of[];
};

/* ---- Reading ----------------------------------------------------------------------------- */

/* Where the bracket that opens at `at` is closed. */
static size_t closing(const char *s, size_t size, size_t at, char open, char close)
{
    size_t depth = 0;
    for (; at < size; at++) {
        depth += s[at] == open ? 1 : 0;
        if (s[at] == close && --depth == 0) {
            return at;
        }
    }
    return size;
}

static void set_types(struct parameter *p, const char *letters, size_t size)
{
    size = size < TYPE_ROOM - 2 ? size : TYPE_ROOM - 2;
    memcpy(p->types, letters, size);
    p->types[size] = 'm';
}

/* A letter's types; NULL if it begins no parameter. */
static const char *types_of(char letter)
{
    switch (letter) {
    case 's': return "sm";
    case 'n': return "nm";
    case 'b': return "bm";
    case 'l': return "lm";
    case 'o': return "om";
    case 'f': return "f";
    case 'j': return "asnblom";
    case 'a':
    case 'x': return ANY;
    default: return NULL;
    }
}

/* What stands behind a parameter and changes it; returns where it ends. */
static size_t modify(struct parameter *p, const char *s, size_t size, size_t at)
{
    switch (s[at]) {
    case '-': p->is_context = p->is_optional = true; break;
    case '?': p->is_optional = true; break;
    case '+': p->is_many = true; break;
    case '<':
        p->subtype = p->is_array && at + 1 < size ? s[at + 1] : '\0';
        return closing(s, size, at, '<', '>');
    default: break;
    }
    return at;
}

struct accept *accept_new(const char *signature, size_t size)
{
    if (signature == NULL) {
        return NULL;
    }
    struct accept *a = memory_zero(sizeof *a + size * sizeof a->of[0]);
    for (size_t at = 1; at < size && signature[at] != ':'; at++) {
        const char *types = types_of(signature[at]);
        struct parameter *next = &a->of[a->count];
        if (types != NULL) {
            memcpy(next->types, types, strlen(types));
            next->is_array = signature[at] == 'a';
            a->count++;
        } else if (signature[at] == '(') {
            size_t end = closing(signature, size, at, '(', ')');
            set_types(next, signature + at + 1, end - at - 1);
            a->count++;
            at = end;
        } else if (a->count > 0) {
            at = modify(next - 1, signature, size, at);
        }
    }
    return a;
}

void accept_release(struct accept *a)
{
    memory_release(a);
}

size_t accept_count(const struct accept *a)
{
    return a == NULL ? 0 : a->count;
}

/* ---- Matching ---------------------------------------------------------------------------- */

static bool fits(const struct parameter *p, const struct value *v)
{
    return strchr(p->types, cast_symbol(v)) != NULL;
}

/* Each parameter takes as many arguments as it can, as long as the others match: took[i] says
 * how many. Recurses once a parameter. Returns false if nothing matches. */
static bool match(struct work *w, const struct accept *a, size_t at, size_t count,
                  struct value *const *args, size_t *took)
{
    if (at == a->count) {
        return count == 0;
    }
    const struct parameter *p = &a->of[at];
    size_t most = 0, least = p->is_optional ? 0 : 1;
    while (most < count && (most == 0 || p->is_many) && fits(p, args[most])) {
        most++;
    }
    for (size_t n = most + 1; n-- > least && work_may_go(w, 1);) {
        took[at] = n;
        if (match(w, a, at + 1, count - n, args + n, took)) {
            return true;
        }
    }
    return false;
}

/* Which argument is to blame: the first one that a parameter would have to take and cannot. */
static void fail_match(struct work *w, const struct accept *a, size_t count,
                       struct value *const *args)
{
    size_t good = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct parameter *p = &a->of[i];
        size_t n = 0;
        while (good + n < count && (n == 0 || p->is_many) && fits(p, args[good + n])) {
            n++;
        }
        if (n == 0 && !p->is_optional) {
            break;
        }
        good += n;
    }
    work_fail_with(w, CODE_T0410,
                   &(const struct work_details){ .value = good < count ? args[good] : NULL,
                                                 .index = good + 1 });
}

static const char *plural(char subtype)
{
    switch (subtype) {
    case 'a': return "arrays";
    case 'b': return "booleans";
    case 'f': return "functions";
    case 'n': return "numbers";
    case 'o': return "objects";
    case 's': return "strings";
    default: return NULL;
    }
}

static bool items_fit(const struct parameter *p, const struct value *v)
{
    if (value_type(v) != VALUE_ARRAY) {
        return cast_symbol(v) == p->subtype;
    }
    for (size_t i = 0; i < value_count(v); i++) {
        if (cast_symbol(value_item(v, i)) != p->subtype) {
            return false;
        }
    }
    return true;
}

/* An argument for a parameter that wants an array: new. */
static struct value *as_array(struct work *w, const struct parameter *p, struct value *v,
                              size_t index)
{
    if (v == NULL) {
        return NULL;
    }
    if (p->subtype != '\0' && !items_fit(p, v)) {
        return work_fail_with(w, CODE_T0412,
                              &(const struct work_details){
                                  .value = v, .index = index, .type = plural(p->subtype) });
    }
    if (value_type(v) == VALUE_ARRAY) {
        return value_share(v);
    }
    struct value *array = value_array(1);
    value_append_take(&array, value_share(v));
    return array;
}

/* What stands for an argument that was left out, and may be the context: new. */
static struct value *of_context(struct work *w, const struct parameter *p,
                                struct value *context, size_t index)
{
    if (!fits(p, context)) {
        return work_fail_with(w, CODE_T0411,
                              &(const struct work_details){ .value = context, .index = index });
    }
    return value_share(context);
}

static void take(struct work *w, const struct accept *a, size_t count,
                 struct value *const *args, struct value *context, const size_t *took,
                 struct accepted *ret)
{
    size_t at = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct parameter *p = &a->of[i];
        if (took[i] == 0 && p->is_context) {
            ret->args[ret->count++] = of_context(w, p, context, at + 1);
            continue;
        }
        size_t n = took[i] == 0 ? 1 : took[i], first = at; /* an optional one is undefined */
        for (; n > 0; n--, at++) {
            /* Only arrays are told apart: of others the reference repeats the first. */
            size_t from = p->is_array ? at : first;
            struct value *v = from < count ? args[from] : NULL;
            ret->args[ret->count++] =
                p->is_array && took[i] > 0 ? as_array(w, p, v, at + 1) : value_share(v);
        }
    }
}

static void make_room(struct accepted *ret, size_t room)
{
    ret->count = 0;
    ret->args = room <= ACCEPT_FEW ? ret->few : memory_array(room, sizeof *ret->args);
}

static void pad(struct accepted *ret, size_t room)
{
    while (ret->count < room) {
        ret->args[ret->count++] = NULL;
    }
}

#define TOOK_FEW 16

bool accept_as_they_are(const struct accept *a, size_t count, struct value *const *args)
{
    if (a == NULL || count > a->count) {
        return a == NULL;
    }
    for (size_t i = count; i < a->count; i++) {
        if (!a->of[i].is_optional || a->of[i].is_context) {
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct parameter *p = &a->of[i];
        bool is_array = p->is_array && args[i] != NULL;
        if (p->is_many || !fits(p, args[i]) ||
            (is_array && (value_type(args[i]) != VALUE_ARRAY ||
                          (p->subtype != '\0' && !items_fit(p, args[i]))))) {
            return false;
        }
    }
    return true;
}

bool accept_arguments(struct work *w, const struct accept *a, size_t count,
                      struct value *const *args, struct value *context, size_t room,
                      struct accepted *ret)
{
    size_t parameters = accept_count(a);
    size_t few[TOOK_FEW], *took = few;
    make_room(ret, (room > parameters ? room : parameters) + count);
    if (a == NULL) {
        for (size_t i = 0; i < count; i++) {
            ret->args[ret->count++] = value_share(args[i]);
        }
        pad(ret, room);
        return true;
    }
    if (parameters > TOOK_FEW) {
        took = memory_array(parameters, sizeof *took);
    }
    if (match(w, a, 0, count, args, took)) {
        take(w, a, count, args, context, took, ret);
    } else {
        fail_match(w, a, count, args);
    }
    if (took != few) {
        memory_release(took);
    }
    pad(ret, room);
    if (work_failed(w)) {
        accept_end(ret);
        return false;
    }
    return true;
}

void accept_end(struct accepted *a)
{
    for (size_t i = 0; i < a->count; i++) {
        value_release(a->args[i]);
    }
    if (a->args != a->few) {
        memory_release(a->args);
    }
}

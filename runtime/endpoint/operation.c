#include "runtime/endpoint/operation.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/endpoint/demand.h"

/* ---- Patterns ---- */

/* ^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$ */
static bool is_restricted(const char *text, size_t size)
{
    static const char allowed[] =
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.";
    return strspn(text, allowed) == size && strspn(text, "0123456789") < size;
}

/* [!-~]+ */
static bool is_visible(const char *text, size_t size)
{
    size_t i = 0;
    while (i < size && text[i] > ' ' && text[i] <= '~') {
        i++;
    }
    return size > 0 && i == size;
}

/* \p{ASCII}* */
static bool is_ascii(const char *text, size_t size)
{
    size_t i = 0;
    while (i < size && (unsigned char)text[i] < 0x80) {
        i++;
    }
    return i == size;
}

/* ---- Shapes ---- */

#define ANY        INT64_MAX /* no upper bound */
#define DEMAND(id) static const struct demand demand_##id

DEMAND(Boolean) = { .kind = DEMAND_BOOLEAN };

#define TEXT(id, from, to) DEMAND(id) = { .kind = DEMAND_TEXT, .least = from, .most = to };
#define SECRET(id, from, to)                                                                   \
    DEMAND(id) = { .kind = DEMAND_TEXT, .least = from, .most = to, .is_secret = true };
#define SECRET_BYTES(id, to)                                                                   \
    DEMAND(id) = { .kind = DEMAND_TEXT, .most = to, .is_secret = true, .is_in_bytes = true };
#define PATTERN(id, from, to, function, text)                                                  \
    DEMAND(id) = {                                                                             \
        .kind = DEMAND_TEXT, .least = from, .most = to, .pattern = text, .fits = function      \
    };
#define WORDS(id, list) DEMAND(id) = { .kind = DEMAND_TEXT, .most = ANY, .words = list };
#define NUMBER(id, word, from, to)                                                             \
    DEMAND(id) = { .kind = DEMAND_##word, .least = from, .most = to };
#define LIST(id, item, from, to)                                                               \
    DEMAND(id) = { .kind = DEMAND_LIST, .of = &demand_##item, .least = from, .most = to };
#define STRUCTURE(id)          static const struct demand_member id##_members[] = {
#define OPERATION(id)          STRUCTURE(id)
#define REQUIRED(member, kind) { #member, &demand_##kind, true },
#define OPTIONAL(member, kind) { #member, &demand_##kind, false },
#define END(id)                                                                                \
    }                                                                                          \
    ;                                                                                          \
    DEMAND(id) = { .kind = DEMAND_STRUCTURE,                                                   \
                   .name = #id,                                                                \
                   .members = id##_members,                                                    \
                   .count = sizeof id##_members / sizeof id##_members[0] };
#include "runtime/endpoint/operations.def"

/* ---- Operations ---- */

static const struct demand *const inputs[OPERATIONS] = {
#define OPERATION(name) [OPERATION_##name] = &demand_##name,
#include "runtime/endpoint/operations.def"
};

const char *operation_name(enum operation o)
{
    return inputs[o]->name;
}

const struct demand *operation_input(enum operation o)
{
    return inputs[o];
}

bool operation_find(const char *name, enum operation *ret_operation)
{
    size_t i = 0;
    while (i < OPERATIONS && strcmp(inputs[i]->name, name) != 0) {
        i++;
    }
    *ret_operation = (enum operation)i;
    return i < OPERATIONS;
}

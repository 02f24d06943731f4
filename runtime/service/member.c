#include "runtime/service/member.h"

#include <string.h>

#include "runtime/value/value.h"

void member_drop(struct value **object, const char *key)
{
    struct value *rest = value_object();
    for (struct value_walk w = value_walk(*object); value_step(&w);) {
        if (strcmp(w.key, key) != 0) {
            value_set_take(&rest, w.key, value_share(w.value));
        }
    }
    value_release(*object);
    *object = rest;
}

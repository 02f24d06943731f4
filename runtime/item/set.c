#include "runtime/item/set.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/value.h"

static int compare(const void *a, const void *b)
{
    const struct value *x = *(const struct value *const *)a;
    const struct value *y = *(const struct value *const *)b;
    size_t x_size = value_string_size(x), y_size = value_string_size(y);
    if (x_size != y_size) {
        return x_size < y_size ? -1 : 1;
    }
    return memcmp(value_string(x), value_string(y), x_size);
}

struct set_index set_index(const struct value *members)
{
    struct set_index s = { .count = value_count(members) };
    s.members = memory_array(s.count, sizeof *s.members);
    for (size_t i = 0; i < s.count; i++) {
        s.members[i] = value_item(members, i);
    }
    if (s.count > 0) {
        qsort(s.members, s.count, sizeof *s.members, compare);
    }
    return s;
}

void set_index_release(struct set_index *s)
{
    memory_release(s->members);
    *s = (struct set_index){ 0 };
}

bool set_index_has(const struct set_index *s, const struct value *member)
{
    return s->count > 0 &&
           bsearch(&member, s->members, s->count, sizeof *s->members, compare) != NULL;
}

bool set_index_has_twins(const struct set_index *s)
{
    bool found = false;
    for (size_t i = 1; !found && i < s->count; i++) {
        found = compare(&s->members[i - 1], &s->members[i]) == 0;
    }
    return found;
}

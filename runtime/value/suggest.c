#include "runtime/value/suggest.h"

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/nearest.h"
#include "runtime/value/value.h"

#define SHOWN_MAX 20

void suggest_key(struct buf *b, const struct value *object, const char *name)
{
    size_t count = value_type(object) == VALUE_OBJECT ? value_count(object) : 0;
    if (count == 0) {
        return;
    }
    const char **keys = memory_array(count, sizeof *keys);
    size_t at = 0;
    for (struct value_walk w = value_walk(object); value_step(&w);) {
        keys[at++] = w.key;
    }
    const char *near = nearest_word(name, keys, count);
    if (near != NULL) {
        buf_print(b, "; did you mean '%s'? There ", near);
    } else {
        buf_text(b, "; there ");
    }
    buf_text(b, count == 1 ? "is" : "are");
    for (size_t i = 0; i < count && i < SHOWN_MAX; i++) {
        buf_print(b, "%s '%s'", i > 0 ? "," : "", keys[i]);
    }
    if (count > SHOWN_MAX) {
        buf_print(b, " and %zu more", count - SHOWN_MAX);
    }
    memory_release(keys);
}

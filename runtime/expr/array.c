/* array.c - States.Array and its kin (F-13 .. F-18). */
#include <stddef.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/expr/intrinsic.h"
#include "runtime/expr/java.h"
#include "runtime/value/value.h"

#define RANGE_MAX 1000

static bool is_array(const struct value *v)
{
    return value_type(v) == VALUE_ARRAY;
}

struct value *asl_array(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)s;
    struct value *array = value_array(n);
    for (size_t i = 0; i < n; i++) {
        value_append_take(&array, value_share(args[i]));
    }
    return array;
}

struct value *asl_array_partition(struct asl_scope *s, size_t n, struct value *const *args)
{
    int64_t most;
    if (n != 2 || !is_array(args[0]) || !intrinsic_cut(args[1], &most) || most < 1) {
        return intrinsic_fail(s, "Invalid arguments in States.ArrayPartition");
    }
    size_t count = value_count(args[0]);
    size_t size = (uint64_t)most < count ? (size_t)most : count;
    struct value *chunks = value_array(size > 0 ? (count - 1) / size + 1 : 0);
    struct value *chunk = NULL;
    for (size_t i = 0; i < count; i++) {
        if (i % size == 0) {
            chunk = value_array(size);
            value_append_take(&chunks, chunk);
        }
        value_append_take(&chunk, value_share(value_item(args[0], i)));
    }
    return chunks;
}

/* Compares texts, as AWS does: 1 is found in ["1"], and the order of an object's members
 * counts. */
struct value *asl_array_contains(struct asl_scope *s, size_t n, struct value *const *args)
{
    if (n != 2 || !is_array(args[0])) {
        return intrinsic_fail(s, "Invalid arguments in States.ArrayContains");
    }
    struct buf wanted = { 0 }, item = { 0 };
    java_print(&wanted, args[1]);
    bool found = false;
    size_t count = value_count(args[0]);
    for (size_t i = 0; i < count && !found; i++) {
        buf_clear(&item);
        java_print(&item, value_item(args[0], i));
        found = item.size == wanted.size &&
                memcmp(buf_string(&item), buf_string(&wanted), item.size) == 0;
    }
    buf_release(&item);
    buf_release(&wanted);
    return value_bool(found);
}

struct value *asl_array_range(struct asl_scope *s, size_t n, struct value *const *args)
{
    int64_t first, last, by;
    if (n != 3 || !intrinsic_cut(args[0], &first) || !intrinsic_cut(args[1], &last) ||
        !intrinsic_cut(args[2], &by) || by == 0) {
        return intrinsic_fail(s, "Invalid arguments in States.ArrayRange");
    }
    bool is_empty = by > 0 ? first > last : first < last;
    int64_t count = is_empty ? 0 : (last - first) / by + 1;
    if (count > RANGE_MAX) {
        return intrinsic_fail(s, "Invalid arguments in States.ArrayRange");
    }
    struct value *range = value_array((size_t)count);
    for (int64_t i = 0; i < count; i++) {
        value_append_take(&range, value_int(first + i * by));
    }
    return range;
}

/* An empty array has null at every index; any other fails outside of it. */
struct value *asl_array_get_item(struct asl_scope *s, size_t n, struct value *const *args)
{
    int64_t index;
    if (n != 2 || !is_array(args[0]) || !intrinsic_cut(args[1], &index)) {
        return intrinsic_fail(s, "Invalid arguments in States.ArrayGetItem");
    }
    size_t count = value_count(args[0]);
    if (count == 0) {
        return value_null();
    }
    if (index < 0 || (uint64_t)index >= count) {
        return intrinsic_fail(s, "Invalid arguments in States.ArrayGetItem");
    }
    return value_share(value_item(args[0], (size_t)index));
}

struct value *asl_array_length(struct asl_scope *s, size_t n, struct value *const *args)
{
    if (n != 1 || !is_array(args[0])) {
        return intrinsic_fail(s, "Invalid arguments in States.ArrayLength");
    }
    return value_int((int64_t)value_count(args[0]));
}

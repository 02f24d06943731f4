/* math.c - States.MathAdd, MathRandom, UUID (F-24, F-25, F-27). */
#include <stddef.h>

#include "asl/tree.h"
#include "runtime/base/random.h"
#include "runtime/expr/intrinsic.h"
#include "runtime/expr/scope.h"
#include "runtime/value/value.h"

static inline bool round_to_int32(const struct value *v, int64_t *ret_integer)
{
    return (value_is_int(v, ret_integer) || intrinsic_round(v, ret_integer)) &&
           *ret_integer >= INT32_MIN && *ret_integer <= INT32_MAX;
}

struct value *asl_math_add(struct asl_scope *s, size_t n, struct value *const *args)
{
    int64_t a, b;
    if (n != 2 || !round_to_int32(args[0], &a) || !round_to_int32(args[1], &b) ||
        a + b < INT32_MIN || a + b > INT32_MAX) {
        return intrinsic_fail(s, "Invalid arguments in States.MathAdd");
    }
    return value_int(a + b);
}

/* From `least` up to, but without, `below`; the same for the same seed. */
struct value *asl_math_random(struct asl_scope *s, size_t n, struct value *const *args)
{
    int64_t least, below, seed = 0;
    if (n < 2 || n > 3 || !round_to_int32(args[0], &least) ||
        !round_to_int32(args[1], &below) || least >= below ||
        (n == 3 && !intrinsic_round(args[2], &seed)) || (n == 2 && s->random == NULL)) {
        return intrinsic_fail(s, "Invalid arguments in States.MathRandom");
    }
    struct random seeded;
    struct random *source = s->random;
    if (n == 3) {
        random_seed(&seeded, (uint64_t)seed);
        source = &seeded;
    }
    return value_int(least + (int64_t)random_below(source, (uint64_t)(below - least)));
}

struct value *asl_uuid(struct asl_scope *s, size_t n, struct value *const *args)
{
    (void)args;
    if (n != 0 || s->random == NULL) {
        return intrinsic_fail(s, "Invalid arguments in States.UUID");
    }
    char uuid[RANDOM_UUID_SIZE + 1];
    random_uuid(s->random, uuid);
    return value_text(uuid);
}

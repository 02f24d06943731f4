/*
 * java.h - how Java treats JSON values, where AWS's results show that it runs Java: the text of
 * a list or map in States.Format (F-10), the order of a HashSet in States.ArrayUnique
 * (F-19), strings that are counted and compared in UTF-16.
 *
 * A value is taken for the plain object that Jackson makes of it: String, Integer, Long,
 * BigInteger, Double, Boolean, null, List, LinkedHashMap. What is nested deeper than
 * JAVA_DEPTH_MAX levels is ignored.
 */
#ifndef EXPR_JAVA_H
#define EXPR_JAVA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct value;

#define JAVA_DEPTH_MAX 2000

/* String.valueOf(v): {a=1, b=[x, null]}; a text as it is. */
void java_print(struct buf *b, const struct value *v);

/* new BigDecimal(number).toString(): 10, -12.3, 1E+7. `number` is a JSON number. */
void java_print_decimal(struct buf *b, const char *number, size_t size);

/* A text's length() and compareTo(): < 0, 0, > 0. Texts are UTF-8. */
size_t java_length(const char *text, size_t size);
int java_compare(const char *a, size_t a_size, const char *b, size_t b_size);

/* v.hashCode(), and a 64-bit hash of our own, for which collisions are harder to find. Equal
 * values have equal hashes of both kinds. A BigInteger's hashCode is not Java's. */
struct java_hash {
    int32_t code;
    uint64_t own;
};
struct java_hash java_hash_of(const struct value *v);

/* a.equals(b): 1 and 1.0 differ, maps are equal whatever their order. */
bool java_equals(const struct value *a, const struct value *b);

#endif

/*
 * datum.h - the values that a template works with. As in Java, lists and maps are things: two
 * names may lead to one, and who changes it changes it for both. All are in the heap of a run.
 *
 * NULL is null. What a path of the body does not find is the item `datum_missing`: as a text it
 * is empty, as a condition false.
 */
#ifndef VTL_DATUM_H
#define VTL_DATUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct heap;
struct datum;
struct value;

enum datum_kind {
    DATUM_MISSING,
    DATUM_BOOL,
    DATUM_INT,
    DATUM_REAL,
    DATUM_TEXT,
    DATUM_LIST,
    DATUM_MAP,
    DATUM_INPUT, /* $input */
    DATUM_UTIL   /* $util */
};

struct datum_member {
    const char *key;
    size_t size;
    struct datum *value;
};

struct datum {
    enum datum_kind kind;
    bool truth;
    bool is_json;  /* of a list: one of the body's, which shows itself as JSON */
    bool is_entry; /* of a map: one of an entrySet(), with "key" and "value" */
    int64_t integer;
    double real;
    const char *text; /* with a NUL at its end; of DATUM_REAL an integer's digits, or NULL */
    size_t size;      /* of a text, a list, a map */
    size_t room;
    struct datum **items;         /* of a list */
    struct datum_member *members; /* of a map, in their order */
};

extern struct datum datum_missing;

struct datum *datum_bool(struct heap *h, bool truth);
struct datum *datum_int(struct heap *h, int64_t integer);
struct datum *datum_real(struct heap *h, double real);
struct datum *datum_text(struct heap *h, const char *text, size_t size);
struct datum *datum_list(struct heap *h);
struct datum *datum_map(struct heap *h);

void datum_append(struct heap *h, struct datum *list, struct datum *one);

/* The member of that name; NULL if there is none, and with `ret_has` whether there is one. */
struct datum *datum_member(const struct datum *map, const char *key, size_t size,
                           bool *ret_has);

/* Set it, and give what it was. datum_remove() takes it out. */
struct datum *datum_put(struct heap *h, struct datum *map, const char *key, size_t size,
                        struct datum *value);
struct datum *datum_remove(struct datum *map, const char *key, size_t size);

/* JSON as an item; NULL, and JSON null, is NULL. */
struct datum *datum_of_value(struct heap *h, const struct value *v);

/* An item as JSON: new. What is nested deeper than Java would follow it is null. */
struct value *datum_to_value(const struct datum *i);

/* Append it as Java's toString() does, but for lists that are JSON. NULL is "null".
 * The buffer has a limit. */
void datum_print(struct buf *out, const struct datum *i);

/* The same as a text: in the heap. */
struct datum *datum_to_text(struct heap *h, const struct datum *i);

bool datum_is_number(const struct datum *i);
double datum_to_real(const struct datum *i);

/* Returns true if it counts as true: whatever is there, and is not false. */
bool datum_is_true(const struct datum *i);

/* Returns true if VTL's == holds. The bytes that are compared are added to *work. */
bool datum_is_same(const struct datum *a, const struct datum *b, size_t *work);

#endif

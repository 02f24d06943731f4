/*
 * Values in PostgreSQL's binary form, and rows that are cut into parts.
 */
#include "runtime/postgres/pgarray.h"

#include "runtime/postgres/pgplan.h"
#include "tests/unit/unit.h"

static void check_bytes(const struct pgarray *a, const char *wanted, size_t size)
{
    CU_ASSERT_EQUAL_FATAL(a->bytes.size, size);
    CU_ASSERT_EQUAL(memcmp(a->bytes.text, wanted, size), 0);
}

/* One dimension, no NULL, the element's type; its size, and that it begins at 1. */
static void test_arrays(void)
{
    struct pgarray a = { .count = 0 };
    pgarray_begin(&a, PGTYPE_INT2);
    pgarray_add_int2(&a, 258);
    pgarray_add_int2(&a, -1);
    check_bytes(&a, "\0\0\0\1\0\0\0\0\0\0\0\25\0\0\0\2\0\0\0\1\0\0\0\2\1\2\0\0\0\2\377\377",
                32);
    pgarray_begin(&a, PGTYPE_BYTEA);
    pgarray_add_bytes(&a, "ab", 2);
    pgarray_add_bytes(&a, "", 0);
    check_bytes(&a, "\0\0\0\1\0\0\0\0\0\0\0\21\0\0\0\2\0\0\0\1\0\0\0\2ab\0\0\0\0", 30);
    pgarray_begin(&a, PGTYPE_INT8);
    pgarray_add_int8(&a, INT64_MIN);
    pgarray_add_int8(&a, 7);
    CU_ASSERT_EQUAL(a.count, 2);
    CU_ASSERT_EQUAL(pgarray_int8_at(&a, 0), INT64_MIN);
    CU_ASSERT_EQUAL(pgarray_int8_at(&a, 1), 7);
    pgarray_release(&a);
}

/* Each part but the last is full, and none has more than one row beyond that. */
static void test_parts(void)
{
    struct pgplan p;
    size_t rows = 0, parts = 0;
    pgplan_open(&p, 100);
    for (int i = 0; i < 50; i++) {
        struct store_row row = { store_text("key"),
                                 store_text("thirty bytes, or about as many") };
        pgplan_row(&p, PGCHANGE_PUT, 3, &row);
    }
    for (const struct pgpart *part = p.first[PGCHANGE_PUT]; part != NULL; part = part->next) {
        CU_ASSERT_TRUE(part->size < 100 + 60);
        CU_ASSERT_TRUE(part->size >= 100 || part->next == NULL);
        CU_ASSERT_EQUAL(part->columns[0].count, part->columns[1].count);
        CU_ASSERT_EQUAL(part->columns[0].count, part->columns[2].count);
        rows += part->columns[0].count;
        parts++;
    }
    CU_ASSERT_EQUAL(rows, 50);
    CU_ASSERT_TRUE(parts > 10);
    CU_ASSERT_PTR_NULL(p.first[PGCHANGE_REMOVE]);
    pgplan_line(&p, PGCHANGE_REMOVE_LINE, 9, (struct store_bytes){ NULL, 0 });
    CU_ASSERT_EQUAL(pgarray_int8_at(&p.first[PGCHANGE_REMOVE_LINE]->columns[0], 0), 9);
    pgplan_close(&p);
}

UNIT_MAIN("arrays for PostgreSQL", { "arrays", test_arrays }, { "parts", test_parts })

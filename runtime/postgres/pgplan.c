#include "runtime/postgres/pgplan.h"

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

/* Rows are removed one by one by the index, whatever the server knows of how large the table
 * is.
 */
static const struct pgquery queries[PGCHANGES] = {
    [PGCHANGE_NAME] = { "insert into asl_row (place, key, value) select * from "
                        "unnest($1::int2[], $2::bytea[], $3::bytea[])",
                        { PGTYPE_INT2_ARRAY, PGTYPE_BYTEA_ARRAY, PGTYPE_BYTEA_ARRAY } },
    [PGCHANGE_PUT] = { "insert into asl_row (place, key, value) select * from "
                       "unnest($1::int2[], $2::bytea[], $3::bytea[]) on conflict (place, key) "
                       "do update set value = excluded.value",
                       { PGTYPE_INT2_ARRAY, PGTYPE_BYTEA_ARRAY, PGTYPE_BYTEA_ARRAY } },
    [PGCHANGE_REMOVE] = { "delete from asl_row where ctid = any (array(select r.ctid from "
                          "unnest($1::int2[], $2::bytea[]) as u (place, key) cross join "
                          "lateral "
                          "(select ctid from asl_row where place = u.place and key = u.key "
                          "limit "
                          "1) r))",
                          { PGTYPE_INT2_ARRAY, PGTYPE_BYTEA_ARRAY } },
    [PGCHANGE_LINE] = { "insert into asl_line (id, value) select * from unnest($1::int8[], "
                        "$2::bytea[])",
                        { PGTYPE_INT8_ARRAY, PGTYPE_BYTEA_ARRAY } },
    [PGCHANGE_REMOVE_LINE] = { "delete from asl_line where id = any ($1)",
                               { PGTYPE_INT8_ARRAY } },
};

static enum pgtype element_of(enum pgtype array)
{
    return array == PGTYPE_INT2_ARRAY   ? PGTYPE_INT2
           : array == PGTYPE_INT8_ARRAY ? PGTYPE_INT8
                                        : PGTYPE_BYTEA;
}

void pgplan_open(struct pgplan *p, size_t most)
{
    *p = (struct pgplan){ .most = most };
}

void pgplan_close(struct pgplan *p)
{
    for (int c = 0; c < PGCHANGES; c++) {
        for (struct pgpart *part = p->first[c], *next; part != NULL; part = next) {
            next = part->next;
            for (int i = 0; i < PGPART_COLUMNS; i++) {
                pgarray_release(&part->columns[i]);
            }
            memory_release(part);
        }
    }
}

/* The part that takes the next row. */
static struct pgpart *part_of(struct pgplan *p, enum pgchange c)
{
    struct pgpart *last = p->last[c];
    if (last != NULL && last->size < p->most) {
        return last;
    }
    struct pgpart *part = memory_zero(sizeof *part);
    part->query = &queries[c];
    for (size_t i = 0; i < pgquery_values(part->query); i++) {
        pgarray_begin(&part->columns[i], element_of(part->query->types[i]));
    }
    *(last != NULL ? &last->next : &p->first[c]) = part;
    p->last[c] = part;
    return part;
}

static void count(struct pgpart *part)
{
    part->size = 0;
    for (size_t i = 0; i < pgquery_values(part->query); i++) {
        part->size += part->columns[i].bytes.size;
    }
}

void pgplan_row(struct pgplan *p, enum pgchange c, unsigned table, const struct store_row *row)
{
    struct pgpart *part = part_of(p, c);
    pgarray_add_int2(&part->columns[0], (int16_t)table);
    pgarray_add_bytes(&part->columns[1], row->key.at, row->key.size);
    if (c != PGCHANGE_REMOVE) {
        pgarray_add_bytes(&part->columns[2], row->value.at, row->value.size);
    }
    count(part);
}

void pgplan_line(struct pgplan *p, enum pgchange c, int64_t id, struct store_bytes value)
{
    struct pgpart *part = part_of(p, c);
    pgarray_add_int8(&part->columns[0], id);
    if (c == PGCHANGE_LINE) {
        pgarray_add_bytes(&part->columns[1], value.at, value.size);
    }
    count(part);
}

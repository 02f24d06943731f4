#include "runtime/vault/setting.h"

#include <stddef.h>
#include <string.h>

#include "runtime/store/database.h"
#include "runtime/value/value.h"
#include "runtime/vault/visit.h"

struct value *setting_load(struct visit *v, const char *bucket, const char *name)
{
    struct statement *s = database_statement(
        v->ask.database, "SELECT body FROM setting WHERE bucket = ?1 AND name = ?2");
    struct value *is = NULL;
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, name);
    if (database_row(s)) {
        is = database_json(s, 0);
        database_leave(s);
    }
    return is;
}

void setting_store(struct visit *v, const char *bucket, const char *name,
                   const struct value *is)
{
    struct statement *s = database_statement(
        v->ask.database,
        "INSERT OR REPLACE INTO setting (bucket, name, body) VALUES (?1, ?2, ?3)");
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, name);
    database_set_json(s, 3, is);
    database_run(s);
}

void setting_forget(struct visit *v, const char *bucket, const char *name)
{
    struct statement *s = database_statement(
        v->ask.database, "DELETE FROM setting WHERE bucket = ?1 AND name = ?2");
    database_set_text(s, 1, bucket);
    database_set_text(s, 2, name);
    database_run(s);
}

struct value *setting_list(struct visit *v, const char *bucket, const char *begin)
{
    struct statement *s = database_statement(
        v->ask.database, "SELECT name, body FROM setting WHERE bucket = ?1 ORDER BY name");
    struct value *all = value_array(0);
    database_set_text(s, 1, bucket);
    while (database_row(s)) {
        if (strncmp(database_text(s, 0), begin, strlen(begin)) == 0) {
            value_append_take(&all, database_json(s, 1));
        }
    }
    return all;
}

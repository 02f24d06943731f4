#include "runtime/dynamo/keyterms.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/text.h"
#include "runtime/dynamo/catalog.h"
#include "runtime/item/partiql.h"
#include "runtime/value/value.h"

const struct partiql_term *keyterms_equal(const struct partiql *q, const char *attribute)
{
    for (size_t i = 0; attribute != NULL && i < q->term_count; i++) {
        if (q->terms[i].equal != NULL && text_is(q->terms[i].attribute, attribute)) {
            return &q->terms[i];
        }
    }
    return NULL;
}

/* Returns true if a placeholder stands there for an attribute, and not for a member inside of
 * one. */
static bool begins_path(const char *text, const char *placeholder)
{
    size_t size = strlen(placeholder);
    char before = ' ';
    while (strncmp(text, placeholder, size) != 0 || strspn(text + size, "0123456789") > 0) {
        if (*text == '\0') {
            return false;
        }
        before = *text++;
    }
    return before != '.';
}

/* Returns true if a term looks at the attribute in any way. */
static bool looks_at(const struct partiql_term *t, const char *attribute)
{
    for (struct value_walk w = value_walk(t->uses.names); value_step(&w);) {
        if (text_is(value_string(w.value), attribute) && begins_path(t->text, w.key)) {
            return true;
        }
    }
    return false;
}

bool keyterms_query(const struct partiql *q, const struct catalog_schema *s,
                    const struct partiql_term **ret_hash, const struct partiql_term **ret_range)
{
    size_t ranges = 0;
    *ret_hash = keyterms_equal(q, s->hash);
    *ret_range = NULL;
    for (size_t i = 0; *ret_hash != NULL && i < q->term_count; i++) {
        const struct partiql_term *t = &q->terms[i];
        if (t != *ret_hash && looks_at(t, s->hash)) {
            return false;
        }
        if (s->range != NULL && looks_at(t, s->range)) {
            bool is_plain = t->is_range && text_is(t->attribute, s->range);
            ranges += is_plain ? 1 : 2;
            *ret_range = t;
        }
    }
    return *ret_hash != NULL && ranges <= 1;
}

#include "compiler/expr/query.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/expr/locate.h"
#include "compiler/jsonata/advise.h"
#include "compiler/jsonata/jsonata.h"
#include "compiler/jsonata/refuse.h"
#include "compiler/jsonata/remark.h"

/* Bytes of "{%". */
#define OPENING 2

/* The name of the field or member that the value is, or is an item of. */
static const char *name_of(const struct doc_node *n)
{
    while (n != NULL && n->name == NULL) {
        n = n->parent;
    }
    return n == NULL ? "" : n->name;
}

/* Bytes of the expression's text, as a place in the definition. */
static struct span place_of(const struct doc_node *text, size_t start, size_t end)
{
    return (struct span){ locate_in(text, OPENING + start).start,
                          locate_in(text, OPENING + (end > start ? end - 1 : start)).end };
}

static void say_remarks(struct diag *d, const struct doc_node *text, enum diag_code code,
                        const struct remarks *list, const struct jsonata_spots *spots,
                        const char *where)
{
    for (const struct remark *r = list->first; r != NULL; r = r->next) {
        const struct jsonata_spot *spot = spot_of(spots, r->at);
        struct span at = spot == NULL ? text->span : place_of(text, spot->start, spot->end);
        diag_say(d, code, at, where, name_of(text), r->text, NULL);
    }
}

/* Which types a field's own value may have (J-09): letters of JSONata's signatures; "" of any.
 */
static const char *types_of(enum shape shape, const char **ret_words)
{
    switch ((int)shape) {
    case SHAPE_JSONATA_TRUTH: *ret_words = "true or false"; return "b";
    case SHAPE_JSONATA_ARRAY: *ret_words = "an array or an object"; return "ao";
    case SHAPE_SECONDS:
    case SHAPE_WAIT_SECONDS:
    case SHAPE_COUNT:
    case SHAPE_PERCENT: *ret_words = "a number"; return "n";
    case SHAPE_TIMESTAMP:
    case SHAPE_REASON: *ret_words = "a text"; return "s";
    default: return "";
    }
}

static void check_type(const struct query_field *f, struct diag *d, const struct doc_node *text,
                       const struct asl_expr *e, const char *where)
{
    const char *words = NULL;
    const char *types = text == f->whole ? types_of(f->shape, &words) : "";
    char type = types[0] == '\0' ? '\0' : advise_type(e);
    if (type != '\0' && strchr(types, type) == NULL) {
        diag_say(d, DIAG_JSONATA_TYPE, text->span, where, name_of(text), words,
                 advise_type_name(type), NULL);
    }
}

static void look_at(const struct query_field *f, struct diag *d, const struct doc_node *text,
                    const struct asl_expr *e, const struct jsonata_spots *spots,
                    const char *where)
{
    const struct refuse_sight sight = { f->sight->has_result, f->sight->has_error_output };
    struct remarks refused, doubts;
    remark_begin(&refused, f->arena);
    remark_begin(&doubts, f->arena);
    refuse_references(&refused, e, &sight);
    refuse_doubt_members(&doubts, e, &sight);
    advise(&doubts, e);
    say_remarks(d, text, DIAG_JSONATA_REFERENCE, &refused, spots, where);
    say_remarks(d, text, DIAG_JSONATA_DOUBT, &doubts, spots, where);
    check_type(f, d, text, e, where);
}

const struct asl_expr *query_read(const struct query_field *f, struct diag *d,
                                  const struct doc_node *text, const char *where)
{
    struct jsonata_error error = { .code = NULL };
    struct jsonata_spots spots = { .count = 0 };
    const struct asl_expr *e =
        jsonata_parse(f->arena, text->text + OPENING, text->text_size - 2 * OPENING,
                      f->sight->names, &error, &spots);
    if (e == NULL) {
        diag_say(d, DIAG_JSONATA_INVALID, place_of(text, error.start, error.end), where,
                 name_of(text), error.message, NULL);
        return NULL;
    }
    look_at(f, d, text, e, &spots, where);
    return e;
}

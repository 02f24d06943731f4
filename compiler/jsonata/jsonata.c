#include "compiler/jsonata/jsonata.h"

#include <string.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/jsonata/grammar.h"
#include "compiler/jsonata/lower.h"
#include "compiler/jsonata/steps.h"
#include "runtime/base/text.h"

/* As causes quote it (J-07). */
static const char *trimmed(struct arena *a, const char *text, size_t size)
{
    while (size > 0 && text_is_blank(text[size - 1])) {
        size--;
    }
    while (size > 0 && text_is_blank(*text)) {
        text++;
        size--;
    }
    return arena_text_n(a, text, size);
}

/* What is no text at all is no expression. */
static bool is_text(const struct reading *r)
{
    size_t good = text_utf8_span(r->text, r->size);
    if (good < r->size) {
        static const struct fault_words words = { .token = "\"\357\277\275\"" };
        fault_say(r, FAULT_S0201, good, good + 1, good + 1, &words);
    }
    return good == r->size;
}

static const struct asl_expr *root_of(struct arena *a, const char *text,
                                      const struct asl_expr *e)
{
    const struct asl_expr **of = arena_array(a, 2, sizeof *of);
    struct asl_expr *root = arena_get(a, sizeof *root);
    of[0] = e;
    *root = (struct asl_expr){
        .op = ASL_OP_JSONATA, .text = text, .of = of, .eval = asl_eval_jsonata
    };
    return root;
}

const struct asl_expr *jsonata_parse(struct arena *a, const char *text, size_t size,
                                     const struct jsonata_names *names,
                                     struct jsonata_error *ret_error,
                                     struct jsonata_spots *ret_spots)
{
    struct jsonata_spots unseen = { 0 };
    *ret_error = (struct jsonata_error){ 0 };
    struct reading r = { .arena = a, .text = text, .size = size, .error = ret_error };
    struct draft *d = is_text(&r) ? grammar_read(&r) : NULL;
    d = d == NULL ? NULL : steps_shape(&r, d);
    const struct asl_expr *e =
        d == NULL ? NULL : lower(&r, d, names, ret_spots == NULL ? &unseen : ret_spots);
    return e == NULL ? NULL : root_of(a, trimmed(a, text, size), e);
}

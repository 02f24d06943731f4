#include "tests/random/expr.h"

#include <stdio.h>

#include "tests/random/value.h"

/* ---- Paths ---- */

static const char *const references[TYPES][8] = {
    [NUMBER] = { "$.n", "$.x", "$.o.n", "$['n']", "$.list[0]", "$.items[0].n",
                 "$$.Execution.RedriveCount", "$.n" },
    [TEXT] = { "$.s", "$.o.s", "$.t", "$['o']['s']", "$.words[0]", "$$.State.Name", "$.s",
               "$$.Execution.Name" },
    [TRUTH] = { "$.b", "$.o.b", "$['b']", "$.items[0].b", "$.b", "$.b", "$.o.b", "$.b" },
    [LIST] = { "$.list", "$.words", "$.items", "$.o.list", "$['items']", "$.o.words", "$.list",
               "$.items" },
    [OBJECT] = { "$", "$.o", "$['o']", "$.items[0]", "$$.Execution", "$", "$.o", "$.o" },
};

/* Paths that are no reference paths, or that find many. */
static const char *const searches[TYPES][8] = {
    [NUMBER] = { "$.list.length()", "$.list.max()", "$.list.min()", "$.list[-1]",
                 "$.words.length()", "$.items.length()", "$.list.sum()", "$.list.avg()" },
    [TEXT] = { "$.words[-1]", "$.items[-1].s", "$.words[0]", "$['s']", "$.o['s']",
               "$$.State.EnteredTime", "$.words.first()", "$.words.last()" },
    [TRUTH] = { "$.b", "$.o['b']", "$.items[-1].b", "$['b']", "$.o.b", "$.b", "$.b", "$.b" },
    [LIST] = { "$.items[*].n", "$.items.*", "$..n", "$.list[1:]", "$.list[0,1]",
               "$['items'][0:2]['s']", "$.list[:2]", "$.words[?(@ in ['beta', '10'])]" },
    [OBJECT] = { "$", "$['n', 's']", "$.items[-1]", "$.o", "$$", "$$.State", "$.o",
                 "$.items[0]" },
};

/* What a filter may ask of one of $.items; every operator is here once. */
static const char *const filters[] = {
    "@.n > 2",
    "@.n >= $.n",
    "@.x < 5",
    "@.x <= @.n",
    "@.s == 'alpha'",
    "@.s === 'beta'",
    "@.o.s != @.s",
    "@.n !== '3'",
    "@.s =~ /.*A.*/i",
    "@.s in ['alpha', 'beta', '10']",
    "@.n nin [1, 2, 3]",
    "@.words contains 'beta'",
    "@.list all [1, 2]",
    "@.list subsetof [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]",
    "@.list anyof [1, 2, 3]",
    "@.list noneof [4, 5, 6]",
    "@.list size 2",
    "@.items empty true",
    "@.b == true && @.n < 6",
    "(@.b == false || @.n <= 3) && @.s != 'x'",
    "!(@.b == true)",
    "@.o.n",
    "!@.nothing",
    "@.z == null",
};

void expr_reference(struct gen *g, struct buf *b, enum type type)
{
    const struct variable *v = gen_chance(g, 20) ? gen_variable(g, type, false) : NULL;
    if (v != NULL) {
        buf_print(b, "$%s", v->name);
    } else if (gen_below(g, 300) == 0) {
        buf_text(b, "$.nothing.here");
    } else {
        buf_text(b, GEN_PICK(g, references[type]));
    }
}

static void path(struct gen *g, struct buf *b, enum type type)
{
    static const char *const behind[] = { "", ".n", ".s", "['x', 'b']", "..n" };
    if (g->maps > 0 && type == NUMBER && gen_chance(g, 20)) {
        buf_text(b, "$$.Map.Item.Index");
    } else if (type == LIST && gen_chance(g, 30)) {
        buf_print(b, "$.items[?(%s)]%s", GEN_PICK(g, filters), GEN_PICK(g, behind));
    } else if (gen_chance(g, 40)) {
        buf_text(b, GEN_PICK(g, searches[type]));
    } else {
        expr_reference(g, b, type);
    }
}

/* ---- Intrinsic calls ---- */

/*
 * One call is a form in which #n, #t, #b, #l and #o stand for an argument of that type, and #
 * with another letter for a literal: #i a small number, #s a text, #h a hash.
 */
static const char *const calls[TYPES][8] = {
    [NUMBER] = { "States.MathAdd(#n, #i)", "States.MathAdd(#n,#n)", "States.ArrayLength(#l)",
                 "States.MathRandom(1, 100)", "States.MathRandom(0, 9, #i)",
                 "States.ArrayGetItem($.list, 0)",
                 "States.ArrayLength(States.ArrayRange(0, #i, 2))",
                 "States.StringToJson('#i')" },
    [TEXT] = { "States.Format('{} and {}', #t, #n)", "States.Format(#s, #t)",
               "States.JsonToString(#l)", "States.Base64Encode(#t)",
               "States.Base64Decode(States.Base64Encode(#t))", "States.Hash(#t, '#h')",
               "States.UUID()", "States.ArrayGetItem(States.Array(#t, #b), 0)" },
    [TRUTH] = { "States.ArrayContains(#l, #n)", "States.ArrayContains(#l, #t)",
                "States.ArrayContains(#l, null)", "States.StringToJson('true')",
                "States.ArrayContains(States.Array(#b, #n), #b)",
                "States.StringToJson(States.JsonToString(#b))",
                "States.ArrayContains($.words, #s)", "States.ArrayContains(#l, 1.5)" },
    [LIST] = { "States.Array(#n, #t, #b)", "States.ArrayRange(#i, 9, 3)",
               "States.ArrayPartition(#l, 2)", "States.ArrayUnique(#l)",
               "States.StringSplit(#t, ' ,a')", "States.Array()",
               "States.ArrayRange(9, #i, -2)", "States.StringToJson(States.JsonToString(#l))" },
    [OBJECT] = { "States.JsonMerge(#o, #o, false)",
                 "States.StringToJson(States.JsonToString(#o))",
                 "States.JsonMerge($.o, #o, false)", "States.ArrayGetItem(States.Array(#o), 0)",
                 "States.JsonMerge(#o, $.o, false)", "States.ArrayGetItem($.items, 0)",
                 "States.StringToJson('{}')", "States.JsonMerge($, #o, false)" },
};

static void literal(struct gen *g, struct buf *b, char what)
{
    static const char *const texts[] = { "'{} it is'", "'it\\\\'s {}'", "'\\\\{{}\\\\}'",
                                         "'{}'", "'a, {} b'" };
    static const char *const hashes[] = { "MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512" };
    switch (what) {
    case 'i': buf_int(b, gen_below(g, 9)); break;
    case 's': buf_text(b, GEN_PICK(g, texts)); break;
    default: buf_text(b, GEN_PICK(g, hashes)); break;
    }
}

static void argument(struct gen *g, struct buf *b, char what, int depth)
{
    switch (what) {
    case 'n': expr_any(g, b, NUMBER, depth); break;
    case 't': expr_any(g, b, TEXT, depth); break;
    case 'b': expr_any(g, b, TRUTH, depth); break;
    case 'l': expr_any(g, b, LIST, depth); break;
    case 'o': expr_any(g, b, OBJECT, depth); break;
    default: literal(g, b, what); break;
    }
}

void expr_any(struct gen *g, struct buf *b, enum type type, int depth)
{
    if (depth == 0 || gen_chance(g, 50)) {
        path(g, b, type);
        return;
    }
    for (const char *form = GEN_PICK(g, calls[type]); *form != '\0'; form++) {
        if (*form == '#') {
            form++;
            argument(g, b, *form, depth - 1);
        } else {
            buf_char(b, *form);
        }
    }
}

/* ---- Templates ---- */

static void member(struct gen *g, struct buf *b, const char *key, enum type type)
{
    if (gen_chance(g, 70)) {
        buf_print(b, "\"%s.$\":\"", key);
        expr_any(g, b, type, 2);
        buf_char(b, '"');
    } else {
        buf_print(b, "\"%s\":", key);
        value_of_type(g, b, type);
    }
}

void expr_template(struct gen *g, struct buf *b)
{
    static const char *const keys[] = { "one", "n", "two words", "$dollar", "\\u00e9", "s" };
    int count = 1 + gen_below(g, 3);
    for (int i = 0; i < count; i++) {
        char key[NAME_SIZE];
        buf_char(b, i == 0 ? '{' : ',');
        snprintf(key, sizeof key, "%s%d", GEN_PICK(g, keys), i);
        member(g, b, key, (enum type)gen_below(g, TYPES));
    }
    if (gen_chance(g, 30)) {
        buf_text(b, ",\"deep\":[1,{");
        member(g, b, "in", (enum type)gen_below(g, TYPES));
        buf_text(b, "},null,\"$.n\"]");
    }
    buf_char(b, '}');
}

void expr_base_template(struct gen *g, struct buf *b)
{
    buf_text(b, "{\"n.$\":\"$.n\",");
    member(g, b, "x", NUMBER);
    buf_char(b, ',');
    member(g, b, "s", TEXT);
    buf_text(b, ",\"t\":");
    value_time(g, b);
    buf_char(b, ',');
    member(g, b, "b", TRUTH);
    buf_text(b, ",\"z\":null,");
    member(g, b, "list", LIST);
    buf_text(b, ",\"words.$\":\"$.words\",\"items.$\":\"$.items\",");
    member(g, b, "o", OBJECT);
    buf_char(b, '}');
}

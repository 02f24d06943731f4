/*
 * generate SEED FIRST COUNT: random expressions in JSONata with data for them, a JSON line each
 * (cases.h). The same numbers give the same lines. Most of the expressions mean something: they
 * walk the data that they get, and each form of the language is among them.
 */
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"

#define DEPTH_MOST 5

/* What stands for what is made anew: any expression, a path, a name of the data, a literal. */
#define E "\1"
#define P "\2"
#define N "\3"
#define L "\4"

static const char data[] =
    "{\"a\":{\"b\":[{\"c\":1,\"d\":\"x\",\"e\":[1,2,3]},{\"c\":2,\"d\":\"y\",\"e\":[]},"
    "{\"c\":2,\"d\":\"x\",\"e\":[4]}],\"f\":\"text\",\"g\":null,\"n\":-3.5},"
    "\"b\":[1,2,[3,4],{\"c\":5}],"
    "\"c\":[{\"d\":\"x\",\"k\":[{\"m\":1},{\"m\":2}]},{\"d\":\"z\",\"k\":{\"m\":3}}],"
    "\"d\":\"x\",\"e\":true,\"n\":7,\"s\":[\"q\",\"p\"],\"o\":{}}";

static const char *const names[] = { "a",   "b",       "c",      "d", "e",  "k",   "m",
                                     "n",   "s",       "o",      "f", "g",  "*",   "**",
                                     "`d`", "(b)",     "[d]",    "$", "$x", "b.c", "c.k",
                                     "k.m", "{'k':d}", "$$.c.k", "zz" };

static const char *const paths[] = {
    N,
    N,
    "a.b",
    "c.k",
    P "." N,
    P "." N,
    P "[" E "]",
    P "[0]",
    P "[-1]",
    P "[]",
    P "[" P "=" L "]",
    P "." N "[%." N "=" L "]",
    P "." N ".%",
    P "." N ".%." N,
    P "^(" P ")",
    P "^(>" N ",<" N ")",
    P "{" P ":" E "}",
    P "@$v." P "[$v=" E "]",
    P "@$v#$i." N ".[$i,$v]",
    P "#$i[$i>0]",
    P "[0]#$i.$i",
    P ".[" E "," E "]",
    P ".{'r':" E "}",
    P ".(" E ";" E ")",
    "(" P ").%",
    "(" P ")[" L "]",
    P ".($y:=" N ";[$y,$y])",
};

static const char *const literals[] = { "0",     "1",      "2",       "-1",    "3.5",   "1e3",
                                        "\"x\"", "'text'", "true",    "false", "null",  "[1,2]",
                                        "[]",    "{}",     "{'u':1}", "/x/i",  "[0..2]" };

static const char *const expressions[] = {
    P,
    P,
    P,
    L,
    "(" E ")",
    "($x:=" E ";" E ")",
    "[" E "," E "]",
    "[" E "]",
    "[" E ".." E "]",
    "{'u':" E ",'w':" E "}",
    E "+" E,
    E "-" E,
    E "*" E,
    E "/" E,
    E "%" E,
    E "&" E,
    E "=" E,
    E "!=" E,
    E "<" E,
    E ">=" E,
    E " and " E,
    E " or " E,
    E " in " E,
    "-" E,
    E "?" E ":" E,
    E "?" E,
    "function($p,$q){" E "}(" E "," E ")",
    E "~>function($p){" E "}",
    "($f:=function($p){$p.(" E ")};$f(" E "))",
    "($f:=function($p,$q){[$p,$q]};$g:=$f(?," E ");$g(" E "))",
    "($f:=function($p){[$p]}~>function($q){[$q]};$f(" E "))",
    "($f:=function($p,$k){$k<1?$p:$f([" N "],$k-1)};$f(" E ",3))",
    P "~>|" N "|{'z':" E "}|",
    P "~>|$|{'z':1},['" N "']|",
    "function($p)<n:n>{$p+1}(" E ")",
    E "[" E "]",
    E "." P,
};

#define ONE_OF(r, list) ((list)[random_below(r, sizeof(list) / sizeof *(list))])

static void expand(struct random *r, struct buf *out, const char *form, int depth)
{
    for (; *form != '\0'; form++) {
        bool is_leaf = depth <= 0;
        switch (*form) {
        case 1:
            expand(r, out,
                   !is_leaf                  ? ONE_OF(r, expressions)
                   : random_below(r, 3) == 0 ? L
                                             : N,
                   depth - 1);
            break;
        case 2: expand(r, out, is_leaf ? N : ONE_OF(r, paths), depth - 1); break;
        case 3: buf_text(out, ONE_OF(r, names)); break;
        case 4: buf_text(out, ONE_OF(r, literals)); break;
        default: buf_char(out, *form);
        }
    }
}

static uint64_t number_of(const char *text)
{
    return (uint64_t)number_read(text, strlen(text)).integer;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: generate SEED FIRST COUNT\n");
        return 2;
    }
    uint64_t seed = number_of(argv[1]), first = number_of(argv[2]), count = number_of(argv[3]);
    for (uint64_t i = first; i < first + count; i++) {
        struct random r;
        struct buf text = { 0 }, line = { 0 };
        random_seed(&r, seed * 1000000007 + i);
        expand(&r, &text, E, 1 + (int)random_below(&r, DEPTH_MOST));
        text_put_json(&line, buf_string(&text), text.size);
        printf("{\"expr\":%s,\"data\":%s,\"bindings\":{\"x\":2}}\n", buf_string(&line), data);
        buf_release(&text);
        buf_release(&line);
    }
    return 0;
}

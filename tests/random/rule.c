#include "tests/random/rule.h"

#include "tests/random/expr.h"
#include "tests/random/value.h"

enum operand { OPERAND_TEXT, OPERAND_NUMERIC, OPERAND_TIME, OPERAND_TRUTH };

static const struct comparator {
    const char *word;
    enum operand operand;
    bool has_path;
} comparators[] = {
#define ASL_TEST(word, comparator, operand, has_path) { word, OPERAND_##operand, has_path },
#include <asl/words.def>
};

static bool begins(const char *text, const char *with)
{
    while (*with != '\0' && *text == *with) {
        text++;
        with++;
    }
    return *with == '\0';
}

static void operand_path(struct gen *g, struct buf *b, enum operand what)
{
    switch (what) {
    case OPERAND_TEXT: expr_reference(g, b, TEXT); break;
    case OPERAND_NUMERIC: expr_reference(g, b, NUMBER); break;
    case OPERAND_TIME: buf_text(b, gen_chance(g, 70) ? "$.t" : "$.o.t"); break;
    case OPERAND_TRUTH: expr_reference(g, b, TRUTH); break;
    }
}

static void operand_value(struct gen *g, struct buf *b, const struct comparator *c)
{
    switch (c->operand) {
    case OPERAND_TEXT: value_text(g, b); break;
    case OPERAND_NUMERIC: value_number(g, b); break;
    case OPERAND_TIME: value_time(g, b); break;
    case OPERAND_TRUTH: value_of_type(g, b, TRUTH); break;
    }
}

static void comparison(struct gen *g, struct buf *b)
{
    const struct comparator *c = &GEN_PICK(g, comparators);
    buf_text(b, "\"Variable\":\"");
    if (begins(c->word, "Is")) {
        expr_reference(g, b, (enum type)gen_below(g, TYPES));
    } else {
        operand_path(g, b, c->operand);
    }
    buf_print(b, "\",\"%s", c->word);
    if (c->has_path && gen_chance(g, 40)) {
        buf_text(b, "Path\":\"");
        operand_path(g, b, c->operand);
        buf_char(b, '"');
    } else {
        buf_text(b, "\":");
        operand_value(g, b, c);
    }
}

static void nested(struct gen *g, struct buf *b, int depth)
{
    buf_char(b, '{');
    rule_members(g, b, depth);
    buf_char(b, '}');
}

void rule_members(struct gen *g, struct buf *b, int depth)
{
    int what = depth > 0 ? gen_below(g, 6) : 5;
    if (what > 2) {
        comparison(g, b);
    } else if (what == 2) {
        buf_text(b, "\"Not\":");
        nested(g, b, depth - 1);
    } else {
        int count = 1 + gen_below(g, 3);
        buf_text(b, what == 0 ? "\"And\":[" : "\"Or\":[");
        for (int i = 0; i < count; i++) {
            buf_text(b, i == 0 ? "" : ",");
            nested(g, b, depth - 1);
        }
        buf_char(b, ']');
    }
}

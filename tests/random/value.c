#include "tests/random/value.h"

void value_number(struct gen *g, struct buf *b)
{
    static const char *const odd[] = {
        "-1",    "2.5", "-0.75", "1e3",       "1E-2",
        "100.0", "0.1", "-0",    "123456789", "12345678901234567890"
    };
    if (gen_chance(g, 75)) {
        buf_int(b, gen_below(g, 12));
    } else {
        buf_text(b, GEN_PICK(g, odd));
    }
}

void value_text(struct gen *g, struct buf *b)
{
    static const char *const texts[] = { "alpha",
                                         "beta",
                                         "gamma",
                                         "",
                                         "10",
                                         "a b,c",
                                         "\\u00e9t\\u00e9",
                                         "x\\\"y",
                                         "a*b",
                                         "{}",
                                         "日本",
                                         "\\ud83d\\ude00",
                                         "t\\ta",
                                         "[1,2]",
                                         "2025-01-01T00:00:03Z" };
    buf_print(b, "\"%s\"", GEN_PICK(g, texts));
}

void value_time(struct gen *g, struct buf *b)
{
    static const char *const forms[] = { "Z", ".250Z", "+00:00", "-01:00" };
    buf_print(b, "\"2025-01-01T00:%02d:%02d%s\"", gen_below(g, 3), gen_below(g, 60),
              GEN_PICK(g, forms));
}

static void list(struct gen *g, struct buf *b, int most,
                 void (*item)(struct gen *, struct buf *))
{
    int count = 1 + gen_below(g, most);
    for (int i = 0; i < count; i++) {
        buf_char(b, i == 0 ? '[' : ',');
        item(g, b);
    }
    buf_char(b, ']');
}

static void inner(struct gen *g, struct buf *b, int depth)
{
    int count = depth > 0 ? 1 + gen_below(g, 3) : 0;
    buf_char(b, '[');
    for (int i = 0; i < count; i++) {
        buf_text(b, i == 0 ? "" : ",");
        value_base(g, b, depth - 1);
    }
    buf_char(b, ']');
}

void value_base(struct gen *g, struct buf *b, int depth)
{
    buf_print(b, "{\"n\":%d,\"x\":", gen_below(g, 8));
    value_number(g, b);
    buf_text(b, ",\"s\":");
    value_text(g, b);
    buf_text(b, ",\"t\":");
    value_time(g, b);
    buf_print(b, ",\"b\":%s,\"z\":null,\"list\":", gen_chance(g, 50) ? "true" : "false");
    list(g, b, 4, value_number);
    buf_text(b, ",\"words\":");
    list(g, b, 3, value_text);
    buf_text(b, ",\"items\":");
    inner(g, b, depth);
    buf_text(b, ",\"o\":");
    if (depth > 0) {
        value_base(g, b, depth - 1);
    } else {
        buf_text(b, "{}");
    }
    buf_char(b, '}');
}

void value_of_type(struct gen *g, struct buf *b, enum type type)
{
    switch (type) {
    case NUMBER: value_number(g, b); break;
    case TEXT: value_text(g, b); break;
    case TRUTH: buf_text(b, gen_chance(g, 50) ? "true" : "false"); break;
    case LIST: list(g, b, 3, value_number); break;
    case OBJECT:
    case TYPES: value_base(g, b, 1); break;
    }
}

void value_any(struct gen *g, struct buf *b, int depth)
{
    static const char *const keys[] = { "a", "b c", "n", "list", "\\u00fc", "plain.$x" };
    int what = gen_below(g, depth > 0 ? 9 : 6);
    if (what < TYPES) {
        value_of_type(g, b, (enum type)what);
    } else if (what == 5) {
        buf_text(b, "null");
    } else if (what < 8) {
        buf_print(b, "{\"%s\":", GEN_PICK(g, keys));
        value_any(g, b, depth - 1);
        buf_char(b, '}');
    } else {
        buf_char(b, '[');
        value_any(g, b, depth - 1);
        buf_char(b, ',');
        value_any(g, b, depth - 1);
        buf_char(b, ']');
    }
}

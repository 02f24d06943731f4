/* formats.c - $formatNumber, $formatInteger, $parseInteger. */
#include <math.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/eval/figure.h"
#include "runtime/picture/integer.h"
#include "runtime/picture/numpicture.h"
#include "runtime/value/value.h"
#include "runtime/words/word.h"

/* A text (taken) as a value, or the failure. */
static struct value *finish(struct work *w, struct buf *text, enum work_code code,
                            struct value *about)
{
    struct value *v = code == CODE_NONE ? cast_text(w, buf_string(text), text->size)
                                        : work_fail(w, code, about);
    buf_release(text);
    return v;
}

/* An option of one character; the default if it is no text. */
static void set_character(uint32_t *symbol, const struct value *options, const char *key)
{
    struct value *v;
    if (value_member(options, key, &v) && value_type(v) == VALUE_STRING &&
        text_decode(value_string(v), value_string_size(v), symbol) == 0) {
        *symbol = NUMPICTURE_NONE;
    }
}

static void set_text(const char **symbol, const struct value *options, const char *key)
{
    const char *text = value_member_text(options, key);
    *symbol = text != NULL ? text : *symbol;
}

static struct numpicture_symbols symbols_of(const struct value *options)
{
    struct numpicture_symbols y = numpicture_defaults;
    if (value_type(options) == VALUE_OBJECT) {
        set_character(&y.decimal, options, "decimal-separator");
        set_character(&y.grouping, options, "grouping-separator");
        set_character(&y.exponent, options, "exponent-separator");
        set_character(&y.percent, options, "percent");
        set_character(&y.per_mille, options, "per-mille");
        set_character(&y.zero, options, "zero-digit");
        set_character(&y.digit, options, "digit");
        set_character(&y.pattern, options, "pattern-separator");
        set_text(&y.minus, options, "minus-sign");
        set_text(&y.infinity, options, "infinity");
        set_text(&y.nan, options, "NaN");
    }
    return y;
}

static struct value *format_number(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    struct buf out = { 0 };
    if (args[0] == NULL) {
        return NULL;
    }
    struct numpicture_symbols symbols = symbols_of(args[2]);
    const char *picture = args[1] != NULL ? value_string(args[1]) : "";
    size_t size = args[1] != NULL ? value_string_size(args[1]) : 0;
    enum work_code code = numpicture_put(&out, cast_double(args[0]), picture, size, &symbols);
    return finish(w, &out, code, NULL);
}

/* Reads a picture; fails with D3130 at once, since nothing can be done with such a one. */
static bool read_picture(struct work *w, const struct value *v, struct integer_picture *p)
{
    enum work_code code = v == NULL
                              ? integer_read_picture("", 0, p)
                              : integer_read_picture(value_string(v), value_string_size(v), p);
    if (code == CODE_NONE && p->form == INTEGER_SEQUENCE) {
        struct value *token = value_text_n(p->pattern, p->size);
        work_fail(w, CODE_D3130, token);
        value_release(token);
        return false;
    }
    return code == CODE_NONE || work_fail(w, code, NULL) != NULL;
}

static struct value *format_integer(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    struct buf out = { 0 };
    struct integer_picture picture;
    if (args[0] == NULL || !read_picture(w, args[1], &picture)) {
        return NULL;
    }
    double number = figure_floor(cast_double(args[0]));
    enum work_code code = isfinite(number) ? integer_put(&out, number, &picture) : CODE_NONE;
    if (!isfinite(number)) {
        code = CODE_D3001;
    }
    return finish(w, &out, code, NULL);
}

static struct value *parse_integer(struct work *w, size_t count, struct value *const *args)
{
    (void)count;
    struct integer_picture picture;
    double number = 0;
    if (args[0] == NULL || !read_picture(w, args[1], &picture)) {
        return NULL;
    }
    integer_parse(value_string(args[0]), value_string_size(args[0]), &picture, &number);
    return cast_number(number);
}

const struct jna_word jna_format_number = { .name = "formatNumber",
                                            .signature = "<n-so?:s>",
                                            .call = format_number };
const struct jna_word jna_format_integer = { .name = "formatInteger",
                                             .signature = "<n-s:s>",
                                             .call = format_integer };
const struct jna_word jna_parse_integer = { .name = "parseInteger",
                                            .signature = "<s-s:n>",
                                            .call = parse_integer };

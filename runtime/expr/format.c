/* format.c - States.Format (F-10). */
#include <stddef.h>
#include <string.h>

#include "asl/tree.h"
#include "runtime/base/buf.h"
#include "runtime/expr/intrinsic.h"
#include "runtime/expr/java.h"
#include "runtime/value/value.h"

static const char bad_arguments[] = "Invalid arguments in States.Format";

/* Returns what is wrong with the template, or NULL if `out` is the text. */
static const char *fill(struct buf *out, const struct value *template, size_t n,
                        struct value *const *args)
{
    const char *text = value_string(template), *end = text + value_string_size(template);
    size_t used = 0;
    while (text < end) {
        char next = text + 1 < end ? text[1] : '\0';
        if (*text == '\\' && next != '\0' && strchr("{}\\'", next) != NULL) {
            buf_char(out, next);
            text += 2;
        } else if (*text == '{' && next != '}') {
            return "Invalid template in States.Format: matching '}' not found for '{'.";
        } else if (*text == '{') {
            if (used == n) {
                return bad_arguments;
            }
            java_print(out, args[used++]);
            text += 2;
        } else if (*text == '}') {
            return "Invalid template in States.Format: matching '{' not found for '}'.";
        } else {
            buf_char(out, *text++);
        }
    }
    return used == n ? NULL : bad_arguments;
}

struct value *asl_format(struct asl_scope *s, size_t n, struct value *const *args)
{
    if (n == 0 || value_type(args[0]) != VALUE_STRING) {
        return intrinsic_fail(s, bad_arguments);
    }
    struct buf out = { 0 };
    const char *wrong = fill(&out, args[0], n - 1, args + 1);
    struct value *text =
        wrong != NULL ? intrinsic_fail(s, wrong) : value_text_n(buf_string(&out), out.size);
    buf_release(&out);
    return text;
}

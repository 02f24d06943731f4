/* Any bytes as a regular expression of JavaScript: what is translated compiles as the runtime
 * compiles it, and ends within the bound when it is tried; what is refused has its place in the
 * text. The first byte says which flags there are. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "compiler/jsonata/pattern.h"
#include "runtime/base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void try_it(const struct buf *pattern)
{
    static const char subject[] = "aab\nAbc 0123 \xc3\xa4\xf0\x9f\x98\x80 x-y_z\r\n(a|b)[c]";
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile(
        (PCRE2_SPTR)buf_string(pattern), pattern->size,
        PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF, &error, &offset, NULL);
    if (code == NULL) {
        abort();
    }
    pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
    pcre2_match_context *context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(context, 20000);
    pcre2_match(code, (PCRE2_SPTR)subject, sizeof subject - 1, 0, 0, match, context);
    pcre2_match_context_free(context);
    pcre2_match_data_free(match);
    pcre2_code_free(code);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const flags[] = { "", "m" };
    struct buf out = { 0 };
    struct pattern_error error;
    if (size == 0) {
        return 0;
    }
    const char *text = (const char *)bytes + 1;
    size_t which = bytes[0] & 1;
    if (pattern_translate(&out, text, size - 1, flags[which], which, &error)) {
        try_it(&out);
    } else if (error.offset > size - 1 || error.message[0] == '\0') {
        abort();
    }
    buf_release(&out);
    return 0;
}

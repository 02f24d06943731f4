/* Any bytes as a regular expression of JavaScript: what is translated compiles as the runtime
 * compiles it, and ends within the bound when it is tried; what is refused has its place in the
 * text. The first byte says which flags there are. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/jsonata/pattern.h"
#include "runtime/base/buf.h"
#include "runtime/base/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void try_it(const struct buf *pattern, bool ignores_case)
{
    static const char subject[] = "aab\nAbc 0123 \xc3\xa4\xf0\x9f\x98\x80 x-y_z\r\n(a|b)[c]";
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)buf_string(pattern), pattern->size,
                                     regex_options(ignores_case), &error, &offset, NULL);
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
    static const char *const flags[] = { "", "m", "i", "im" };
    struct buf out = { 0 };
    struct pattern_error error;
    if (size == 0) {
        return 0;
    }
    const char *text = (const char *)bytes + 1;
    size_t which = bytes[0] & 3;
    if (pattern_translate(&out, text, size - 1, flags[which], strlen(flags[which]), &error)) {
        try_it(&out, which >= 2);
    } else if (error.offset > size - 1 || error.message[0] == '\0') {
        abort();
    }
    buf_release(&out);
    return 0;
}

#include "compiler/jsonata/fault.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static const struct {
    const char *code, *text;
} faults[] = {
#define FAULT(code, text) { #code, text },
#include "compiler/jsonata/faults.def"
#undef FAULT
};

size_t fault_units(const char *text, size_t size)
{
    size_t units = 0;
    for (size_t i = 0; i < size;) {
        uint32_t character = 0;
        size_t bytes = text_decode(text + i, size - i, &character);
        units += bytes > 0 && character > 0xFFFF ? 2 : 1;
        i += bytes > 0 ? bytes : 1;
    }
    return units;
}

const char *fault_quote(const struct reading *r, const char *text, size_t size)
{
    struct buf json = { 0 };
    text_put_json(&json, text, size);
    const char *kept = arena_text_n(r->arena, buf_string(&json), json.size);
    buf_release(&json);
    return kept;
}

/* The text with what its {token} and {value} stand for. */
static const char *fill(struct arena *a, const char *text, const struct fault_words *words)
{
    struct buf message = { 0 };
    while (*text != '\0') {
        bool is_token = strncmp(text, "{token}", 7) == 0;
        if (is_token || strncmp(text, "{value}", 7) == 0) {
            buf_text(&message, is_token ? words->token : words->value);
            text += 7;
        } else {
            buf_char(&message, *text++);
        }
    }
    const char *kept = arena_text_n(a, buf_string(&message), message.size);
    buf_release(&message);
    return kept;
}

struct draft *fault_say(const struct reading *r, enum fault fault, size_t start, size_t end,
                        size_t position, const struct fault_words *words)
{
    if (fault_is(r)) {
        return NULL;
    }
    static const struct fault_words none = { "", "" };
    size_t inside = position < r->size ? position : r->size;
    *r->error = (struct jsonata_error){
        .code = faults[fault].code,
        .message = fill(r->arena, faults[fault].text, words == NULL ? &none : words),
        .start = start,
        .end = end,
        .position = fault_units(r->text, inside) + (position - inside),
    };
    return NULL;
}

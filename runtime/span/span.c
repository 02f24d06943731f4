#include "runtime/span/span.h"

static void add(struct span *s, struct span_attribute a)
{
    if (s->attribute_count < SPAN_ATTRIBUTES_MAX) {
        s->attributes[s->attribute_count++] = a;
    }
}

void span_add_text(struct span *s, const char *key, const char *text)
{
    if (text != NULL) {
        add(s, (struct span_attribute){ .key = key, .text = text });
    }
}

void span_add_number(struct span *s, const char *key, int64_t number)
{
    add(s, (struct span_attribute){ .key = key, .number = number });
}

const char *span_outcome_word(enum span_outcome outcome)
{
    static const char *const words[] = { [SPAN_GOOD] = "SUCCEEDED",
                                         [SPAN_CAUGHT] = "CAUGHT",
                                         [SPAN_FAILED] = "FAILED",
                                         [SPAN_STOPPED] = "ABORTED" };
    return words[outcome];
}

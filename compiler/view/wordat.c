#include "compiler/view/wordat.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || (unsigned char)c >= 0x80;
}

/* Where the name begins that a byte is in: a $ begins it, and States. before a name belongs to
 * it. */
static size_t begin_of(const char *text, size_t least, size_t at)
{
    static const char prefix[] = "States.";
    size_t size = sizeof prefix - 1;
    while (at > least && is_letter(text[at - 1])) {
        at--;
    }
    if (at > least && text[at - 1] == '$') {
        at--;
        return at > least && text[at - 1] == '$' ? at - 1 : at;
    }
    return at >= least + size && memcmp(text + at - size, prefix, size) == 0 ? at - size : at;
}

struct span wordat_before(const struct source *s, struct span in, size_t offset)
{
    size_t end = offset > in.end ? in.end : offset < in.start ? in.start : offset;
    return (struct span){ (uint32_t)begin_of(s->text, in.start, end), (uint32_t)end };
}

struct span wordat_whole(const struct source *s, struct span in, size_t offset)
{
    struct span at = wordat_before(s, in, offset);
    static const char states[] = "States";
    if (at.end < in.end && s->text[at.end] == '$' && at.start == at.end) {
        at.end++;
    }
    while (at.end < in.end && is_letter(s->text[at.end])) {
        at.end++;
    }
    bool is_states = at.end - at.start == sizeof states - 1 &&
                     memcmp(s->text + at.start, states, sizeof states - 1) == 0;
    if (is_states && at.end < in.end && s->text[at.end] == '.') {
        do {
            at.end++;
        } while (at.end < in.end && is_letter(s->text[at.end]));
    }
    return at;
}

#include "runtime/picture/datematch.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/text.h"
#include "runtime/picture/datepicture.h"
#include "runtime/picture/numeral.h"

/* The text, and what cannot be matched from where on. */
struct search {
    const char *text;
    size_t size;
    const struct datepicture *picture;
    struct datematch_span *spans;
    unsigned char *dead; /* [part][place]: nothing from here on matches */
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_ordinal_ending(const struct search *s, size_t at)
{
    static const char *const endings[] = { "th", "st", "nd", "rd" };
    for (size_t i = 0; i < sizeof endings / sizeof endings[0] && s->size - at >= 2; i++) {
        if (strncasecmp(s->text + at, endings[i], 2) == 0) {
            return true;
        }
    }
    return false;
}

/* Each mark_ sets `ends` at each place where the part may end that begins at `at`. */
static void mark_digits(const struct search *s, const struct datepicture_part *part, size_t at,
                        unsigned char *ends)
{
    const struct integer_picture *i = &part->integer;
    bool is_bound = part->digits > 0;
    for (double count = 1; at < s->size; count++) {
        uint32_t c;
        size_t bytes = text_decode(s->text + at, s->size - at, &c);
        if (bytes == 0 || c < i->zero || c >= i->zero + 10) {
            return;
        }
        at += bytes;
        if (is_bound && (count > part->digits || count < part->digits - (double)i->optional)) {
            continue;
        }
        if (!i->is_ordinal) {
            ends[at] = 1;
        } else if (has_ordinal_ending(s, at)) {
            ends[at + 2] = 1;
        }
    }
}

static void mark_words(const struct search *s, size_t at, unsigned char *ends)
{
    for (size_t i = at; i < s->size; i++) {
        /* Of two words of which one begins with the other, both are marked. */
        for (size_t most = s->size - i; (i == at || ends[i]) && most > 0;) {
            size_t length = numeral_word_at(s->text + i, most);
            if (length > 0) {
                ends[i + length] = 1;
            }
            most = length > 0 ? length - 1 : 0;
        }
    }
}

/* `letters`: which ones; NULL: all. */
static void mark_letters(const struct search *s, const char *letters, size_t at,
                         unsigned char *ends)
{
    while (at < s->size && is_letter(s->text[at]) &&
           (letters == NULL || strchr(letters, s->text[at]) != NULL)) {
        ends[++at] = 1;
    }
}

/* GMT+01:00: the sign, digits, and, if the picture groups them, the separator and more
 * digits. */
static void mark_zone(const struct search *s, const struct datepicture_part *part, size_t at,
                      unsigned char *ends)
{
    bool is_grouped = part->integer.form == INTEGER_DECIMAL && part->integer.group > 0;
    if (part->component == 'z') {
        if (s->size - at < 3 || strncasecmp(s->text + at, "GMT", 3) != 0) {
            return;
        }
        at += 3;
    }
    if (at == s->size || (s->text[at] != '+' && s->text[at] != '-')) {
        return;
    }
    size_t first = ++at;
    while (at < s->size && is_digit(s->text[at])) {
        ends[++at] = !is_grouped;
    }
    if (is_grouped && at > first) {
        uint32_t c;
        size_t bytes = text_decode(s->text + at, s->size - at, &c);
        at += bytes;
        while (bytes > 0 && c == part->integer.separator && at < s->size &&
               is_digit(s->text[at])) {
            ends[++at] = 1;
        }
    }
}

static void mark(const struct search *s, const struct datepicture_part *part, size_t at,
                 unsigned char *ends)
{
    if (part->component == 'Z' || part->component == 'z') {
        mark_zone(s, part, at, ends);
        return;
    }
    if (!part->has_integer) {
        mark_letters(s, NULL, at, ends);
        return;
    }
    switch (part->integer.form) {
    case INTEGER_WORDS: mark_words(s, at, ends); break;
    case INTEGER_LETTERS: mark_letters(s, NULL, at, ends); break;
    case INTEGER_ROMAN: mark_letters(s, "MDCLXVImdclxvi", at, ends); break;
    case INTEGER_DECIMAL: mark_digits(s, part, at, ends); break;
    case INTEGER_SEQUENCE: break;
    }
}

static bool match_from(struct search *s, size_t index, size_t at);

/* Takes the part as what is from `at` to `end`, and goes on. */
static bool take(struct search *s, size_t index, size_t at, size_t end)
{
    s->spans[index] = (struct datematch_span){ at, end };
    return match_from(s, index + 1, end);
}

/* The longest that a part can be is tried first. */
static bool match_from(struct search *s, size_t index, size_t at)
{
    if (index == s->picture->count) {
        return at == s->size;
    }
    const struct datepicture_part *part = &s->picture->parts[index];
    unsigned char *dead = &s->dead[index * (s->size + 1) + at];
    unsigned char ends[DATEMATCH_TEXT_MOST + 1] = { 0 };
    bool is_matched = false;
    if (*dead) {
        return false;
    }
    if (part->component == '\0') {
        is_matched = s->size - at >= part->size &&
                     strncasecmp(s->text + at, part->literal, part->size) == 0 &&
                     take(s, index, at, at + part->size);
    } else {
        mark(s, part, at, ends);
        for (size_t end = s->size; end > at && !is_matched; end--) {
            is_matched = ends[end] && take(s, index, at, end);
        }
    }
    *dead = !is_matched;
    return is_matched;
}

bool datematch(const char *text, size_t size, const struct datepicture *picture,
               struct datematch_span *spans, unsigned char *scratch)
{
    struct search s = { text, size, picture, spans, scratch };
    memset(scratch, 0, picture->count * (size + 1));
    return match_from(&s, 0, 0);
}

#include "runtime/picture/datepicture.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/picture/blank.h"

bool datepicture_is_number(char component)
{
    return component != '\0' && strchr("YMDdFWwXxHhmsf", component) != NULL;
}

/* What a component that says no more is shown as; NULL if there is no such component. */
static const char *default_of(char component)
{
    switch (component) {
    case 'F':
    case 'P':
    case 'C':
    case 'E': return "n";
    case 'm':
    case 's': return "01";
    case 'Z':
    case 'z': return "01:01";
    default: return datepicture_is_number(component) ? "1" : NULL;
    }
}

static struct datepicture_part *add(struct datepicture *p)
{
    p->parts = memory_grow(p->parts, p->count, &p->room, sizeof *p->parts);
    struct datepicture_part *part = &p->parts[p->count++];
    *part = (struct datepicture_part){ .digits = -1 };
    return part;
}

/* Adds the text from `at` to `end`, with ]] as one ]; returns where what is kept goes on. */
static char *add_literal(struct datepicture *p, const char *at, const char *end, char *keep)
{
    if (at == end) {
        return keep;
    }
    struct datepicture_part *part = add(p);
    part->literal = keep;
    while (at < end) {
        *keep++ = *at;
        at += *at == ']' && at + 1 < end && at[1] == ']' ? 2 : 1;
    }
    part->size = (size_t)(keep - part->literal);
    return keep;
}

/* What is between two brackets, without its blanks. */
static char *keep_marker(const char *at, const char *end, char *keep)
{
    while (at < end) {
        size_t blank = blank_at(at, (size_t)(end - at));
        if (blank == 0) {
            *keep++ = *at++;
        }
        at += blank;
    }
    return keep;
}

/* A star, or nothing, is no bound. */
static struct datepicture_width width_of(const char *at, const char *end)
{
    bool is_star = end - at == 1 && *at == '*';
    return (struct datepicture_width){
        .is_given = !is_star,
        .value = is_star ? 0 : integer_prefix(at, (size_t)(end - at)),
    };
}

/* The width behind the last comma, "2-4". Returns where the comma is, or the end. */
static const char *read_widths(struct datepicture_part *part, const char *at, const char *end)
{
    const char *comma = at < end ? memrchr(at, ',', (size_t)(end - at)) : NULL;
    if (comma == NULL) {
        return end;
    }
    const char *dash = memchr(comma + 1, '-', (size_t)(end - comma - 1));
    part->least = width_of(comma + 1, dash != NULL ? dash : end);
    if (dash != NULL) {
        part->most = width_of(dash + 1, end);
    }
    return comma;
}

/* How many digits there are by the widths and the picture. */
static void set_digits(struct datepicture_part *part)
{
    struct integer_picture *i = &part->integer;
    if (part->least.is_given && i->mandatory < part->least.value) {
        i->mandatory = part->least.value;
    }
    if (strchr("YMD", part->component) == NULL) {
        return;
    }
    if (part->most.is_given) {
        part->digits = i->mandatory = part->most.value;
    } else if (i->form == INTEGER_DECIMAL && i->mandatory + (double)i->optional >= 2) {
        part->digits = i->mandatory + (double)i->optional;
    }
}

/* How the component is shown: `at` up to `end` is its presentation, with `modifier` behind. */
static enum work_code read_presentation(struct datepicture_part *part, const char *at,
                                        size_t size)
{
    if (size > 0 && (*at == 'n' || *at == 'N')) {
        part->names = *at == 'n'                 ? DATEPICTURE_LOWER
                      : size > 1 && at[1] == 'n' ? DATEPICTURE_TITLE
                                                 : DATEPICTURE_UPPER;
    }
    bool is_zone = part->component == 'Z' || part->component == 'z';
    if (!is_zone &&
        (part->names != DATEPICTURE_NUMBER || !datepicture_is_number(part->component))) {
        return CODE_NONE;
    }
    enum work_code code = integer_read_picture(at, size, &part->integer);
    part->has_integer = !is_zone;
    if (code == CODE_NONE && !is_zone) {
        set_digits(part);
    }
    return code;
}

/* A marker without its brackets and blanks. What comes before its comma may grow by a
 * semicolon: there is room for that at `keep`. */
static enum work_code read_marker(struct datepicture *p, const char *marker, char **keep,
                                  struct buf *ret_value)
{
    const char *end = *keep;
    struct datepicture_part *part = add(p);
    part->component = marker < end ? *marker : '\0';
    const char *presentation = default_of(part->component);
    if (presentation == NULL) {
        uint32_t character;
        buf_put(ret_value, marker, text_decode(marker, (size_t)(end - marker), &character));
        return CODE_D3132;
    }
    const char *at = marker + 1, *stop = read_widths(part, at, end);
    size_t size = (size_t)(stop - at);
    if (size == 0) {
        return read_presentation(part, presentation, strlen(presentation));
    }
    char modifier = size > 1 ? stop[-1] : '\0';
    if (modifier == '\0' || strchr("atco", modifier) == NULL) {
        return read_presentation(part, at, size);
    }
    part->is_lettered = modifier == 't';
    char *own = *keep;
    memcpy(own, at, size - 1);
    own[size - 1] = ';';
    own[size] = modifier;
    *keep = own + size + 1;
    bool is_zone = part->component == 'Z' || part->component == 'z';
    return read_presentation(part, own, is_zone ? size - 1 : size + 1);
}

enum work_code datepicture_read(const char *text, size_t size, struct datepicture *ret_picture,
                                struct buf *ret_value)
{
    const char *at = text, *end = text + size, *start = text;
    *ret_picture = (struct datepicture){ .own = memory_get(2 * size + 1) };
    char *keep = ret_picture->own;
    while (at < end) {
        if (*at != '[') {
            at++;
            continue;
        }
        keep = add_literal(ret_picture, start, at, keep);
        start = at + 1;
        if (start < end && *start == '[') {
            keep = add_literal(ret_picture, at, start, keep);
            at = start = start + 1;
            continue;
        }
        const char *close = memchr(start, ']', (size_t)(end - start));
        if (close == NULL) {
            return CODE_D3135;
        }
        char *marker = keep;
        keep = keep_marker(start, close, keep);
        enum work_code code = read_marker(ret_picture, marker, &keep, ret_value);
        if (code != CODE_NONE) {
            return code;
        }
        at = start = close + 1;
    }
    add_literal(ret_picture, start, end, keep);
    return CODE_NONE;
}

void datepicture_release(struct datepicture *p)
{
    memory_release(p->parts);
    memory_release(p->own);
}

const char *datepicture_month(int month)
{
    static const char *const names[] = { "January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December" };
    return names[month - 1];
}

const char *datepicture_day(int weekday)
{
    static const char *const names[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday" };
    return names[weekday - 1];
}

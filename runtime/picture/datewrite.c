#include "runtime/picture/datewrite.h"

#include <math.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
#include "runtime/eval/figure.h"
#include "runtime/picture/datepicture.h"
#include "runtime/picture/integer.h"

struct datewrite_zone datewrite_read_zone(const char *text, size_t size)
{
    double number = integer_prefix(text, size), hours = figure_floor(number / 100);
    double rest = number - number_cut(number / 100) * 100;
    return (struct datewrite_zone){ .hours = hours, .minutes = rest };
}

double datewrite_number(const struct calendar *c, char component)
{
    switch (component) {
    case 'Y': return c->year;
    case 'M': return c->month;
    case 'D': return c->day;
    case 'd': return calendar_day_of_year(c);
    case 'F': return c->weekday;
    case 'W': return calendar_week(c);
    case 'w': return calendar_week_of_month(c);
    case 'X': return calendar_week_year(c);
    case 'x': return calendar_week_month(c);
    case 'H': return c->hour;
    case 'h': return (c->hour + 11) % 12 + 1;
    case 'm': return c->minute;
    case 's': return c->second;
    case 'f': return c->milli;
    default: return (double)NAN;
    }
}

static void put_cased(struct buf *b, const char *text, enum datepicture_names names,
                      size_t size)
{
    for (size_t i = 0; i < size && text[i] != '\0'; i++) {
        char c = text[i];
        bool is_lower = c >= 'a' && c <= 'z', is_upper = c >= 'A' && c <= 'Z';
        c = names == DATEPICTURE_UPPER && is_lower ? (char)(c - 'a' + 'A') : c;
        c = names == DATEPICTURE_LOWER && is_upper ? (char)(c - 'A' + 'a') : c;
        buf_char(b, c);
    }
}

/* January, or as much of it as the width allows. */
static enum work_code put_name(struct buf *b, const struct datepicture_part *part,
                               double number, struct buf *ret_value)
{
    bool is_month = part->component == 'M' || part->component == 'x';
    if (!is_month && part->component != 'F') {
        buf_char(ret_value, part->component);
        return CODE_D3133;
    }
    const char *name = isnan(number) ? "NaN"
                       : is_month    ? datepicture_month((int)number)
                                     : datepicture_day((int)number);
    size_t size = strlen(name);
    if (part->most.is_given && (double)size > part->most.value) {
        size = part->most.value > 0 ? (size_t)part->most.value : 0;
    }
    put_cased(b, name, part->names, size);
    return CODE_NONE;
}

/* Of a year, as many of its last digits as are shown. */
static enum work_code put_number(struct buf *b, const struct datepicture_part *part,
                                 double number, struct buf *ret_value)
{
    if (part->component == 'Y' && part->digits >= 0 && part->digits < 10) {
        double unit = 1;
        for (int digits = (int)part->digits; digits > 0; digits--) {
            unit *= 10;
        }
        number = number - number_cut(number / unit) * unit;
    } else if (isnan(part->digits)) {
        number = (double)NAN;
    }
    enum work_code code = integer_put(b, number, &part->integer);
    if (code == CODE_D3130) {
        buf_put(ret_value, part->integer.pattern, part->integer.size);
    }
    return code;
}

static enum work_code put_offset(struct buf *b, const struct integer_picture *i,
                                 struct datewrite_zone zone)
{
    static const struct integer_picture two_digits = {
        .pattern = "00", .size = 2, .zero = '0', .mandatory = 2
    };
    double offset = zone.hours * 100 + zone.minutes;
    bool is_short = i->mandatory >= 1 && i->mandatory <= 2;
    if (i->form != INTEGER_DECIMAL || (i->group == 0 && i->mandatory > 4)) {
        return CODE_D3134;
    }
    buf_text(b, offset >= 0 ? "+" : "");
    if (i->group > 0 || !is_short) {
        return integer_put(b, offset, i);
    }
    enum work_code code = integer_put(b, zone.hours, i);
    if (code == CODE_NONE && zone.minutes != 0) {
        buf_char(b, ':');
        code = integer_put(b, zone.minutes, &two_digits);
    }
    return code;
}

static enum work_code put_zone(struct buf *b, const struct datepicture_part *part,
                               struct datewrite_zone zone)
{
    size_t start = b->size;
    buf_text(b, part->component == 'z' ? "GMT" : "");
    enum work_code code = put_offset(b, &part->integer, zone);
    if (code == CODE_NONE && part->is_lettered && zone.hours * 100 + zone.minutes == 0) {
        b->size = start;
        buf_char(b, 'Z');
    }
    return code;
}

/* `c` is NULL for a moment that no calendar has. */
static enum work_code put_part(struct buf *b, const struct datepicture_part *part,
                               const struct calendar *c, struct datewrite_zone zone,
                               struct buf *ret_value)
{
    double number = c != NULL ? datewrite_number(c, part->component) : (double)NAN;
    switch (part->component) {
    case '\0': buf_put(b, part->literal, part->size); return CODE_NONE;
    case 'P':
        put_cased(b, c != NULL && c->hour >= 12 ? "pm" : "am", part->names, 2);
        return CODE_NONE;
    case 'C':
    case 'E': buf_text(b, "ISO"); return CODE_NONE;
    case 'Z':
    case 'z': return put_zone(b, part, zone);
    default:
        return part->has_integer ? put_number(b, part, number, ret_value)
                                 : put_name(b, part, number, ret_value);
    }
}

enum work_code datewrite_put(struct buf *b, double ms, const struct datepicture *picture,
                             struct datewrite_zone zone, struct buf *ret_value)
{
    struct calendar c;
    bool is_date = calendar_of(ms + (zone.hours * 60 + zone.minutes) * 60000, &c);
    enum work_code code = CODE_NONE;
    for (size_t i = 0; i < picture->count && code == CODE_NONE; i++) {
        code = put_part(b, &picture->parts[i], is_date ? &c : NULL, zone, ret_value);
    }
    return code;
}

#include "runtime/picture/dateread.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/picture/calendar.h"
#include "runtime/picture/datematch.h"
#include "runtime/picture/datepicture.h"
#include "runtime/picture/datewrite.h"
#include "runtime/picture/integer.h"

/* ---- ISO 8601 */

/* What the characters of a pattern stand for: 9 any digit, 1, 2, 3, 5 a digit up to that, any
 * other itself. */
static bool looks(const char *text, size_t size, const char *pattern)
{
    size_t i = 0;
    for (; pattern[i] != '\0' && i < size; i++) {
        char p = pattern[i], c = text[i];
        bool is_digit = p >= '1' && p <= '9';
        if (is_digit ? c < '0' || c > p : c != p) {
            return false;
        }
    }
    return pattern[i] == '\0';
}

static size_t skip_all(const char *text, size_t size, size_t at, const char *pattern)
{
    size_t step = strlen(pattern);
    while (at <= size && looks(text + at, size - at, pattern)) {
        at += step;
    }
    return at;
}

/* What 2.0.6 asks of a text: months, days and times may each stand any number of times, in this
 * order. The pattern for days takes what that for months has left. */
static bool looks_iso(const char *text, size_t size)
{
    if (!looks(text, size, "9999")) {
        return false;
    }
    size_t at = skip_all(text, size, 4, "-19");
    at = skip_all(text, size, at, "-39");
    at = skip_all(text, size, at, "T29:59:59");
    if (at < size && text[at] == '.' && looks(text + at + 1, size - at - 1, "9")) {
        at = skip_all(text, size, at + 1, "9");
    }
    return at == size || (at + 1 == size && text[at] == 'Z') ||
           (at + 6 == size &&
            (looks(text + at, 6, "+29:59") || looks(text + at, 6, "-29:59"))) ||
           (at + 5 == size && (looks(text + at, 5, "+2959") || looks(text + at, 5, "-2959")));
}

static int number_at(const char *text, size_t at)
{
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

/* A part such as -05, from `least` to `most`; one that is not there is the least. */
static bool take_two(const char *text, size_t size, size_t *at, int most, int *ret_number)
{
    *ret_number = 1;
    if (*at + 3 > size || text[*at] != '-' || !looks(text + *at, size - *at, "-99")) {
        return true;
    }
    *ret_number = number_at(text, *at + 1);
    *at += 3;
    return *ret_number >= 1 && *ret_number <= most;
}

/* Three digits of a fraction count. */
static size_t take_fraction(const char *text, size_t size, size_t at, int *ret_ms)
{
    *ret_ms = 0;
    if (at == size || text[at] != '.') {
        return at;
    }
    int unit = 100;
    for (at++; at < size && text[at] >= '0' && text[at] <= '9'; at++) {
        *ret_ms += (text[at] - '0') * unit;
        unit /= 10;
    }
    return at;
}

/* Z, +01:00 or +0100; the latter two only after a time. */
static bool take_zone(const char *text, size_t size, size_t at, bool has_time, int *ret_minutes)
{
    *ret_minutes = 0;
    if (at == size || text[at] == 'Z') {
        return at == size || at + 1 == size;
    }
    int hours = number_at(text, at + 1), minutes = number_at(text, size - 2);
    *ret_minutes = (hours * 60 + minutes) * (text[at] == '-' ? -1 : 1);
    return has_time && hours <= 23;
}

/* JavaScript's Date.parse() of a text that looks like ISO 8601. The last day of a month may be
 * 31 in each: what is too much is in the next month. */
bool dateread_iso(const char *text, size_t size, double *ret_ms)
{
    int year, month, day, hour = 0, minute = 0, second = 0, ms = 0, zone;
    *ret_ms = (double)NAN;
    if (!looks_iso(text, size)) {
        return false;
    }
    year = number_at(text, 0) * 100 + number_at(text, 2);
    size_t at = 4;
    if (!take_two(text, size, &at, 12, &month) || !take_two(text, size, &at, 31, &day)) {
        return true;
    }
    bool has_time = at < size && text[at] == 'T';
    if (has_time) {
        hour = number_at(text, at + 1);
        minute = number_at(text, at + 4);
        second = number_at(text, at + 7);
        at = take_fraction(text, size, at + 9, &ms);
    }
    bool is_late = hour > 24 || (hour == 24 && (minute > 0 || second > 0 || ms > 0));
    bool goes_on = at < size && text[at] != 'Z' && text[at] != '+' && text[at] != '-';
    if (!is_late && !goes_on && take_zone(text, size, at, has_time, &zone)) {
        int64_t in_day = ((hour * 60 + minute - zone) * INT64_C(60) + second) * 1000 + ms;
        *ret_ms = (double)(calendar_days(year, month, day) * CALENDAR_DAY_MS + in_day);
    }
    return true;
}

/* ---- By a picture */

/* The components, in the order of the bits that tell which are there. */
static const char components[] = "YXMxWwdDPHhmsfFZzCE";

enum { COMPONENTS = sizeof components - 1 };

struct found {
    bool is_there[COMPONENTS];
    double number[COMPONENTS];
};

static size_t index_of(char component)
{
    return (size_t)(strchr(components, component) - components);
}

static double *number_of(struct found *f, char component)
{
    return &f->number[index_of(component)];
}

static void set(struct found *f, char component, double number)
{
    f->is_there[index_of(component)] = true;
    *number_of(f, component) = number;
}

/* Which of January to December, or Monday to Sunday, it is, exactly as the picture would write
 * it in title case; 0 if none. */
static int find_name(const struct datepicture_part *part, const char *text, size_t size)
{
    bool is_day = part->component == 'F';
    for (int i = 1; i <= (is_day ? 7 : 12); i++) {
        const char *name = is_day ? datepicture_day(i) : datepicture_month(i);
        size_t length = strlen(name);
        if (part->most.is_given && part->most.value > 0 && (double)length > part->most.value) {
            length = (size_t)part->most.value;
        }
        if (length == size && memcmp(name, text, size) == 0) {
            return i;
        }
    }
    return 0;
}

/* Minutes ahead of UTC. Without a separator, two digits are hours, and from the third on they
 * are minutes. */
static double read_offset(const struct datepicture_part *part, const char *text, size_t size)
{
    bool is_grouped = part->integer.form == INTEGER_DECIMAL && part->integer.group > 0;
    if (part->component == 'z') {
        text += 3;
        size -= 3;
    }
    size_t hours = size;
    if (is_grouped) {
        hours = 1 + strspn(text + 1, "0123456789");
    } else if (size > 3) {
        hours = 3;
    }
    size_t minutes = hours;
    while (is_grouped && minutes < size && (text[minutes] < '0' || text[minutes] > '9')) {
        minutes++;
    }
    double whole = integer_prefix(text, hours) * 60;
    return minutes < size ? whole + integer_prefix(text + minutes, size - minutes) : whole;
}

static void take_part(struct found *f, const struct datepicture_part *part, const char *text,
                      size_t size)
{
    double number;
    if (part->component == 'Z' || part->component == 'z') {
        set(f, part->component, read_offset(part, text, size));
    } else if (part->has_integer) {
        integer_parse(text, size, &part->integer, &number);
        set(f, part->component, number);
    } else if (part->component == 'P') {
        bool is_half = size == 2;
        bool is_am = is_half && (memcmp(text, "am", 2) == 0 || memcmp(text, "AM", 2) == 0);
        bool is_pm = is_half && (memcmp(text, "pm", 2) == 0 || memcmp(text, "PM", 2) == 0);
        if (is_am || is_pm) {
            set(f, 'P', is_pm);
        }
    } else if (find_name(part, text, size) > 0) {
        set(f, part->component, find_name(part, text, size));
    }
}

/* Refuses what a picture may say, but nothing can be read by. */
static enum work_code check_part(const struct datepicture_part *part, struct buf *ret_value)
{
    if (part->has_integer && part->integer.form == INTEGER_SEQUENCE) {
        buf_put(ret_value, part->integer.pattern, part->integer.size);
        return CODE_D3130;
    }
    if (!part->has_integer && strchr("MxFPZz", part->component) == NULL) {
        buf_char(ret_value, part->component);
        return CODE_D3133;
    }
    return CODE_NONE;
}

/* Returns true if all that is there is one of `all`, and something is; numbers that are 0 do
 * not count. `among` are all components that are looked at. */
static bool is_kind(struct found *f, const char *among, const char *all)
{
    bool is_any = false;
    for (const char *c = among; *c != '\0'; c++) {
        double number = f->is_there[index_of(*c)] ? *number_of(f, *c) : 0;
        bool counts = number > 0 || number < 0;
        if (counts && strchr(all, *c) == NULL) {
            return false;
        }
        is_any = is_any || counts;
    }
    return is_any;
}

/* What is missing, from the largest component to the smallest. Returns false if there is a gap
 * among those that are there. */
static bool fill(struct found *f, const char *all, const struct calendar *now)
{
    bool has_begun = false, has_ended = false;
    for (const char *c = all; *c != '\0'; c++) {
        if (f->is_there[index_of(*c)]) {
            has_begun = true;
            if (has_ended) {
                return false;
            }
        } else if (has_begun) {
            *number_of(f, *c) = strchr("MDd", *c) != NULL;
            has_ended = true;
        } else {
            *number_of(f, *c) = *c == 'P' ? 0 : datewrite_number(now, *c);
        }
    }
    return true;
}

static double moment_of(struct found *f, bool is_day_of_year, bool is_half_day)
{
    double month = *number_of(f, 'M') > 0 ? *number_of(f, 'M') - 1 : 0;
    double day = *number_of(f, 'D'), hour = *number_of(f, 'H');
    if (is_day_of_year) {
        month = 0;
        day = *number_of(f, 'd');
    }
    if (is_half_day) {
        hour = (*number_of(f, 'h') == 12 ? 0 : *number_of(f, 'h')) +
               (*number_of(f, 'P') == 1 ? 12 : 0);
    }
    double zone = *number_of(f, 'Z');
    zone = zone > 0 || zone < 0 ? zone : *number_of(f, 'z');
    double ms = calendar_utc(*number_of(f, 'Y'), month, day, hour, *number_of(f, 'm'),
                             *number_of(f, 's'), *number_of(f, 'f'));
    return isnan(zone) ? ms : ms - zone * 60000;
}

/* A date is a year, month and day; a year and its day; or week dates, which 2.0.6 does not
 * read. A time has 24 hours, or twice 12. */
static enum work_code complete(struct found *f, int64_t now_ms, double *ret_ms)
{
    static const char dates[] = "YXMxWwdD", times[] = "PHhmsf";
    bool is_date = is_kind(f, dates, "YMD");
    bool is_day_of_year = !is_date && is_kind(f, dates, "Yd");
    bool is_month_week = is_kind(f, dates, "XxwF");
    bool is_week = !is_month_week && is_kind(f, dates, "XWF");
    bool is_half_day = !is_kind(f, times, "Hmsf") && is_kind(f, times, "Phmsf");
    struct calendar now = { 0 };
    calendar_of((double)now_ms, &now);
    const char *date = is_day_of_year ? "YD" : is_month_week ? "XxwF" : is_week ? "XWF" : "YMD";
    char all[16];
    size_t size = strlen(date);
    memcpy(all, date, size);
    memcpy(all + size, is_half_day ? "Phmsf" : "Hmsf", is_half_day ? 6 : 5);
    if (!fill(f, all, &now) || is_month_week || is_week) {
        return CODE_D3136;
    }
    *ret_ms = moment_of(f, is_day_of_year, is_half_day);
    return CODE_NONE;
}

static bool match(const char *text, size_t size, const struct datepicture *picture,
                  struct found *f)
{
    struct datematch_span spans[DATEMATCH_PARTS_MOST];
    if (size > DATEMATCH_TEXT_MOST || picture->count > DATEMATCH_PARTS_MOST) {
        return false;
    }
    unsigned char *scratch = memory_get(picture->count * (size + 1));
    bool is_matched = datematch(text, size, picture, spans, scratch);
    memory_release(scratch);
    for (size_t i = 0; i < picture->count && is_matched; i++) {
        const struct datepicture_part *part = &picture->parts[i];
        if (part->component != '\0') {
            take_part(f, part, text + spans[i].from, spans[i].to - spans[i].from);
        }
    }
    return is_matched;
}

enum work_code dateread_by(const char *text, size_t size, const struct datepicture *picture,
                           int64_t now_ms, bool *ret_is_there, double *ret_ms,
                           struct buf *ret_value)
{
    struct found f = { 0 };
    *ret_is_there = false;
    for (size_t i = 0; i < picture->count; i++) {
        const struct datepicture_part *part = &picture->parts[i];
        enum work_code code = part->component != '\0' ? check_part(part, ret_value) : CODE_NONE;
        if (code != CODE_NONE) {
            return code;
        }
    }
    if (!match(text, size, picture, &f)) {
        return CODE_NONE;
    }
    for (size_t i = 0; i < COMPONENTS && !*ret_is_there; i++) {
        *ret_is_there = f.is_there[i];
    }
    return *ret_is_there ? complete(&f, now_ms, ret_ms) : CODE_NONE;
}

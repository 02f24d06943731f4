#include "runtime/events/schedule.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#include "runtime/base/memory.h"

#define MINUTE_MS       INT64_C(60000)
#define DAY_MS          (24 * 60 * MINUTE_MS)
#define ZONES           "/usr/share/zoneinfo"
#define PATH_ROOM       512
#define EXPRESSION_ROOM 512
#define YEAR_FIRST      1970
#define YEAR_LAST       2199

enum { MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS, YEARS, FIELDS };

/* What a field of cron may say; names stand for numbers from `least` on. */
static const struct {
    int least, most;
    const char *names; /* three letters each */
} kinds[FIELDS] = {
    { 0, 59, "" },
    { 0, 23, "" },
    { 1, 31, "" },
    { 1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC" },
    { 1, 7, "SUNMONTUEWEDTHUFRISAT" },
    { YEAR_FIRST, YEAR_LAST, "" },
};

struct cron {
    bool holds[FIELDS][YEAR_LAST - YEAR_FIRST + 1]; /* counted from the field's least */
    bool is_any_day, is_any_weekday;                /* the field is '?' */
    bool is_last_day;                               /* "L": of the month */
    int near_day;                                   /* "15W": the next working day; 0: none */
    int nth_weekday, nth; /* "6#3", or "6L" with nth -1; nth 0: none */
};

/* ---- Read ---- */

/* A number or a name. Returns false if there is none. */
static bool read_number(const char **at, int field, int *ret)
{
    if (**at >= '0' && **at <= '9') {
        char *end;
        long number = strtol(*at, &end, 10);
        *at = end;
        *ret = number > YEAR_LAST ? YEAR_LAST + 1 : (int)number;
        return true;
    }
    for (const char *name = kinds[field].names; *name != '\0'; name += 3) {
        if (strncasecmp(name, *at, 3) == 0) {
            *ret = kinds[field].least + (int)(name - kinds[field].names) / 3;
            *at += 3;
            return true;
        }
    }
    return false;
}

/* One of a field's words: "*", "5", "1-5", with "/2" behind it. */
static bool read_span(struct cron *c, int field, const char *word)
{
    int least = kinds[field].least, most = kinds[field].most, step = 1;
    int from = least, to = most;
    if (*word == '*') {
        word++;
    } else {
        if (!read_number(&word, field, &from)) {
            return false;
        }
        to = from;
        if (*word == '-') {
            word++;
            if (!read_number(&word, field, &to)) {
                return false;
            }
        } else if (*word == '/') {
            to = most;
        }
    }
    if (*word == '/') {
        word++;
        if (!read_number(&word, field, &step) || step == 0) {
            return false;
        }
    }
    if (*word != '\0' || from < least || to > most) {
        return false;
    }
    /* FRI-MON goes round. */
    int count = (to >= from ? to - from : to + most - least + 1 - from) + 1;
    for (int i = 0; i < count; i += step) {
        c->holds[field][(from - least + i) % (most - least + 1)] = true;
    }
    return true;
}

/* The words that only days have. Returns false if it is none of them. */
static bool read_day(struct cron *c, int field, const char *word)
{
    const char *at = word;
    int number;
    if (field == DAYS && strcmp(word, "L") == 0) {
        c->is_last_day = true;
        return true;
    }
    if (field == WEEKDAYS && strcmp(word, "L") == 0) {
        return read_span(c, field, "7");
    }
    if (!read_number(&at, field, &number) || number < kinds[field].least ||
        number > kinds[field].most) {
        return false;
    }
    if (field == DAYS && strcmp(at, "W") == 0) {
        c->near_day = number;
        return true;
    }
    if (field == WEEKDAYS && strcmp(at, "L") == 0) {
        c->nth_weekday = number;
        c->nth = -1;
        return true;
    }
    if (field == WEEKDAYS && at[0] == '#' && at[1] >= '1' && at[1] <= '5' && at[2] == '\0') {
        c->nth_weekday = number;
        c->nth = at[1] - '0';
        return true;
    }
    return false;
}

static bool read_field(struct cron *c, int field, const char *text, size_t size)
{
    bool is_day = field == DAYS || field == WEEKDAYS;
    if (is_day && size == 1 && *text == '?') {
        *(field == DAYS ? &c->is_any_day : &c->is_any_weekday) = true;
        return true;
    }
    while (size > 0) {
        char word[32];
        size_t length = 0;
        while (length < size && text[length] != ',') {
            length++;
        }
        if (length == 0 || length >= sizeof word) {
            return false;
        }
        memcpy(word, text, length);
        word[length] = '\0';
        if (!(is_day && read_day(c, field, word)) && !read_span(c, field, word)) {
            return false;
        }
        text += length;
        size -= length;
        if (size > 0) {
            text++;
            size--;
            if (size == 0) {
                return false;
            }
        }
    }
    return true;
}

/* The text between the parentheses of "WORD(...)": returns false if it is not that. */
static bool read_inner(const char *text, const char *word, const char **ret_inner,
                       size_t *ret_size)
{
    size_t size = strlen(word), whole = strlen(text);
    if (strncmp(text, word, size) != 0 || text[size] != '(' || text[whole - 1] != ')') {
        return false;
    }
    *ret_inner = text + size + 1;
    *ret_size = whole - size - 2;
    return true;
}

/* One of the two days must be '?', and only one. */
static bool read_cron(const char *text, struct cron *ret)
{
    size_t size;
    int field = 0;
    *ret = (struct cron){ 0 };
    if (!read_inner(text, "cron", &text, &size)) {
        return false;
    }
    while (size > 0) {
        size_t blanks = strspn(text, " "), length;
        text += blanks < size ? blanks : size;
        size -= blanks < size ? blanks : size;
        for (length = 0; length < size && text[length] != ' '; length++) {
        }
        if (length == 0) {
            break;
        }
        if (field == FIELDS || !read_field(ret, field++, text, length)) {
            return false;
        }
        text += length;
        size -= length;
    }
    return field == FIELDS && ret->is_any_day != ret->is_any_weekday;
}

/* Returns 0 if that is not a rate. */
static int64_t read_rate(const char *text)
{
    static const struct {
        const char *one, *many;
        int64_t ms;
    } units[] = { { " minute", " minutes", MINUTE_MS },
                  { " hour", " hours", 60 * MINUTE_MS },
                  { " day", " days", DAY_MS } };
    size_t size;
    char *end;
    if (!read_inner(text, "rate", &text, &size) || *text < '1' || *text > '9') {
        return 0;
    }
    long long number = strtoll(text, &end, 10);
    size -= (size_t)(end - text);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const char *unit = number == 1 ? units[i].one : units[i].many;
        if (number <= 1000000 && strlen(unit) == size && strncmp(end, unit, size) == 0) {
            return number * units[i].ms;
        }
    }
    return 0;
}

/* ---- Days ---- */

struct day {
    int year, month, day, weekday; /* a Sunday is 1 */
};

/* The civil date of a day since 1970, by the Gregorian calendar. */
static struct day day_of(int64_t days)
{
    int64_t shifted = days + 719468, era = shifted / 146097, in_era = shifted - era * 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;
    struct day d;
    d.day = (int)(in_year - (153 * month + 2) / 5) + 1;
    d.month = (int)(month < 10 ? month + 3 : month - 9);
    d.year = (int)(year + era * 400) + (d.month <= 2);
    d.weekday = (int)((days + 4) % 7) + 1;
    return d;
}

static bool is_same_month(int64_t days, struct day d)
{
    struct day other = day_of(days);
    return other.month == d.month && other.year == d.year;
}

/* Returns true if `days` is the working day that is nearest to a day of its month. */
static bool is_near(int64_t days, struct day d, int wanted)
{
    int64_t day = days - d.day + wanted;
    if (!is_same_month(day, d)) {
        return false;
    }
    struct day w = day_of(day);
    if (w.weekday == 7) {
        day += is_same_month(day - 1, d) ? -1 : 2;
    } else if (w.weekday == 1) {
        day += is_same_month(day + 1, d) ? 1 : -2;
    }
    return day == days;
}

static bool is_day(const struct cron *c, int64_t days)
{
    struct day d = day_of(days);
    if (d.year > YEAR_LAST || !c->holds[YEARS][d.year - YEAR_FIRST] ||
        !c->holds[MONTHS][d.month - 1]) {
        return false;
    }
    if (c->is_any_day) {
        bool is_nth = c->nth > 0 ? (d.day - 1) / 7 + 1 == c->nth
                                 : c->nth < 0 && !is_same_month(days + 7, d);
        return c->holds[WEEKDAYS][d.weekday - 1] || (is_nth && d.weekday == c->nth_weekday);
    }
    return c->holds[DAYS][d.day - 1] || (c->is_last_day && !is_same_month(days + 1, d)) ||
           (c->near_day > 0 && is_near(days, d, c->near_day));
}

/* The first minute of a day from `from` on that cron holds; -1 if there is none. */
static int minute_of_day(const struct cron *c, int from)
{
    for (int minute = from; minute < 24 * 60; minute++) {
        if (c->holds[HOURS][minute / 60] && c->holds[MINUTES][minute % 60]) {
            return minute;
        }
    }
    return -1;
}

static int64_t next_of_cron(const struct cron *c, int64_t after_ms)
{
    int64_t days = after_ms / DAY_MS;
    int from = (int)(after_ms % DAY_MS / MINUTE_MS) + 1;
    for (; day_of(days).year <= YEAR_LAST; days++, from = 0) {
        int minute = is_day(c, days) ? minute_of_day(c, from) : -1;
        if (minute >= 0) {
            return days * DAY_MS + minute * MINUTE_MS;
        }
    }
    return 0;
}

/* ---- Once ---- */

/* at(yyyy-mm-ddThh:mm:ss) as a time of UTC; 0 if that is not one. */
static int64_t read_at(const char *text)
{
    struct tm t = { .tm_isdst = 0 };
    size_t size;
    if (!read_inner(text, "at", &text, &size) || size != strlen("2026-12-01T08:00:00")) {
        return 0;
    }
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &t);
    time_t at = end == text + size ? timegm(&t) : 0;
    return at > 0 ? (int64_t)at * 1000 : 0;
}

/* ---- Time zones ---- */

/* The zone behind an expression; NULL if there is none. */
static const char *zone_of(const char *text)
{
    const char *close = strchr(text, ')');
    return close != NULL && close[1] == ' ' ? close + 2 : NULL;
}

static bool is_zone(const char *zone)
{
    char path[PATH_ROOM];
    struct stat about;
    const char *folder = getenv("TZDIR");
    int size = snprintf(path, sizeof path, "%s/%s", folder != NULL ? folder : ZONES, zone);
    return zone[0] != '/' && zone[0] != '.' && strstr(zone, "..") == NULL && size > 0 &&
           (size_t)size < sizeof path && stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* The C library knows one time zone, that of the variable TZ: until zone_leave() it is this. */
struct zone {
    char *before; /* new; NULL: it was not set */
};

static struct zone zone_enter(const char *name)
{
    char text[PATH_ROOM];
    struct zone z = { memory_text(getenv("TZ")) };
    snprintf(text, sizeof text, ":%s", name);
    setenv("TZ", text, 1);
    tzset();
    return z;
}

static void zone_leave(struct zone *z)
{
    if (z->before != NULL) {
        setenv("TZ", z->before, 1);
    } else {
        unsetenv("TZ");
    }
    tzset();
    memory_release(z->before);
}

/* What the clocks of the zone show, as if they showed UTC. */
static int64_t shown_ms(int64_t ms)
{
    struct tm t;
    time_t at = (time_t)(ms / 1000);
    localtime_r(&at, &t);
    return (int64_t)timegm(&t) * 1000;
}

/* When they show that; of a time that they leave out, what it would be if they did not. */
static int64_t time_of(int64_t shown)
{
    struct tm t;
    time_t at = (time_t)(shown / 1000);
    gmtime_r(&at, &t);
    t.tm_isdst = -1;
    return (int64_t)mktime(&t) * 1000;
}

/* ---- All of them ---- */

bool schedule_is_good(const char *text)
{
    struct cron c;
    return text[0] != '\0' && (read_rate(text) > 0 || read_cron(text, &c));
}

bool schedule_is_good_in(const char *text, const char *zone)
{
    bool has_zone = zone != NULL && zone[0] != '\0';
    return (schedule_is_good(text) || (text[0] != '\0' && read_at(text) > 0)) &&
           (!has_zone || is_zone(zone));
}

/* Of an expression without a zone. */
static int64_t next_plain(const char *text, int64_t after_ms)
{
    struct cron c;
    int64_t rate_ms = read_rate(text), once_ms = read_at(text);
    if (rate_ms > 0) {
        return after_ms + rate_ms;
    }
    if (once_ms > 0) {
        return once_ms > after_ms ? once_ms : 0;
    }
    return read_cron(text, &c) ? next_of_cron(&c, after_ms) : 0;
}

/* Clocks that are put back show some times twice: the first one counts. */
static int64_t next_in(const char *text, const char *zone, int64_t after_ms)
{
    struct zone z = zone_enter(zone);
    int64_t shown = shown_ms(after_ms), next = 0;
    do {
        shown = next_plain(text, shown);
        next = shown > 0 ? time_of(shown) : 0;
    } while (shown > 0 && next <= after_ms);
    zone_leave(&z);
    return next;
}

int64_t schedule_next(const char *text, int64_t after_ms)
{
    const char *zone = zone_of(text);
    if (text[0] == '\0') {
        return 0;
    }
    if (zone == NULL) {
        return next_plain(text, after_ms);
    }
    char plain[EXPRESSION_ROOM];
    size_t size = (size_t)(zone - text) - 1;
    if (size >= sizeof plain) {
        return 0;
    }
    memcpy(plain, text, size);
    plain[size] = '\0';
    return read_rate(plain) > 0 ? next_plain(plain, after_ms) : next_in(plain, zone, after_ms);
}

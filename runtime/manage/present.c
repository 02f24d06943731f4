#include "runtime/manage/present.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/base/text.h"
#include "runtime/manage/sheet.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* A date of the API: seconds since 1970, as milliseconds; 0 if there is none. */
static int64_t date_of(const struct value *o, const char *key)
{
    struct value *v;
    return value_member(o, key, &v) ? (int64_t)(value_to_number(v).real * 1000 + 0.5) : 0;
}

/* ---- Executions ---- */

static int newer(const void *a, const void *b)
{
    int64_t x = date_of(*(struct value *const *)a, "startDate");
    int64_t y = date_of(*(struct value *const *)b, "startDate");
    return (x < y) - (x > y);
}

struct value *present_newest(const struct value *executions, size_t most)
{
    size_t count = value_count(executions);
    struct value **sorted = memory_array(count, sizeof *sorted);
    struct value *newest = value_array(0);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = value_item(executions, i);
    }
    qsort(sorted, count, sizeof *sorted, newer);
    for (size_t i = 0; i < count && i < most; i++) {
        value_append_take(&newest, value_share(sorted[i]));
    }
    memory_release(sorted);
    return newest;
}

static void add_date(struct sheet *s, int64_t at_ms)
{
    char text[TIME_TEXT_ROOM];
    time_write(text, at_ms);
    sheet_add(s, at_ms != 0 ? text : "-");
}

/* What stands behind the last colon of an ARN. */
static const char *last_of(const char *arn)
{
    const char *colon = arn != NULL ? strrchr(arn, ':') : NULL;
    return colon != NULL ? colon + 1 : arn;
}

#define DIGITS 12 /* of a definition's digest: enough to tell it from others */

static void add_digest(struct sheet *s, const struct value *x)
{
    const char *digest = value_member_text(x, "definitionSha256");
    char *digits = digest != NULL ? memory_text_n(digest, DIGITS) : NULL;
    sheet_add(s, digits);
    memory_release(digits);
}

static void present(const struct value *v, const char *const heads[5], bool is_unclaimed)
{
    struct sheet s;
    struct value *list;
    sheet_open(&s, heads, 5);
    if (value_member(v, "executions", &list)) {
        for (size_t i = 0; i < value_count(list); i++) {
            const struct value *x = value_item(list, i);
            sheet_add(&s, value_member_text(x, "status"));
            add_date(&s, date_of(x, "startDate"));
            if (is_unclaimed) {
                add_digest(&s, x);
            } else {
                add_date(&s, date_of(x, "stopDate"));
            }
            sheet_add(&s, last_of(value_member_text(x, "stateMachineArn")));
            sheet_add(&s, value_member_text(x, "name"));
        }
    }
    sheet_print(&s);
}

void present_executions(const struct value *v)
{
    static const char *const heads[] = { "STATUS", "STARTED", "STOPPED", "MACHINE", "NAME" };
    present(v, heads, false);
}

void present_unclaimed(const struct value *v)
{
    static const char *const heads[] = { "STATUS", "STARTED", "DEFINITION", "MACHINE", "NAME" };
    present(v, heads, true);
}

/* ---- Events ---- */

/* What a reader of an event looks for first. */
static void put_details(struct buf *b, const struct value *event)
{
    static const char *const keys[] = { "name",     "resourceType", "resource", "error",
                                        "cause",    "input",        "output",   "mapRunArn",
                                        "location", "reason" };
    for (struct value_walk w = value_walk(event); value_step(&w);) {
        for (size_t i = 0;
             value_type(w.value) == VALUE_OBJECT && i < sizeof keys / sizeof keys[0]; i++) {
            const char *text = value_member_text(w.value, keys[i]);
            if (text != NULL) {
                buf_print(b, "%s%s", b->size > 0 ? "  " : "", text);
            }
        }
    }
}

#define DETAILS_MOST 160 /* bytes: about what fits on a line */

void present_events(const struct value *v)
{
    static const char *const heads[] = { "ID", "AFTER", "TIME", "TYPE", "DETAILS" };
    static const char *const numbers[] = { "id", "previousEventId" };
    struct sheet s;
    struct value *list = NULL, *number;
    value_member(v, "events", &list);
    sheet_open(&s, heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *e = value_item(list, i);
        struct buf details = { 0 };
        for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++) {
            char *text = value_member(e, numbers[n], &number) ? write_text(number) : NULL;
            sheet_add(&s, text);
            memory_release(text);
        }
        add_date(&s, date_of(e, "timestamp"));
        sheet_add(&s, value_member_text(e, "type"));
        put_details(&details, e);
        size_t size = text_cut(buf_string(&details), details.size, DETAILS_MOST);
        char *cut = memory_text_n(buf_string(&details), size);
        sheet_add(&s, cut);
        memory_release(cut);
        buf_release(&details);
    }
    sheet_print(&s);
}

/* ---- One execution ---- */

/* Dates are the numbers whose names say so; what tells of other members ("inputDetails") is
 * for programs. */
static void add_member(struct sheet *s, const char *key, const struct value *v)
{
    char *text = NULL;
    sheet_add(s, key);
    if (text_ends_with(key, "Date")) {
        add_date(s, (int64_t)(value_to_number(v).real * 1000 + 0.5));
    } else if (value_type(v) == VALUE_STRING) {
        sheet_add(s, value_string(v));
    } else {
        text = write_text(v);
        sheet_add(s, text);
    }
    memory_release(text);
}

void present_members(const struct value *v)
{
    static const char *const heads[] = { "MEMBER", "VALUE" };
    struct sheet s;
    sheet_open(&s, heads, sizeof heads / sizeof heads[0]);
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        if (!text_ends_with(w.key, "Details")) {
            add_member(&s, w.key, w.value);
        }
    }
    sheet_print(&s);
}

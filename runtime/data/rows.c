#include "runtime/data/rows.h"

#include <string.h>

#include "runtime/base/javamap.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

char rows_delimiter(const char *word)
{
    static const struct {
        const char *word;
        char delimiter;
    } delimiters[] = { { "COMMA", ',' },
                       { "PIPE", '|' },
                       { "SEMICOLON", ';' },
                       { "SPACE", ' ' },
                       { "TAB", '\t' } };
    if (word == NULL) {
        return ',';
    }
    for (size_t i = 0; i < sizeof delimiters / sizeof delimiters[0]; i++) {
        if (strcmp(delimiters[i].word, word) == 0) {
            return delimiters[i].delimiter;
        }
    }
    return '\0';
}

/* Bytes that are not UTF-8 become U+FFFD. */
static struct value *text_value(const char *text, size_t size)
{
    if (text_utf8_span(text, size) == size) {
        return value_text_n(text, size);
    }
    struct buf good = { 0 };
    text_put_utf8(&good, text, size);
    struct value *v = value_text_n(good.text, good.size);
    buf_release(&good);
    return v;
}

static bool check_headers(const struct value *headers, struct buf *why)
{
    size_t bytes = 0, count = value_count(headers);
    if (value_type(headers) != VALUE_ARRAY) {
        buf_text(why, "CSVHeaders must be an array of strings.");
        return false;
    }
    struct value *seen = value_object();
    for (size_t i = 0; i < count && why->size == 0; i++) {
        const struct value *h = value_item(headers, i);
        if (value_type(h) != VALUE_STRING) {
            buf_text(why, "CSV headers must be strings.");
        } else if (strlen(value_string(h)) != value_string_size(h)) {
            buf_text(why, "CSV headers cannot contain U+0000.");
        } else {
            bytes += value_string_size(h);
            value_set_take(&seen, value_string(h), NULL);
        }
    }
    if (why->size == 0 && value_count(seen) != count) {
        buf_text(why, "CSV headers cannot contain duplicates.");
    } else if (why->size == 0 && bytes > ROWS_HEADER_BYTES) {
        buf_text(why, "CSV headers cannot exceed 10 KiB.");
    }
    value_release(seen);
    return why->size == 0;
}

/* With headers that are good, the order of a row's members. */
static bool take_headers(struct rows *t, struct buf *why)
{
    if (!check_headers(t->headers, why)) {
        return false;
    }
    size_t count = value_count(t->headers);
    memory_release(t->order);
    t->order = memory_array(count, sizeof *t->order);
    for (size_t i = 0; i < count; i++) {
        const struct value *h = value_item(t->headers, i);
        t->order[i] = javamap_slot(value_string(h), value_string_size(h), i);
    }
    javamap_order(t->order, count);
    return true;
}

bool rows_set_headers(struct rows *t, struct value *headers, struct buf *why)
{
    value_release(t->headers);
    t->headers = value_share(headers);
    return take_headers(t, why);
}

static const char *broken(enum csv_outcome outcome)
{
    return outcome == CSV_UNCLOSED ? "The CSV file ends within a quoted field."
                                   : "A record of the CSV file is too long.";
}

bool rows_read_headers(struct rows *t, struct stream *s, struct buf *why)
{
    enum csv_outcome outcome = csv_next(s, t->delimiter, ROWS_HEADER_BYTES * 2, &t->record);
    value_release(t->headers);
    t->headers = value_array(t->record.count);
    if (outcome == CSV_END) {
        return true;
    }
    if (outcome != CSV_RECORD) {
        buf_text(why, outcome == CSV_TOO_LONG ? "CSV headers cannot exceed 10 KiB."
                                              : broken(outcome));
        return false;
    }
    for (size_t i = 0; i < t->record.count; i++) {
        size_t size = 0;
        const char *text = csv_field(&t->record, i, &size);
        value_append_take(&t->headers, text_value(text, size));
    }
    return take_headers(t, why);
}

struct value *rows_next(struct rows *t, struct stream *s, size_t limit, struct buf *why)
{
    enum csv_outcome outcome = csv_next(s, t->delimiter, limit, &t->record);
    if (outcome != CSV_RECORD) {
        buf_text(why, outcome == CSV_END ? "" : broken(outcome));
        return NULL;
    }
    struct value *row = value_object();
    size_t count = value_count(t->headers);
    for (size_t i = 0; i < count; i++) {
        size_t size = 0, column = t->order[i].index;
        const char *text = csv_field(&t->record, column, &size);
        const char *header = value_string(value_item(t->headers, column));
        value_set_take(&row, header, text_value(text, size));
    }
    return row;
}

void rows_release(struct rows *t)
{
    value_release(t->headers);
    memory_release(t->order);
    csv_release(&t->record);
    t->headers = NULL;
    t->order = NULL;
}

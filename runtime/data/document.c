#include "runtime/data/document.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/stream.h"
#include "runtime/data/scan.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

static void not_json(const struct stream *s, const char *name, const char *message,
                     struct buf *why)
{
    buf_print(why, "%s is not valid JSON before byte %" PRIu64 ": %s", name, stream_offset(s),
              message);
}

bool document_read(const struct stream *s, const struct buf *text, const char *name,
                   struct value **ret_value, struct buf *why)
{
    struct read_error error;
    if (text->full) {
        not_json(s, name, "an item is too long", why);
        return false;
    }
    if (!read_json(buf_string(text), text->size, ret_value, &error)) {
        not_json(s, name, error.message, why);
        return false;
    }
    return true;
}

static bool fail(const struct document *d, const char *message, struct buf *why)
{
    not_json(d->stream, d->name, message, why);
    return false;
}

/* The value that begins here: new. */
static bool take_value(struct document *d, struct value **ret_value, struct buf *why)
{
    buf_clear(d->text);
    if (!scan_value(d->stream, d->text) && !d->text->full) {
        return fail(d, "the text ends within a value", why);
    }
    return document_read(d->stream, d->text, d->name, ret_value, why);
}

/* A member's name and its colon; what `text` held is lost. */
static bool take_name(struct document *d)
{
    struct stream *s = d->stream;
    buf_clear(d->text);
    if (scan_blank(s) != '"' || !scan_value(s, d->text) || scan_blank(s) != ':') {
        return false;
    }
    stream_take(s);
    return scan_blank(s) >= 0;
}

/* Behind a value: a comma with something after it, or what closes the container. */
static bool take_comma(struct stream *s, int closes)
{
    int c = scan_blank(s);
    if (c != ',') {
        return c == closes;
    }
    stream_take(s);
    c = scan_blank(s);
    return c >= 0 && c != closes;
}

static int closing(int opening)
{
    return opening == '[' ? ']' : '}';
}

/* One step of a JSON pointer, its ~1 and ~0 undone. */
static void unescape(struct buf *out, const char *step, size_t size)
{
    buf_clear(out);
    for (size_t i = 0; i < size; i++) {
        if (step[i] == '~' && i + 1 < size && (step[i + 1] == '0' || step[i + 1] == '1')) {
            buf_char(out, step[++i] == '0' ? '~' : '/');
        } else {
            buf_char(out, step[i]);
        }
    }
}

static bool is_name(const struct buf *text, const struct buf *wanted)
{
    struct value *name = NULL;
    struct read_error error;
    bool same = read_json(buf_string(text), text->size, &name, &error) &&
                value_string_size(name) == wanted->size &&
                memcmp(value_string(name), buf_string(wanted), wanted->size) == 0;
    value_release(name);
    return same;
}

/* Stand before the member or item that a step names. */
static bool take_step(struct document *d, const struct buf *step)
{
    struct stream *s = d->stream;
    int opening = scan_blank(s);
    char index[24];
    if (opening != '[' && opening != '{') {
        return false;
    }
    stream_take(s);
    for (uint64_t i = 0; scan_blank(s) >= 0 && scan_blank(s) != closing(opening); i++) {
        int size = snprintf(index, sizeof index, "%" PRIu64, i);
        bool found = false;
        if (opening == '[') {
            found =
                (size_t)size == step->size && memcmp(index, buf_string(step), step->size) == 0;
        } else if (!take_name(d)) {
            return false;
        } else {
            found = is_name(d->text, step);
        }
        if (found) {
            return true;
        }
        if (!scan_value(s, NULL) || !take_comma(s, closing(opening))) {
            return false;
        }
    }
    return false;
}

static bool follow(struct document *d, const char *pointer)
{
    struct buf step = { 0 };
    bool found = true;
    while (found && *pointer == '/') {
        size_t size = strcspn(pointer + 1, "/");
        unescape(&step, pointer + 1, size);
        found = take_step(d, &step);
        pointer += size + 1;
    }
    buf_release(&step);
    return found && *pointer == '\0';
}

/* The container whose items are wanted; a value that is not a container has none. */
static bool open_container(struct document *d, struct buf *why)
{
    struct value *scalar = NULL;
    if (d->pointer != NULL && !follow(d, d->pointer)) {
        buf_text(why,
                 "The provided ReaderConfig.ItemsPointer does not match any valid path in the "
                 "JSON structure.");
        return false;
    }
    int c = scan_blank(d->stream);
    if (c == '[' || c == '{') {
        d->inside = stream_take(d->stream);
        return true;
    }
    if (take_value(d, &scalar, why)) {
        buf_text(why, "Attempting to map over non-iterable node.");
        value_release(scalar);
    }
    return false;
}

/* Behind the last item: with no pointer nothing may follow. */
static bool close_container(struct document *d, struct buf *why)
{
    stream_take(d->stream);
    bool whole = d->pointer == NULL || d->pointer[0] == '\0';
    return !whole || scan_blank(d->stream) < 0 || fail(d, "something follows the value", why);
}

/* An item, and the comma behind it. */
static bool take_item(struct document *d, struct value **ret_item, struct buf *why)
{
    struct value *item = NULL;
    if (!take_value(d, &item, why)) {
        return false;
    }
    if (!take_comma(d->stream, closing(d->inside))) {
        value_release(item);
        return fail(d, "a comma or bracket is missing", why);
    }
    *ret_item = item;
    return true;
}

static bool take_member(struct document *d, struct value **ret_item, struct buf *why)
{
    struct value *key = NULL, *value = NULL;
    if (!take_name(d)) {
        return fail(d, "a member's name or its colon is missing", why);
    }
    if (!document_read(d->stream, d->text, d->name, &key, why)) {
        return false;
    }
    if (!take_item(d, &value, why)) {
        value_release(key);
        return false;
    }
    *ret_item = value_object();
    value_set_take(&*ret_item, "Key", key);
    value_set_take(&*ret_item, "Value", value);
    return true;
}

enum document_outcome document_next(struct document *d, struct value **ret_item,
                                    struct buf *why)
{
    if (d->inside == 0 && !open_container(d, why)) {
        return DOCUMENT_FAILED;
    }
    if (scan_blank(d->stream) == closing(d->inside)) {
        return close_container(d, why) ? DOCUMENT_END : DOCUMENT_FAILED;
    }
    bool taken = d->inside == '{' ? take_member(d, ret_item, why) : take_item(d, ret_item, why);
    return taken ? DOCUMENT_ITEM : DOCUMENT_FAILED;
}

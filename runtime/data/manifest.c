#include "runtime/data/manifest.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/stream.h"
#include "runtime/service/s3.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* The most bytes of a manifest itself, which is held whole. */
#define MANIFEST_BYTES (64u << 20)

void manifest_add(struct manifest *m, const char *bucket, const char *key)
{
    m->files = memory_grow(m->files, m->count, &m->room, sizeof *m->files);
    m->files[m->count++] =
        (struct manifest_file){ .bucket = memory_text(bucket), .key = memory_text(key) };
}

void manifest_release(struct manifest *m)
{
    for (size_t i = 0; i < m->count; i++) {
        memory_release(m->files[i].bucket);
        memory_release(m->files[i].key);
    }
    memory_release(m->files);
    value_release(m->headers);
    *m = (struct manifest){ .files = NULL };
}

bool manifest_list(struct manifest *m, const char *root, const char *bucket, const char *prefix,
                   struct buf *why)
{
    struct s3_keys keys;
    if (!s3_list(root, bucket, prefix, &keys, why)) {
        return false;
    }
    for (size_t i = 0; i < keys.count; i++) {
        manifest_add(m, bucket, keys.keys[i]);
    }
    s3_release_keys(&keys);
    return true;
}

/* All of an object. */
static bool read_all(struct buf *text, const char *root, const char *bucket, const char *key,
                     struct buf *why)
{
    struct stream s;
    if (!s3_open(root, bucket, key, 0, &s, why)) {
        return false;
    }
    text->limit = MANIFEST_BYTES;
    while (stream_peek(&s) >= 0 && !text->full) {
        buf_put(text, s.bytes + s.at, s.end - s.at);
        s.at = s.end;
    }
    if (s.error != 0) {
        buf_print(why, "The manifest cannot be read: %s", strerror(s.error));
    } else if (text->full) {
        buf_text(why, "The manifest is too large.");
    }
    stream_close(&s);
    return why->size == 0;
}

/* ---- S3's inventory ---- */

/* fileSchema: names with commas and blanks between them. */
static struct value *schema_headers(const char *schema)
{
    struct value *headers = value_array(8);
    while (*schema != '\0') {
        schema += strspn(schema, ", ");
        size_t size = strcspn(schema, ",");
        size_t name = size;
        while (name > 0 && schema[name - 1] == ' ') {
            name--;
        }
        if (name > 0) {
            value_append_take(&headers, value_text_n(schema, name));
        }
        schema += size;
    }
    return headers;
}

static void add_inventory(struct manifest *m, const struct value *o, const char *bucket,
                          struct buf *why)
{
    struct value *files = NULL;
    const char *format = value_member_text(o, "fileFormat");
    const char *schema = value_member_text(o, "fileSchema");
    const char *arn = value_member_text(o, "destinationBucket");
    const char *colon = arn == NULL ? NULL : strrchr(arn, ':');
    value_member(o, "files", &files);
    if (schema == NULL || value_type(files) != VALUE_ARRAY) {
        buf_text(why, "The object is not a manifest of an S3 inventory: fileSchema and files "
                      "are missing.");
        return;
    }
    if (format != NULL && strcmp(format, "CSV") != 0) {
        buf_print(
            why,
            "The inventory's files are in the format %s, which this program does not read: let "
            "it be written as CSV.",
            format);
        return;
    }
    m->headers = schema_headers(schema);
    for (size_t i = 0; i < value_count(files); i++) {
        const char *key = value_member_text(value_item(files, i), "key");
        if (key != NULL) {
            manifest_add(m, colon != NULL ? colon + 1 : arn != NULL ? arn : bucket, key);
        }
    }
}

bool manifest_inventory(struct manifest *m, const char *root, const char *bucket,
                        const char *key, struct buf *why)
{
    struct buf text = { 0 };
    struct value *o = NULL;
    struct read_error error;
    if (read_all(&text, root, bucket, key, why)) {
        if (read_json(buf_string(&text), text.size, &o, &error)) {
            add_inventory(m, o, bucket, why);
        } else {
            buf_print(why, "The manifest is not valid JSON: %s", error.message);
        }
    }
    value_release(o);
    buf_release(&text);
    return why->size == 0;
}

/* ---- Athena's list ---- */

/* s3://BUCKET/KEY, perhaps in quotes. Returns false for anything else. */
static bool add_line(struct manifest *m, char *line, size_t size)
{
    while (size > 0 && strchr(" \t\r\"", line[size - 1]) != NULL) {
        size--;
    }
    line[size] = '\0';
    line += strspn(line, " \t\"");
    if (line[0] == '\0') {
        return true;
    }
    if (strncmp(line, "s3://", 5) != 0) {
        return false;
    }
    char *bucket = line + 5;
    char *slash = strchr(bucket, '/');
    if (slash == NULL) {
        return false;
    }
    *slash = '\0';
    manifest_add(m, bucket, slash + 1);
    return true;
}

bool manifest_lines(struct manifest *m, const char *root, const char *bucket, const char *key,
                    struct buf *why)
{
    struct buf text = { 0 };
    if (read_all(&text, root, bucket, key, why)) {
        char *line = text.text;
        for (size_t left = text.size; left > 0 && why->size == 0;) {
            const char *end = memchr(line, '\n', left);
            size_t size = end == NULL ? left : (size_t)(end - line);
            size_t step = end == NULL ? left : size + 1;
            if (!add_line(m, line, size)) {
                buf_text(why,
                         "The manifest must name an object as s3://BUCKET/KEY in each line.");
            }
            line += step;
            left -= step;
        }
    }
    buf_release(&text);
    return why->size == 0;
}

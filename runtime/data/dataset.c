#include "runtime/data/dataset.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/stream.h"
#include "runtime/base/text.h"
#include "runtime/data/document.h"
#include "runtime/data/manifest.h"
#include "runtime/data/rows.h"
#include "runtime/service/s3.h"
#include "runtime/value/value.h"

enum format { FORMAT_NONE, FORMAT_LISTING, FORMAT_JSON, FORMAT_JSONL, FORMAT_CSV };

struct dataset {
    const char *root;
    const struct value *config; /* ReaderConfig, or NULL */
    const char *shown;          /* Source, or NULL */
    enum format format;
    uint64_t most; /* MaxItems; 0 if there is no bound */
    struct manifest files;
    struct rows table;
    struct dataset_place at;
    struct stream stream; /* of the file at the place, or closed */
    struct buf text;      /* of an item */
    struct buf source;
};

static void set_source(struct dataset *d, const struct manifest_file *f)
{
    buf_clear(&d->source);
    if (d->shown != NULL) {
        buf_text(&d->source, d->shown);
        return;
    }
    buf_print(&d->source, "S3://%s", f->bucket);
    if (d->format != FORMAT_LISTING) {
        buf_print(&d->source, "/%s", f->key);
    }
}

/* ---- Opening ---- */

static enum format format_of(const char *input_type)
{
    return text_is(input_type, "JSON")    ? FORMAT_JSON
           : text_is(input_type, "JSONL") ? FORMAT_JSONL
           : text_is(input_type, "CSV")   ? FORMAT_CSV
                                          : FORMAT_NONE;
}

/* Athena's files tell their format by their names, where the reader does not. */
static enum format format_of_files(const struct manifest *m)
{
    return m->count > 0 && text_ends_with(m->files[0].key, ".csv") ? FORMAT_CSV : FORMAT_JSONL;
}

/* A member of Arguments or Parameters that must be a text. */
static const char *argument(const struct value *reader, const char *name, struct buf *why)
{
    struct value *arguments = NULL;
    if (!value_member(reader, "Arguments", &arguments)) {
        value_member(reader, "Parameters", &arguments);
    }
    const char *text = value_member_text(arguments, name);
    if (text == NULL && why != NULL && why->size == 0) {
        buf_print(why, "The ItemReader's %s is not a string.", name);
    }
    return text == NULL ? "" : text;
}

/* What getObject reads: one object, or what it names. */
static void find_object(struct dataset *d, const struct value *reader, struct buf *why)
{
    const char *input_type = value_member_text(d->config, "InputType");
    const char *manifest_type = value_member_text(d->config, "ManifestType");
    const char *bucket = argument(reader, "Bucket", why);
    const char *key = argument(reader, "Key", why);
    if (why->size > 0) {
        return;
    }
    if (text_is(manifest_type, "ATHENA_DATA")) {
        manifest_lines(&d->files, d->root, bucket, key, why);
        d->format = text_is(input_type, "MANIFEST") ? format_of_files(&d->files)
                                                    : format_of(input_type);
    } else if (text_is(input_type, "MANIFEST")) {
        manifest_inventory(&d->files, d->root, bucket, key, why);
        d->format = FORMAT_CSV;
    } else {
        manifest_add(&d->files, bucket, key);
        d->format = format_of(input_type);
    }
}

static void find_objects(struct dataset *d, const struct value *reader, struct buf *why)
{
    const char *transformation = value_member_text(d->config, "Transformation");
    const char *bucket = argument(reader, "Bucket", why);
    if (why->size == 0 &&
        manifest_list(&d->files, d->root, bucket, argument(reader, "Prefix", NULL), why)) {
        d->format = text_is(transformation, "LOAD_AND_FLATTEN")
                        ? format_of(value_member_text(d->config, "InputType"))
                        : FORMAT_LISTING;
    }
}

/* Headers that are not the first row's. */
static void set_up_table(struct dataset *d, struct buf *why)
{
    struct value *headers = d->files.headers;
    d->table.delimiter =
        rows_delimiter(headers != NULL ? NULL : value_member_text(d->config, "CSVDelimiter"));
    if (d->table.delimiter == '\0') {
        buf_text(
            why,
            "The ItemReader's CSVDelimiter is none of COMMA, PIPE, SEMICOLON, SPACE and TAB.");
        return;
    }
    if (headers == NULL &&
        text_is(value_member_text(d->config, "CSVHeaderLocation"), "GIVEN") &&
        !value_member(d->config, "CSVHeaders", &headers)) {
        buf_text(why, "CSVHeaders must be given.");
        return;
    }
    if (headers != NULL) {
        rows_set_headers(&d->table, headers, why);
    }
}

static void set_most(struct dataset *d, struct buf *why)
{
    struct value *most = NULL;
    if (value_member(d->config, "MaxItems", &most)) {
        int64_t number = value_to_number(most).integer;
        if (number < 0) {
            buf_text(why, "field MaxItems must be positive");
        }
        d->most = (uint64_t)number;
    }
}

/* There is no reader for the InputType (DM-06). */
static void refuse_type(struct dataset *d, struct buf *why)
{
    const char *input_type = value_member_text(d->config, "InputType");
    if (d->files.count > 0) {
        set_source(d, &d->files.files[0]);
        buf_print(why, "%s cannot be read: ", dataset_source(d));
    }
    buf_print(why,
              "the ItemReader's InputType is %s, and this program reads CSV, JSON and JSONL "
              "only.",
              input_type == NULL ? "missing" : input_type);
}

static void open_objects(struct dataset *d, const struct value *reader, struct buf *why)
{
    const char *resource = value_member_text(reader, "Resource");
    if (resource != NULL && text_ends_with(resource, ":s3:listObjectsV2")) {
        find_objects(d, reader, why);
    } else if (resource != NULL && text_ends_with(resource, ":s3:getObject")) {
        find_object(d, reader, why);
    } else {
        buf_print(why, "The ItemReader's resource is not supported: %s",
                  resource == NULL ? "" : resource);
    }
    if (why->size == 0 && d->format == FORMAT_NONE) {
        refuse_type(d, why);
    }
    if (why->size == 0 && d->format == FORMAT_CSV) {
        set_up_table(d, why);
    }
}

static bool open_file(struct dataset *d, struct buf *why);

struct dataset *dataset_open(const char *root, const struct value *reader,
                             struct dataset_place at, struct buf *why)
{
    struct dataset *d = memory_zero(sizeof *d);
    struct value *config = NULL;
    value_member(reader, "ReaderConfig", &config);
    d->root = root;
    d->config = config;
    d->shown = value_member_text(reader, "Source");
    d->at = at;
    d->text.limit = DATASET_ITEM_BYTES;
    set_most(d, why);
    if (why->size == 0) {
        open_objects(d, reader, why);
    }
    /* That the first file is missing shows at once, and not with the first item. */
    if (why->size == 0 && d->format != FORMAT_LISTING && d->at.file < d->files.count) {
        open_file(d, why);
    }
    if (why->size > 0) {
        dataset_close(d);
        return NULL;
    }
    return d;
}

void dataset_close(struct dataset *d)
{
    stream_close(&d->stream);
    manifest_release(&d->files);
    rows_release(&d->table);
    buf_release(&d->text);
    buf_release(&d->source);
    memory_release(d);
}

struct dataset_place dataset_place(const struct dataset *d)
{
    return d->at;
}

void dataset_rest(struct dataset *d)
{
    stream_close(&d->stream);
}

const char *dataset_source(const struct dataset *d)
{
    return buf_string(&d->source);
}

/* ---- One file ---- */

/* What a file's first bytes say about it, and what to do about that (DM-06). */
static const struct {
    const char *start, *what, *instead;
} unreadable[] = {
    { "\x1F\x8B", "compressed by gzip", "store it uncompressed" },
    { "\x28\xB5\x2F\xFD", "compressed by zstd", "store it uncompressed" },
    { "PAR1\x15", "in the format Parquet", "store it as CSV, JSON or JSON lines" },
};

static bool begins_with(const struct stream *s, const char *start)
{
    size_t size = strlen(start);
    return s->end - s->at >= size && memcmp(s->bytes + s->at, start, size) == 0;
}

/* Before a file's first item: a byte order mark, and what no reader can read. */
static bool begin_file(struct dataset *d, struct buf *why)
{
    struct stream *s = &d->stream;
    stream_peek(s);
    for (size_t i = 0; i < sizeof unreadable / sizeof unreadable[0]; i++) {
        if (begins_with(s, unreadable[i].start)) {
            buf_print(why, "%s is %s, which this program does not read: %s.", dataset_source(d),
                      unreadable[i].what, unreadable[i].instead);
            return false;
        }
    }
    s->at += begins_with(s, "\xEF\xBB\xBF") ? 3 : 0;
    if (d->format == FORMAT_CSV && d->files.headers == NULL &&
        !text_is(value_member_text(d->config, "CSVHeaderLocation"), "GIVEN")) {
        return rows_read_headers(&d->table, s, why);
    }
    return true;
}

static bool open_file(struct dataset *d, struct buf *why)
{
    const struct manifest_file *f = &d->files.files[d->at.file];
    set_source(d, f);
    if (!s3_open(d->root, f->bucket, f->key, 0, &d->stream, why)) {
        return false;
    }
    if (!begin_file(d, why)) {
        stream_close(&d->stream);
        return false;
    }
    if (d->at.offset != 0) {
        stream_close(&d->stream);
        return s3_open(d->root, f->bucket, f->key, d->at.offset, &d->stream, why);
    }
    return true;
}

/* ---- JSON lines ---- */

/* A line without its end, cut at the limit. Returns false if nothing is left. */
static bool take_line(struct dataset *d)
{
    struct stream *s = &d->stream;
    buf_clear(&d->text);
    if (stream_peek(s) < 0) {
        return false;
    }
    while (stream_peek(s) >= 0) {
        const char *from = s->bytes + s->at;
        size_t left = s->end - s->at;
        const char *end = memchr(from, '\n', left);
        size_t size = end == NULL ? left : (size_t)(end - from);
        buf_put(&d->text, from, size);
        s->at += end == NULL ? size : size + 1;
        if (end != NULL || d->text.full) {
            break;
        }
    }
    return true;
}

static bool is_empty(const struct buf *text)
{
    return strspn(buf_string(text), " \t\r") == text->size;
}

static enum dataset_outcome next_line(struct dataset *d, struct dataset_item *ret_item,
                                      struct buf *why)
{
    do {
        if (!take_line(d)) {
            return DATASET_END;
        }
    } while (is_empty(&d->text));
    ret_item->bytes = d->text.size;
    return document_read(&d->stream, &d->text, dataset_source(d), &ret_item->value, why)
               ? DATASET_ITEM
               : DATASET_FAILED;
}

/* ---- CSV ---- */

static enum dataset_outcome next_record(struct dataset *d, struct dataset_item *ret_item,
                                        struct buf *why)
{
    ret_item->value = rows_next(&d->table, &d->stream, DATASET_ITEM_BYTES, why);
    ret_item->bytes = d->table.record.text.size;
    return ret_item->value != NULL ? DATASET_ITEM
           : why->size > 0         ? DATASET_FAILED
                                   : DATASET_END;
}

/* ---- JSON ---- */

static enum dataset_outcome next_value(struct dataset *d, struct dataset_item *ret_item,
                                       struct buf *why)
{
    struct document doc = {
        .stream = &d->stream,
        .text = &d->text,
        .name = dataset_source(d),
        .pointer = value_member_text(d->config, "ItemsPointer"),
        .inside = d->at.inside,
    };
    enum document_outcome outcome = document_next(&doc, &ret_item->value, why);
    d->at.inside = doc.inside;
    ret_item->keyed = doc.inside == '{';
    ret_item->bytes = d->text.size;
    return outcome == DOCUMENT_ITEM  ? DATASET_ITEM
           : outcome == DOCUMENT_END ? DATASET_END
                                     : DATASET_FAILED;
}

/* ---- All of it ---- */

/* An object that is gone by now is passed over. */
static enum dataset_outcome next_object(struct dataset *d, struct dataset_item *ret_item)
{
    while (d->at.file < d->files.count) {
        const struct manifest_file *f = &d->files.files[d->at.file++];
        set_source(d, f);
        ret_item->value = s3_describe(d->root, f->bucket, f->key);
        if (ret_item->value != NULL) {
            ret_item->bytes = strlen(f->key) + 128;
            return DATASET_ITEM;
        }
    }
    return DATASET_END;
}

static enum dataset_outcome next_of_file(struct dataset *d, struct dataset_item *ret_item,
                                         struct buf *why)
{
    enum dataset_outcome outcome = d->format == FORMAT_JSON    ? next_value(d, ret_item, why)
                                   : d->format == FORMAT_JSONL ? next_line(d, ret_item, why)
                                                               : next_record(d, ret_item, why);
    if (d->stream.error == 0) {
        return outcome;
    }
    if (outcome == DATASET_ITEM) {
        value_release(ret_item->value);
    }
    buf_clear(why);
    buf_print(why, "%s cannot be read: %s", dataset_source(d), strerror(d->stream.error));
    return DATASET_FAILED;
}

static enum dataset_outcome next_item(struct dataset *d, struct dataset_item *ret_item,
                                      struct buf *why)
{
    while (d->at.file < d->files.count) {
        if (d->stream.bytes == NULL && !open_file(d, why)) {
            return DATASET_FAILED;
        }
        enum dataset_outcome outcome = next_of_file(d, ret_item, why);
        if (outcome != DATASET_END) {
            d->at.offset = stream_offset(&d->stream);
            return outcome;
        }
        stream_close(&d->stream);
        d->at = (struct dataset_place){ .file = d->at.file + 1, .items = d->at.items };
    }
    return DATASET_END;
}

enum dataset_outcome dataset_next(struct dataset *d, struct dataset_item *ret_item,
                                  struct buf *why)
{
    *ret_item = (struct dataset_item){ .value = NULL };
    if (d->most != 0 && d->at.items >= d->most) {
        return DATASET_END;
    }
    enum dataset_outcome outcome =
        d->format == FORMAT_LISTING ? next_object(d, ret_item) : next_item(d, ret_item, why);
    d->at.items += outcome == DATASET_ITEM;
    return outcome;
}

uint64_t dataset_count(struct dataset *d)
{
    struct dataset_place from = d->at;
    struct dataset_item item;
    struct buf why = { 0 };
    while (dataset_next(d, &item, &why) == DATASET_ITEM) {
        value_release(item.value);
    }
    uint64_t count = d->at.items - from.items;
    buf_release(&why);
    stream_close(&d->stream);
    d->at = from;
    return count;
}

#include "runtime/map/writer.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/exec/frame.h"
#include "runtime/service/s3.h"
#include "runtime/value/member.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* How many bytes are gathered before they are written. */
#define BLOCK_BYTES 65536

static const char *const file_names[] = {
    [MAP_SUCCEEDED] = "SUCCEEDED", [MAP_FAILED] = "FAILED", [MAP_PENDING] = "PENDING"
};

/* ---- Opening ---- */

static enum map_transformation transformation_of(const char *word, bool exports)
{
    return text_is(word, "COMPACT")   ? MAP_COMPACT
           : text_is(word, "FLATTEN") ? MAP_FLATTEN
           : text_is(word, "NONE")    ? MAP_WITH_METADATA
           : exports                  ? MAP_WITH_METADATA
                                      : MAP_COMPACT;
}

/* PREFIX/UUID; a slash at the prefix's end is not doubled. */
static char *folder_of(const char *prefix, const char *id)
{
    struct buf b = { 0 };
    size_t size = prefix == NULL ? 0 : strlen(prefix);
    while (size > 0 && prefix[size - 1] == '/') {
        size--;
    }
    buf_put(&b, prefix, size);
    buf_print(&b, "%s%s", size > 0 ? "/" : "", id);
    return buf_take(&b);
}

bool mapwriter_open(struct map_writer *w, const struct value *writer, struct buf *why)
{
    struct value *config = NULL, *arguments = NULL;
    value_member(writer, "WriterConfig", &config);
    w->exports = value_member(writer, "Resource", NULL);
    w->lines = text_is(value_member_text(config, "OutputType"), "JSONL");
    w->transformation =
        transformation_of(value_member_text(config, "Transformation"), w->exports);
    if (!w->exports) {
        return true;
    }
    if (!value_member(writer, "Arguments", &arguments)) {
        value_member(writer, "Parameters", &arguments);
    }
    w->bucket = memory_text(value_member_text(arguments, "Bucket"));
    w->prefix = memory_text(value_member_text(arguments, "Prefix"));
    w->bucket_owner = memory_text(value_member_text(arguments, "ExpectedBucketOwner"));
    if (w->bucket == NULL) {
        buf_text(why, "The ResultWriter's Bucket is not a string.");
    }
    return w->bucket != NULL;
}

void mapwriter_name(struct map_writer *w, const char *id)
{
    memory_release(w->folder);
    w->folder = folder_of(w->prefix, id);
}

bool mapwriter_claim(struct map_writer *w, const char *root, const char *id, bool *ret_claimed,
                     struct buf *why)
{
    mapwriter_name(w, id);
    return s3_claim_folder(root, w->bucket, w->folder, ret_claimed, why);
}

void mapwriter_release(struct map_writer *w)
{
    memory_release(w->bucket);
    memory_release(w->prefix);
    memory_release(w->folder);
    memory_release(w->bucket_owner);
    for (int i = 0; i < MAP_FILES; i++) {
        buf_release(&w->files[i].unwritten);
        value_release(w->files[i].sizes);
    }
}

/* ---- Records ---- */

/* Payloads are whole, and it is said beside them. */
static void put_included(struct value **o, const char *key)
{
    member_put_flag(o, key, "Included", true);
}

/* The record of a child that has ended: new. */
static struct value *child_record(const struct execution *x)
{
    const struct identity_texts *texts = identity_texts(&x->identity);
    bool succeeded = x->status == EXECUTION_SUCCEEDED;
    struct value *o = value_object();
    value_set_text(&o, "Cause", x->cause);
    value_set_text(&o, "Error", x->error);
    value_set_text(&o, "ExecutionArn", texts->arn);
    member_put_json(&o, "Input", x->input);
    put_included(&o, "InputDetails");
    value_set_text(&o, "Name", texts->name);
    if (succeeded) {
        member_put_json(&o, "Output", x->output);
    }
    put_included(&o, "OutputDetails");
    value_set_take(&o, "RedriveCount", value_int(texts->redrives));
    value_set_text(&o, "RedriveStatus", succeeded ? "NOT_REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN");
    if (succeeded) {
        value_set_text(&o, "RedriveStatusReason",
                       "Execution is SUCCEEDED and cannot be redriven");
    }
    member_put_time(&o, "StartDate", x->start_ms);
    value_set_text(&o, "StateMachineArn", texts->machine_arn);
    value_set_text(&o, "Status", execution_status_word(x->status));
    member_put_time(&o, "StopDate", x->stop_ms);
    return o;
}

static struct value *pending_record(struct value *input)
{
    struct value *o = value_object();
    member_put_json(&o, "Input", input);
    put_included(&o, "InputDetails");
    value_set_text(&o, "Status", "PENDING");
    return o;
}

struct value *mapwriter_value(const struct map_writer *w, const struct execution *x)
{
    return w->transformation == MAP_WITH_METADATA ? child_record(x) : value_share(x->output);
}

void mapwriter_append(const struct map_writer *w, struct value **array, struct value *value)
{
    if (w->transformation != MAP_FLATTEN || value_type(value) != VALUE_ARRAY) {
        value_append_take(array, value_share(value));
        return;
    }
    size_t count = value_count(value);
    for (size_t i = 0; i < count; i++) {
        value_append_take(array, value_share(value_item(value, i)));
    }
}

/* ---- Files ---- */

char *mapwriter_key(const struct map_writer *w, enum map_file file, size_t number)
{
    struct buf b = { 0 };
    buf_print(&b, "%s/%s_%zu.json", w->folder, file_names[file], number);
    return buf_take(&b);
}

/* Each block has its offset, so that one which is written again after a restart is there once.
 */
static bool flush(struct map_writer *w, const char *root, enum map_file file, struct buf *why)
{
    struct buf *unwritten = &w->files[file].unwritten;
    char *key = mapwriter_key(w, file, 0);
    uint64_t offset = w->files[file].size_bytes - unwritten->size;
    bool written = s3_put_behind(root, w->bucket, key, offset, buf_string(unwritten),
                                 unwritten->size, why);
    memory_release(key);
    buf_clear(unwritten);
    return written;
}

/* One more value in a file: an array's item, or a line. */
static bool put_value(struct map_writer *w, const char *root, enum map_file file,
                      const struct value *value, struct buf *why)
{
    struct buf *unwritten = &w->files[file].unwritten;
    size_t before = unwritten->size;
    if (w->is_remote) {
        write_json(unwritten, value);
        buf_char(unwritten, w->lines ? '\n' : ',');
        return true;
    }
    if (!w->lines) {
        buf_char(unwritten, w->files[file].count == 0 ? '[' : ',');
    }
    write_json(unwritten, value);
    if (w->lines) {
        buf_char(unwritten, '\n');
    }
    w->files[file].count++;
    w->files[file].size_bytes += unwritten->size - before;
    return unwritten->size < BLOCK_BYTES || flush(w, root, file, why);
}

static bool put_success(struct map_writer *w, const char *root, const struct execution *x,
                        struct buf *why)
{
    struct value *all = value_array(1);
    struct value *value = mapwriter_value(w, x);
    mapwriter_append(w, &all, value);
    bool written = true;
    size_t count = value_count(all);
    for (size_t i = 0; i < count && written; i++) {
        written = put_value(w, root, MAP_SUCCEEDED, value_item(all, i), why);
    }
    value_release(value);
    value_release(all);
    return written;
}

bool mapwriter_put(struct map_writer *w, const char *root, const struct execution *x,
                   struct buf *why)
{
    if (x->status == EXECUTION_SUCCEEDED) {
        return put_success(w, root, x, why);
    }
    struct value *record = child_record(x);
    bool written = put_value(w, root, MAP_FAILED, record, why);
    value_release(record);
    return written;
}

bool mapwriter_put_pending(struct map_writer *w, const char *root, struct value *input,
                           struct buf *why)
{
    struct value *record = pending_record(input);
    bool written = put_value(w, root, MAP_PENDING, record, why);
    value_release(record);
    return written;
}

/* One of before a redrive may be there. */
static void remove_file(const struct map_writer *w, const char *root, enum map_file file,
                        struct buf *why)
{
    char *key = mapwriter_key(w, file, 0);
    s3_remove(root, w->bucket, key, why);
    memory_release(key);
}

void mapwriter_list(struct value **list, char *key, uint64_t size_bytes)
{
    struct value *entry = value_object();
    value_set_text(&entry, "Key", key);
    value_set_take(&entry, "Size", value_int((int64_t)size_bytes));
    value_append_take(list, entry);
    memory_release(key);
}

/* What the manifest says of one kind of file; and the file's last bytes. */
static struct value *finish_file(struct map_writer *w, const char *root, enum map_file file,
                                 struct buf *why)
{
    struct value *list = value_array(1);
    if (why->size > 0) {
        return list;
    }
    if (w->files[file].count == 0) {
        remove_file(w, root, file, why);
        return list;
    }
    if (!w->lines) {
        buf_char(&w->files[file].unwritten, ']');
        w->files[file].size_bytes++;
    }
    if (w->files[file].unwritten.size > 0 && !flush(w, root, file, why)) {
        return list;
    }
    mapwriter_list(&list, mapwriter_key(w, file, 0), w->files[file].size_bytes);
    return list;
}

char *mapwriter_manifest_key(const struct map_writer *w)
{
    struct buf b = { 0 };
    buf_print(&b, "%s/manifest.json", w->folder);
    return buf_take(&b);
}

char *mapwriter_manifest(const struct map_writer *w, const char *arn,
                         struct value *lists[MAP_FILES])
{
    struct value *files = value_object(), *manifest = value_object();
    value_set_take(&files, "FAILED", lists[MAP_FAILED]);
    value_set_take(&files, "PENDING", lists[MAP_PENDING]);
    value_set_take(&files, "SUCCEEDED", lists[MAP_SUCCEEDED]);
    value_set_text(&manifest, "DestinationBucket", w->bucket);
    value_set_text(&manifest, "MapRunArn", arn);
    value_set_take(&manifest, "ResultFiles", files);
    char *text = write_text(manifest);
    value_release(manifest);
    return text;
}

bool mapwriter_close(struct map_writer *w, const char *root, const char *arn, struct buf *why)
{
    struct value *lists[MAP_FILES];
    for (int i = 0; i < MAP_FILES; i++) {
        lists[i] = finish_file(w, root, (enum map_file)i, why);
    }
    char *text = mapwriter_manifest(w, arn, lists);
    w->is_closed = false;
    if (why->size == 0) {
        char *key = mapwriter_manifest_key(w);
        w->is_closed = s3_put(root, w->bucket, key, text, strlen(text), why);
        memory_release(key);
    }
    memory_release(text);
    return w->is_closed;
}

void mapwriter_reopen(struct map_writer *w)
{
    struct map_writer_file *succeeded = &w->files[MAP_SUCCEEDED];
    if (w->is_closed && !w->is_remote && !w->lines && succeeded->count > 0) {
        succeeded->size_bytes -= strlen("]");
    }
    for (int i = 0; i < MAP_FILES; i++) {
        if (i != MAP_SUCCEEDED) {
            struct map_writer_file *f = &w->files[i];
            buf_clear(&f->unwritten);
            value_release(f->sizes);
            *f = (struct map_writer_file){ .unwritten = f->unwritten };
        }
    }
    w->is_closed = false;
}

struct value *mapwriter_result(const struct map_writer *w, const char *arn)
{
    char *key = mapwriter_manifest_key(w);
    struct value *details = value_object();
    value_set_text(&details, "Bucket", w->bucket);
    value_set_text(&details, "Key", key);
    struct value *result = value_object();
    value_set_text(&result, "MapRunArn", arn);
    value_set_take(&result, "ResultWriterDetails", details);
    memory_release(key);
    return result;
}

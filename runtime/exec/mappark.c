/*
 * A Map Run as data, and back: every member but the open dataset stands here twice.
 */
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/exec/maprun.h"
#include "runtime/value/value.h"

static void put(struct json_object *o, const char *key, struct json_object *shared)
{
    value_set_take(o, key, value_share(shared));
}

static void put_int(struct json_object *o, const char *key, uint64_t number)
{
    value_set_take(o, key, value_int((int64_t)number));
}

static void put_truth(struct json_object *o, const char *key, bool truth)
{
    value_set_take(o, key, value_bool(truth));
}

static void put_text(struct json_object *o, const char *key, const char *text)
{
    value_set_take(o, key, text == NULL ? NULL : value_text(text));
}

static struct json_object *get(const struct json_object *o, const char *key)
{
    struct json_object *member = NULL;
    value_member(o, key, &member);
    return member;
}

static uint64_t get_int(const struct json_object *o, const char *key)
{
    return (uint64_t)value_to_number(get(o, key)).integer;
}

static bool get_truth(const struct json_object *o, const char *key)
{
    return value_is_true(get(o, key));
}

static char *get_text(const struct json_object *o, const char *key)
{
    return memory_text(value_member_text(o, key));
}

/* ---- The parts ---- */

static struct json_object *write_names(const struct names *n)
{
    struct json_object *o = value_object();
    put_text(o, "machine_arn", n->machine_arn);
    put_int(o, "machine_name", n->machine_name);
    put_text(o, "role_arn", n->role_arn);
    put_text(o, "standard_stem", n->standard_stem);
    put_text(o, "express_stem", n->express_stem);
    return o;
}

static void read_names(struct names *n, const struct json_object *o)
{
    n->machine_arn = get_text(o, "machine_arn");
    n->machine_name = get_int(o, "machine_name");
    n->role_arn = get_text(o, "role_arn");
    n->standard_stem = get_text(o, "standard_stem");
    n->express_stem = get_text(o, "express_stem");
}

static struct json_object *write_place(struct dataset_place at)
{
    struct json_object *o = value_object();
    put_int(o, "file", at.file);
    put_int(o, "offset", at.offset);
    put_int(o, "items", at.items);
    put_int(o, "inside", (uint64_t)at.inside);
    return o;
}

static struct dataset_place read_place(const struct json_object *o)
{
    return (struct dataset_place){ .file = get_int(o, "file"),
                                   .offset = get_int(o, "offset"),
                                   .items = get_int(o, "items"),
                                   .inside = (int)get_int(o, "inside") };
}

static struct json_object *write_fields(const struct map_run *r)
{
    struct json_object *o = value_object();
    put_truth(o, "batched", r->batch.batched);
    put_int(o, "batch_items", r->batch.items);
    put_int(o, "batch_bytes", r->batch.bytes);
    put_truth(o, "has_batch_input", r->batch.has_input);
    put(o, "batch_input", r->batch.input);
    put_truth(o, "has_count", r->tolerance.has_count);
    put_int(o, "count", (uint64_t)r->tolerance.count);
    put_truth(o, "has_percent", r->tolerance.has_percent);
    value_set_take(o, "percent", value_double(r->tolerance.percent));
    return o;
}

static void read_fields(struct map_run *r, const struct json_object *o)
{
    r->batch = (struct mapfield_batch){ .batched = get_truth(o, "batched"),
                                        .items = get_int(o, "batch_items"),
                                        .bytes = get_int(o, "batch_bytes"),
                                        .has_input = get_truth(o, "has_batch_input"),
                                        .input = value_share(get(o, "batch_input")) };
    r->tolerance =
        (struct mapfield_tolerance){ .has_count = get_truth(o, "has_count"),
                                     .count = (int64_t)get_int(o, "count"),
                                     .has_percent = get_truth(o, "has_percent"),
                                     .percent = value_to_number(get(o, "percent")).real };
}

static struct json_object *write_writer(const struct map_writer *w)
{
    struct json_object *o = value_object();
    struct json_object *files = value_array(MAP_FILES);
    for (int i = 0; i < MAP_FILES; i++) {
        struct json_object *file = value_object();
        put_int(file, "count", w->files[i].count);
        put_int(file, "size_bytes", w->files[i].size_bytes);
        value_set_take(
            file, "unwritten",
            value_text_n(buf_string(&w->files[i].unwritten), w->files[i].unwritten.size));
        value_append_take(files, file);
    }
    put_truth(o, "exports", w->exports);
    put_truth(o, "lines", w->lines);
    put_int(o, "transformation", (uint64_t)w->transformation);
    put_text(o, "bucket", w->bucket);
    put_text(o, "folder", w->folder);
    value_set_take(o, "files", files);
    return o;
}

static void read_writer(struct map_writer *w, const struct json_object *o)
{
    w->exports = get_truth(o, "exports");
    w->lines = get_truth(o, "lines");
    w->transformation = (enum map_transformation)get_int(o, "transformation");
    w->bucket = get_text(o, "bucket");
    w->folder = get_text(o, "folder");
    for (int i = 0; i < MAP_FILES; i++) {
        const struct json_object *file = value_item(get(o, "files"), (size_t)i);
        const struct json_object *unwritten = get(file, "unwritten");
        w->files[i].count = get_int(file, "count");
        w->files[i].size_bytes = get_int(file, "size_bytes");
        buf_put(&w->files[i].unwritten, value_string(unwritten), value_string_size(unwritten));
    }
}

/* ---- The whole ---- */

struct json_object *map_run_write(const struct map_run *r)
{
    if (r == NULL) {
        return NULL;
    }
    struct json_object *o = value_object();
    put_text(o, "label", r->label);
    put_text(o, "id", r->id);
    put_text(o, "arn", r->arn);
    value_set_take(o, "names", write_names(&r->names));
    put(o, "reader", r->reader);
    value_set_take(o, "at", write_place(r->at));
    put_truth(o, "exhausted", r->exhausted);
    put_truth(o, "has_held", r->has_held);
    put(o, "held", r->held);
    put_int(o, "held_bytes", r->held_bytes);
    value_set_take(o, "fields", write_fields(r));
    value_set_take(o, "writer", write_writer(&r->writer));
    put_int(o, "items", r->items);
    put_int(o, "failed_items", r->failed_items);
    put_int(o, "counted", r->counted);
    put_int(o, "running", r->running);
    put_int(o, "bytes", r->bytes);
    put_int(o, "result_bytes", r->result_bytes);
    put(o, "failures", r->failures);
    put_truth(o, "keyed", r->keyed);
    put_truth(o, "exceeded", r->exceeded);
    put_truth(o, "stopping", r->stopping);
    return o;
}

struct map_run *map_run_read(const struct json_object *o)
{
    if (o == NULL) {
        return NULL;
    }
    struct map_run *r = memory_zero(sizeof *r);
    r->label = get_text(o, "label");
    r->id = get_text(o, "id");
    r->arn = get_text(o, "arn");
    read_names(&r->names, get(o, "names"));
    r->reader = value_share(get(o, "reader"));
    r->at = read_place(get(o, "at"));
    r->exhausted = get_truth(o, "exhausted");
    r->has_held = get_truth(o, "has_held");
    r->held = value_share(get(o, "held"));
    r->held_bytes = get_int(o, "held_bytes");
    read_fields(r, get(o, "fields"));
    read_writer(&r->writer, get(o, "writer"));
    r->items = get_int(o, "items");
    r->failed_items = get_int(o, "failed_items");
    r->counted = get_int(o, "counted");
    r->running = get_int(o, "running");
    r->bytes = get_int(o, "bytes");
    r->result_bytes = get_int(o, "result_bytes");
    r->failures = value_share(get(o, "failures"));
    r->keyed = get_truth(o, "keyed");
    r->exceeded = get_truth(o, "exceeded");
    r->stopping = get_truth(o, "stopping");
    return r;
}

void map_run_release(struct map_run *r)
{
    if (r == NULL) {
        return;
    }
    if (r->dataset != NULL) {
        r->close_dataset(r->dataset);
    }
    names_close(&r->names);
    memory_release(r->label);
    memory_release(r->id);
    memory_release(r->arn);
    value_release(r->reader);
    value_release(r->held);
    value_release(r->batch.input);
    value_release(r->failures);
    mapwriter_release(&r->writer);
    memory_release(r);
}

#include "runtime/map/part.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/value.h"

size_t part_gathered(const struct map_writer *w)
{
    size_t size = 0;
    for (int i = 0; i < MAP_FILES; i++) {
        size += w->files[i].unwritten.size;
    }
    return size;
}

struct part part_next(const struct map_writer *w, size_t least_bytes)
{
    if (!w->is_tried) {
        return (struct part){ .kind = PART_TRIAL, .file = MAP_SUCCEEDED };
    }
    for (int i = 0; i < MAP_FILES; i++) {
        size_t size = w->files[i].unwritten.size;
        if (size > 0 && size >= least_bytes) {
            return (struct part){ PART_FILE, (enum map_file)i, size };
        }
    }
    return (struct part){ .kind = PART_NONE };
}

static size_t count_of(const struct map_writer_file *f)
{
    return f->sizes == NULL ? 0 : value_count(f->sizes);
}

/* The records of an array have commas between them, and lines their ends: what has gathered has
 * one of these behind each. */
static struct value *body_of(const struct map_writer *w, const struct part *p)
{
    const char *records = buf_string(&w->files[p->file].unwritten);
    struct buf b = { 0 };
    if (w->lines) {
        buf_put(&b, records, p->size_bytes);
    } else {
        buf_char(&b, '[');
        buf_put(&b, records, p->size_bytes == 0 ? 0 : p->size_bytes - strlen(","));
        buf_char(&b, ']');
    }
    struct value *body = value_text_n(buf_string(&b), b.size);
    buf_release(&b);
    return body;
}

static uint64_t body_size(const struct map_writer *w, const struct part *p)
{
    return p->size_bytes + (w->lines ? 0 : strlen("[]") - strlen(","));
}

/* The objects of one kind, in the manifest. */
static struct value *list_of(const struct map_writer *w, enum map_file file)
{
    struct value *list = value_array(1);
    size_t count = count_of(&w->files[file]);
    for (size_t i = 0; i < count; i++) {
        int64_t size = value_to_number(value_item(w->files[file].sizes, i)).integer;
        mapwriter_list(&list, mapwriter_key(w, file, i), (uint64_t)size);
    }
    return list;
}

static struct value *manifest_of(const struct map_writer *w, const char *arn)
{
    struct value *lists[MAP_FILES];
    for (int i = 0; i < MAP_FILES; i++) {
        lists[i] = list_of(w, (enum map_file)i);
    }
    char *text = mapwriter_manifest(w, arn, lists);
    struct value *body = value_text(text);
    memory_release(text);
    return body;
}

struct value *part_ask(const struct map_writer *w, const struct part *p, const char *arn)
{
    bool is_manifest = p->kind == PART_MANIFEST;
    char *key = is_manifest ? mapwriter_manifest_key(w)
                            : mapwriter_key(w, p->file, count_of(&w->files[p->file]));
    struct value *o = value_object();
    value_set_text(&o, "Bucket", w->bucket);
    value_set_text(&o, "Key", key);
    value_set_take(&o, "Body", is_manifest ? manifest_of(w, arn) : body_of(w, p));
    if (w->bucket_owner != NULL) {
        value_set_text(&o, "ExpectedBucketOwner", w->bucket_owner);
    }
    memory_release(key);
    return o;
}

/* Whatever has gathered behind it stays. */
static void drop_gathered(struct map_writer_file *f, size_t size)
{
    struct buf rest = { 0 };
    buf_put(&rest, buf_string(&f->unwritten) + size, f->unwritten.size - size);
    buf_release(&f->unwritten);
    f->unwritten = rest;
}

void part_was_put(struct map_writer *w, const struct part *p)
{
    struct map_writer_file *f = &w->files[p->file];
    switch (p->kind) {
    case PART_NONE: break;
    case PART_TRIAL: w->is_tried = true; break;
    case PART_FILE:
        f->sizes = f->sizes == NULL ? value_array(1) : f->sizes;
        value_append_take(&f->sizes, value_int((int64_t)body_size(w, p)));
        drop_gathered(f, p->size_bytes);
        break;
    case PART_MANIFEST: w->is_closed = true; break;
    }
}

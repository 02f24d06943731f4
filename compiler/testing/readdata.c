#include "compiler/testing/readdata.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/folder.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/data/dataset.h"
#include "runtime/service/s3.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* The object that the reader reads, whatever it asks for. */
#define BUCKET "data"
#define KEY    "data"

static bool reads_one_object(const struct value *reader)
{
    const char *resource = value_member_text(reader, "Resource");
    struct value *config = NULL;
    value_member(reader, "ReaderConfig", &config);
    return text_ends_with(resource, ":s3:getObject") &&
           value_member_text(config, "ManifestType") == NULL &&
           !text_is(value_member_text(config, "InputType"), "MANIFEST");
}

/* The reader, but for what it reads: new. */
static struct value *reader_of_object(const struct value *reader)
{
    struct value *own = value_object(), *arguments = value_object();
    for (struct value_walk w = value_walk(reader); value_step(&w);) {
        value_set_take(&own, w.key, value_share(w.value));
    }
    value_set_text(&arguments, "Bucket", BUCKET);
    value_set_text(&arguments, "Key", KEY);
    value_set_take(&own, "Arguments", arguments);
    return own;
}

static struct value *read_all(const char *root, const struct value *reader, struct buf *why)
{
    struct dataset *d = dataset_open(root, reader, (struct dataset_place){ 0 }, why);
    if (d == NULL) {
        return NULL;
    }
    struct value *all = value_array(0);
    struct dataset_item item;
    enum dataset_outcome outcome;
    while ((outcome = dataset_next(d, &item, why)) == DATASET_ITEM) {
        value_append_take(&all, item.value);
    }
    dataset_close(d);
    if (outcome == DATASET_FAILED) {
        value_release(all);
        return NULL;
    }
    return all;
}

static struct value *read_object(const struct value *reader, const struct value *text,
                                 struct buf *why)
{
    struct value *own = reader_of_object(reader), *all = NULL;
    char *root = folder_fresh("aslc-data");
    if (root == NULL) {
        buf_print(why, "no folder can be made: %s", strerror(errno));
    } else if (s3_put(root, BUCKET, KEY, value_string(text), value_string_size(text), why)) {
        all = read_all(root, own, why);
    }
    if (root != NULL) {
        folder_remove(root);
    }
    memory_release(root);
    value_release(own);
    return all;
}

struct value *readdata(const struct value *reader, const struct value *text, struct buf *why)
{
    struct value *items = NULL;
    struct read_error e;
    if (reads_one_object(reader)) {
        return read_object(reader, text, why);
    }
    if (!read_json(value_string(text), value_string_size(text), &items, &e)) {
        buf_print(why, "The items are not JSON: %s.", e.message);
    } else if (value_type(items) != VALUE_ARRAY) {
        buf_text(why, "The items are not a JSON array.");
        value_release(items);
        items = NULL;
    }
    return items;
}

/* Any bytes as a dataset: the first says in which format. Read at one go and read with the
 * place taken up anew before each item, it has the same items and the same end. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/data/dataset.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const configs[] = {
    "\"InputType\":\"JSON\"",
    "\"InputType\":\"JSON\",\"ItemsPointer\":\"/a/0\"",
    "\"InputType\":\"JSONL\"",
    "\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"FIRST_ROW\"",
    "\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"GIVEN\",\"CSVHeaders\":[\"a\",\"b\"],"
    "\"CSVDelimiter\":\"PIPE\"",
    "\"InputType\":\"MANIFEST\"",
    "\"InputType\":\"CSV\",\"ManifestType\":\"ATHENA_DATA\"",
};

static char root[32] = "/tmp/fuzz.XXXXXX";

static void clean(void)
{
    static const char *const parts[] = { "/s3/b/x", "/s3/b", "/s3", "" };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        char path[64];
        snprintf(path, sizeof path, "%s%s", root, parts[i]);
        remove(path);
    }
}

static void put_file(const uint8_t *bytes, size_t size)
{
    char path[64];
    if (root[10] == 'X') {
        if (mkdtemp(root) == NULL) {
            abort();
        }
        atexit(clean);
        snprintf(path, sizeof path, "%s/s3", root);
        mkdir(path, 0700);
        snprintf(path, sizeof path, "%s/s3/b", root);
        mkdir(path, 0700);
    }
    snprintf(path, sizeof path, "%s/s3/b/x", root);
    FILE *f = fopen(path, "w");
    if (f == NULL || (size > 0 && fwrite(bytes, size, 1, f) != 1) || fclose(f) != 0) {
        abort();
    }
}

static void read_all(struct buf *shown, const struct value *reader, bool again)
{
    struct dataset_place at = { .file = 0 };
    struct dataset_item item;
    struct buf why = { 0 };
    struct dataset *d = dataset_open(root, reader, at, &why);
    while (d != NULL && dataset_next(d, &item, &why) == DATASET_ITEM) {
        write_json(shown, item.value);
        buf_char(shown, '\n');
        value_release(item.value);
        at = dataset_place(d);
        if (again) {
            dataset_close(d);
            d = dataset_open(root, reader, at, &why);
        }
    }
    buf_text(shown, buf_string(&why));
    if (d != NULL) {
        dataset_close(d);
    }
    buf_release(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buf text = { 0 }, once = { 0 }, again = { 0 };
    struct value *reader = NULL;
    struct read_error error;
    if (size == 0) {
        return 0;
    }
    put_file(bytes + 1, size - 1);
    buf_print(&text,
              "{\"Resource\":\"arn:aws:states:::s3:getObject\",\"Parameters\":{\"Bucket\":"
              "\"b\",\"Key\":\"x\"},"
              "\"ReaderConfig\":{%s}}",
              configs[bytes[0] % (sizeof configs / sizeof configs[0])]);
    if (!read_json(text.text, text.size, &reader, &error)) {
        abort();
    }
    read_all(&once, reader, false);
    read_all(&again, reader, true);
    if (strcmp(buf_string(&once), buf_string(&again)) != 0) {
        abort();
    }
    value_release(reader);
    buf_release(&text);
    buf_release(&once);
    buf_release(&again);
    return 0;
}

/*
 * dataset.h - what an ItemReader reads from the embedded S3, one item at a time: JSON, JSON
 * lines, CSV, a listing of objects, their contents, or the files that a manifest names
 * (DM-05 .. DM-12).
 *
 * How far a reader has come is plain data: a dataset that is opened again at a place goes on
 * with the item at that place. Only one block and one item of a file are in memory, whatever
 * its size.
 */
#ifndef DATA_DATASET_H
#define DATA_DATASET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct value;
struct dataset; /* opaque */

/* The most bytes that one item's text may have. */
#define DATASET_ITEM_BYTES (8u << 20)

/* Set to {0} it is the beginning. */
struct dataset_place {
    uint64_t file;   /* of several */
    uint64_t offset; /* in it */
    uint64_t items;  /* that have been read, of all files */
    int inside;      /* of a JSON text: '[' or '{' once its first item is found */
};

/*
 * Open what `reader` says (borrowed, and must outlive the dataset): an ItemReader whose paths
 * are evaluated, its Arguments or Parameters, and its ReaderConfig with MaxItems as a number,
 * where 0 means no bound. Its member Source, which no definition has, is what dataset_source()
 * tells instead of the object. `root` is that of s3.h. Returns a new dataset, or NULL with the
 * reason in `why`.
 */
struct dataset *dataset_open(const char *root, const struct value *reader,
                             struct dataset_place at, struct buf *why);
void dataset_close(struct dataset *d);

/* Where the next item begins. */
struct dataset_place dataset_place(const struct dataset *d);

/* Close the file until the next item is wanted. */
void dataset_rest(struct dataset *d);

enum dataset_outcome { DATASET_ITEM, DATASET_END, DATASET_FAILED };

struct dataset_item {
    struct value *value; /* new; of an object's member {"Key","Value"} */
    bool keyed;          /* it is such a member */
    size_t bytes;        /* about how many the item took */
};

/* The next item; on DATASET_FAILED the reason is in `why`. */
enum dataset_outcome dataset_next(struct dataset *d, struct dataset_item *ret_item,
                                  struct buf *why);

/* Where the last item came from, as $$.Map.Item.Source shows it. Borrowed, until the
 * next item. */
const char *dataset_source(const struct dataset *d);

/* How many items there are from the place on, up to the first that cannot be read. */
uint64_t dataset_count(struct dataset *d);

#endif

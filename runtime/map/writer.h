/*
 * writer.h - what becomes of a distributed Map's results: records of its children, shaped by
 * ResultWriter's Transformation, and the files and the manifest of an export to S3 (DM-14 ..
 * DM-16).
 *
 * Records go to their file as they come, a block at a time; what is not yet written is data.
 * Those of an export to a real S3 only gather here: part.h makes objects of them.
 */
#ifndef MAP_WRITER_H
#define MAP_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/base/buf.h"

struct execution;
struct value;

/* The files of a ResultWriter, by what became of the children. */
enum map_file { MAP_SUCCEEDED, MAP_FAILED, MAP_PENDING, MAP_FILES };

enum map_transformation { MAP_WITH_METADATA, MAP_COMPACT, MAP_FLATTEN };

struct map_writer_file {
    uint64_t count;
    uint64_t size_bytes; /* with what is not yet written */
    struct buf unwritten;
    struct value *sizes; /* of the objects in a real S3; an array; owned; NULL: there is none */
};

/* What becomes of the results. */
struct map_writer {
    bool exports;   /* into S3, */
    bool is_remote; /* which is a real one, */
    bool is_tried;  /* and could be written to */
    bool lines;     /* OutputType JSONL */
    enum map_transformation transformation;
    char *bucket, *prefix; /* of an export; owned; prefix is NULL if there is none */
    char *bucket_owner;    /* ExpectedBucketOwner; owned; NULL: anybody */
    char *folder;          /* PREFIX/UUID; owned; NULL until it is claimed */
    bool is_closed;        /* its files are whole, and its manifest is written */
    struct map_writer_file files[MAP_FILES];
};

/* Open a writer for a ResultWriter's value, which is NULL if there is none. Returns false, with
 * the reason in `why`, if it does not say where to write. */
bool mapwriter_open(struct map_writer *w, const struct value *writer, struct buf *why);

/* Of an export to a real S3: PREFIX/ID is its folder. */
void mapwriter_name(struct map_writer *w, const char *id);

/* The key of a file, of which the first is number 0: new. That of the manifest, likewise; and
 * what it says (new) of these lists of {"Key","Size"} (taken). */
char *mapwriter_key(const struct map_writer *w, enum map_file file, size_t number);
char *mapwriter_manifest_key(const struct map_writer *w);
char *mapwriter_manifest(const struct map_writer *w, const char *arn,
                         struct value *lists[MAP_FILES]);

/* Add a file to such a list. The key is taken. */
void mapwriter_list(struct value **list, char *key, uint64_t size_bytes);

/* Of an export: make PREFIX/ID its folder. *ret_claimed is false if that folder was there
 * before. Returns false, with the reason in `why`, if it cannot be made. */
bool mapwriter_claim(struct map_writer *w, const char *root, const char *id, bool *ret_claimed,
                     struct buf *why);
void mapwriter_release(struct map_writer *w);

/* What the transformation keeps of a child that has succeeded: new. */
struct value *mapwriter_value(const struct map_writer *w, const struct execution *x);

/* Put one of these (borrowed) into an array that grows, or its items, to flatten it. */
void mapwriter_append(const struct map_writer *w, struct value **array, struct value *value);

/* Put a child that has ended, or the input of one that never began, into an export. Returns
 * false, with the reason in `why`, if a file cannot be written. */
bool mapwriter_put(struct map_writer *w, const char *root, const struct execution *x,
                   struct buf *why);
bool mapwriter_put_pending(struct map_writer *w, const char *root, struct value *input,
                           struct buf *why);

/* Of an export whose Map Run is redriven: its files go on, but for those of children that had
 * failed or never began: these are done anew. */
void mapwriter_reopen(struct map_writer *w);

/* Write what is left, and manifest.json. */
bool mapwriter_close(struct map_writer *w, const char *root, const char *arn, struct buf *why);

/* The state's result with an export: new. */
struct value *mapwriter_result(const struct map_writer *w, const char *arn);

#endif

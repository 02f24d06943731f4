#include "runtime/map/fetching.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/folder.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/shape.h"
#include "runtime/data/manifest.h"
#include "runtime/service/s3.h"
#include "runtime/task/notice.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* The bytes of one request: less than an answer may have (client/send.h). */
#define BLOCK_BYTES (UINT64_C(8) << 20)

/* A listing as an object. */
#define LISTING "listing"

#define SEAL_ROOM 20

enum stage { STAGE_LIST, STAGE_FILES, STAGE_DONE };

/* Why a good answer cannot be used. */
enum misfit {
    MISFIT_NONE,
    MISFIT_BYTES,  /* it is not the block that was asked for */
    MISFIT_VERSION /* it is of another version than the block before it */
};

struct fetching {
    struct value *reader;    /* as it was given */
    struct value *arguments; /* of that; borrowed */
    struct value *own;       /* what the dataset reads instead; owned; NULL: the same */
    char *root;              /* NULL where no folder could be made */
    enum stage stage;
    bool has_manifest; /* the first file names the others, */
    bool is_athena;    /* as Athena does, */
    bool is_read;      /* and they are known */
    bool flattens;     /* the objects of a listing are read */
    uint64_t most;     /* MaxItems; 0: no bound */

    struct manifest files;
    size_t file;            /* the one at hand */
    uint64_t offset, total; /* in it; of it, once something of it has come */
    char *etag;             /* of it; owned; NULL before */
    int status;             /* of the answer to the last request; 0: none came */
    enum misfit misfit;     /* of that answer */
    int error;              /* a negative errno: what came could not be kept */

    char *token; /* of the listing's next page; owned, or NULL */
    uint64_t listed, listing_bytes;
    char seal[SEAL_ROOM];
};

/* ---- Opening ---- */

static void seal_with(struct fetching *g, const char *text, const char *more)
{
    struct buf b = { 0 };
    buf_print(&b, "%s %s %s", g->seal, text, more == NULL ? "" : more);
    unsigned long long hash = text_hash(b.text, b.size);
    buf_clear(&b);
    buf_print(&b, "%llx", hash);
    memcpy(g->seal, buf_string(&b), b.size + 1);
    buf_release(&b);
}

/* NULL if there is none. */
static struct value *config_of(const struct fetching *g)
{
    struct value *config = NULL;
    value_member(g->reader, "ReaderConfig", &config);
    return config;
}

static void read_config(struct fetching *g)
{
    struct value *config = config_of(g), *most = NULL;
    const char *manifest = value_member_text(config, "ManifestType");
    g->is_athena = text_is(manifest, "ATHENA_DATA");
    g->has_manifest =
        g->is_athena || text_is(value_member_text(config, "InputType"), "MANIFEST");
    g->flattens = text_is(value_member_text(config, "Transformation"), "LOAD_AND_FLATTEN");
    if (value_member(config, "MaxItems", &most) && value_to_number(most).integer > 0) {
        g->most = (uint64_t)value_to_number(most).integer;
    }
}

struct fetching *fetching_new(struct value *reader)
{
    struct fetching *g = memory_zero(sizeof *g);
    g->reader = value_share(reader);
    if (!value_member(reader, "Arguments", &g->arguments)) {
        value_member(reader, "Parameters", &g->arguments);
    }
    read_config(g);
    g->root = folder_fresh("aslc-map");
    g->error = g->root == NULL ? -errno : 0;
    if (text_ends_with(value_member_text(reader, "Resource"), ":s3:listObjectsV2")) {
        g->stage = STAGE_LIST;
        g->has_manifest = false;
    } else {
        g->stage = STAGE_FILES;
        g->flattens = false;
    }
    return g;
}

void fetching_release(struct fetching *g)
{
    if (g == NULL) {
        return;
    }
    if (g->root != NULL) {
        folder_remove(g->root);
    }
    manifest_release(&g->files);
    value_release(g->own);
    value_release(g->reader);
    memory_release(g->etag);
    memory_release(g->token);
    memory_release(g->root);
    memory_release(g);
}

/* ---- Requests ---- */

static const char *bucket_of(const struct fetching *g)
{
    return value_member_text(g->arguments, "Bucket");
}

/* All that the definition gives: new. */
static struct value *given(const struct fetching *g)
{
    struct value *o = value_object();
    for (struct value_walk w = value_walk(g->arguments); value_step(&w);) {
        value_set_take(&o, w.key, value_share(w.value));
    }
    return o;
}

/* Of an object that the definition does not name itself: new. */
static struct value *named(const struct fetching *g, const struct manifest_file *f)
{
    struct value *o = value_object(), *bucket_owner = NULL;
    value_set_text(&o, "Bucket", f->bucket);
    value_set_text(&o, "Key", f->key);
    if (text_is(bucket_of(g), f->bucket) &&
        value_member(g->arguments, "ExpectedBucketOwner", &bucket_owner)) {
        value_set_take(&o, "ExpectedBucketOwner", value_share(bucket_owner));
    }
    return o;
}

static struct value *get_of(const struct fetching *g)
{
    bool is_given = g->stage == STAGE_FILES && g->file == 0 && !g->flattens;
    struct value *o = is_given ? given(g) : named(g, &g->files.files[g->file]);
    struct buf range = { 0 };
    buf_print(&range, "bytes=%llu-%llu", (unsigned long long)g->offset,
              (unsigned long long)(g->offset + BLOCK_BYTES - 1));
    value_set_text(&o, "Range", buf_string(&range));
    if (g->offset > 0 && g->etag != NULL) {
        value_set_text(&o, "IfMatch", g->etag);
    }
    buf_release(&range);
    return o;
}

static struct value *list_of(const struct fetching *g)
{
    struct value *o = given(g);
    if (g->token != NULL) {
        value_set_text(&o, "ContinuationToken", g->token);
    }
    return o;
}

/* The files that a manifest names, which has come. */
static bool read_manifest(struct fetching *g, struct buf *why)
{
    const char *bucket = bucket_of(g), *key = value_member_text(g->arguments, "Key");
    g->is_read = true;
    return g->is_athena ? manifest_lines(&g->files, g->root, bucket, key, why)
                        : manifest_inventory(&g->files, g->root, bucket, key, why);
}

static bool is_ready(struct fetching *g, struct buf *why)
{
    const char *bucket = bucket_of(g), *key = value_member_text(g->arguments, "Key");
    bool wants_key = g->stage == STAGE_FILES && g->files.count == 0 && !g->flattens;
    if (g->error != 0) {
        buf_print(why, "No folder can be made in TMPDIR, or else in /tmp, for what is read: %s",
                  strerror(-g->error));
    } else if (bucket == NULL || (wants_key && key == NULL)) {
        buf_print(why, "The ItemReader's %s is not a string.",
                  bucket == NULL ? "Bucket" : "Key");
    } else if (wants_key) {
        manifest_add(&g->files, bucket, key);
    }
    return why->size == 0;
}

enum fetching_step fetching_ask(struct fetching *g, struct value **ret_parameters,
                                struct buf *why)
{
    if (!is_ready(g, why)) {
        return FETCHING_FAILED;
    }
    if (g->stage == STAGE_LIST) {
        *ret_parameters = list_of(g);
        return FETCHING_LIST;
    }
    if (g->file == g->files.count && g->has_manifest && !g->is_read && !read_manifest(g, why)) {
        return FETCHING_FAILED;
    }
    if (g->stage == STAGE_DONE || g->file == g->files.count) {
        g->stage = STAGE_DONE;
        return FETCHING_DONE;
    }
    g->status = 0;
    *ret_parameters = get_of(g);
    return FETCHING_GET;
}

/* ---- Objects ---- */

/* A number of digits alone, up to `end`. Returns what is behind that, or NULL. */
static const char *read_number(const char *text, char end, uint64_t *ret_number)
{
    char *behind = NULL;
    if (text == NULL || *text < '0' || *text > '9') {
        return NULL;
    }
    errno = 0;
    *ret_number = strtoull(text, &behind, 10);
    return errno != 0 || *behind != end ? NULL : behind + (end != '\0');
}

/* The size of the whole, out of "bytes 0-9/100". Returns false if that is not where this block
 * belongs. */
static bool read_total(const struct wire_answer *a, uint64_t offset, uint64_t *ret_total)
{
    static const char unit[] = "bytes ";
    const char *range = wire_find(&a->headers, "Content-Range");
    uint64_t first = 0, last = 0;
    bool has_unit = range != NULL && strncmp(range, unit, strlen(unit)) == 0;
    range = has_unit ? range + strlen(unit) : NULL;
    range = read_number(range, '-', &first);
    range = read_number(range, '/', &last);
    return read_number(range, '\0', ret_total) != NULL && first == offset && first <= last &&
           last < *ret_total && last - first + 1 == a->body.size;
}

/* Not everyone names a version or looks at If-Match. */
static bool is_same_version(const struct fetching *g, const char *etag, uint64_t total)
{
    bool is_named = etag != NULL && g->etag != NULL;
    return total == g->total && (!is_named || strcmp(etag, g->etag) == 0);
}

/* What cannot be used is not kept. */
static enum misfit judge(const struct fetching *g, const struct wire_answer *a,
                         uint64_t *ret_total)
{
    if (a->status != 206) {
        *ret_total = a->body.size;
        return MISFIT_NONE;
    }
    if (!read_total(a, g->offset, ret_total)) {
        return MISFIT_BYTES;
    }
    const char *etag = wire_find(&a->headers, "ETag");
    return g->offset == 0 || is_same_version(g, etag, *ret_total) ? MISFIT_NONE
                                                                  : MISFIT_VERSION;
}

static void keep_etag(struct fetching *g, const char *etag)
{
    if (etag != NULL || g->offset == 0) {
        memory_release(g->etag);
        g->etag = memory_text(etag);
    }
}

void fetching_take(void *owner, struct wire_answer *answer)
{
    struct fetching *g = owner;
    const struct manifest_file *f = &g->files.files[g->file];
    uint64_t total = 0;
    g->status = answer->status;
    if (answer->status < 200 || answer->status >= 300) {
        return;
    }
    g->misfit = judge(g, answer, &total);
    if (g->misfit != MISFIT_NONE) {
        return;
    }
    g->offset = answer->status == 206 ? g->offset : 0;
    g->total = total;
    keep_etag(g, wire_find(&answer->headers, "ETag"));
    g->error = s3_keep(g->root, f->bucket, f->key, g->offset, buf_string(&answer->body),
                       answer->body.size);
    g->offset += answer->body.size;
    buf_clear(&answer->body);
}

/* The file at hand is whole. */
static void end_file(struct fetching *g)
{
    const struct manifest_file *f = &g->files.files[g->file];
    struct buf size = { 0 };
    buf_print(&size, "%llu", (unsigned long long)g->total);
    seal_with(g, f->bucket, f->key);
    seal_with(g, buf_string(&size), g->etag);
    buf_release(&size);
    memory_release(g->etag);
    g->etag = NULL;
    g->offset = g->total = 0;
    g->file++;
}

/* An object without bytes has no range that could be asked for. */
static bool is_empty(const struct fetching *g)
{
    return g->status == 416 && g->offset == 0;
}

static bool take_block(struct fetching *g, const struct notice *n, struct buf *why)
{
    const struct manifest_file *f = &g->files.files[g->file];
    if (n->kind != NOTICE_SUCCEEDED && !is_empty(g)) {
        buf_text(why, n->cause == NULL ? "" : n->cause);
        return false;
    }
    if (g->status == 0) {
        buf_print(
            why,
            "s3://%s/%s was not read from S3: the Map Run began with the target 'aws', and "
            "goes on with that alone.",
            f->bucket, f->key);
        return false;
    }
    if (g->misfit == MISFIT_BYTES) {
        buf_print(why, "S3 answered with other bytes of s3://%s/%s than were asked for.",
                  f->bucket, f->key);
        return false;
    }
    if (g->misfit == MISFIT_VERSION) {
        buf_print(why, "s3://%s/%s has changed while it was read.", f->bucket, f->key);
        return false;
    }
    if (is_empty(g)) {
        g->error = s3_keep(g->root, f->bucket, f->key, 0, "", 0);
    }
    if (g->error != 0) {
        buf_print(why, "s3://%s/%s cannot be kept: %s", f->bucket, f->key, strerror(-g->error));
        return false;
    }
    if (g->offset >= g->total) {
        end_file(g);
    }
    return true;
}

/* ---- Listings ---- */

/* What a listing shows of an object (DM-11): new. */
static struct value *shown(const struct value *object)
{
    static const char *const names[][2] = {
        { "Etag", "ETag" },
        { "Key", "Key" },
        { "LastModified", "LastModified" },
        { "Size", "Size" },
        { "StorageClass", "StorageClass" },
    };
    struct value *o = value_object();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct value *v = NULL;
        if (value_member(object, names[i][1], &v)) {
            struct value *time =
                text_is(names[i][0], "LastModified") ? shape_time(v) : value_share(v);
            bool is_time = time != v && value_type(time) == VALUE_NUMBER;
            value_set_take(&o, names[i][0],
                           is_time ? value_double(value_to_number(time).real)
                                   : value_share(time));
            value_release(time);
        }
    }
    return o;
}

/* Objects that are read are fetched later, and seal the whole then. */
static void take_objects(struct fetching *g, const struct value *objects)
{
    struct buf lines = { 0 };
    size_t count = objects == NULL ? 0 : value_count(objects);
    for (size_t i = 0; i < count && (g->flattens || g->most == 0 || g->listed < g->most); i++) {
        const struct value *object = value_item(objects, i);
        if (g->flattens) {
            const char *key = value_member_text(object, "Key");
            manifest_add(&g->files, bucket_of(g), key == NULL ? "" : key);
        } else {
            struct value *line = shown(object);
            write_json(&lines, line);
            buf_char(&lines, '\n');
            value_release(line);
        }
        g->listed++;
    }
    if (!g->flattens) {
        seal_with(g, buf_string(&lines), NULL);
        g->error = s3_keep(g->root, bucket_of(g), LISTING, g->listing_bytes, buf_string(&lines),
                           lines.size);
        g->listing_bytes += lines.size;
    } else {
        g->error = s3_keep_bucket(g->root, bucket_of(g));
    }
    buf_release(&lines);
}

/* The listing as an object of JSON lines. */
static struct value *reader_of_listing(const struct fetching *g)
{
    struct value *o = value_object(), *arguments = value_object(), *config = value_object();
    struct value *most = NULL;
    struct buf source = { 0 };
    buf_print(&source, "S3://%s", bucket_of(g));
    value_set_text(&arguments, "Bucket", bucket_of(g));
    value_set_text(&arguments, "Key", LISTING);
    value_set_text(&config, "InputType", "JSONL");
    if (value_member(config_of(g), "MaxItems", &most)) {
        value_set_take(&config, "MaxItems", value_share(most));
    }
    value_set_text(&o, "Resource", "arn:aws:states:::s3:getObject");
    value_set_take(&o, "Arguments", arguments);
    value_set_take(&o, "ReaderConfig", config);
    value_set_text(&o, "Source", buf_string(&source));
    buf_release(&source);
    return o;
}

static bool take_page(struct fetching *g, const struct notice *n, struct buf *why)
{
    struct value *objects = NULL, *is_cut = NULL;
    if (n->kind != NOTICE_SUCCEEDED) {
        buf_text(why, n->cause == NULL ? "" : n->cause);
        return false;
    }
    if (value_member(n->value, "Contents", &objects) && value_type(objects) != VALUE_ARRAY) {
        buf_print(why, "The listing of s3://%s has no list of objects.", bucket_of(g));
        return false;
    }
    take_objects(g, objects);
    if (g->error != 0) {
        buf_print(why, "the listing of s3://%s cannot be kept: %s", bucket_of(g),
                  strerror(-g->error));
        return false;
    }
    const char *next = value_member_text(n->value, "NextContinuationToken");
    bool is_enough = !g->flattens && g->most > 0 && g->listed >= g->most;
    bool goes_on =
        value_member(n->value, "IsTruncated", &is_cut) && value_is_true(is_cut) && !is_enough;
    if (goes_on && (next == NULL || text_is(g->token, next))) {
        buf_print(why, "S3 does not say where the listing of s3://%s goes on.", bucket_of(g));
        return false;
    }
    memory_release(g->token);
    g->token = memory_text(next);
    if (!goes_on) {
        g->own = g->flattens ? NULL : reader_of_listing(g);
        g->stage = g->flattens ? STAGE_FILES : STAGE_DONE;
    }
    return true;
}

bool fetching_answered(struct fetching *g, const struct notice *n, struct buf *why)
{
    return g->stage == STAGE_LIST ? take_page(g, n, why) : take_block(g, n, why);
}

/* ---- What is there ---- */

const char *fetching_root(const struct fetching *g)
{
    return g->root;
}

const struct value *fetching_reader(const struct fetching *g)
{
    return g->own != NULL ? g->own : g->reader;
}

const char *fetching_seal(const struct fetching *g)
{
    return g->seal;
}

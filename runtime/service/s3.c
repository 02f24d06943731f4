#include "runtime/service/s3.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <nettle/md5.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/base/stream.h"
#include "runtime/base/text.h"
#include "runtime/service/s3key.h"
#include "runtime/value/value.h"

/* ---- Names ---- */

/* Returns false if no file can be that object. */
static bool put_path(struct buf *path, const char *root, const char *bucket, const char *key)
{
    if (root == NULL || !s3key_is_bucket(bucket) || !s3key_is_plain(key)) {
        return false;
    }
    buf_print(path, "%s/s3/%s/%s", root, bucket, key);
    return true;
}

/* Where an object is that has no such file: s3key.h. Returns false if no object can be called
 * so. */
static bool put_awkward_path(struct buf *path, const char *root, const char *bucket,
                             const char *key)
{
    if (root == NULL || !s3key_is_bucket(bucket) || key[0] == '\0') {
        return false;
    }
    buf_print(path, "%s/s3/%s/%s/", root, S3KEY_AWKWARD, bucket);
    s3key_put_awkward(path, key);
    return true;
}

static bool has_bucket(const char *root, const char *bucket)
{
    struct stat st;
    struct buf path = { 0 };
    bool found = false;
    if (root != NULL && s3key_is_bucket(bucket)) {
        buf_print(&path, "%s/s3/%s", root, bucket);
        found = stat(path.text, &st) == 0 && S_ISDIR(st.st_mode);
    }
    buf_release(&path);
    return found;
}

/* ---- Reading ---- */

static void put_problem(struct buf *why, const char *message, int status, const char *code)
{
    buf_print(why, "%s (Service: Amazon S3; Status Code: %d; Error Code: %s)", message, status,
              code);
}

/* For a missing key the message need not say where the bucket is. For a missing bucket it does,
 * since the user may have meant another place. */
static void put_missing(struct buf *why, const char *root, const char *bucket)
{
    if (has_bucket(root, bucket)) {
        put_problem(why, "The specified key does not exist.", 404, "NoSuchKey");
        return;
    }
    put_problem(why, "The specified bucket does not exist", 404, "NoSuchBucket");
    if (root == NULL) {
        buf_text(why, ": there is no place for buckets, since neither --local nor "
                      "XDG_STATE_HOME nor HOME is given");
    } else if (s3key_is_bucket(bucket)) {
        buf_print(why, ": there is no folder %s/s3/%s; --local DIR has its buckets in DIR/s3",
                  root, bucket);
    }
}

static void put_error(struct buf *why, const char *root, const char *bucket, int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case ENAMETOOLONG: put_missing(why, root, bucket); break;
    case EACCES: put_problem(why, "Access Denied", 403, "AccessDenied"); break;
    default: put_problem(why, strerror(error), 500, "InternalError"); break;
    }
}

static bool is_absent(int error)
{
    return error == -ENOENT || error == -ENOTDIR || error == -EISDIR || error == -ENAMETOOLONG;
}

bool s3_open(const char *root, const char *bucket, const char *key, uint64_t offset,
             struct stream *ret_stream, struct buf *why)
{
    struct buf path = { 0 };
    int error = -ENOENT;
    if (put_path(&path, root, bucket, key)) {
        error = stream_open(ret_stream, path.text, offset);
    }
    buf_clear(&path);
    if (is_absent(error) && put_awkward_path(&path, root, bucket, key)) {
        error = stream_open(ret_stream, path.text, offset);
    }
    buf_release(&path);
    if (error != 0) {
        put_error(why, root, bucket, -error);
    }
    return error == 0;
}

/* ---- Listing ---- */

static void add_key(struct s3_keys *k, const char *key)
{
    k->keys = memory_grow(k->keys, k->count, &k->room, sizeof *k->keys);
    k->keys[k->count++] = memory_text(key);
}

void s3_release_keys(struct s3_keys *k)
{
    for (size_t i = 0; i < k->count; i++) {
        memory_release(k->keys[i]);
    }
    memory_release(k->keys);
    *k = (struct s3_keys){ .keys = NULL };
}

/* A file is an object; a folder is one more to look into, unless it is a link: those may go
 * round. */
static void add_entry(struct s3_keys *keys, struct s3_keys *folders, const struct buf *path,
                      const char *key, const char *prefix)
{
    struct stat st;
    size_t size = strlen(prefix);
    if (lstat(path->text, &st) != 0) {
        return;
    }
    if (S_ISDIR(st.st_mode)) {
        size_t common = strlen(key) < size ? strlen(key) : size;
        if (strncmp(key, prefix, common) == 0) {
            add_key(folders, key);
        }
        return;
    }
    if (S_ISLNK(st.st_mode) && stat(path->text, &st) != 0) {
        return;
    }
    if (S_ISREG(st.st_mode) && strncmp(key, prefix, size) == 0) {
        add_key(keys, key);
    }
}

/* The entries of one folder, whose key is `folder` ("": the bucket). */
static void add_folder(struct s3_keys *keys, struct s3_keys *folders, const char *bucket_path,
                       const char *folder, const char *prefix)
{
    struct buf path = { 0 };
    buf_print(&path, "%s%s%s", bucket_path, folder[0] == '\0' ? "" : "/", folder);
    size_t folder_size = path.size;
    DIR *d = opendir(path.text);
    for (struct dirent *e = d == NULL ? NULL : readdir(d); e != NULL; e = readdir(d)) {
        if (s3key_is_name(e->d_name, strlen(e->d_name)) &&
            text_utf8_span(e->d_name, strlen(e->d_name)) == strlen(e->d_name)) {
            path.size = folder_size;
            buf_print(&path, "/%s", e->d_name);
            add_entry(keys, folders, &path, path.text + strlen(bucket_path) + 1, prefix);
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    buf_release(&path);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All files below a path whose names there begin with `prefix`. */
static void add_files(struct s3_keys *keys, const char *path, const char *prefix)
{
    struct s3_keys folders = { .keys = NULL };
    add_folder(keys, &folders, path, "", prefix);
    while (folders.count > 0) {
        char *folder = folders.keys[--folders.count];
        add_folder(keys, &folders, path, folder, prefix);
        memory_release(folder);
    }
    s3_release_keys(&folders);
}

/* The keys that are spelled in another way than their files. */
static void add_awkward(struct s3_keys *keys, const char *root, const char *bucket,
                        const char *prefix)
{
    struct s3_keys files = { .keys = NULL };
    struct buf path = { 0 }, key = { 0 };
    buf_print(&path, "%s/s3/%s/%s", root, S3KEY_AWKWARD, bucket);
    add_files(&files, path.text, "");
    for (size_t i = 0; i < files.count; i++) {
        buf_clear(&key);
        if (s3key_read_awkward(files.keys[i], &key) &&
            strncmp(buf_string(&key), prefix, strlen(prefix)) == 0) {
            add_key(keys, buf_string(&key));
        }
    }
    s3_release_keys(&files);
    buf_release(&path);
    buf_release(&key);
}

/* Sort them; of two that are equal, which are one object in both places, one stays. */
static void sort(struct s3_keys *k)
{
    size_t count = 0;
    if (k->count > 0) {
        qsort(k->keys, k->count, sizeof *k->keys, by_bytes);
    }
    for (size_t i = 0; i < k->count; i++) {
        if (count > 0 && strcmp(k->keys[count - 1], k->keys[i]) == 0) {
            memory_release(k->keys[i]);
        } else {
            k->keys[count++] = k->keys[i];
        }
    }
    k->count = count;
}

bool s3_list(const char *root, const char *bucket, const char *prefix, struct s3_keys *ret_keys,
             struct buf *why)
{
    struct s3_keys keys = { .keys = NULL };
    struct buf path = { 0 };
    if (!has_bucket(root, bucket)) {
        put_missing(why, root, bucket);
        return false;
    }
    buf_print(&path, "%s/s3/%s", root, bucket);
    add_files(&keys, path.text, prefix);
    add_awkward(&keys, root, bucket, prefix);
    sort(&keys);
    buf_release(&path);
    *ret_keys = keys;
    return true;
}

/* ---- One object ---- */

/* The MD5 of what the stream still holds, in quotes, as S3 has it. */
static void put_etag(struct buf *etag, struct stream *s)
{
    struct md5_ctx md5;
    unsigned char digest[MD5_DIGEST_SIZE];
    md5_init(&md5);
    while (stream_peek(s) >= 0) {
        md5_update(&md5, s->end - s->at, (const unsigned char *)s->bytes + s->at);
        s->at = s->end;
    }
    md5_digest(&md5, sizeof digest, digest);
    buf_char(etag, '"');
    for (size_t i = 0; i < sizeof digest; i++) {
        buf_print(etag, "%02x", digest[i]);
    }
    buf_char(etag, '"');
}

static struct value *describe(struct stream *s, const char *key)
{
    struct stat st;
    struct buf etag = { 0 };
    if (fstat(s->fd, &st) != 0) {
        return NULL;
    }
    put_etag(&etag, s);
    struct value *o = value_object();
    value_set_take(&o, "Etag", value_text_n(etag.text, etag.size));
    value_set_take(&o, "Key", value_text(key));
    value_set_take(&o, "LastModified", value_double((double)st.st_mtim.tv_sec));
    value_set_take(&o, "Size", value_int(st.st_size));
    value_set_take(&o, "StorageClass", value_text("STANDARD"));
    buf_release(&etag);
    return o;
}

struct value *s3_describe(const char *root, const char *bucket, const char *key)
{
    struct stream s;
    struct buf why = { 0 };
    struct value *o = NULL;
    if (s3_open(root, bucket, key, 0, &s, &why)) {
        o = describe(&s, key);
        stream_close(&s);
    }
    buf_release(&why);
    return o;
}

/* ---- Writing ---- */

/* Make the folders above the file. Returns 0 or a negative errno. */
static int make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int error = mkdir(path, 0777) != 0 && errno != EEXIST ? -errno : 0;
        *slash = '/';
        if (error != 0) {
            return error;
        }
    }
    return 0;
}

/* Open the file to write to it, with the folders above it. A file descriptor, or a negative
 * errno. */
static int open_file(struct buf *path)
{
    int fd = open(path->text, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0 && errno == ENOENT) {
        int error = make_folders(path->text);
        if (error != 0) {
            return error;
        }
        fd = open(path->text, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    }
    return fd < 0 ? -errno : fd;
}

/* A file that has become shorter than `offset` has lost what was written before. */
static int write_behind(int fd, uint64_t offset, const char *bytes, size_t size)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return -errno;
    }
    if ((uint64_t)st.st_size < offset) {
        return -EIO;
    }
    if (ftruncate(fd, (off_t)offset) != 0 || lseek(fd, (off_t)offset, SEEK_SET) < 0) {
        return -errno;
    }
    return descriptor_write(fd, bytes, size);
}

static int write_file(struct buf *path, uint64_t offset, const char *bytes, size_t size)
{
    int fd = open_file(path);
    if (fd < 0) {
        return fd;
    }
    int error = write_behind(fd, offset, bytes, size);
    int closed = close(fd) != 0 ? -errno : 0;
    return error != 0 ? error : closed;
}

static bool put_outcome(int error, struct buf *why)
{
    switch (-error) {
    case 0: break;
    case EINVAL:
        put_problem(why, "The specified bucket or key is not valid.", 400, "InvalidRequest");
        break;
    case EACCES:
    case EROFS: put_problem(why, "Access Denied", 403, "AccessDenied"); break;
    default: put_problem(why, strerror(-error), 500, "InternalError"); break;
    }
    return error == 0;
}

bool s3_put_behind(const char *root, const char *bucket, const char *key, uint64_t offset,
                   const char *bytes, size_t size, struct buf *why)
{
    struct buf path = { 0 };
    int error =
        put_path(&path, root, bucket, key) ? write_file(&path, offset, bytes, size) : -EINVAL;
    buf_release(&path);
    return put_outcome(error, why);
}

bool s3_put(const char *root, const char *bucket, const char *key, const char *bytes,
            size_t size, struct buf *why)
{
    return s3_put_behind(root, bucket, key, 0, bytes, size, why);
}

int s3_keep_bucket(const char *root, const char *bucket)
{
    struct buf path = { 0 };
    int error = -EINVAL;
    if (s3key_is_bucket(bucket)) {
        buf_print(&path, "%s/s3/%s/", root, bucket);
        error = make_folders(path.text);
    }
    buf_release(&path);
    return error;
}

int s3_keep(const char *root, const char *bucket, const char *key, uint64_t offset,
            const char *bytes, size_t size)
{
    struct buf path = { 0 };
    int error = s3_keep_bucket(root, bucket);
    if (error == 0) {
        error = put_awkward_path(&path, root, bucket, key)
                    ? write_file(&path, offset, bytes, size)
                    : -EINVAL;
    }
    buf_release(&path);
    return error;
}

bool s3_remove(const char *root, const char *bucket, const char *key, struct buf *why)
{
    struct buf path = { 0 };
    int error = -EINVAL;
    if (put_path(&path, root, bucket, key)) {
        error = unlink(path.text) != 0 && errno != ENOENT && errno != ENOTDIR ? -errno : 0;
    }
    buf_release(&path);
    return put_outcome(error, why);
}

bool s3_claim_folder(const char *root, const char *bucket, const char *folder,
                     bool *ret_claimed, struct buf *why)
{
    struct buf path = { 0 };
    int error = put_path(&path, root, bucket, folder) ? make_folders(path.text) : -EINVAL;
    *ret_claimed = error == 0 && mkdir(path.text, 0777) == 0;
    if (error == 0 && !*ret_claimed && errno != EEXIST) {
        error = -errno;
    }
    buf_release(&path);
    return put_outcome(error, why);
}

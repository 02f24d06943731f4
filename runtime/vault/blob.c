#include "runtime/vault/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/text.h"
#include "runtime/service/s3key.h"
#include "runtime/value/value.h"

#define DRAFTS  ".new"
#define UPLOADS ".uploads"
#define ASIDE   ".versions"

/* How often it is tried again where another process removes the folder that was just made. */
#define TRIES 8

/* Drafts that are older belong to no process any more. The time is the system's, as that of
 * files is. */
#define STALE_SECONDS (24 * 60 * 60)

#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* ---- Folders ---- */

static int sync_close(int fd)
{
    int error = fsync(fd) != 0 ? -errno : 0;
    close(fd);
    return error;
}

/* Open the folder in `at`; it is made where that is wanted, and the one above is synced. */
static int enter(int at, const char *name, bool makes)
{
    int fd = openat(at, name, FOLDER_FLAGS);
    if (fd < 0 && errno == ENOENT && makes) {
        if (mkdirat(at, name, 0777) == 0) {
            fsync(at);
        } else if (errno != EEXIST) {
            return -errno;
        }
        fd = openat(at, name, FOLDER_FLAGS);
    }
    return fd < 0 ? -errno : fd;
}

/* Open the folder that has the path's last name, which is *ret_leaf. */
static int walk(int root, char *path, bool makes, const char **ret_leaf)
{
    int at = root;
    for (char *slash = strchr(path, '/'); slash != NULL; slash = strchr(path, '/')) {
        *slash = '\0';
        int next = enter(at, path, makes);
        *slash = '/';
        if (at != root) {
            close(at);
        }
        if (next < 0) {
            return next;
        }
        at = next;
        path = slash + 1;
    }
    *ret_leaf = path;
    return at != root ? at : fcntl(root, F_DUPFD_CLOEXEC, 0);
}

/* Returns false if there is no such place. */
static bool put_path(struct buf *path, const char *bucket, const char *key, bool is_awkward)
{
    if (!is_awkward && !s3key_is_plain(key)) {
        return false;
    }
    if (is_awkward) {
        buf_print(path, "%s/%s/", S3KEY_AWKWARD, bucket);
        s3key_put_awkward(path, key);
    } else {
        buf_print(path, "%s/%s", bucket, key);
    }
    return true;
}

/* ---- What is there ---- */

static int64_t changed_ns(const struct stat *st)
{
    return st->st_mtim.tv_sec * INT64_C(1000000000) + st->st_mtim.tv_nsec;
}

static int look(int fd, struct blob *ret)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return -errno;
    }
    *ret = (struct blob){ fd, st.st_size, changed_ns(&st) };
    return S_ISREG(st.st_mode) ? 0 : -ENOENT;
}

static int open_path(int root, char *path, struct blob *ret)
{
    const char *leaf;
    int folder = walk(root, path, false, &leaf);
    *ret = (struct blob){ .fd = -1 };
    if (folder < 0) {
        return folder;
    }
    int fd = openat(folder, leaf, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    int error = fd < 0 ? -errno : look(fd, ret);
    close(folder);
    if (error != 0 && fd >= 0) {
        close(fd);
        ret->fd = -1;
    }
    return error;
}

static bool is_absent(int error)
{
    return error == -ENOENT || error == -ENOTDIR || error == -EISDIR || error == -ELOOP;
}

int blob_open(int root, const char *bucket, const char *key, struct blob *ret)
{
    int error = -ENOENT;
    *ret = (struct blob){ .fd = -1 };
    for (int is_awkward = 0; is_awkward < 2 && is_absent(error); is_awkward++) {
        struct buf path = { 0 };
        if (put_path(&path, bucket, key, is_awkward)) {
            error = open_path(root, path.text, ret);
        }
        buf_release(&path);
    }
    return is_absent(error) ? -ENOENT : error;
}

void blob_close(struct blob *b)
{
    if (b->fd >= 0) {
        close(b->fd);
        b->fd = -1;
    }
}

/* ---- Drafts ---- */

int blob_begin(int root, struct blob_draft *ret)
{
    static unsigned long count;
    *ret = (struct blob_draft){ .root = root, .fd = -1 };
    do {
        snprintf(ret->name, sizeof ret->name, DRAFTS "/%ld-%lu", (long)getpid(), count++);
        ret->fd = openat(root, ret->name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    } while (ret->fd < 0 && errno == EEXIST);
    return ret->fd < 0 ? -errno : 0;
}

int blob_write(struct blob_draft *d, const void *bytes, size_t size)
{
    return descriptor_write(d->fd, bytes, size);
}

void blob_drop(struct blob_draft *d)
{
    if (d->fd >= 0) {
        close(d->fd);
        unlinkat(d->root, d->name, 0);
        d->fd = -1;
    }
}

/* Put the draft at the path. */
static int move(const struct blob_draft *d, char *path)
{
    int error = -ENOENT;
    for (int i = 0; i < TRIES && error == -ENOENT; i++) {
        const char *leaf;
        int folder = walk(d->root, path, true, &leaf);
        if (folder < 0) {
            error = folder;
            continue;
        }
        error = renameat(d->root, d->name, folder, leaf) != 0 ? -errno : 0;
        if (error == 0) {
            error = sync_close(folder);
        } else {
            close(folder);
        }
    }
    return error;
}

static void remove_awkward(int root, const char *bucket, const char *key)
{
    struct buf path = { 0 };
    put_path(&path, bucket, key, true);
    unlinkat(root, path.text, 0);
    buf_release(&path);
}

/* Returns true if the place is taken by what needs a folder where a file is, or the other way
 * round. */
static bool is_taken(int error)
{
    return error == -ENOTDIR || error == -EISDIR || error == -EEXIST || error == -ENOTEMPTY ||
           error == -ELOOP;
}

int blob_publish(struct blob_draft *d, const char *bucket, const char *key, struct blob *ret)
{
    int error = fsync(d->fd) != 0 ? -errno : look(d->fd, ret);
    bool is_done = error != 0;
    for (int is_awkward = 0; is_awkward < 2 && !is_done; is_awkward++) {
        struct buf path = { 0 };
        if (put_path(&path, bucket, key, is_awkward)) {
            error = move(d, path.text);
            is_done = is_awkward || !is_taken(error);
            if (error == 0 && !is_awkward) {
                remove_awkward(d->root, bucket, key);
            }
        }
        buf_release(&path);
    }
    ret->fd = -1;
    if (error == 0) {
        close(d->fd);
        d->fd = -1;
    }
    return error;
}

/* ---- Removed ---- */

/* Remove the folders above the path that are empty, up to the first `kept` bytes. */
static void prune(int root, char *path, size_t kept)
{
    for (char *slash = strrchr(path, '/'); slash != NULL && (size_t)(slash - path) > kept;
         slash = strrchr(path, '/')) {
        *slash = '\0';
        if (unlinkat(root, path, AT_REMOVEDIR) != 0) {
            return;
        }
    }
}

static int remove_path(int root, char *path, size_t kept)
{
    const char *leaf;
    struct stat st;
    int error = 0, folder = walk(root, path, false, &leaf);
    if (folder < 0) {
        return folder;
    }
    if (fstatat(folder, leaf, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        error = -errno;
    } else if (!S_ISREG(st.st_mode)) {
        error = -ENOENT;
    } else {
        error = unlinkat(folder, leaf, 0) != 0 ? -errno : 0;
    }
    int synced = sync_close(folder);
    if (error == 0) {
        prune(root, path, kept);
    }
    return error != 0 ? error : synced;
}

int blob_remove(int root, const char *bucket, const char *key)
{
    bool is_removed = false;
    int fault = 0;
    for (int is_awkward = 0; is_awkward < 2; is_awkward++) {
        struct buf path = { 0 };
        if (put_path(&path, bucket, key, is_awkward)) {
            size_t kept = strlen(bucket) + (is_awkward ? strlen(S3KEY_AWKWARD) + 1 : 0);
            int error = remove_path(root, path.text, kept);
            is_removed = is_removed || error == 0;
            fault = is_absent(error) || error == 0 ? fault : error;
        }
        buf_release(&path);
    }
    return fault != 0 ? fault : is_removed ? 0 : -ENOENT;
}

/* ---- Set aside ---- */

static void put_aside(char out[BLOB_NAME_ROOM], const char *bucket, int64_t rank)
{
    snprintf(out, BLOB_NAME_ROOM, ASIDE "/%s/%lld", bucket, (long long)rank);
}

/* A second name for the file, or where the file system knows none a new one. */
static int name_again(int folder, const char *leaf, int root, const char *name)
{
    if (linkat(folder, leaf, root, name, 0) == 0) {
        return 0;
    }
    bool has_links = errno != EPERM && errno != EMLINK && errno != ENOTSUP && errno != ENOSYS;
    return has_links || renameat(folder, leaf, root, name) != 0 ? -errno : 0;
}

int blob_set_aside(int root, const char *bucket, const char *key, int64_t rank)
{
    char name[BLOB_NAME_ROOM];
    int error = -ENOENT;
    put_aside(name, bucket, rank);
    *strrchr(name, '/') = '\0';
    mkdirat(root, name, 0777);
    put_aside(name, bucket, rank);
    unlinkat(root, name, 0);
    for (int is_awkward = 0; is_awkward < 2 && is_absent(error); is_awkward++) {
        struct buf path = { 0 };
        const char *leaf;
        int folder = -ENOENT;
        if (put_path(&path, bucket, key, is_awkward)) {
            folder = walk(root, path.text, false, &leaf);
        }
        error = folder < 0 ? folder : name_again(folder, leaf, root, name);
        if (folder >= 0) {
            close(folder);
        }
        buf_release(&path);
    }
    return error;
}

int blob_open_aside(int root, const char *bucket, int64_t rank, struct blob *ret)
{
    char name[BLOB_NAME_ROOM];
    put_aside(name, bucket, rank);
    return open_path(root, name, ret);
}

int blob_bring_back(int root, const char *bucket, int64_t rank, const char *key,
                    struct blob *ret)
{
    struct blob_draft d = { .root = root };
    put_aside(d.name, bucket, rank);
    d.fd = openat(root, d.name, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    if (d.fd < 0) {
        return -errno;
    }
    int error = blob_publish(&d, bucket, key, ret);
    if (error != 0) {
        close(d.fd);
    }
    return error;
}

void blob_remove_aside(int root, const char *bucket, int64_t rank)
{
    char name[BLOB_NAME_ROOM];
    put_aside(name, bucket, rank);
    unlinkat(root, name, 0);
}

/* ---- Buckets ---- */

int blob_make_bucket(int root, const char *bucket)
{
    int error = mkdirat(root, bucket, 0777) != 0 ? -errno : 0;
    return error == 0 && fsync(root) != 0 ? -errno : error;
}

/* Remove the folders below the path, of which none has a file. */
static int remove_folders(int root, struct buf *path)
{
    int error = 0, fd = openat(root, path->text, FOLDER_FLAGS);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    size_t size = path->size;
    if (d == NULL) {
        return -errno;
    }
    for (struct dirent *e = readdir(d); e != NULL && error == 0; e = readdir(d)) {
        if (s3key_is_name(e->d_name, strlen(e->d_name))) {
            buf_print(path, "/%s", e->d_name);
            error = remove_folders(root, path);
            error = error == -ENOTDIR || error == -ELOOP ? -ENOTEMPTY : error;
            path->size = size;
            path->text[size] = '\0';
        }
    }
    closedir(d);
    return error != 0 ? error : unlinkat(root, path->text, AT_REMOVEDIR) != 0 ? -errno : 0;
}

/* The folder of what was set aside, which is empty. */
static void remove_aside(int root, const char *bucket)
{
    struct buf path = { 0 };
    buf_print(&path, ASIDE "/%s", bucket);
    unlinkat(root, path.text, AT_REMOVEDIR);
    buf_release(&path);
}

int blob_remove_bucket(int root, const char *bucket)
{
    struct buf awkward = { 0 }, plain = { 0 };
    buf_print(&awkward, "%s/%s", S3KEY_AWKWARD, bucket);
    buf_text(&plain, bucket);
    int error = remove_folders(root, &awkward);
    error = error == 0 || error == -ENOENT ? remove_folders(root, &plain) : error;
    remove_aside(root, bucket);
    buf_release(&awkward);
    buf_release(&plain);
    return error == -EEXIST ? -ENOTEMPTY : error;
}

/* ---- Parts ---- */

static void put_part(struct buf *path, const char *upload, int64_t part)
{
    buf_print(path, UPLOADS "/%s/%lld", upload, (long long)part);
}

int blob_publish_part(struct blob_draft *d, const char *upload, int64_t part)
{
    struct buf path = { 0 };
    put_part(&path, upload, part);
    int error = fsync(d->fd) != 0 ? -errno : move(d, path.text);
    buf_release(&path);
    if (error == 0) {
        close(d->fd);
        d->fd = -1;
    }
    return error;
}

int blob_open_part(int root, const char *upload, int64_t part, struct blob *ret)
{
    struct buf path = { 0 };
    put_part(&path, upload, part);
    int error = open_path(root, path.text, ret);
    buf_release(&path);
    return error;
}

/* Remove the folder's files, all or those that are stale. */
static void remove_files(int at, const char *folder, bool only_stale)
{
    struct stat st;
    int fd = openat(at, folder, FOLDER_FLAGS);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    time_t now = time(NULL);
    if (d == NULL) {
        return;
    }
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        if (s3key_is_name(e->d_name, strlen(e->d_name)) &&
            fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            (!only_stale || st.st_mtime + STALE_SECONDS < now)) {
            unlinkat(fd, e->d_name, 0);
        }
    }
    closedir(d);
}

void blob_remove_upload(int root, const char *upload)
{
    struct buf path = { 0 };
    buf_print(&path, UPLOADS "/%s", upload);
    remove_files(root, path.text, false);
    unlinkat(root, path.text, AT_REMOVEDIR);
    buf_release(&path);
}

struct value *blob_old_uploads(int root)
{
    struct value *old = value_array(0);
    struct stat st;
    int fd = openat(root, UPLOADS, FOLDER_FLAGS);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    time_t now = time(NULL);
    for (struct dirent *e = d == NULL ? NULL : readdir(d); e != NULL; e = readdir(d)) {
        size_t size = strlen(e->d_name);
        if (s3key_is_name(e->d_name, size) && text_utf8_span(e->d_name, size) == size &&
            fstatat(fd, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            st.st_mtime + STALE_SECONDS < now) {
            value_append_take(&old, value_text(e->d_name));
        }
    }
    if (d != NULL) {
        closedir(d);
    }
    return old;
}

/* ---- The root ---- */

static int make_folder(int root, const char *name)
{
    return mkdirat(root, name, 0777) != 0 && errno != EEXIST ? -errno : 0;
}

int blob_open_root(const char *folder)
{
    struct buf path = { 0 };
    buf_print(&path, "%s/s3", folder);
    int error = mkdir(path.text, 0777) != 0 && errno != EEXIST ? -errno : 0;
    int root = error != 0 ? error : open(path.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    buf_release(&path);
    if (root < 0) {
        return error != 0 ? error : -errno;
    }
    error = make_folder(root, DRAFTS);
    error = error == 0 ? make_folder(root, UPLOADS) : error;
    error = error == 0 ? make_folder(root, S3KEY_AWKWARD) : error;
    error = error == 0 ? make_folder(root, ASIDE) : error;
    if (error != 0) {
        close(root);
        return error;
    }
    remove_files(root, DRAFTS, true);
    return root;
}

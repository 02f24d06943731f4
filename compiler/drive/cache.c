#include "compiler/drive/cache.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/drive/place.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"

static void hash(const char *bytes, size_t size, uint8_t digest[SHA256_DIGEST_SIZE])
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    sha256_update(&sha, size, (const uint8_t *)bytes);
    sha256_digest(&sha, SHA256_DIGEST_SIZE, digest);
}

static const char *hash_text(struct arena *a, const struct buf *key)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct buf hex = { 0 };
    hash(buf_string(key), key->size, digest);
    for (size_t i = 0; i < sizeof digest / 2; i++) {
        buf_print(&hex, "%02x", digest[i]);
    }
    const char *text = arena_text(a, buf_string(&hex));
    buf_release(&hex);
    return text;
}

/* XDG says that a path which is not absolute is to be ignored. */
static const char *cache_root(struct arena *a)
{
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (xdg != NULL && xdg[0] == '/') {
        return xdg;
    }
    return home != NULL && home[0] == '/' ? arena_print(a, "%s/.cache", home) : NULL;
}

/* Make the folder and those above it. Returns 0 or an errno. */
static int make_folder(struct arena *a, const char *path)
{
    char *part = arena_text(a, path);
    for (char *slash = part + 1;; slash++) {
        slash += strcspn(slash, "/");
        char was = *slash;
        *slash = '\0';
        if (mkdir(part, 0777) < 0 && errno != EEXIST) {
            return errno;
        }
        *slash = was;
        if (was == '\0') {
            return 0;
        }
    }
}

void cache_put_file(struct buf *key, const char *path)
{
    struct stat at;
    if (stat(path, &at) == 0) {
        buf_print(key, "%s %lld %lld.%ld\n", path, (long long)at.st_size,
                  (long long)at.st_mtim.tv_sec, at.st_mtim.tv_nsec);
    }
}

const char *cache_path(struct arena *a, const char *name, const struct buf *key,
                       struct buf *why)
{
    const char *root = cache_root(a);
    if (root == NULL) {
        buf_text(why, "no folder for the cache is known: set HOME or XDG_CACHE_HOME");
        return NULL;
    }
    const char *folder = arena_print(a, "%s/aslc", root);
    int error = make_folder(a, folder);
    if (error != 0) {
        buf_print(why, "cannot make the folder '%s': %s", folder, strerror(error));
        return NULL;
    }
    return arena_print(a, "%s/%s-%s", folder, name, hash_text(a, key));
}

/* The loader does not look at what stands behind the parts of a program that its headers name,
 * so the checksum of all before it can stand there. */
bool cache_has(const char *path)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct buf bytes = { 0 };
    bool is_whole = access(path, X_OK) == 0 &&
                    descriptor_read_path(path, &bytes, SIZE_MAX) == 0 &&
                    bytes.size > sizeof digest;
    if (is_whole) {
        size_t size = bytes.size - sizeof digest;
        hash(bytes.text, size, digest);
        is_whole = memcmp(bytes.text + size, digest, sizeof digest) == 0;
    }
    buf_release(&bytes);
    return is_whole;
}

int cache_put(struct arena *a, const char *from, const char *path)
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct buf bytes = { 0 };
    int error = -descriptor_read_path(from, &bytes, SIZE_MAX);
    int code = 3;
    if (error != 0) {
        fprintf(stderr, "aslc: cannot read '%s': %s\n", from, strerror(error));
    } else {
        hash(buf_string(&bytes), bytes.size, digest);
        buf_put(&bytes, (const char *)digest, sizeof digest);
        code = place_bytes(a, bytes.text, bytes.size, path, true);
    }
    buf_release(&bytes);
    return code;
}

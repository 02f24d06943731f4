#include "compiler/drive/cache.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "compiler/base/arena.h"
#include "runtime/base/buf.h"

static const char *hash_text(struct arena *a, const struct buf *key)
{
    struct sha256_ctx sha;
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct buf hex = { 0 };
    sha256_init(&sha);
    sha256_update(&sha, key->size, (const uint8_t *)buf_string(key));
    sha256_digest(&sha, sizeof digest, digest);
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

/* Make the folder and those above it. 0 or an errno. */
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

const char *cache_path(struct arena *a, const char *name, const struct buf *key)
{
    const char *root = cache_root(a);
    if (root == NULL) {
        fputs("aslc: --run needs a cache: set HOME or XDG_CACHE_HOME\n", stderr);
        return NULL;
    }
    const char *folder = arena_print(a, "%s/aslc", root);
    int error = make_folder(a, folder);
    if (error != 0) {
        fprintf(stderr, "aslc: cannot make the folder '%s': %s\n", folder, strerror(error));
        return NULL;
    }
    return arena_print(a, "%s/%s-%s", folder, name, hash_text(a, key));
}

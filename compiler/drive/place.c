#include "compiler/drive/place.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "runtime/base/descriptor.h"

bool place_is_same(const char *a, const char *b)
{
    struct stat of_a, of_b;
    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
           of_a.st_ino == of_b.st_ino;
}

int place_folder(const char *path)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) {
        return 0;
    }
    fprintf(stderr, "aslc: cannot make the folder '%s': %s\n", path, strerror(errno));
    return 3;
}

static int fail(const char *target, int error)
{
    fprintf(stderr, "aslc: cannot write '%s': %s\n", target, strerror(error));
    return 3;
}

static int write_into(const char *bytes, size_t size, const char *target)
{
    int fd = open(target, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return fail(target, errno);
    }
    int error = -descriptor_write(fd, bytes, size);
    if (close(fd) < 0 && error == 0) {
        error = errno;
    }
    return error == 0 ? 0 : fail(target, error);
}

static mode_t mode_of(bool is_program)
{
    mode_t mask = umask(0);
    umask(mask);
    return (is_program ? 0777 : 0666) & ~mask;
}

/* `owner`: whose file it was; NULL for a new one. */
static int replace(struct arena *a, const char *bytes, size_t size, const char *target,
                   mode_t mode, const struct stat *owner)
{
    char *folder = dirname(arena_text(a, target));
    char *beside = arena_print(a, "%s/.aslc-XXXXXX", folder);
    int fd = mkostemp(beside, O_CLOEXEC);
    if (fd < 0) {
        return fail(target, errno);
    }
    int error = -descriptor_write(fd, bytes, size);
    if (owner != NULL && fchown(fd, owner->st_uid, owner->st_gid) < 0) {
        /* Only root may give files away: it is the user's own then. */
        mode &= 0777;
    }
    if (error == 0 && fchmod(fd, mode) < 0) {
        error = errno;
    }
    /* Some file systems tell only at the end that they are full. */
    if (close(fd) < 0 && error == 0) {
        error = errno;
    }
    if (error == 0 && rename(beside, target) < 0) {
        error = errno;
    }
    if (error != 0) {
        unlink(beside);
        return fail(target, error);
    }
    return 0;
}

/* Whether a file is there that can be written, or none: 0, or 3 after a message. A link stays a
 * link: `*target` becomes what it leads to. */
static int look_at(struct arena *a, const char **target, struct stat *ret_at, bool *ret_exists)
{
    char real[PATH_MAX];
    *ret_exists = stat(*target, ret_at) == 0;
    if (!*ret_exists || (!S_ISREG(ret_at->st_mode) && !S_ISDIR(ret_at->st_mode))) {
        return 0;
    }
    if (S_ISDIR(ret_at->st_mode)) {
        return fail(*target, EISDIR);
    }
    if (access(*target, W_OK) < 0) {
        return fail(*target, errno);
    }
    if (realpath(*target, real) != NULL) {
        *target = arena_text(a, real);
    }
    return 0;
}

int place_bytes(struct arena *a, const char *bytes, size_t size, const char *target,
                bool is_program)
{
    struct stat at;
    bool exists;
    int code = look_at(a, &target, &at, &exists);
    if (code != 0) {
        return code;
    }
    return exists && !S_ISREG(at.st_mode)
               ? write_into(bytes, size, target)
               : replace(a, bytes, size, target, mode_of(is_program), NULL);
}

int place_over(struct arena *a, const char *bytes, size_t size, const char *target)
{
    struct stat at;
    bool exists;
    int code = look_at(a, &target, &at, &exists);
    if (code != 0) {
        return code;
    }
    if (!exists || !S_ISREG(at.st_mode)) {
        return fail(target, exists ? EINVAL : ENOENT);
    }
    return replace(a, bytes, size, target, at.st_mode & 07777, &at);
}

int place_print(const char *bytes, size_t size)
{
    if (fwrite(bytes, 1, size, stdout) == size && fflush(stdout) == 0) {
        return 0;
    }
    fprintf(stderr, "aslc: cannot write to standard output: %s\n", strerror(errno));
    return 3;
}

int place_file(struct arena *a, const char *from, const char *target, bool is_program)
{
    struct stat at;
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &at) < 0 || at.st_size == 0) {
        fprintf(stderr, "aslc: cannot read '%s': %s\n", from, strerror(fd < 0 ? errno : EIO));
        if (fd >= 0) {
            close(fd);
        }
        return 3;
    }
    size_t size = (size_t)at.st_size;
    char *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED) {
        return fail(target, errno);
    }
    int code = place_bytes(a, bytes, size, target, is_program);
    munmap(bytes, size);
    return code;
}

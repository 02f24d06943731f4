#include "compiler/app/cfnzip.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/folder.h"

#define STAMP ".unzipped" /* a file in a folder: what that was unpacked from */

const char *cfnzip_at(struct arena *a, const char *path)
{
    struct stat about;
    char whole[PATH_MAX];
    bool is_file =
        stat(path, &about) == 0 && S_ISREG(about.st_mode) && realpath(path, whole) != NULL;
    return is_file ? arena_text(a, whole) : NULL;
}

/* ---- The program ---- */

/* Start it, with its output to `out`. Returns 0 or a negative errno. */
static int start(const char *const *argv, int out, pid_t *ret_pid)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &none);
    int error = posix_spawnp(ret_pid, argv[0], &files, &attributes, (char *const *)(void *)argv,
                             environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return -error;
}

/* Run it. Returns 0 with *ret_code, or a negative errno. */
static int run(const char *const *argv, struct buf *output, int *ret_code)
{
    int ends[2], status = 0;
    pid_t pid;
    if (pipe2(ends, O_CLOEXEC) < 0) {
        return -errno;
    }
    int error = start(argv, ends[1], &pid);
    close(ends[1]);
    if (error == 0) {
        descriptor_read(ends[0], output, SIZE_MAX);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        }
    }
    close(ends[0]);
    *ret_code = WIFEXITED(status) ? WEXITSTATUS(status) : INT_MAX;
    return error;
}

/* unzip(1) has these codes; 1 is a warning. */
static const char *word_of(struct arena *a, int code)
{
    static const struct {
        int code;
        const char *text;
    } words[] = {
        { 0, NULL },
        { 1, NULL },
        { 2, "is damaged" },
        { 3, "is damaged, or is not a zip file" },
        { 9, "is not a zip file" },
        { 50, "cannot be unpacked: the disk is full" },
        { 51, "is damaged" },
        { 81, "is compressed in a way that unzip does not know" },
        { 82, "has a password" },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (words[i].code == code) {
            return words[i].text;
        }
    }
    return arena_print(a, "cannot be unpacked: unzip has failed with exit code %d", code);
}

static const char *unzip(struct arena *a, const char *const *argv, struct buf *output)
{
    int code = 0, status = run(argv, output, &code);
    return status == -ENOENT ? "cannot be looked into: install unzip"
           : status < 0      ? arena_print(a, "cannot be looked into: unzip does not start: %s",
                                           strerror(-status))
                             : word_of(a, code);
}

const char *cfnzip_list(struct arena *a, const char *path, struct buf *names)
{
    const char *const argv[] = { "unzip", "-Z1", path, NULL };
    return unzip(a, argv, names);
}

/* ---- Unpacking ---- */

/* What tells a file from others, and from what it was before. */
static const char *stamp_of(struct arena *a, const char *path)
{
    struct stat about = { .st_size = 0 };
    (void)stat(path, &about);
    return arena_print(a, "%s %jd %jd.%09ld\n", path, (intmax_t)about.st_size,
                       (intmax_t)about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
}

static bool is_fresh(struct arena *a, const char *folder, const char *stamp)
{
    struct buf text = { 0 };
    bool is =
        descriptor_read_path(arena_print(a, "%s/" STAMP, folder), &text, PATH_MAX * 2) == 0 &&
        strcmp(buf_string(&text), stamp) == 0;
    buf_release(&text);
    return is;
}

int cfnzip_make_folder(struct arena *a, const char *path)
{
    char *part = arena_text(a, path);
    for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(part, 0700);
        *slash = '/';
    }
    return mkdir(part, 0700) == 0 || errno == EEXIST ? 0 : -errno;
}

/* Written last: half a folder has none. */
static int write_stamp(struct arena *a, const char *folder, const char *stamp)
{
    int fd = open(arena_print(a, "%s/" STAMP, folder), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                  0600);
    int status = fd < 0 ? -errno : descriptor_write(fd, stamp, strlen(stamp));
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

const char *cfnzip_unpack(struct arena *a, const char *path, const char *folder)
{
    /* A password is named so that none is asked for. */
    const char *const argv[] = { "unzip", "-oqq", "-P", "none", path, "-d", folder, NULL };
    const char *stamp = stamp_of(a, path);
    struct buf ignored = { 0 };
    if (is_fresh(a, folder, stamp)) {
        return NULL;
    }
    folder_remove(folder);
    int status = cfnzip_make_folder(a, folder);
    const char *why = status < 0 ? NULL : unzip(a, argv, &ignored);
    buf_release(&ignored);
    if (status == 0 && why == NULL) {
        status = write_stamp(a, folder, stamp);
    }
    return status < 0
               ? arena_print(a, "cannot be unpacked to %s: %s", folder, strerror(-status))
               : why;
}

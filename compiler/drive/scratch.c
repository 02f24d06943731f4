#include "compiler/drive/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/drive/progress.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"

/* Signal handlers have no argument of ours, so this is the one piece of state in the compiler.
 */
static char *folder; /* NULL if none is open */
static volatile sig_atomic_t caught;
static volatile sig_atomic_t child;

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
enum { SIGNALS = sizeof signals / sizeof signals[0] };
static struct sigaction before[SIGNALS];

static void on_signal(int number)
{
    int saved = errno;
    caught = number;
    if (child > 0) {
        kill(-(pid_t)child, number == SIGPIPE ? SIGTERM : number);
    }
    errno = saved;
}

static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) {
            sigaction(signals[i], &action, NULL);
        }
    }
}

static void release_signals(void)
{
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], &before[i], NULL);
    }
}

int scratch_open(struct arena *a, const char **ret_parent)
{
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || parent[0] == '\0') {
        parent = "/tmp";
    }
    *ret_parent = parent;
    char *path = arena_print(a, "%s/aslc-XXXXXX", parent);
    catch_signals();
    if (mkdtemp(path) == NULL) {
        int error = -errno;
        release_signals();
        return error;
    }
    folder = memory_text(path);
    return 0;
}

bool scratch_is_open(void)
{
    return folder != NULL;
}

const char *scratch_path(struct arena *a, const char *name)
{
    return arena_print(a, "%s/%s", folder, name);
}

bool scratch_interrupted(void)
{
    return caught != 0;
}

/* Our environment with TMPDIR set to the folder; the list is new, its texts are borrowed but
 * the first. */
static char **child_environment(void)
{
    size_t count = 0;
    while (environ[count] != NULL) {
        count++;
    }
    char **list = memory_array(count + 2, sizeof *list);
    struct buf tmpdir = { 0 };
    buf_print(&tmpdir, "TMPDIR=%s", folder);
    size_t to = 0;
    list[to++] = buf_take(&tmpdir);
    for (size_t i = 0; i < count; i++) {
        if (strncmp(environ[i], "TMPDIR=", 7) != 0) {
            list[to++] = environ[i];
        }
    }
    list[to] = NULL;
    return list;
}

/* The signals wait until `child` is known, so that none can miss it. It leads a group of its
 * own, since cc starts others that must end with it. */
static int start(const char *const *argv, int out_fd, int err_fd, pid_t *ret_pid)
{
    sigset_t block, was;
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigemptyset(&block);
    for (size_t i = 0; i < SIGNALS; i++) {
        sigaddset(&block, signals[i]);
    }
    char **env = child_environment();
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out_fd, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err_fd, STDERR_FILENO);
    sigprocmask(SIG_BLOCK, &block, &was);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setsigmask(&attributes, &was);
    int error = caught != 0 ? EINTR
                            : posix_spawnp(ret_pid, argv[0], &files, &attributes,
                                           (char *const *)(void *)argv, env);
    child = error == 0 ? (sig_atomic_t)*ret_pid : 0;
    sigprocmask(SIG_SETMASK, &was, NULL);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    memory_release(env[0]);
    memory_release(env);
    return -error;
}

static int wait_for(pid_t pid, int *ret_status)
{
    int error = 0;
    progress_begin();
    while (error == 0 && waitpid(pid, ret_status, 0) < 0) {
        error = errno != EINTR ? -errno : 0;
        progress_show();
    }
    progress_end();
    child = 0;
    return error == 0 && caught != 0 ? -EINTR : error;
}

int scratch_run(const char *const *argv, struct buf *output, int *ret_status)
{
    int ends[2] = { -1, STDERR_FILENO };
    pid_t pid;
    if (output != NULL && pipe2(ends, O_CLOEXEC) < 0) {
        return -errno;
    }
    int error = start(argv, ends[1], STDERR_FILENO, &pid);
    if (output != NULL) {
        close(ends[1]);
        if (error == 0) {
            descriptor_read(ends[0], output, SIZE_MAX);
        }
        close(ends[0]);
    }
    return error != 0 ? error : wait_for(pid, ret_status);
}

int scratch_run_quietly(struct arena *a, const char *const *argv, struct buf *said,
                        int *ret_status)
{
    pid_t pid;
    const char *path = scratch_path(a, "said");
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) {
        return -errno;
    }
    int error = start(argv, fd, fd, &pid);
    close(fd);
    error = error != 0 ? error : wait_for(pid, ret_status);
    return error != 0 ? error : descriptor_read_path(path, said, SIZE_MAX);
}

/* Neither we nor cc make folders in it. */
static void remove_files(void)
{
    DIR *d = opendir(folder);
    if (d != NULL) {
        for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
            if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) {
                unlinkat(dirfd(d), e->d_name, 0);
            }
        }
        closedir(d);
    }
}

/* What cc had started may live a moment longer than cc, and still make a file. */
static void remove_folder(void)
{
    const struct timespec moment = { .tv_nsec = 10000000 };
    for (int tries = 0; tries < 50; tries++) {
        remove_files();
        if (rmdir(folder) == 0 || (errno != ENOTEMPTY && errno != EEXIST)) {
            return;
        }
        nanosleep(&moment, NULL);
    }
}

void scratch_close(void)
{
    if (folder == NULL) {
        return;
    }
    remove_folder();
    memory_release(folder);
    folder = NULL;
    release_signals();
    if (caught != 0) {
        raise(caught);
    }
}

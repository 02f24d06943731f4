#include "runtime/token/meeting.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"

#define FOLDER  "waiting"
#define BACKLOG 511

/* A socket is made under a name that begins so, and has its own one once it listens: whoever
 * finds one that nobody listens at may remove it. */
#define UNFINISHED '.'

/* After this time nobody is about to finish one any more. */
#define UNFINISHED_S 60

#define NAMES_AT_FIRST 16

struct meeting {
    char *path;
    int fd;
};

/* ---- The folder ---- */

/* Makes the folder and those above it. Returns false, with errno, if that fails. */
static bool make_folders(const char *path)
{
    char *part = memory_text(path);
    bool is_there = true;
    for (char *slash = strchr(part + 1, '/'); slash != NULL && is_there;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        is_there = mkdir(part, 0777) == 0 || errno == EEXIST;
        *slash = '/';
    }
    memory_release(part);
    return is_there && (mkdir(path, 0700) == 0 || errno == EEXIST);
}

/* The folder may have been there, made by anybody. */
static bool is_private(const struct meeting *m, struct buf *why)
{
    struct stat st;
    if (fstat(m->fd, &st) != 0) {
        buf_print(why, "%s: %s", m->path, strerror(errno));
        return false;
    }
    if (st.st_uid != geteuid()) {
        buf_print(why,
                  "%s belongs to another user: tasks wait in a folder of your own "
                  "(--local DIR)",
                  m->path);
        return false;
    }
    if ((st.st_mode & 077) != 0 && fchmod(m->fd, 0700) != 0) {
        buf_print(why, "%s cannot be kept from other users: %s", m->path, strerror(errno));
        return false;
    }
    return true;
}

static void release_meeting(struct meeting *m)
{
    memory_release(m->path);
    memory_release(m);
}

bool meeting_open(const char *local, bool makes, struct meeting **ret_meeting, struct buf *why)
{
    struct meeting *m = memory_zero(sizeof *m);
    struct buf path = { 0 };
    buf_print(&path, "%s/%s", local, FOLDER);
    m->path = buf_take(&path);
    *ret_meeting = NULL;
    if (makes && !make_folders(m->path)) {
        buf_print(why, "%s cannot be made: %s", m->path, strerror(errno));
        release_meeting(m);
        return false;
    }
    m->fd = open(m->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (m->fd < 0 && errno == ENOENT && !makes) {
        release_meeting(m);
        return true;
    }
    if (m->fd < 0) {
        buf_print(why, "%s cannot be opened: %s", m->path, strerror(errno));
        release_meeting(m);
        return false;
    }
    if (!is_private(m, why)) {
        meeting_close(m);
        return false;
    }
    *ret_meeting = m;
    return true;
}

void meeting_close(struct meeting *m)
{
    if (m != NULL) {
        close(m->fd);
        release_meeting(m);
    }
}

int meeting_folder(const struct meeting *m)
{
    return m->fd;
}

/* ---- Sockets ---- */

/* The address of a socket in the folder, whose own path may be longer than an address can be.
 */
static struct sockaddr_un address_of(const struct meeting *m, const char *name)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/%s", m->fd, name);
    return a;
}

static int open_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

/* What makes the name one of its own among processes that have the same number, in containers.
 */
static uint64_t chance(void)
{
    struct random r;
    random_seed_system(&r);
    return random_next(&r);
}

static bool bind_and_listen(const struct meeting *m, int fd, const char *first,
                            const char *name)
{
    struct sockaddr_un a = address_of(m, first);
    return bind(fd, (struct sockaddr *)&a, sizeof a) == 0 &&
           fchmodat(m->fd, first, 0600, 0) == 0 && listen(fd, BACKLOG) == 0 &&
           fcntl(fd, F_SETFL, O_NONBLOCK) == 0 && renameat(m->fd, first, m->fd, name) == 0;
}

int meeting_listen(struct meeting *m, char **ret_name, struct buf *why)
{
    struct buf name = { 0 };
    int fd = open_socket();
    buf_print(&name, "%c%010ld-%016" PRIx64, UNFINISHED, (long)getpid(), chance());
    const char *first = buf_string(&name);
    if (fd < 0 || !bind_and_listen(m, fd, first, first + 1)) {
        buf_print(why, "%s: no socket can be made there: %s", m->path, strerror(errno));
        unlinkat(m->fd, first, 0);
        if (fd >= 0) {
            close(fd);
        }
        buf_release(&name);
        return -1;
    }
    *ret_name = memory_text(first + 1);
    buf_release(&name);
    return fd;
}

void meeting_leave(struct meeting *m, int fd, char *name)
{
    unlinkat(m->fd, name, 0);
    close(fd);
    memory_release(name);
}

/* Nothing else in the folder is ours to touch. */
static bool is_socket(const struct meeting *m, const char *name, struct stat *ret_stat)
{
    return fstatat(m->fd, name, ret_stat, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISSOCK(ret_stat->st_mode);
}

int meeting_connect(const struct meeting *m, const char *name)
{
    struct stat st;
    if (!is_socket(m, name, &st)) {
        return -1;
    }
    struct sockaddr_un a = address_of(m, name);
    int fd = open_socket();
    if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) == 0) {
        return fd;
    }
    if (errno == ECONNREFUSED) {
        unlinkat(m->fd, name, 0);
    }
    if (fd >= 0) {
        close(fd);
    }
    return -1;
}

/* ---- Who is there ---- */

static void remove_unfinished(const struct meeting *m, const char *name)
{
    struct stat st;
    if (is_socket(m, name, &st) && time(NULL) - st.st_mtime > UNFINISHED_S) {
        unlinkat(m->fd, name, 0);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **meeting_names(const struct meeting *m)
{
    size_t count = 0, room = NAMES_AT_FIRST;
    char **names = memory_array(room, sizeof *names);
    int fd = openat(m->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    for (struct dirent *e; folder != NULL && (e = readdir(folder)) != NULL;) {
        if (e->d_name[0] == UNFINISHED) {
            remove_unfinished(m, e->d_name);
            continue;
        }
        names = memory_grow(names, count, &room, sizeof *names);
        names[count++] = memory_text(e->d_name);
    }
    if (folder != NULL) {
        closedir(folder);
    } else if (fd >= 0) {
        close(fd);
    }
    qsort(names, count, sizeof *names, by_name);
    names = memory_grow(names, count, &room, sizeof *names);
    names[count] = NULL;
    return names;
}

void meeting_release_names(char **names)
{
    for (char **name = names; *name != NULL; name++) {
        memory_release(*name);
    }
    memory_release(names);
}

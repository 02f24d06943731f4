#include "runtime/base/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/memory.h"

/* Only regular files: a pipe would block, and has no offsets. */
static int look_at(int fd, uint64_t offset)
{
    struct stat st;
    if (fstat(fd, &st) != 0) {
        return -errno;
    }
    if (!S_ISREG(st.st_mode)) {
        return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
    }
    return lseek(fd, (off_t)offset, SEEK_SET) < 0 ? -errno : 0;
}

int stream_open(struct stream *s, const char *path, uint64_t offset)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return -errno;
    }
    int error = look_at(fd, offset);
    if (error != 0) {
        close(fd);
        return error;
    }
    *s = (struct stream){ .fd = fd, .bytes = memory_get(STREAM_BLOCK_BYTES), .offset = offset };
    return 0;
}

void stream_close(struct stream *s)
{
    if (s->bytes != NULL) {
        close(s->fd);
        memory_release(s->bytes);
        *s = (struct stream){ .fd = -1 };
    }
}

bool stream_fill(struct stream *s)
{
    ssize_t got;
    do {
        got = read(s->fd, s->bytes, STREAM_BLOCK_BYTES);
    } while (got < 0 && errno == EINTR);
    s->error = got < 0 ? errno : 0;
    s->at = 0;
    s->end = got < 0 ? 0 : (size_t)got;
    s->offset += s->end;
    return s->end > 0;
}

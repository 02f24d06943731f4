#include "runtime/task/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/value/read.h"

#define FILE_BYTES_MAX ((size_t)1 << 28)
#define CHUNK_BYTES    ((size_t)1 << 16)

/* 0 or a negative errno. */
static int read_all(int fd, struct buf *text)
{
    while (text->size <= FILE_BYTES_MAX) {
        ssize_t size = read(fd, buf_room(text, CHUNK_BYTES), CHUNK_BYTES);
        if (size == 0) {
            return 0;
        }
        if (size < 0 && errno != EINTR) {
            return -errno;
        }
        text->size += size > 0 ? (size_t)size : 0;
    }
    return -EFBIG;
}

static int read_file(const char *path, struct buf *text)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -errno;
    }
    int status = read_all(fd, text);
    close(fd);
    return status;
}

int file_read_json(const char *path, struct json_object **ret_value, struct buf *why)
{
    struct buf text = { 0 };
    struct read_error error;
    int status = read_file(path, &text);
    if (status < 0) {
        buf_print(why, "%s: cannot be read: %s", path, strerror(-status));
    } else if (!read_json(buf_string(&text), text.size, ret_value, &error)) {
        buf_print(why, "%s:%d:%d: %s", path, error.line, error.column, error.message);
        status = -EINVAL;
    }
    buf_release(&text);
    return status;
}

#include "runtime/base/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/base/buf.h"

#define READ_BYTES ((size_t)65536)

int descriptor_read(int fd, struct buf *text, size_t most_bytes)
{
    while (text->size <= most_bytes) {
        ssize_t got = read(fd, buf_room(text, READ_BYTES), READ_BYTES);
        if (got == 0) {
            return 0;
        }
        if (got > 0) {
            text->size += (size_t)got;
            text->text[text->size] = '\0';
        } else if (errno != EINTR) {
            return -errno;
        }
    }
    return -EFBIG;
}

int descriptor_read_path(const char *path, struct buf *text, size_t most_bytes)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return -errno;
    }
    int error = descriptor_read(fd, text, most_bytes);
    close(fd);
    return error;
}

int descriptor_write(int fd, const char *bytes, size_t size_bytes)
{
    while (size_bytes > 0) {
        ssize_t put = write(fd, bytes, size_bytes);
        if (put < 0 && errno != EINTR) {
            return -errno;
        }
        if (put > 0) {
            bytes += put;
            size_bytes -= (size_t)put;
        }
    }
    return 0;
}

int descriptor_of_bytes(const char *bytes, size_t size_bytes)
{
    int fd = memfd_create("bytes", MFD_CLOEXEC);
    if (fd < 0) {
        return -errno;
    }
    int error = descriptor_write(fd, bytes, size_bytes);
    if (error == 0 && lseek(fd, 0, SEEK_SET) < 0) {
        error = -errno;
    }
    if (error != 0) {
        close(fd);
        return error;
    }
    return fd;
}

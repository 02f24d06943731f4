/*
 * For LD_PRELOAD: while the file that $DISK_FULL names is there, nothing can be written to any
 * regular file that is not there for reading alone: the disk is full.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int is_full(int fd)
{
    struct stat about;
    const char *flag = getenv("DISK_FULL");
    return flag != NULL && access(flag, F_OK) == 0 && fstat(fd, &about) == 0 &&
           S_ISREG(about.st_mode);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at)
{
    if (is_full(fd)) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    return pwrite64(fd, bytes, size, at);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (is_full(fd)) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_write, fd, bytes, size);
}

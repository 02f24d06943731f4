/*
 * For LD_PRELOAD: while the file that $DISK_FULL names is there, nothing can be written to any
 * regular file: the disk is full. While the one that $SYNC_FAILS names is there, no file can be
 * brought to the disk.
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

static int sync_file(long call, int fd)
{
    const char *flag = getenv("SYNC_FAILS");
    if (flag != NULL && access(flag, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(call, fd);
}

int fdatasync(int fd)
{
    return sync_file(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return sync_file(SYS_fsync, fd);
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

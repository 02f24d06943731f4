/*
 * All of a file or a pipe at once, and its bounds.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

static const char *path_of(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder(), name);
    return path;
}

static void files(void)
{
    static char large[200000];
    struct buf b = { 0 };
    memset(large, 'x', sizeof large);
    int fd = open(path_of("large"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    CU_ASSERT_EQUAL(descriptor_write(fd, large, sizeof large), 0);
    CU_ASSERT_EQUAL(descriptor_write(fd, "end", 3), 0);
    close(fd);
    CU_ASSERT_EQUAL(descriptor_read_path(path_of("large"), &b, 200003), 0);
    CU_ASSERT_EQUAL(b.size, 200003);
    UNIT_TEXT(b.text + 199999, "xend");
    buf_clear(&b);
    CU_ASSERT_EQUAL(descriptor_read_path(path_of("large"), &b, 200002), -EFBIG);
    buf_release(&b);
}

static void refused(void)
{
    struct buf b = { 0 };
    CU_ASSERT_EQUAL(descriptor_read_path(path_of("none"), &b, 1), -ENOENT);
    CU_ASSERT_EQUAL(descriptor_read_path(folder(), &b, 1), -EISDIR);
    CU_ASSERT_EQUAL(descriptor_read(-1, &b, 1), -EBADF);
    CU_ASSERT_EQUAL(descriptor_write(-1, "x", 1), -EBADF);
    CU_ASSERT_EQUAL(descriptor_write(-1, "", 0), 0);
    CU_ASSERT_EQUAL(b.size, 0);
    buf_release(&b);
}

/* What is there already stays. */
static void pipes(void)
{
    struct buf b = { 0 };
    int ends[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    buf_text(&b, "a");
    CU_ASSERT_EQUAL(descriptor_write(ends[1], "bc", 2), 0);
    close(ends[1]);
    CU_ASSERT_EQUAL(descriptor_read(ends[0], &b, 100), 0);
    close(ends[0]);
    UNIT_TEXT(buf_string(&b), "abc");
    buf_release(&b);
}

UNIT_MAIN("descriptor", { "files", files }, { "refused", refused }, { "pipes", pipes })

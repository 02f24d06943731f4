/*
 * Folders for a while: what goes with them, and what does not.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/folder.h"
#include "runtime/base/memory.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

static void test_fresh(void)
{
    struct stat st;
    setenv("TMPDIR", folder(), true);
    char *first = folder_fresh("f"), *second = folder_fresh("f");
    CU_ASSERT_NOT_EQUAL(strcmp(first, second), 0);
    CU_ASSERT_EQUAL(strncmp(first, folder(), strlen(folder())), 0);
    CU_ASSERT_EQUAL(stat(first, &st), 0);
    CU_ASSERT_EQUAL(st.st_mode & 07777, 0700);
    folder_remove(first);
    folder_remove(second);
    CU_ASSERT_NOT_EQUAL(stat(first, &st), 0);
    memory_release(first);
    memory_release(second);
    setenv("TMPDIR", "/dev/null", true);
    CU_ASSERT_PTR_NULL(folder_fresh("f"));
    CU_ASSERT_EQUAL(errno, ENOTDIR);
    setenv("TMPDIR", "", true);
    first = folder_fresh("f");
    CU_ASSERT_EQUAL(strncmp(first, "/tmp/f.", 7), 0);
    folder_remove(first);
    memory_release(first);
}

/* A link goes, and what it leads to stays. */
static void test_remove(void)
{
    struct buf in = { 0 }, link = { 0 };
    folder_put("kept/file", "text");
    folder_put("gone/a/b/file", "text");
    folder_put("gone/.hidden", "text");
    buf_print(&in, "%s/gone", folder());
    buf_print(&link, "%s/gone/a/link", folder());
    CU_ASSERT_EQUAL(symlink("../../kept", buf_string(&link)), 0);
    folder_remove(buf_string(&in));
    CU_ASSERT_NOT_EQUAL(access(buf_string(&in), F_OK), 0);
    UNIT_TEXT(folder_get("kept/file"), "text");
    folder_remove(buf_string(&in));
    buf_release(&in);
    buf_release(&link);
}

UNIT_MAIN("folder", { "fresh", test_fresh }, { "remove", test_remove })

#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/drive/place.h"
#include "compiler/drive/scratch.h"
#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static struct arena *a;

static const char *path_of(const char *name)
{
    const char *parent;
    if (!scratch_is_open()) {
        a = arena_new();
        CU_ASSERT_EQUAL_FATAL(scratch_open(a, &parent), 0);
    }
    return scratch_path(a, name);
}

static const char *content_of(const char *path)
{
    FILE *f = fopen(path, "r");
    char *text = arena_array(a, 1, 100);
    if (f != NULL) {
        text[fread(text, 1, 99, f)] = '\0';
        fclose(f);
    }
    return text;
}

static void test_new_and_old(void)
{
    struct stat at;
    const char *path = path_of("new");
    CU_ASSERT_EQUAL(place_bytes(a, "one", 3, path, false), 0);
    UNIT_TEXT(content_of(path), "one");
    stat(path, &at);
    CU_ASSERT_EQUAL(at.st_mode & 0111, 0);
    CU_ASSERT_EQUAL(place_bytes(a, "two", 3, path, true), 0);
    UNIT_TEXT(content_of(path), "two");
    stat(path, &at);
    CU_ASSERT_EQUAL(at.st_mode & 0100, 0100);
    CU_ASSERT_EQUAL(place_file(a, path, path_of("copy"), true), 0);
    UNIT_TEXT(content_of(path_of("copy")), "two");
    CU_ASSERT_TRUE(place_is_same(path, path));
    CU_ASSERT_FALSE(place_is_same(path, path_of("copy")));
    CU_ASSERT_FALSE(place_is_same(path_of("none"), path_of("none")));
}

static void test_link(void)
{
    struct stat at;
    CU_ASSERT_EQUAL(place_bytes(a, "one", 3, path_of("real"), false), 0);
    CU_ASSERT_EQUAL(symlink("real", path_of("link")), 0);
    CU_ASSERT_EQUAL(place_bytes(a, "two", 3, path_of("link"), false), 0);
    lstat(path_of("link"), &at);
    CU_ASSERT_TRUE(S_ISLNK(at.st_mode));
    UNIT_TEXT(content_of(path_of("real")), "two");
}

static void test_children(void)
{
    static const char *const say[] = { "sh", "-c", "echo said; echo $TMPDIR", NULL };
    static const char *const fail[] = { "sh", "-c", "exit 7", NULL };
    static const char *const none[] = { "no-such-program", NULL };
    struct buf out = { 0 }, wanted = { 0 };
    int status = -1;
    CU_ASSERT_EQUAL(scratch_run(say, &out, &status), 0);
    buf_print(&wanted, "said\n%s", path_of(""));
    wanted.text[wanted.size - 1] = '\n';
    UNIT_TEXT(buf_string(&out), buf_string(&wanted));
    CU_ASSERT_EQUAL(scratch_run(fail, NULL, &status), 0);
    CU_ASSERT_EQUAL(status, 7 << 8);
    CU_ASSERT_TRUE(scratch_run(none, NULL, &status) < 0);
    buf_release(&out);
    buf_release(&wanted);
}

/* Last: the folder goes, with all that is in it. */
static void test_close(void)
{
    const char *folder = path_of("");
    scratch_close();
    CU_ASSERT_TRUE(access(folder, F_OK) < 0);
    CU_ASSERT_FALSE(scratch_is_open());
    arena_release(a);
}

UNIT_MAIN("place", { "new and old", test_new_and_old }, { "link", test_link },
          { "children", test_children }, { "close", test_close })

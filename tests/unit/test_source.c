#include "compiler/base/source.h"

#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/load.h"
#include "tests/unit/said.h"
#include "tests/unit/unit.h"

static struct arena *arena;
static struct diag *diag;

static char folder[] = "/tmp/test_source.XXXXXX";

static const char *path_of(const char *name)
{
    return arena_print(arena, "%s/%s", folder, name);
}

static void begin(void)
{
    arena = arena_new();
    diag = diag_new(arena);
}

static void end(void)
{
    arena_release(arena);
}

/* What was said, as text. In the arena. */
static const char *said(void)
{
    return said_text(arena, diag, false);
}

static const char *file_of(const char *name, const char *text, size_t size)
{
    const char *path = path_of(name);
    FILE *out = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    fwrite(text, 1, size, out);
    fclose(out);
    return path;
}

static void check_place(const struct source *s, uint32_t offset, int line, int column)
{
    struct source_place p = source_place(s, offset);
    CU_ASSERT_EQUAL(p.line, line);
    CU_ASSERT_EQUAL(p.column, column);
}

static void check_line(const struct source *s, int line, const char *wanted)
{
    size_t size;
    const char *text = source_line(s, line, &size);
    UNIT_TEXT(arena_text_n(arena, text, size), wanted);
}

static void test_places(void)
{
    begin();
    const struct source *s =
        source_of_text(arena, "a/b/order.asl.json", "{\n\n  \"a\": 1\r\n}\n", 15);
    UNIT_TEXT(s->name, "order.asl.json");
    UNIT_TEXT(s->path, "a/b/order.asl.json");
    CU_ASSERT_EQUAL(s->lines, 5);
    check_place(s, 0, 1, 1);
    check_place(s, 1, 1, 2); /* the newline itself */
    check_place(s, 2, 2, 1);
    check_place(s, 5, 3, 3);
    check_place(s, 14, 4, 2);
    check_place(s, 15, 5, 1);
    check_place(s, 1000, 5, 1);
    check_line(s, 1, "{");
    check_line(s, 2, "");
    check_line(s, 3, "  \"a\": 1");
    check_line(s, 4, "}");
    check_line(s, 5, "");
    check_line(s, 0, "");
    check_line(s, 6, "");
    end();
}

static void test_empty_text(void)
{
    begin();
    const struct source *s = source_of_text(arena, "x", "", 0);
    CU_ASSERT_EQUAL(s->lines, 1);
    check_place(s, 0, 1, 1);
    check_line(s, 1, "");
    end();
}

/* Columns count characters: e-acute has 2 bytes, the emoji 4. */
static void test_characters(void)
{
    begin();
    const char text[] = "\xC3\xA9\xF0\x9F\x98\x80x\ny";
    const struct source *s = source_of_text(arena, "x", text, sizeof text - 1);
    check_place(s, 2, 1, 2);
    check_place(s, 6, 1, 3);
    check_place(s, 8, 2, 1);
    end();
}

/* On one line of 200,000 characters, around each of the checkpoints. */
static void test_long_line(void)
{
    begin();
    enum { COUNT = 200000 };
    char *text = arena_get(arena, 2 * COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        memcpy(text + 2 * i, "\xC3\xA9", 2);
    }
    const struct source *s = source_of_text(arena, "x", text, 2 * COUNT);
    for (uint32_t i = 0; i <= COUNT; i += 509) {
        check_place(s, 2 * i, 1, (int)i + 1);
    }
    check_place(s, 2 * COUNT, 1, COUNT + 1);
    end();
}

/* A byte order mark is not part of the definition's text. */
static void test_mark(void)
{
    begin();
    const struct source *s = source_of_text(arena, "x", "\xEF\xBB\xBF{}", 5);
    UNIT_TEXT(s->text, "{}");
    CU_ASSERT_EQUAL(s->size, 2);
    check_place(s, 1, 1, 2);
    end();
}

static void test_read(void)
{
    begin();
    const char *path = file_of("order.asl.json", "{}\n\0x", 5);
    const struct source *s = load_source(arena, diag, path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    UNIT_TEXT(s->name, "order.asl.json");
    UNIT_TEXT(s->path, path);
    CU_ASSERT_EQUAL(s->size, 5);
    CU_ASSERT_EQUAL(memcmp(s->text, "{}\n\0x", 6), 0);
    CU_ASSERT_EQUAL(diag_count(diag), 0);
    end();
}

static void check_refused(const char *path, const char *wanted)
{
    CU_ASSERT_PTR_NULL(load_source(arena, diag, path));
    CU_ASSERT_EQUAL(diag_errors(diag), 1);
    UNIT_TEXT(said(), wanted);
}

static void test_missing(void)
{
    begin();
    check_refused(
        "no/such.json",
        "aslc: error: cannot read no/such.json: No such file or directory [file-unreadable]\n");
    end();
}

static void test_directory(void)
{
    begin();
    check_refused("/", "aslc: error: cannot read /: Is a directory [file-unreadable]\n");
    end();
}

/* D-05 */
static void test_empty(void)
{
    begin();
    check_refused("/dev/null", "aslc: error: /dev/null is empty: a definition is one JSON "
                               "object [definition-empty]\n");
    end();
}

/* What never ends is not read to its end. */
static void test_endless(void)
{
    begin();
    check_refused("/dev/zero",
                  "aslc: error: cannot read /dev/zero: it has more than 64 MiB [file-large]\n");
    end();
}

static void test_hostile_path(void)
{
    begin();
    check_refused("no%s\n\x1b[2J\xFF",
                  "aslc: error: cannot read no%s\\n\\u001b[2J\xEF\xBF\xBD: No such file or "
                  "directory [file-unreadable]\n");
    end();
}

/* T-19: one byte more than AWS takes is a warning, and is read. */
static void test_quota(void)
{
    begin();
    char *text = arena_get(arena, SOURCE_SIZE_AWS + 1);
    memset(text, ' ', SOURCE_SIZE_AWS + 1);
    CU_ASSERT_PTR_NOT_NULL(load_source(arena, diag, file_of("fits", text, SOURCE_SIZE_AWS)));
    CU_ASSERT_EQUAL(diag_count(diag), 0);
    const char *path = file_of("large", text, SOURCE_SIZE_AWS + 1);
    CU_ASSERT_PTR_NOT_NULL(load_source(arena, diag, path));
    CU_ASSERT_EQUAL(diag_errors(diag), 0);
    UNIT_TEXT(
        said(),
        arena_print(arena,
                    "%s: warning: the definition has 1048577 bytes: AWS takes at most 1048576 "
                    "[definition-large]\n",
                    path));
    end();
}

static void test_standard_input(void)
{
    begin();
    const char *path = file_of("in", "[1]", 3);
    int kept = dup(STDIN_FILENO);
    CU_ASSERT_PTR_NOT_NULL(freopen(path, "r", stdin));
    const struct source *s = load_source(arena, diag, "-");
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    UNIT_TEXT(s->text, "[1]");
    UNIT_TEXT(s->path, "-");
    UNIT_TEXT(s->name, "stdin");
    diag_say(diag, DIAG_JSON_COMMENT, (struct span){ 1, 2 }, NULL);
    UNIT_TEXT(said(), "<stdin>:1:2: error: JSON has no comments [json-comment]\n"
                      "    1 | [1]\n"
                      "      |  ^\n");
    dup2(kept, STDIN_FILENO);
    close(kept);
    end();
}

static void test_pipe(void)
{
    begin();
    int ends[2];
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    CU_ASSERT_EQUAL(write(ends[1], "{ }", 3), 3);
    close(ends[1]);
    const struct source *s =
        load_source(arena, diag, arena_print(arena, "/dev/fd/%d", ends[0]));
    CU_ASSERT_PTR_NOT_NULL_FATAL(s);
    UNIT_TEXT(s->text, "{ }");
    close(ends[0]);
    end();
}

static void test_make_folder(void)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
}

static void test_remove_folder(void)
{
    static const char *const names[] = { "order.asl.json", "fits", "large", "in" };
    begin();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unlink(path_of(names[i]));
    }
    CU_ASSERT_EQUAL(rmdir(folder), 0);
    end();
}

UNIT_MAIN("source", { "a folder to write to", test_make_folder },
          { "lines and columns", test_places }, { "an empty text", test_empty_text },
          { "columns are characters", test_characters }, { "a long line", test_long_line },
          { "a byte order mark", test_mark }, { "a file", test_read },
          { "a missing file", test_missing }, { "a directory", test_directory },
          { "an empty file", test_empty }, { "an endless file", test_endless },
          { "a hostile path", test_hostile_path }, { "AWS's quota", test_quota },
          { "standard input", test_standard_input }, { "a pipe", test_pipe },
          { "the folder goes", test_remove_folder })

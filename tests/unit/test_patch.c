#include "compiler/base/patch.h"

#include "compiler/base/arena.h"
#include "tests/unit/unit.h"

static struct patch began(struct arena *a)
{
    return (struct patch){ .a = a };
}

static struct patched whole(const char *text)
{
    return (struct patched){ .text = text, .size = strlen(text) };
}

static void check_span(struct span came, uint32_t start, uint32_t end)
{
    CU_ASSERT_EQUAL(came.start, start);
    CU_ASSERT_EQUAL(came.end, end);
}

/* "ab${x}cd" with x = 12345. */
static void test_value(void)
{
    struct arena *a = arena_new();
    struct patched file = whole("ab${x}cd");
    struct patch p = began(a);
    patch_copy(&p, &file, (struct span){ 0, 2 });
    patch_put(&p, "12345", 5, (struct span){ 2, 6 });
    patch_copy(&p, &file, (struct span){ 6, 8 });
    struct patched t = patch_end(&p);
    UNIT_TEXT(t.text, "ab12345cd");
    CU_ASSERT_EQUAL(t.piece_count, 1);
    check_span(patched_shown(&t, 0), 0, 1);
    check_span(patched_shown(&t, 4), 2, 6);
    check_span(patched_shown(&t, 7), 6, 7);
    check_span(patched_written(&t, (struct span){ 1, 8 }), 1, 7);
    check_span(patched_written(&t, (struct span){ 3, 3 }), 2, 6);
    arena_release(a);
}

/* What is put together once may be put together again. */
static void test_twice(void)
{
    struct arena *a = arena_new();
    struct patched file = whole("  one\n  t${y}o\n");
    struct patch p = began(a);
    patch_copy(&p, &file, (struct span){ 2, 6 });
    patch_copy(&p, &file, (struct span){ 8, 9 });
    patch_put(&p, "w", 1, (struct span){ 9, 13 });
    patch_copy(&p, &file, (struct span){ 13, 15 });
    struct patched inner = patch_end(&p);
    UNIT_TEXT(inner.text, "one\ntwo\n");
    p = began(a);
    patch_put(&p, "\"", 1, (struct span){ 0, 0 });
    patch_copy(&p, &inner, (struct span){ 1, 7 });
    struct patched outer = patch_end(&p);
    UNIT_TEXT(outer.text, "\"ne\ntwo");
    check_span(patched_shown(&outer, 1), 3, 4);
    check_span(patched_shown(&outer, 4), 8, 9);
    check_span(patched_shown(&outer, 5), 9, 13);
    check_span(patched_shown(&outer, 6), 13, 14);
    arena_release(a);
}

static void test_nothing(void)
{
    struct arena *a = arena_new();
    struct patched file = whole("a${x}b");
    struct patch p = began(a);
    patch_copy(&p, &file, (struct span){ 0, 0 });
    struct patched none = patch_end(&p);
    CU_ASSERT_EQUAL(none.size, 0);
    CU_ASSERT_EQUAL(none.piece_count, 0);
    p = began(a);
    patch_copy(&p, &file, (struct span){ 0, 1 });
    patch_put(&p, "", 0, (struct span){ 1, 5 });
    patch_copy(&p, &file, (struct span){ 5, 6 });
    struct patched t = patch_end(&p);
    UNIT_TEXT(t.text, "ab");
    p = began(a);
    patch_copy(&p, &t, (struct span){ 1, 2 });
    struct patched again = patch_end(&p);
    CU_ASSERT_EQUAL(again.piece_count, 1);
    check_span(again.pieces[0].written, 1, 5);
    check_span(patched_shown(&again, 0), 5, 6);
    arena_release(a);
}

UNIT_MAIN("patch", { "a value", test_value }, { "put together twice", test_twice },
          { "nothing", test_nothing })

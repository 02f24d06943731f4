#include "compiler/lsp/about.h"

#include "compiler/jsonata/words.h"
#include "compiler/lsp/language.h"
#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

/* The word has items, and each of them says something. */
static void check(enum about_kind kind, const char *word, enum field_owner owner)
{
    const char *items = about_items(kind, word, strlen(word), owner);
    if (items == NULL) {
        fprintf(stderr, "items.def has nothing of %s\n", word);
    }
    CU_ASSERT_PTR_NOT_NULL(items);
    for (const char *at = items; at != NULL && *at != '\0'; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        const char *text = language_item(at, size);
        if (text == NULL) {
            fprintf(stderr, "tests/language.md has no item %.*s\n", (int)size, at);
        }
        CU_ASSERT_TRUE(text != NULL && strlen(text) > 20 && strstr(text, "](") == NULL);
        at += size;
    }
}

static void test_fields(void)
{
    static const enum field_owner owners[] = {
#define OWNER(name, letter, words) name,
#include "compiler/read/owners.def"
#undef OWNER
    };
    for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++) {
        for (enum dialect d = DIALECT_JSONPATH; d <= DIALECT_JSONATA; d++) {
            size_t count = 0;
            for (const struct shape_row *row = field_next(owners[i], d, NULL); row != NULL;
                 row = field_next(owners[i], d, row)) {
                check(ABOUT_FIELD, row->word, owners[i]);
                count++;
            }
            CU_ASSERT_TRUE(count > 0 || owners[i] == OWNER_INNER_RULE);
        }
    }
}

static void test_words(void)
{
#define ASL_STATE_TYPE(word, type)                             check(ABOUT_TYPE, word, OWNER_ANY_STATE);
#define ASL_ERROR_NAME(word)                                   check(ABOUT_ERROR, word, OWNER_ANY_STATE);
#define ASL_TEST(word, comparator, operand, has)               check(ABOUT_TEST, word, OWNER_ANY_STATE);
#define INTRINSIC(word)                                        check(ABOUT_INTRINSIC, word, OWNER_ANY_STATE)
#define FILTER(word)                                           (void)0
#define PATH(word)                                             (void)0
#define ASL_WORD(language, word, function, least, most, tells) language(word);
#include <asl/words.def>
}

/* How many arguments there are at most: "array, [function]" are two, "array, ..." any number.
 */
static size_t arguments_of(const struct about_function *f)
{
    size_t count = f->arguments[0] != '\0';
    for (const char *c = f->arguments; *c != '\0'; c++) {
        count += *c == ',';
    }
    return count;
}

/* The same of a signature: <s-(sf)n?:b> has three. */
static size_t arguments_in(const char *signature)
{
    size_t count = 0, depth = 0;
    for (const char *c = signature + 1; *c != '\0' && (depth > 0 || strchr(":>", *c) == NULL);
         c++) {
        bool opens = *c == '(' || *c == '<', closes = *c == ')' || *c == '>';
        count += depth == 0 && strchr("<-?+", *c) == NULL;
        depth += opens;
        depth -= closes;
    }
    return count;
}

static void check_function(const char *word)
{
    const struct about_function *f = about_function(word, strlen(word));
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    bool is_same = strstr(f->arguments, "...") != NULL ||
                   arguments_of(f) == arguments_in(words_function(word)->signature);
    if (!is_same) {
        fprintf(stderr, "%s has other arguments\n", word);
    }
    CU_ASSERT_TRUE(is_same);
}

/* Every function has its row, and every row its function, with as many arguments. */
static void test_functions(void)
{
    size_t count = 0;
#define ASL_JSONATA_WORD(word, of, takes)                                                      \
    if (words_function(word) != NULL) {                                                        \
        count++;                                                                               \
        check_function(word);                                                                  \
    }
#include <asl/words.def>
    CU_ASSERT_PTR_NOT_NULL(about_function_at(count - 1));
    CU_ASSERT_PTR_NULL(about_function_at(count));
    CU_ASSERT_PTR_NULL(about_function("nothing", 7));
}

static void test_put(void)
{
    struct buf out = { 0 };
    about_put_items(&out, "T-05 T-02");
    UNIT_TEXT(
        buf_string(&out),
        "The only `Version` is `\"1.0\"`, which is also meant where there is none. (T-05)\n\n"
        "`StartAt` is required and is a string: the exact name of a state in the outermost "
        "`States`. (T-02)");
    buf_release(&out);
    UNIT_TEXT(about_items(ABOUT_FIELD, "TimeoutSeconds", 14, OWNER_WORKFLOW), "T-06 T-07");
    UNIT_TEXT(about_items(ABOUT_FIELD, "TimeoutSeconds", 14, OWNER_TASK), "TK-03 TK-06");
    CU_ASSERT_PTR_NULL(about_items(ABOUT_FIELD, "Timeout", 7, OWNER_TASK));
    CU_ASSERT_PTR_NULL(language_item("none", 4));
}

UNIT_MAIN("about", { "fields", test_fields }, { "words", test_words },
          { "functions", test_functions }, { "as Markdown", test_put })

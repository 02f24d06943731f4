/*
 * The embedded S3: keys and files, listings in S3's order (DM-11), S3's words for what is
 * missing, and no way out of the bucket.
 */
#include "runtime/base/buf.h"
#include "runtime/base/stream.h"
#include "runtime/service/s3.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

#define NO_KEY                                                                                 \
    "The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: "    \
    "NoSuchKey)"
#define NO_BUCKET                                                                              \
    "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: "  \
    "NoSuchBucket)"

/* The object's first byte, or why there is none; static. */
static const char *opened(const char *bucket, const char *key)
{
    static struct buf said;
    struct stream s;
    buf_clear(&said);
    if (s3_open(folder(), bucket, key, 0, &s, &said)) {
        buf_char(&said, (char)stream_peek(&s));
        stream_close(&s);
    }
    return buf_string(&said);
}

/* It says where a bucket was looked for. */
static void is_looked_for_in(const char *bucket, const char *said)
{
    struct buf wanted = { 0 };
    buf_print(&wanted,
              NO_BUCKET ": there is no folder %s/s3/%s; --local DIR has its buckets in DIR/s3",
              folder(), bucket);
    UNIT_TEXT(said, buf_string(&wanted));
    buf_release(&wanted);
}

static void reading(void)
{
    struct stream s;
    struct buf why = { 0 };
    folder_put("s3/in/a/b.txt", "xyz");
    CU_ASSERT_STRING_EQUAL(opened("in", "a/b.txt"), "x");
    CU_ASSERT_STRING_EQUAL(opened("in", "a/c.txt"), NO_KEY);
    CU_ASSERT_STRING_EQUAL(opened("in", "a"), NO_KEY);
    CU_ASSERT_STRING_EQUAL(opened("in", "a/b.txt/c"), NO_KEY);
    is_looked_for_in("out", opened("out", "a/b.txt"));
    CU_ASSERT_FALSE(s3_open(NULL, "in", "a/b.txt", 0, &s, &why));
    UNIT_TEXT(buf_string(&why),
              NO_BUCKET ": there is no place for buckets, since neither --local nor "
                        "XDG_STATE_HOME nor HOME is given");
    buf_release(&why);
    CU_ASSERT_TRUE_FATAL(s3_open(folder(), "in", "a/b.txt", 2, &s, &why));
    CU_ASSERT_EQUAL(stream_offset(&s), 2);
    CU_ASSERT_EQUAL(stream_take(&s), 'z');
    CU_ASSERT_EQUAL(stream_take(&s), -1);
    CU_ASSERT_EQUAL(stream_offset(&s), 3);
    stream_close(&s);
}

static void no_way_out(void)
{
    folder_put("secret", "s");
    folder_put("s3/in/x", "x");
    static const char *const keys[] = { "../../secret", "../in/x", "./x",  "a/../x", "",
                                        "/x",           "x/",      "a//x", "..",     "." };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct buf why = { 0 };
        CU_ASSERT_STRING_EQUAL(opened("in", keys[i]), NO_KEY);
        CU_ASSERT_FALSE(s3_put(folder(), "in", keys[i], "y", 1, &why));
        CU_ASSERT_TRUE(why.size > 0);
        buf_release(&why);
    }
    CU_ASSERT_STRING_EQUAL(opened("..", "secret"), NO_BUCKET);
    CU_ASSERT_STRING_EQUAL(opened("../..", "secret"), NO_BUCKET);
    CU_ASSERT_STRING_EQUAL(opened("", "secret"), NO_BUCKET);
    CU_ASSERT_STRING_EQUAL(folder_get("secret"), "s");
    CU_ASSERT_STRING_EQUAL(opened("in", "..x"), NO_KEY);
}

static const char *listed(const char *bucket, const char *prefix)
{
    static struct buf said;
    struct s3_keys keys;
    buf_clear(&said);
    if (s3_list(folder(), bucket, prefix, &keys, &said)) {
        for (size_t i = 0; i < keys.count; i++) {
            buf_print(&said, "%s%s", i == 0 ? "" : " ", keys.keys[i]);
        }
        s3_release_keys(&keys);
    }
    return buf_string(&said);
}

/* Keys are ordered by their bytes, so that "a-b" stands before "a/b". */
static void listing(void)
{
    folder_put("s3/list/a/b", "");
    folder_put("s3/list/a/c/d", "");
    folder_put("s3/list/a-b", "");
    folder_put("s3/list/a.b", "");
    folder_put("s3/list/B", "");
    folder_put("s3/list/\xC3\xA9", "");
    char from[128], to[128];
    snprintf(from, sizeof from, "%s/s3/list", folder());
    snprintf(to, sizeof to, "%s/s3/list/loop", folder());
    CU_ASSERT_EQUAL(symlink(from, to), 0);
    CU_ASSERT_STRING_EQUAL(listed("list", ""), "B a-b a.b a/b a/c/d \xC3\xA9");
    CU_ASSERT_STRING_EQUAL(listed("list", "a"), "a-b a.b a/b a/c/d");
    CU_ASSERT_STRING_EQUAL(listed("list", "a/"), "a/b a/c/d");
    CU_ASSERT_STRING_EQUAL(listed("list", "a/c/d"), "a/c/d");
    CU_ASSERT_STRING_EQUAL(listed("list", "a/c/dd"), "");
    is_looked_for_in("none", listed("none", ""));
}

/* DM-11: the Etag keeps its quotes, and is the content's MD5. */
static void description(void)
{
    folder_put("s3/d/hello.txt", "hello");
    struct value *o = s3_describe(folder(), "d", "hello.txt");
    char *text = write_text(o);
    CU_ASSERT_PTR_NOT_NULL_FATAL(o);
    CU_ASSERT_STRING_EQUAL(value_member_text(o, "Etag"),
                           "\"5d41402abc4b2a76b9719d911017c592\"");
    CU_ASSERT_STRING_EQUAL(value_member_text(o, "Key"), "hello.txt");
    CU_ASSERT_STRING_EQUAL(value_member_text(o, "StorageClass"), "STANDARD");
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"Size\":5"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "E9,"));
    CU_ASSERT_PTR_NULL(s3_describe(folder(), "d", "gone"));
    value_release(o);
    free(text);
}

/* Buckets appear with what is written into them. */
static void writing(void)
{
    struct buf why = { 0 };
    CU_ASSERT_TRUE(s3_put(folder(), "new", "deep/er/x", "ab", 2, &why));
    CU_ASSERT_TRUE(s3_put_behind(folder(), "new", "deep/er/x", 2, "cd", 2, &why));
    CU_ASSERT_TRUE(s3_put_behind(folder(), "new", "deep/er/x", 2, "cd", 2, &why));
    CU_ASSERT_STRING_EQUAL(folder_get("s3/new/deep/er/x"), "abcd");
    CU_ASSERT_TRUE(s3_put_behind(folder(), "new", "deep/er/x", 1, "z", 1, &why));
    CU_ASSERT_STRING_EQUAL(folder_get("s3/new/deep/er/x"), "az");
    CU_ASSERT_TRUE(s3_put(folder(), "new", "deep/er/x", "e", 1, &why));
    CU_ASSERT_STRING_EQUAL(folder_get("s3/new/deep/er/x"), "e");
    CU_ASSERT_EQUAL(why.size, 0);
    CU_ASSERT_FALSE(s3_put(folder(), "new", "deep/er", "e", 1, &why));
    CU_ASSERT_FALSE(s3_put("/proc/nothing", "new", "x", "e", 1, &why));
    CU_ASSERT_FALSE(s3_put_behind(folder(), "new", "deep/er/x", 9, "e", 1, &why));
    CU_ASSERT_STRING_EQUAL(folder_get("s3/new/deep/er/x"), "e");
    CU_ASSERT_TRUE(why.size > 0);
    buf_release(&why);
}

/* A folder belongs to the first who asks for it. */
static void claiming(void)
{
    struct buf why = { 0 };
    bool claimed = false;
    CU_ASSERT_TRUE(s3_claim_folder(folder(), "mine", "runs/one", &claimed, &why));
    CU_ASSERT_TRUE(claimed);
    CU_ASSERT_TRUE(s3_claim_folder(folder(), "mine", "runs/one", &claimed, &why));
    CU_ASSERT_FALSE(claimed);
    CU_ASSERT_TRUE(s3_claim_folder(folder(), "mine", "runs/two", &claimed, &why));
    CU_ASSERT_TRUE(claimed);
    CU_ASSERT_EQUAL(why.size, 0);
    CU_ASSERT_FALSE(s3_claim_folder(folder(), "mine", "../out", &claimed, &why));
    CU_ASSERT_FALSE(claimed);
    buf_release(&why);
}

UNIT_MAIN("s3", { "reading", reading }, { "no way out", no_way_out }, { "listing", listing },
          { "description", description }, { "writing", writing }, { "claiming", claiming })

/*
 * What an ItemReader fetches: which request is next, whatever came before it, and answers that
 * are not what was asked for.
 */
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/map/fetching.h"
#include "runtime/task/notice.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

#define GET(config)                                                                            \
    "{\"Resource\":\"arn:aws:states:::s3:getObject\",\"ReaderConfig\":" config                 \
    ",\"Parameters\":{\"Bucket\":\"in\",\"Key\":\"k\"}}"
#define LIST(config)                                                                           \
    "{\"Resource\":\"arn:aws:states:::s3:listObjectsV2\",\"ReaderConfig\":" config             \
    ",\"Parameters\":{\"Bucket\":\"in\"}}"

static struct value *value_of(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(text, strlen(text), &v, &error)) {
        abort();
    }
    return v;
}

static struct fetching *begin(const char *reader)
{
    struct value *v = value_of(reader);
    setenv("TMPDIR", folder(), 1);
    struct fetching *g = fetching_new(v);
    value_release(v);
    return g;
}

/* The next request, or DONE, or why there is none; static. */
static const char *asked(struct fetching *g)
{
    static struct buf said;
    static const char *const words[] = { "GET ", "LIST ", "DONE", "" };
    struct value *parameters = NULL;
    struct buf why = { 0 };
    enum fetching_step step = fetching_ask(g, &parameters, &why);
    buf_clear(&said);
    buf_print(&said, "%s%s", words[step], buf_string(&why));
    if (parameters != NULL) {
        write_json(&said, parameters);
    }
    value_release(parameters);
    buf_release(&why);
    return buf_string(&said);
}

/* How a request ended: "" or the reason why it failed; static. */
static const char *ended(struct fetching *g, struct notice n)
{
    static struct buf why;
    buf_clear(&why);
    bool is_good = fetching_answered(g, &n, &why);
    CU_ASSERT_EQUAL(is_good, why.size == 0);
    return buf_string(&why);
}

/* It got no good answer. */
static const char *failed(struct fetching *g)
{
    static char cause[] = "refused";
    return ended(g, (struct notice){ .kind = NOTICE_FAILED, .cause = cause });
}

/* Of one that was answered so. */
static const char *came(struct fetching *g, int status, const char *range, const char *etag,
                        const char *body)
{
    struct wire_answer a = { .status = status };
    if (range != NULL) {
        wire_add(&a.headers, "Content-Range", range);
    }
    if (etag != NULL) {
        wire_add(&a.headers, "ETag", etag);
    }
    buf_text(&a.body, body);
    fetching_take(g, &a);
    wire_answer_release(&a);
    return status < 300 ? ended(g, (struct notice){ .kind = NOTICE_SUCCEEDED }) : failed(g);
}

static const char *page(struct fetching *g, const char *answer)
{
    struct value *v = value_of(answer);
    const char *why = ended(g, (struct notice){ .kind = NOTICE_SUCCEEDED, .value = v });
    value_release(v);
    return why;
}

#define FIRST "GET {\"Bucket\":\"in\",\"Key\":\"k\",\"Range\":\"bytes=0-8388607\"}"
#define SECOND                                                                                 \
    "GET {\"Bucket\":\"in\",\"Key\":\"k\",\"Range\":\"bytes=3-8388610\",\"IfMatch\":\"e\"}"

static void blocks(void)
{
    struct fetching *g = begin(GET("{\"InputType\":\"JSON\"}"));
    UNIT_TEXT(asked(g), FIRST);
    UNIT_TEXT(came(g, 206, "bytes 0-2/5", "e", "abc"), "");
    UNIT_TEXT(asked(g), SECOND);
    UNIT_TEXT(came(g, 206, "bytes 3-4/5", "e", "de"), "");
    UNIT_TEXT(asked(g), "DONE");
    fetching_release(g);
}

/* No block is taken for another one, or for the whole. */
static void lies(void)
{
    static const char *const ranges[] = { NULL,
                                          "bytes 0-2/*",
                                          "bytes 1-3/5",
                                          "bytes 0-1/5",
                                          "bytes 0-2/2",
                                          "bytes 0-2/-1",
                                          "bytes 0-2/5x",
                                          "bytes 0-2",
                                          "items 0-2/5",
                                          "bytes -0-2/5",
                                          "bytes 0-2/99999999999999999999" };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        struct fetching *g = begin(GET("{\"InputType\":\"JSON\"}"));
        UNIT_TEXT(asked(g), FIRST);
        UNIT_TEXT(came(g, 206, ranges[i], "e", "abc"),
                  "S3 answered with other bytes of s3://in/k than were asked for.");
        fetching_release(g);
    }
}

/* One without bytes would be asked for again and again. */
static void block_of_nothing(void)
{
    struct fetching *g = begin(GET("{\"InputType\":\"JSON\"}"));
    UNIT_TEXT(asked(g), FIRST);
    UNIT_TEXT(came(g, 206, "bytes 0-2/5", "e", "abc"), "");
    asked(g);
    UNIT_TEXT(came(g, 206, "bytes 3-2/5", "e", ""),
              "S3 answered with other bytes of s3://in/k than were asked for.");
    fetching_release(g);
}

/* Where nothing names the version, its size still does. */
static void without_etag(void)
{
    struct fetching *g = begin(GET("{\"InputType\":\"JSON\"}"));
    UNIT_TEXT(asked(g), FIRST);
    UNIT_TEXT(came(g, 206, "bytes 0-2/5", NULL, "abc"), "");
    asked(g);
    UNIT_TEXT(came(g, 206, "bytes 3-5/6", NULL, "def"),
              "s3://in/k has changed while it was read.");
    fetching_release(g);
}

/* The version is the one that was asked for, even if the server does not look at If-Match. */
static void another_version(void)
{
    struct fetching *g = begin(GET("{\"InputType\":\"JSON\"}"));
    UNIT_TEXT(asked(g), FIRST);
    UNIT_TEXT(came(g, 206, "bytes 0-2/5", "e", "abc"), "");
    UNIT_TEXT(asked(g), SECOND);
    UNIT_TEXT(came(g, 206, "bytes 3-4/5", "f", "de"),
              "s3://in/k has changed while it was read.");
    fetching_release(g);
}

/* An object without bytes says nothing of the next one. */
static void behind_an_empty_one(void)
{
    struct fetching *g =
        begin(LIST("{\"InputType\":\"JSONL\",\"Transformation\":\"LOAD_AND_FLATTEN\"}"));
    asked(g);
    UNIT_TEXT(page(g, "{\"Contents\":[{\"Key\":\"a\"},{\"Key\":\"b\"}]}"), "");
    asked(g);
    UNIT_TEXT(came(g, 416, NULL, NULL, ""), "");
    UNIT_TEXT(asked(g), "GET {\"Bucket\":\"in\",\"Key\":\"b\",\"Range\":\"bytes=0-8388607\"}");
    UNIT_TEXT(failed(g), "refused");
    fetching_release(g);
}

/* After a restart another target may be bound, which gives a value and no bytes. */
static void another_target(void)
{
    struct fetching *g = begin(GET("{\"InputType\":\"JSON\"}"));
    asked(g);
    UNIT_TEXT(ended(g, (struct notice){ .kind = NOTICE_SUCCEEDED }),
              "s3://in/k was not read from S3: the Map Run began with the target 'aws', and "
              "goes on with that alone.");
    fetching_release(g);
}

/* Only a listing's objects are flattened. */
static void flattened_object(void)
{
    struct fetching *g =
        begin(GET("{\"InputType\":\"JSON\",\"Transformation\":\"LOAD_AND_FLATTEN\"}"));
    UNIT_TEXT(asked(g), FIRST);
    UNIT_TEXT(came(g, 200, NULL, "e", "[1]"), "");
    UNIT_TEXT(asked(g), "DONE");
    fetching_release(g);
}

/* Likewise, such a target's listing may be anything. */
static void listing_of_another_target(void)
{
    struct fetching *g = begin(LIST("{}"));
    asked(g);
    UNIT_TEXT(page(g, "{\"Contents\":{\"Key\":\"a\"}}"),
              "The listing of s3://in has no list of objects.");
    UNIT_TEXT(page(g, "{\"Contents\":[1,null,{\"Key\":5,\"Size\":{}}]}"), "");
    UNIT_TEXT(asked(g), "DONE");
    fetching_release(g);
}

/* A listing is never taken for whole that is not, nor goes on for ever. */
static void pages(void)
{
    struct fetching *g = begin(LIST("{}"));
    asked(g);
    UNIT_TEXT(page(g, "{\"IsTruncated\":true,\"NextContinuationToken\":\"t\"}"), "");
    UNIT_TEXT(asked(g), "LIST {\"Bucket\":\"in\",\"ContinuationToken\":\"t\"}");
    UNIT_TEXT(page(g, "{\"IsTruncated\":true,\"NextContinuationToken\":\"t\"}"),
              "S3 does not say where the listing of s3://in goes on.");
    fetching_release(g);
    g = begin(LIST("{}"));
    asked(g);
    UNIT_TEXT(page(g, "{\"IsTruncated\":true}"),
              "S3 does not say where the listing of s3://in goes on.");
    fetching_release(g);
}

UNIT_MAIN("fetching", { "blocks", blocks }, { "lies", lies },
          { "block of nothing", block_of_nothing }, { "without ETag", without_etag },
          { "another version", another_version },
          { "behind an empty one", behind_an_empty_one }, { "another target", another_target },
          { "listing of another target", listing_of_another_target },
          { "flattened object", flattened_object }, { "pages", pages })

/*
 * The embedded S3: tests/services/s3.txt has a request after the other, with what is answered
 * and what is handed on.
 */
#include "runtime/s3/objects.h"

#include <sys/stat.h>

#include "runtime/call/shape.h"
#include "tests/unit/service.h"

#define TESTS "tests/services/s3.txt"

static struct objects *objects;
static const char *section;

static void open_objects(const char *name)
{
    char *path = service_folder(name);
    struct buf why = { 0 };
    service_handle_key = "UploadId";
    section = name;
    CU_ASSERT_TRUE_FATAL(objects_open(path, &service_chance, &objects, &why));
    memory_release(path);
}

/* Behind an answer stand a status that is not 200, and what is handed on. */
static void answer(const char *operation, const struct value *request, int64_t now_ms,
                   struct service_answer *ret_answer, struct buf *out)
{
    struct value *deliveries = NULL;
    objects_answer(objects, operation, request, now_ms, ret_answer, &deliveries);
    if (ret_answer->status != 200) {
        buf_print(out, " %d", ret_answer->status);
    }
    if (value_count(deliveries) > 0) {
        buf_char(out, ' ');
        write_json(out, deliveries);
    }
    value_release(deliveries);
}

static void check(const char *expression, const char *input, const char *wanted)
{
    service_check(answer, expression, input, wanted);
}

#define SECTION(name)                                                                          \
    static void name(void)                                                                     \
    {                                                                                          \
        open_objects(#name);                                                                   \
        groups_run(TESTS, #name, check);                                                       \
        objects_close(objects);                                                                \
    }

SECTION(buckets)
SECTION(plain_objects)
SECTION(conditions)
SECTION(ranges)
SECTION(metadata)
SECTION(tags)
SECTION(checksums)
SECTION(copies)
SECTION(deletions)
SECTION(awkward_keys)
SECTION(lists)
SECTION(uploads)
SECTION(notices)
SECTION(refused)

/* A file below the section's folder. */
static char *inside(const char *path)
{
    struct buf whole = { 0 };
    buf_print(&whole, "%s/%s", section, path);
    return buf_take(&whole);
}

static void put_file(const char *path, const char *text)
{
    char *name = inside(path);
    folder_put(name, text);
    memory_release(name);
}

static void check_file(const char *path, const char *wanted)
{
    char *name = inside(path);
    UNIT_TEXT(folder_get(name), wanted);
    memory_release(name);
}

static struct stat status_of(const char *path)
{
    struct buf whole = { 0 };
    struct stat st = { 0 };
    buf_print(&whole, "%s/%s/%s", folder(), section, path);
    CU_ASSERT_EQUAL(stat(whole.text, &st), 0);
    buf_release(&whole);
    return st;
}

#define GET(key)                                                                               \
    "5 GetObject", "{\"Bucket\":\"box\",\"Key\":\"" key                                        \
                   "\",\"ResponseContentType\":\"x\",\"Range\":\"bytes=0-\"}"

/* Objects are files: those that were put are there, and those by hand are objects. */
static void files(void)
{
    open_objects("files");
    check("1 CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    check("2 PutObject",
          "{\"Bucket\":\"box\",\"Key\":\"a/b\",\"Body\":\"aGVsbG8=\","
          "\"ContentType\":\"text/plain\"}",
          "{\"ETag\":\"\\\"5d41402abc4b2a76b9719d911017c592\\\"\","
          "\"ServerSideEncryption\":\"AES256\"}");
    check_file("s3/box/a/b", "hello");
    put_file("s3/box/a/b", "HELLO");
    put_file("s3/box/mine", "by hand");
    put_file("s3/yours/k", "by hand");
    /* Times are those of the files. */
    struct stat changed = status_of("s3/box/a/b");
    struct buf wanted = { 0 };
    buf_print(&wanted,
              "{\"AcceptRanges\":\"bytes\",\"LastModified\":%lld,\"ContentLength\":5,"
              "\"ETag\":\"\\\"eb61eead90e3b899c6bcbe27ac581660\\\"\",\"ContentRange\":"
              "\"bytes 0-4/5\",\"ContentType\":\"x\",\"ServerSideEncryption\":\"AES256\","
              "\"Metadata\":{},\"Body\":\"SEVMTE8=\"} 206",
              (long long)changed.st_mtim.tv_sec);
    check(GET("a/b"), wanted.text);
    check("6 HeadBucket", "{\"Bucket\":\"yours\"}",
          "{\"BucketRegion\":\"us-east-1\",\"AccessPointAlias\":false}");
    check("6 DeleteBucket", "{\"Bucket\":\"box\"}",
          "{\"__type\":\"BucketNotEmpty\",\"message\":\"The bucket you tried to delete is not "
          "empty\"} 409");
    check("7 DeleteObject", "{\"Bucket\":\"box\",\"Key\":\"a/b\"}", "{} 204");
    check_file("s3/box/a/b", "(no file)");
    check_file("s3/box/mine", "by hand");
    buf_release(&wanted);
    objects_close(objects);
}

/* A link is no object, and nothing is read or written through one. */
static void links(void)
{
    struct buf outside = { 0 }, link = { 0 };
    open_objects("links");
    put_file("secret/file", "secret");
    check("1 CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    buf_print(&outside, "%s/links/secret", folder());
    buf_print(&link, "%s/links/s3/box/out", folder());
    CU_ASSERT_EQUAL(symlink(outside.text, link.text), 0);
    check("2 GetObject", "{\"Bucket\":\"box\",\"Key\":\"out/file\"}",
          "{\"__type\":\"NoSuchKey\",\"message\":\"The specified key does not exist.\"} 404");
    check("3 PutObject", "{\"Bucket\":\"box\",\"Key\":\"out/file\",\"Body\":\"eA==\"}",
          "{\"ETag\":\"\\\"9dd4e461268c8034f5c8564e155c67a6\\\"\","
          "\"ServerSideEncryption\":\"AES256\"}");
    check_file("secret/file", "secret");
    check("4 HeadObject", "{\"Bucket\":\"box\",\"Key\":\"out/file\"}",
          "{\"AcceptRanges\":\"bytes\",\"LastModified\":3,\"ContentLength\":1,\"ETag\":"
          "\"\\\"9dd4e461268c8034f5c8564e155c67a6\\\"\",\"ContentType\":"
          "\"binary/octet-stream\",\"ServerSideEncryption\":\"AES256\",\"Metadata\":{}}");
    buf_release(&outside);
    buf_release(&link);
    objects_close(objects);
}

/* What is there is there in the next process. */
static void opened_again(void)
{
    open_objects("opened_again");
    check("1 CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    check("2 PutObject", "{\"Bucket\":\"box\",\"Key\":\"k\",\"Metadata\":{\"a\":\"1\"}}",
          "{\"ETag\":\"\\\"d41d8cd98f00b204e9800998ecf8427e\\\"\","
          "\"ServerSideEncryption\":\"AES256\"}");
    objects_close(objects);
    open_objects("opened_again");
    check("4 HeadObject", "{\"Bucket\":\"box\",\"Key\":\"k\"}",
          "{\"AcceptRanges\":\"bytes\",\"LastModified\":2,\"ContentLength\":0,\"ETag\":"
          "\"\\\"d41d8cd98f00b204e9800998ecf8427e\\\"\",\"ContentType\":"
          "\"binary/octet-stream\",\"Metadata\":{\"a\":\"1\"},\"ServerSideEncryption\":"
          "\"AES256\"}");
    objects_close(objects);
}

/* ---- Uploads in parts that are large enough ---- */

static struct value *asked(const char *operation, struct value *request)
{
    struct service_answer said = { 0 };
    struct value *deliveries = NULL;
    objects_answer(objects, operation, request, 9000, &said, &deliveries);
    struct value *json = service_answer_json(&said);
    service_answer_release(&said);
    value_release(deliveries);
    value_release(request);
    return json;
}

static struct value *request_for(const char *upload)
{
    struct value *request = value_object();
    value_set_text(&request, "Bucket", "box");
    value_set_text(&request, "Key", "big");
    value_set_text(&request, "UploadId", upload);
    return request;
}

/* Uploads a part of `size` equal bytes. Returns its ETag: new. */
static char *put_part(const char *upload, int number, char byte, size_t size)
{
    struct value *request = request_for(upload);
    struct buf body = { 0 };
    char *bytes = memory_get(size);
    memset(bytes, byte, size);
    shape_encode(&body, bytes, size);
    value_set_take(&request, "PartNumber", value_int(number));
    value_set_take(&request, "Body", value_text_n(body.text, body.size));
    struct value *said = asked("UploadPart", request);
    char *etag = memory_text(value_member_text(said, "ETag"));
    memory_release(bytes);
    buf_release(&body);
    value_release(said);
    return etag;
}

static struct value *complete(const char *upload, char *const *etags, size_t count)
{
    struct value *request = request_for(upload), *all = value_object(), *list = value_array(0);
    for (size_t i = 0; i < count; i++) {
        struct value *one = value_object();
        value_set_take(&one, "PartNumber", value_int((int64_t)i + 1));
        value_set_text(&one, "ETag", etags[i]);
        value_append_take(&list, one);
    }
    value_set_take(&all, "Parts", list);
    value_set_take(&request, "MultipartUpload", all);
    return asked("CompleteMultipartUpload", request);
}

#define MEBI ((size_t)1 << 20)

/* The ETag is the MD5 of the parts' MD5s: md5(md5(5 MiB of a) md5(b)). */
static void large_parts(void)
{
    open_objects("large_parts");
    check("1 CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    struct value *made = asked("CreateMultipartUpload", request_for(NULL));
    const char *id = value_member_text(made, "UploadId");
    char *etags[] = { put_part(id, 1, 'a', 5 * MEBI), put_part(id, 2, 'b', 1) };
    struct value *said = complete(id, etags, 2);
    UNIT_TEXT(value_member_text(said, "ETag"), "\"e5a8c5272b26fc10581a21089559b006-2\"");
    check("9 GetObject", "{\"Bucket\":\"box\",\"Key\":\"big\",\"Range\":\"bytes=5242878-\"}",
          "{\"AcceptRanges\":\"bytes\",\"LastModified\":9,\"ContentLength\":3,\"ETag\":"
          "\"\\\"e5a8c5272b26fc10581a21089559b006-2\\\"\",\"ContentRange\":"
          "\"bytes 5242878-5242880/5242881\",\"ContentType\":\"binary/octet-stream\","
          "\"ServerSideEncryption\":\"AES256\",\"Metadata\":{},\"Body\":\"YWFi\"} 206");
    value_release(said);
    said = complete(id, etags, 2);
    UNIT_TEXT(value_member_text(said, "__type"), "NoSuchUpload");
    for (size_t i = 0; i < 2; i++) {
        memory_release(etags[i]);
    }
    value_release(said);
    value_release(made);
    objects_close(objects);
}

/* One request has so much and no more; a larger object is made of parts, and read in ranges. */
static void bounds(void)
{
    open_objects("bounds");
    check("1 CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    struct value *made = asked("CreateMultipartUpload", request_for(NULL));
    const char *id = value_member_text(made, "UploadId");
    CU_ASSERT_PTR_NULL(put_part(id, 1, 'a', 64 * MEBI + 1));
    char *etags[] = { put_part(id, 1, 'a', 64 * MEBI), put_part(id, 2, 'b', 1) };
    value_release(complete(id, etags, 2));
    check("9 GetObject", "{\"Bucket\":\"box\",\"Key\":\"big\"}",
          "{\"__type\":\"InvalidRequest\",\"message\":\"The object has 67108865 bytes, and the "
          "embedded S3 answers at most 67108864 at a time: ask for them by Range.\"} 400");
    for (size_t i = 0; i < 2; i++) {
        memory_release(etags[i]);
    }
    value_release(made);
    objects_close(objects);
}

/* ---- Buckets made at first use ---- */

static void check_made(const char *operation, const char *text, const char *wanted)
{
    struct value *request = service_request(text);
    struct buf made = { 0 };
    objects_make_for(objects, operation, request, 1000, &made);
    UNIT_TEXT(buf_string(&made), wanted);
    buf_release(&made);
    value_release(request);
}

static void made_for(void)
{
    open_objects("made_for");
    check_made("HeadBucket", "{\"Bucket\":\"box\"}", "");
    check_made("DeleteBucket", "{\"Bucket\":\"box\"}", "");
    check_made("ListBuckets", "{}", "");
    check_made("PutObject", "{\"Bucket\":\"box\",\"Key\":\"k\"}", "box\n");
    check_made("PutObject", "{\"Bucket\":\"box\",\"Key\":\"k\"}", "");
    check_made("PutObject", "{\"Bucket\":\"../box\",\"Key\":\"k\"}", "");
    check_made("PutObject", "{\"Bucket\":[],\"Key\":\"k\"}", "");
    check("2 ListBuckets", "{}",
          "{\"Buckets\":[{\"Name\":\"box\",\"CreationDate\":1,\"BucketRegion\":\"us-east-1\"}],"
          "\"Owner\":{\"ID\":\"123456789012\"}}");
    objects_close(objects);
}

UNIT_MAIN("objects", { "buckets", buckets }, { "plain objects", plain_objects },
          { "conditions", conditions }, { "ranges", ranges }, { "metadata", metadata },
          { "tags", tags }, { "checksums", checksums }, { "copies", copies },
          { "deletions", deletions }, { "awkward keys", awkward_keys }, { "lists", lists },
          { "uploads", uploads }, { "notices", notices }, { "refused", refused },
          { "files", files }, { "links", links }, { "opened again", opened_again },
          { "large parts", large_parts }, { "bounds", bounds }, { "made for", made_for })

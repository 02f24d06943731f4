/*
 * The embedded S3: tests/services/s3.txt has a request after the other, with what is answered
 * and what is handed on.
 */
#include "runtime/s3/objects.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "runtime/call/shape.h"
#include "tests/unit/service.h"

#define TESTS "tests/services/s3.txt"

static struct objects *objects;
static const char *section;

static void open_objects(const char *name)
{
    char *path = service_folder(name);
    struct buf why = { 0 };
    bool has_versions = strcmp(name, "versions") == 0 || strcmp(name, "locks") == 0;
    service_handle_key = has_versions ? "VersionId" : "UploadId";
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
SECTION(versions)
SECTION(locks)
SECTION(restored)
SECTION(settings)
SECTION(keys)
SECTION(everybody)
SECTION(policies)
SECTION(lifecycle)
SECTION(moved)
SECTION(told)
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

/* ---- Faults ---- */

/* A file by hand is read once for its ETag: then its size and time stand for it. */
static void etags_kept(void)
{
    static const struct timespec times[] = { { 100, 5 }, { 100, 5 } };
    static char text[70000];
    const char *request = "{\"Bucket\":\"box\"}";
    struct buf path = { 0 };
    open_objects("etags_kept");
    buf_print(&path, "%s/etags_kept/s3/box/k", folder());
    for (int i = 0; i < 2; i++) {
        memset(text, 'a' + i, sizeof text - 1);
        put_file("s3/box/k", text);
        CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path.text, times, 0), 0);
        check("1 ListObjectsV2", request,
              "{\"IsTruncated\":false,\"Name\":\"box\",\"Prefix\":\"\",\"MaxKeys\":1000,"
              "\"Contents\":[{\"Key\":\"k\",\"LastModified\":100,\"ETag\":"
              "\"\\\"38decdbfe69ea7a4631724e6590d2e5e\\\"\",\"Size\":69999,"
              "\"StorageClass\":\"STANDARD\"}],\"KeyCount\":1}");
    }
    buf_release(&path);
    objects_close(objects);
}

/* Where a file cannot grow, the older object stays, and nothing is left over. */
static void disk_full(void)
{
    struct rlimit before, small;
    struct buf body = { 0 }, path = { 0 };
    static char bytes[300000];
    open_objects("disk_full");
    check("1 CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    check("2 PutObject", "{\"Bucket\":\"box\",\"Key\":\"k\",\"Body\":\"b2xk\"}",
          "{\"ETag\":\"\\\"149603e6c03516362a8da23f624db945\\\"\","
          "\"ServerSideEncryption\":\"AES256\"}");
    buf_text(&body, "{\"Bucket\":\"box\",\"Key\":\"k\",\"Body\":\"");
    shape_encode(&body, bytes, sizeof bytes);
    buf_text(&body, "\"}");
    signal(SIGXFSZ, SIG_IGN);
    CU_ASSERT_EQUAL(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){ .rlim_cur = 200000, .rlim_max = before.rlim_max };
    CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &small), 0);
    check("3 PutObject", body.text,
          "{\"__type\":\"InternalError\",\"message\":\"File too large\"} 500");
    CU_ASSERT_EQUAL(setrlimit(RLIMIT_FSIZE, &before), 0);
    check_file("s3/box/k", "old");
    buf_print(&path, "%s/disk_full/s3/.new", folder());
    CU_ASSERT_EQUAL(rmdir(path.text), 0); /* it is empty */
    buf_release(&path);
    buf_release(&body);
    objects_close(objects);
}

/* Puts objects until it is killed, and tells of each that was answered. */
static void put_forever(int out, int worker)
{
    struct random chance;
    struct buf why = { 0 };
    char *path = service_folder("killed");
    random_seed(&chance, (uint64_t)worker);
    if (!objects_open(path, &chance, &objects, &why)) {
        _exit(1);
    }
    for (int i = 0;; i++) {
        struct value *request = value_object();
        char key[32];
        snprintf(key, sizeof key, "%d/%d", worker, i);
        value_set_text(&request, "Bucket", "box");
        value_set_text(&request, "Key", key);
        value_set_text(&request, "Body", "aGVsbG8=");
        value_set_text(&request, "ContentType", "text/plain");
        struct value *said = asked("PutObject", request);
        if (value_member_text(said, "ETag") == NULL || write(out, key, sizeof key) < 0) {
            _exit(1);
        }
        value_release(said);
    }
}

/* Replaces an object by one with another body and type, and so on until it is killed. */
static void replace_forever(void)
{
    struct random chance;
    struct buf why = { 0 };
    char *path = service_folder("replaced");
    random_seed(&chance, 1);
    if (!objects_open(path, &chance, &objects, &why)) {
        _exit(1);
    }
    for (int i = 0;; i++) {
        struct value *request = value_object();
        value_set_text(&request, "Bucket", "box");
        value_set_text(&request, "Key", "k");
        value_set_text(&request, "Body", i % 2 == 0 ? "YWE=" : "YmI=");
        value_set_text(&request, "ContentType", i % 2 == 0 ? "a/a" : "b/b");
        value_release(asked("PutObject", request));
    }
}

/* Who reads an object while it is replaced gets the one or the other, with its own type. */
static void replaced(void)
{
    open_objects("replaced");
    check("1 CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    check("1 PutObject",
          "{\"Bucket\":\"box\",\"Key\":\"k\",\"Body\":\"YmI=\",\"ContentType\":\"b/b\"}",
          "{\"ETag\":\"\\\"21ad0bd836b90d08f4cf640b4c298e7c\\\"\","
          "\"ServerSideEncryption\":\"AES256\"}");
    objects_close(objects);
    pid_t worker = fork();
    CU_ASSERT_TRUE_FATAL(worker >= 0);
    if (worker == 0) {
        replace_forever();
    }
    open_objects("replaced");
    for (int i = 0; i < 300; i++) {
        struct value *request = value_object();
        value_set_text(&request, "Bucket", "box");
        value_set_text(&request, "Key", "k");
        struct value *said = asked("GetObject", request);
        const char *body = value_member_text(said, "Body");
        UNIT_TEXT(value_member_text(said, "ContentType"),
                  body != NULL && strcmp(body, "YWE=") == 0 ? "a/a" : "b/b");
        value_release(said);
    }
    CU_ASSERT_EQUAL(kill(worker, SIGKILL), 0);
    CU_ASSERT_EQUAL(waitpid(worker, NULL, 0), worker);
    objects_close(objects);
}

/* Of two processes that write at the same time and are killed, all that was answered is there,
 * with what was said of it. */
static void killed(void)
{
    int ends[2];
    pid_t workers[2];
    char key[32];
    open_objects("killed");
    check("1 CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    objects_close(objects);
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    for (int i = 0; i < 2; i++) {
        workers[i] = fork();
        CU_ASSERT_TRUE_FATAL(workers[i] >= 0);
        if (workers[i] == 0) {
            put_forever(ends[1], i);
        }
    }
    close(ends[1]);
    open_objects("killed");
    for (int i = 0; read(ends[0], key, sizeof key) == (ssize_t)sizeof key; i++) {
        struct value *request = value_object();
        value_set_text(&request, "Bucket", "box");
        value_set_text(&request, "Key", key);
        if (i == 60) {
            CU_ASSERT_EQUAL(kill(workers[0], SIGKILL), 0);
            CU_ASSERT_EQUAL(kill(workers[1], SIGKILL), 0);
        }
        struct value *said = asked("GetObject", request);
        UNIT_TEXT(value_member_text(said, "Body"), "aGVsbG8=");
        UNIT_TEXT(value_member_text(said, "ContentType"), "text/plain");
        value_release(said);
    }
    close(ends[0]);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(waitpid(workers[i], NULL, 0), workers[i]);
    }
    objects_close(objects);
}

/* What a process that was killed has left behind is removed, but not before a day has gone by,
 * and no parts of an upload that goes on. */
static void left_behind(void)
{
    static const struct timespec old[] = { { 100, 0 }, { 100, 0 } };
    static const char *const names[] = { ".new/1-1", ".uploads/gone/1", ".uploads/gone" };
    struct buf path = { 0 };
    open_objects("left_behind");
    check("1 CreateBucket", "{\"Bucket\":\"box\"}", "{\"Location\":\"/box\"}");
    struct value *made = asked("CreateMultipartUpload", request_for(NULL));
    const char *id = value_member_text(made, "UploadId");
    memory_release(put_part(id, 1, 'a', 1));
    objects_close(objects);
    put_file("s3/.new/1-1", "draft");
    put_file("s3/.new/1-2", "young");
    put_file("s3/.uploads/gone/1", "part");
    put_file("s3/.uploads/young/1", "part");
    for (size_t i = 0; i < 3; i++) {
        buf_clear(&path);
        buf_print(&path, "%s/left_behind/s3/%s", folder(), names[i]);
        CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path.text, old, 0), 0);
    }
    buf_clear(&path);
    buf_print(&path, "%s/left_behind/s3/.uploads/%s", folder(), id);
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path.text, old, 0), 0);
    open_objects("left_behind");
    check_file("s3/.new/1-1", "(no file)");
    check_file("s3/.new/1-2", "young");
    check_file("s3/.uploads/gone/1", "(no file)");
    check_file("s3/.uploads/young/1", "part");
    buf_clear(&path);
    buf_print(&path, "s3/.uploads/%s/1", id);
    check_file(path.text, "a");
    buf_release(&path);
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
    check_made("PutObject", "{\"Bucket\":\"box\",\"Key\":\"k\"}", "bucket box\n");
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
          { "uploads", uploads }, { "versions", versions }, { "locks", locks },
          { "restored", restored }, { "settings", settings }, { "keys", keys },
          { "everybody", everybody }, { "policies", policies }, { "lifecycle", lifecycle },
          { "moved", moved }, { "told", told }, { "notices", notices }, { "refused", refused },
          { "files", files }, { "links", links }, { "opened again", opened_again },
          { "large parts", large_parts }, { "bounds", bounds }, { "etags kept", etags_kept },
          { "disk full", disk_full }, { "replaced", replaced }, { "killed", killed },
          { "left behind", left_behind }, { "made for", made_for })

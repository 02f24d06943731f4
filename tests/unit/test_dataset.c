/*
 * What an ItemReader reads: JSON (DM-09), JSON lines, CSV (DM-07, DM-08), manifests and
 * listings (DM-10, DM-11), what is not read (DM-06), MaxItems (DM-12), where items come from
 * and that a dataset opened anew goes on where it stood.
 */
#include "runtime/base/buf.h"
#include "runtime/data/dataset.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

static struct value *json(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    CU_ASSERT_TRUE_FATAL(read_json(text, strlen(text), &v, &error));
    return v;
}

/* All items of a reader, a blank behind each, then why it ended badly behind a "!". With
 * `again` it is opened anew before each item, at the place where it stood. Static. */
static const char *read_all(const char *reader_text, bool again)
{
    static struct buf shown;
    struct value *reader = json(reader_text);
    struct dataset_place at = { .file = 0 };
    struct dataset_item item;
    struct buf why = { 0 };
    enum dataset_outcome outcome = DATASET_FAILED;
    buf_clear(&shown);
    struct dataset *d = dataset_open(folder(), reader, at, &why);
    while (d != NULL && (outcome = dataset_next(d, &item, &why)) == DATASET_ITEM) {
        write_json(&shown, item.value);
        buf_text(&shown, item.keyed ? "k " : " ");
        value_release(item.value);
        at = dataset_place(d);
        if (again) {
            dataset_close(d);
            d = dataset_open(folder(), reader, at, &why);
        }
    }
    if (d != NULL) {
        dataset_close(d);
    }
    if (outcome == DATASET_FAILED || why.size > 0) {
        buf_print(&shown, "!%s", buf_string(&why));
    }
    buf_release(&why);
    value_release(reader);
    return buf_string(&shown);
}

/* A getObject of the file "x" whose ReaderConfig holds `config`. */
static const char *reader_of(const char *config)
{
    static char text[2048];
    snprintf(text, sizeof text,
             "{\"Resource\":\"arn:aws:states:::s3:getObject\",\"Parameters\":{\"Bucket\":\"b\","
             "\"Key\":\"x\"},"
             "\"ReaderConfig\":{%s}}",
             config);
    return text;
}

static void is_at(int line, const char *config, const char *file, const char *wanted)
{
    folder_put("s3/b/x", file);
    for (int again = 0; again < 2; again++) {
        const char *got = read_all(reader_of(config), again == 1);
        if (strcmp(got, wanted) != 0) {
            fprintf(stderr, "test_dataset.c:%d:%s\n    got    %s\n    wanted %s\n", line,
                    again ? " opened again" : "", got, wanted);
        }
        CU_ASSERT_STRING_EQUAL(got, wanted);
    }
}
#define IS(config, file, wanted) is_at(__LINE__, config, file, wanted)

#define JSON  "\"InputType\":\"JSON\""
#define JSONL "\"InputType\":\"JSONL\""
#define CSV   "\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"FIRST_ROW\""
#define GIVEN "\"InputType\":\"CSV\",\"CSVHeaderLocation\":\"GIVEN\",\"CSVHeaders\":"
#define BAD   "!S3://b/x is not valid JSON before byte "

static void json_arrays(void)
{
    IS(JSON, "[]", "");
    IS(JSON, " [ ] \n", "");
    IS(JSON, "[1]", "1 ");
    IS(JSON, "[1,2.50,\"a]\",null,true,{\"a\":[1,{}]},[]]",
       "1 2.5 \"a]\" null true {\"a\":[1,{}]} [] ");
    IS(JSON, "\xEF\xBB\xBF[ 1 , 2 ]", "1 2 ");
    IS(JSON, "[\"\\\"]\\\\\",\"\\u00e9\"]", "\"\\\"]\\\\\" \"\xC3\xA9\" ");
}

/* An object's members are items with Key and Value. */
static void json_objects(void)
{
    IS(JSON, "{}", "");
    IS(JSON, "{\"a\":1,\"b\":{\"c\":[2]}}",
       "{\"Key\":\"a\",\"Value\":1}k {\"Key\":\"b\",\"Value\":{\"c\":[2]}}k ");
    IS(JSON, " { \"a\" : null } ", "{\"Key\":\"a\",\"Value\":null}k ");
    IS(JSON, "{\"\\n\":1}", "{\"Key\":\"\\n\",\"Value\":1}k ");
}

static void json_scalars(void)
{
    IS(JSON, "3", "!Attempting to map over non-iterable node.");
    IS(JSON, "null", "!Attempting to map over non-iterable node.");
    IS(JSON, "\"[1]\"", "!Attempting to map over non-iterable node.");
}

static void json_broken(void)
{
    IS(JSON, "", BAD "0: the text ends within a value");
    IS(JSON, "[1,2", "1 " BAD "4: a comma or bracket is missing");
    IS(JSON, "[1,", BAD "3: a comma or bracket is missing");
    IS(JSON, "[1,]", BAD "3: a comma or bracket is missing");
    IS(JSON, "[1 2]", BAD "3: a comma or bracket is missing");
    IS(JSON, "[1]x", "1 " BAD "3: something follows the value");
    IS(JSON, "[1}", BAD "2: a comma or bracket is missing");
    IS(JSON, "{\"a\" 1}", BAD "5: a member's name or its colon is missing");
    IS(JSON, "{a:1}", BAD "1: a member's name or its colon is missing");
    IS(JSON, "[\"a", BAD "3: the text ends within a value");
}

static void pointers(void)
{
#define AT(pointer) JSON ",\"ItemsPointer\":\"" pointer "\""
    static const char *const miss = "!The provided ReaderConfig.ItemsPointer does not match "
                                    "any valid path in the JSON structure.";
    static const char *const file =
        "{\"x\":[9],\"a\":{\"b/c\":[[1],[2,3]],\"~\":{\"k\":5}},\"s\":1} ";
    IS(AT(""), "[1]", "1 ");
    IS(AT("/x"), file, "9 ");
    IS(AT("/a/b~1c"), file, "[1] [2,3] ");
    IS(AT("/a/b~1c/1"), file, "2 3 ");
    IS(AT("/a/~0"), file, "{\"Key\":\"k\",\"Value\":5}k ");
    IS(AT("/s"), file, "!Attempting to map over non-iterable node.");
    IS(AT("/none"), file, miss);
    IS(AT("/a/b~1c/2"), file, miss);
    IS(AT("/a/b~1c/01"), file, miss);
    IS(AT("/s/t"), file, miss);
    IS(AT("x"), file, miss);
    IS(AT("/x"), "{\"x\":[1]", "1 ");
}

static void json_lines(void)
{
    IS(JSONL, "", "");
    IS(JSONL, "{\"a\":1}\n2\n\"three\"\n", "{\"a\":1} 2 \"three\" ");
    IS(JSONL, "1\r\n2\r\n", "1 2 ");
    IS(JSONL, "\n1\n\n \t\n2", "1 2 ");
    IS(JSONL, "1\nx\n3\n", "1 " BAD "4: a value is expected");
    IS(JSONL, "[1,\n2]\n", BAD "4: a value is expected, but the text ends");
}

/* DM-07, DM-08; the order of a row is that of a Java HashMap, as recorded. */
static void csv(void)
{
    IS(CSV, "", "");
    IS(CSV, "a,b\n", "");
    IS(CSV, "a,b\n1,2\n\n,\n   \n3\n4,5,6",
       "{\"a\":\"1\",\"b\":\"2\"} {\"a\":\"\",\"b\":\"\"} {\"a\":\"\",\"b\":\"\"} {\"a\":\"   "
       "\",\"b\":\"\"} "
       "{\"a\":\"3\",\"b\":\"\"} {\"a\":\"4\",\"b\":\"5\"} ");
    IS(CSV, "\xEF\xBB\xBFH1,\nx,y\n", "{\"\":\"y\",\"H1\":\"x\"} ");
    IS(CSV, "0,True,{}\nx,y,z\n", "{\"0\":\"x\",\"{}\":\"z\",\"True\":\"y\"} ");
    IS(CSV, "a\n\"1\n2\"\n", "{\"a\":\"1\\n2\"} ");
    IS(CSV, "a\n\xFF\n", "{\"a\":\"\xEF\xBF\xBD\"} ");
    IS(CSV, "a,a\n1,2\n", "!CSV headers cannot contain duplicates.");
    IS(CSV, "a\n1\n\"2\n", "{\"a\":\"1\"} !The CSV file ends within a quoted field.");
    IS(CSV, "\"a\n1\n", "!The CSV file ends within a quoted field.");
    IS(CSV ",\"CSVDelimiter\":\"PIPE\"", "a|b\n1,2|3\n", "{\"a\":\"1,2\",\"b\":\"3\"} ");
    IS(CSV ",\"CSVDelimiter\":\"TAB\"", "a\tb\n1\t2\n", "{\"a\":\"1\",\"b\":\"2\"} ");
    IS(CSV ",\"CSVDelimiter\":\"SEMICOLON\"", "a;b\n1,2;3\n", "{\"a\":\"1,2\",\"b\":\"3\"} ");
    IS(CSV ",\"CSVDelimiter\":\"SPACE\"", "a b\n1,2 3\n", "{\"a\":\"1,2\",\"b\":\"3\"} ");
    IS(CSV ",\"CSVDelimiter\":\"COMMA\"", "a,b\n1|2,3\n", "{\"a\":\"1|2\",\"b\":\"3\"} ");
    IS(CSV ",\"CSVDelimiter\":\"COLON\"", "a",
       "!The ItemReader's CSVDelimiter is none of COMMA, PIPE, SEMICOLON, SPACE and TAB.");
}

static void csv_headers(void)
{
    IS(GIVEN "[\"a\",\"b\"]", "1,2,3\n4\n",
       "{\"a\":\"1\",\"b\":\"2\"} {\"a\":\"4\",\"b\":\"\"} ");
    IS(GIVEN "[\"a\",\"a\"]", "1\n", "!CSV headers cannot contain duplicates.");
    IS(GIVEN "[\"a\",1]", "1\n", "!CSV headers must be strings.");
    IS(GIVEN "[\"a\\u0000\"]", "1\n", "!CSV headers cannot contain U+0000.");
    IS(GIVEN "\"a\"", "1\n", "!CSVHeaders must be an array of strings.");
    char *wide = malloc(12000);
    memset(wide, 'h', 11999);
    wide[11999] = '\0';
    IS(CSV, wide, "!CSV headers cannot exceed 10 KiB.");
    free(wide);
}

/* DM-12: 0 means that there is no bound. */
static void most(void)
{
    IS(JSON ",\"MaxItems\":2", "[1,2,3]", "1 2 ");
    IS(JSON ",\"MaxItems\":0", "[1,2,3]", "1 2 3 ");
    IS(JSON ",\"MaxItems\":3", "[1,2,3] oops", "1 2 3 ");
    IS(JSONL ",\"MaxItems\":1", "1\nx", "1 ");
    IS(CSV ",\"MaxItems\":1", "a\n1\n2\n", "{\"a\":\"1\"} ");
    IS(CSV ",\"MaxItems\":-1", "a\n1\n", "!field MaxItems must be positive");
}

static void refused(void)
{
    IS("\"InputType\":\"PARQUET\"", "PAR1",
       "!S3://b/x cannot be read: the ItemReader's InputType is PARQUET, and this program "
       "reads "
       "CSV, JSON and JSONL only.");
    IS("\"x\":1", "[]",
       "!S3://b/x cannot be read: the ItemReader's InputType is missing, and this program "
       "reads "
       "CSV, JSON and JSONL only.");
    IS(JSONL, "\x1F\x8B\x08",
       "!S3://b/x is compressed by gzip, which this program does not read: store it "
       "uncompressed.");
    IS(CSV, "\x28\xB5\x2F\xFD",
       "!S3://b/x is compressed by zstd, which this program does not read: store it "
       "uncompressed.");
    IS(JSONL, "PAR1\x15\x04",
       "!S3://b/x is in the format Parquet, which this program does not read: store it as CSV, "
       "JSON or JSON lines.");
    IS(CSV, "PAR1\nx\n", "{\"PAR1\":\"x\"} ");
    UNIT_TEXT(read_all("{\"Resource\":\"arn:aws:states:::s3:other\"}", false),
              "!The ItemReader's resource is not supported: arn:aws:states:::s3:other");
    UNIT_TEXT(
        read_all(
            "{\"Resource\":\"arn:aws:states:::s3:getObject\",\"Arguments\":{\"Bucket\":1}}",
            false),
        "!The ItemReader's Bucket is not a string.");
    UNIT_TEXT(
        read_all(
            "{\"Resource\":\"arn:aws:states:::s3:getObject\",\"Parameters\":{\"Bucket\":\"b\","
            "\"Key\":\"none\"},\"ReaderConfig\":{" JSON "}}",
            false),
        "!The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: "
        "NoSuchKey)");
}

/* ---- Several objects ---- */

#define LIST(parameters, config)                                                               \
    "{\"Resource\":\"arn:aws:states:::s3:listObjectsV2\",\"Parameters\":{\"Bucket\":"          \
    "\"l\"" parameters "},\"ReaderConfig\":{" config "}}"

static void listing(void)
{
    folder_put("s3/l/in/2.txt", "22");
    folder_put("s3/l/in/1.txt", "1");
    folder_put("s3/l/other", "");
    const char *got = read_all(LIST(",\"Prefix\":\"in/\"", ""), true);
    CU_ASSERT_PTR_NOT_NULL(strstr(got, "\"Key\":\"in/1.txt\",\"LastModified\":"));
    CU_ASSERT_PTR_NOT_NULL(strstr(got, "\"Size\":1,\"StorageClass\":\"STANDARD\"} {\"Etag\":"));
    CU_ASSERT_PTR_NULL(strstr(got, "other"));
    CU_ASSERT_PTR_NOT_NULL(strstr(read_all(LIST("", ""), false), "\"Key\":\"other\""));
    UNIT_TEXT(read_all(LIST(",\"Prefix\":\"none\"", ""), false), "");
}

static void flattening(void)
{
    folder_put("s3/l/flat/a", "[1,2]");
    folder_put("s3/l/flat/b", "[]");
    folder_put("s3/l/flat/c", "[3]");
#define FLAT(more)                                                                             \
    LIST(",\"Prefix\":\"flat/\"", "\"Transformation\":\"LOAD_AND_FLATTEN\"," more)
    for (int again = 0; again < 2; again++) {
        UNIT_TEXT(read_all(FLAT(JSON), again == 1), "1 2 3 ");
        UNIT_TEXT(read_all(FLAT(JSON ",\"MaxItems\":2"), again == 1), "1 2 ");
        UNIT_TEXT(read_all(FLAT(JSONL), again == 1), "[1,2] [] [3] ");
        UNIT_TEXT(read_all(FLAT(CSV), again == 1), "");
    }
}

static void inventory(void)
{
    folder_put("s3/b/data/1.csv", "\"src\",\"a%20b\",\"7\"\n\"src\",\"c\",\"8\"\n");
    folder_put("s3/b/data/2.csv", "\"src\",\"d\",\"9\"\n");
#define INVENTORY(more)                                                                        \
    "{\"fileSchema\":\"Bucket, Key, Size\"," more                                              \
    "\"files\":[{\"key\":\"data/1.csv\"},{\"key\":\"data/2.csv\"}]}"
    static const char *const items = "{\"Bucket\":\"src\",\"Size\":\"7\",\"Key\":\"a%20b\"} "
                                     "{\"Bucket\":\"src\",\"Size\":\"8\",\"Key\":\"c\"} "
                                     "{\"Bucket\":\"src\",\"Size\":\"9\",\"Key\":\"d\"} ";
    IS("\"InputType\":\"MANIFEST\"", INVENTORY("\"fileFormat\":\"CSV\","), items);
    IS("\"InputType\":\"MANIFEST\",\"ManifestType\":\"S3_INVENTORY\"",
       INVENTORY("\"destinationBucket\":\"arn:aws:s3:::b\","), items);
    struct buf no_bucket = { 0 };
    buf_print(
        &no_bucket,
        "!The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error "
        "Code: NoSuchBucket): there is no folder %s/s3/away; --local DIR has its buckets "
        "in DIR/s3",
        folder());
    IS("\"InputType\":\"MANIFEST\"", INVENTORY("\"destinationBucket\":\"arn:aws:s3:::away\","),
       buf_string(&no_bucket));
    buf_release(&no_bucket);
    IS("\"InputType\":\"MANIFEST\"", INVENTORY("\"fileFormat\":\"ORC\","),
       "!The inventory's files are in the format ORC, which this program does not read: let it "
       "be written as CSV.");
    IS("\"InputType\":\"MANIFEST\"", "[]",
       "!The object is not a manifest of an S3 inventory: fileSchema and files are missing.");
    IS("\"InputType\":\"MANIFEST\"", "{",
       "!The manifest is not valid JSON: a key in quotes is expected");
}

static void athena(void)
{
    folder_put("s3/b/out/1.jsonl", "{\"n\":1}\n");
    folder_put("s3/b/out/2.jsonl", "{\"n\":2}\n{\"n\":3}\n");
    static const char *const list = "s3://b/out/1.jsonl\r\n\"s3://b/out/2.jsonl\"\n\n";
    static const char *const items = "{\"n\":1} {\"n\":2} {\"n\":3} ";
    IS("\"InputType\":\"JSONL\",\"ManifestType\":\"ATHENA_DATA\"", list, items);
    IS("\"InputType\":\"MANIFEST\",\"ManifestType\":\"ATHENA_DATA\"", list, items);
    IS("\"InputType\":\"JSONL\",\"ManifestType\":\"ATHENA_DATA\"", "http://b/x\n",
       "!The manifest must name an object as s3://BUCKET/KEY in each line.");
    IS("\"InputType\":\"JSONL\",\"ManifestType\":\"ATHENA_DATA\"", "", "");
}

/* ---- Places ---- */

/* Counting leaves the place where it was, and ends at what cannot be read. */
static void counting(void)
{
    struct buf why = { 0 };
    struct dataset_item item;
    struct dataset_place at = { .file = 0 };
    folder_put("s3/b/x", "1\n2\n3\nx\n");
    struct value *reader = json(reader_of(JSONL));
    struct dataset *d = dataset_open(folder(), reader, at, &why);
    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    CU_ASSERT_EQUAL(dataset_count(d), 3);
    CU_ASSERT_EQUAL(dataset_next(d, &item, &why), DATASET_ITEM);
    value_release(item.value);
    CU_ASSERT_STRING_EQUAL(dataset_source(d), "S3://b/x");
    CU_ASSERT_EQUAL(dataset_place(d).items, 1);
    CU_ASSERT_EQUAL(dataset_place(d).offset, 2);
    CU_ASSERT_EQUAL(dataset_count(d), 2);
    dataset_rest(d);
    CU_ASSERT_EQUAL(dataset_next(d, &item, &why), DATASET_ITEM);
    CU_ASSERT_EQUAL(item.bytes, 1);
    value_release(item.value);
    dataset_close(d);
    value_release(reader);
    CU_ASSERT_EQUAL(why.size, 0);
}

/* What no item may be: longer than DATASET_ITEM_BYTES. The rest of it is not held. */
static void too_long(void)
{
    size_t size = DATASET_ITEM_BYTES + 3;
    char *text = malloc(size + 1);
    memset(text, '1', size);
    text[0] = '[';
    text[size] = '\0';
    folder_put("s3/b/x", text);
    CU_ASSERT_PTR_NOT_NULL(strstr(read_all(reader_of(JSON), false), "an item is too long"));
    CU_ASSERT_PTR_NOT_NULL(strstr(read_all(reader_of(JSONL), false), "an item is too long"));
    CU_ASSERT_PTR_NOT_NULL(strstr(read_all(reader_of(GIVEN "[\"a\"]"), false),
                                  "A record of the CSV file is too long."));
    free(text);
}

UNIT_MAIN("dataset", { "json arrays", json_arrays }, { "json objects", json_objects },
          { "json scalars", json_scalars }, { "json broken", json_broken },
          { "pointers", pointers }, { "json lines", json_lines }, { "csv", csv },
          { "csv headers", csv_headers }, { "most", most }, { "refused", refused },
          { "listing", listing }, { "flattening", flattening }, { "inventory", inventory },
          { "athena", athena }, { "counting", counting }, { "too long", too_long })

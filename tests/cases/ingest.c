/*
 * ingest.c - made by aslc from ingest.asl.json. Do not edit.
 *
 *   Read a CSV file from S3 and load its rows in batches; a few bad ones are
 *   tolerated.
 *
 * -> Load rows    Map      -> Report; on error Too many | No file
 *      [*] Insert Task     -> end
 *    Report       Pass     -> end
 *    Too many     Fail
 *    No file      Fail
 *
 * How to read it: a state is its tables (what data goes in and out) and one
 * function (where to go next). A function runs when its state is entered, and
 * once more when what it awaited has come. Once something has failed, the calls
 * after it do nothing until a retry or a catch takes the error. The switch that
 * picks the function is at each machine's end. A number such as :18 is a line of
 * the definition.
 */
#include <asl/asl.h>

/* The machines of Parallel and Map states stand below the one that names them. */
static const struct asl_machine ingest_load_rows_item_machine;

/* The tables of what is called of AWS's services stand below the machines. */
static const struct asl_action ingest_sdk_s3_GetObject;
static const struct asl_action ingest_sdk_s3_PutObject;
static const struct asl_map_s3 ingest_s3_Maps;

/* ==== Machine: ingest =============================================  :1 */

enum ingest_state {
    INGEST_LOAD_ROWS,
    INGEST_REPORT,
    INGEST_TOO_MANY,
    INGEST_NO_FILE
};

/* ---- Load rows: Map ----------------------------------------------  :5 */

static const struct asl_map ingest_load_rows_map = {
    .processor = &ingest_load_rows_item_machine,
    .mode = ASL_EXPRESS,
    .label = "LoadRows",
    .item = ASL_OBJECT(
        { "row", ASL_PATH("$$.Map.Item.Value",
            ASL_CONTEXT, ASL_KEY("Map"), ASL_KEY("Item"), ASL_KEY("Value")) },
        { "n", ASL_PATH("$$.Map.Item.Index",
            ASL_CONTEXT, ASL_KEY("Map"), ASL_KEY("Item"), ASL_KEY("Index")) }),
    .max_concurrency = ASL_NUMBER(1000),
    .tolerated_count = ASL_PATH("$.bad", ASL_KEY("bad")),
    .tolerated_percent = ASL_NUMBER(2.5),
    .reader = ASL_OBJECT(
        { "Resource", ASL_STRING("arn:aws:states:::s3:getObject") },
        { "ReaderConfig", ASL_OBJECT(
            { "InputType", ASL_STRING("CSV") },
            { "CSVHeaderLocation", ASL_STRING("GIVEN") },
            { "CSVHeaders", ASL_ARRAY(ASL_STRING("id"), ASL_STRING("name")) },
            { "MaxItems", ASL_PATH("$.at_most", ASL_KEY("at_most")) }) },
        { "Parameters", ASL_OBJECT(
            { "Bucket", ASL_PATH("$.bucket", ASL_KEY("bucket")) },
            { "Key", ASL_INTRINSIC("States.Format('{}/rows.csv', $.day)",
                ASL_CALL(asl_format,
                    ASL_STRING("{}/rows.csv"),
                    ASL_PATH("$.day", ASL_KEY("day")))) }) }),
    .batcher = ASL_OBJECT(
        { "MaxItemsPerBatch", ASL_NUMBER(100) },
        { "MaxInputBytesPerBatch", ASL_PATH("$.bytes", ASL_KEY("bytes")) },
        { "BatchInput", ASL_OBJECT({ "day", ASL_PATH("$.day", ASL_KEY("day")) }) }),
    .writer = ASL_OBJECT(
        { "Resource", ASL_STRING("arn:aws:states:::s3:putObject") },
        { "Parameters", ASL_OBJECT(
            { "Prefix", ASL_STRING("loaded") },
            { "Bucket", ASL_PATH("$.bucket", ASL_KEY("bucket")) }) },
        { "WriterConfig", ASL_OBJECT(
            { "Transformation", ASL_STRING("COMPACT") },
            { "OutputType", ASL_STRING("JSONL") }) }),
    .s3 = &ingest_s3_Maps,
};

static const struct asl_data ingest_load_rows_catch_1 = {
    .at = "Catch[0]",
    .errors = ASL_ERRORS("States.ExceedToleratedFailureThreshold"),
    .result_path = ASL_PATH("$.error", ASL_KEY("error")),
};

static const struct asl_data ingest_load_rows_catch_2 = {
    .at = "Catch[1]",
    .errors = ASL_ERRORS("States.ItemReaderFailed", "States.ResultWriterFailed"),
};

static enum asl_move ingest_load_rows(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_map_run(f, &ingest_load_rows_map);
    }
    if (asl_caught(f, &ingest_load_rows_catch_1)) { /* :55 */
        return asl_go(f, INGEST_TOO_MANY);
    }
    if (asl_caught(f, &ingest_load_rows_catch_2)) { /* :60 */
        return asl_go(f, INGEST_NO_FILE);
    }
    return asl_go(f, INGEST_REPORT);
}

/* ---- Report: Pass ------------------------------------------------ :67 */

static const struct asl_data ingest_report_data = {
    .arguments = ASL_OBJECT(
        { "manifest", ASL_PATH("$.ResultWriterDetails.Key",
            ASL_KEY("ResultWriterDetails"), ASL_KEY("Key")) },
        { "run", ASL_PATH("$.MapRunArn", ASL_KEY("MapRunArn")) }),
};

static enum asl_move ingest_report(struct asl_frame *f)
{
    asl_input(f, &ingest_report_data);
    return asl_end(f);
}

/* ---- Too many: Fail ---------------------------------------------- :72 */

static const struct asl_expr *const ingest_too_many_cause =
    ASL_PATH("$.error.Cause", ASL_KEY("error"), ASL_KEY("Cause"));

static enum asl_move ingest_too_many(struct asl_frame *f)
{
    return asl_fail(f, ASL_STRING("Ingest.TooManyBadRows"), ingest_too_many_cause);
}

/* ---- No file: Fail ----------------------------------------------- :73 */

static enum asl_move ingest_no_file(struct asl_frame *f)
{
    return asl_fail(f, NULL, NULL);
}

/* ---- The machine -------------------------------------------------  :1 */

static const struct asl_state ingest_states[] = {
    [INGEST_LOAD_ROWS] = { .name = "Load rows", .type = ASL_MAP, .line = 5,
                           .map = &ingest_load_rows_map },
    [INGEST_REPORT]    = { .name = "Report", .type = ASL_PASS, .line = 67 },
    [INGEST_TOO_MANY]  = { .name = "Too many", .type = ASL_FAIL, .line = 72 },
    [INGEST_NO_FILE]   = { .name = "No file", .type = ASL_FAIL, .line = 73 },
    ASL_NO_STATE
};

static enum asl_move ingest_step(struct asl_frame *f)
{
    switch ((enum ingest_state)asl_state(f)) {
    case INGEST_LOAD_ROWS: return ingest_load_rows(f);
    case INGEST_REPORT:    return ingest_report(f);
    case INGEST_TOO_MANY:  return ingest_too_many(f);
    case INGEST_NO_FILE:   return ingest_no_file(f);
    }
    return asl_lost(f);
}

static const struct asl_machine ingest_machine = {
    .states = ingest_states,
    .start  = INGEST_LOAD_ROWS,
    .step   = ingest_step,
};

/* ==== Machine: Load rows, each item =============================== :27 */

enum ingest_load_rows_item_state {
    INGEST_INSERT
};

/* ---- Insert: Task ------------------------------------------------ :31 */

static const struct asl_data ingest_insert_data = {
    .arguments = ASL_OBJECT(
        { "FunctionName", ASL_STRING("insert") },
        { "Payload", ASL_PATH("$", ASL_ROOT) }),
    .output = ASL_PATH("$.Payload", ASL_KEY("Payload")),
};

static const struct asl_request ingest_insert_request = {
    .resource = "arn:aws:states:::lambda:invoke",
    .kind = ASL_INVOKE,
    .name = "invoke",
    .takes = &asl_lambda_invoke,
};

static const struct asl_retrier ingest_insert_retry[] = {
    { .errors       = ASL_ERRORS("Lambda.TooManyRequestsException"), /* :37 */
      .interval_s   = 1,
      .backoff      = 2,
      .max_attempts = 6,
      .max_delay_s  = 60,
      .jitter       = true },
    ASL_NO_MORE
};

static enum asl_move ingest_insert(struct asl_frame *f)
{
    if (asl_entering(f)) {
        asl_input(f, &ingest_insert_data);
        return asl_await_task(f, &ingest_insert_request);
    }
    asl_output(f, &ingest_insert_data);
    if (asl_retry(f, ingest_insert_retry)) {
        return ASL_PARK;
    }
    return asl_end(f);
}

/* ---- The machine ------------------------------------------------- :27 */

static const struct asl_state ingest_load_rows_item_states[] = {
    [INGEST_INSERT] = { .name = "Insert", .type = ASL_TASK, .line = 31,
                        .request = &ingest_insert_request },
    ASL_NO_STATE
};

static enum asl_move ingest_load_rows_item_step(struct asl_frame *f)
{
    switch ((enum ingest_load_rows_item_state)asl_state(f)) {
    case INGEST_INSERT: return ingest_insert(f);
    }
    return asl_lost(f);
}

static const struct asl_machine ingest_load_rows_item_machine = {
    .states = ingest_load_rows_item_states,
    .start  = INGEST_INSERT,
    .step   = ingest_load_rows_item_step,
};

/* ==== Calls of the service s3 =====================================  :1 */

static const struct asl_fault ingest_s3_Faults[] = {
    { "AccessDeniedException", "AccessDenied" },
    { "BucketAlreadyExistsException", "BucketAlreadyExists" },
    { "BucketAlreadyOwnedByYouException", "BucketAlreadyOwnedByYou" },
    { "EncryptionTypeMismatchException", "EncryptionTypeMismatch" },
    { "IdempotencyParameterMismatchException", "IdempotencyParameterMismatch" },
    { "InvalidObjectStateException", "InvalidObjectState" },
    { "InvalidRequestException", "InvalidRequest" },
    { "InvalidWriteOffsetException", "InvalidWriteOffset" },
    { "NoSuchBucketException", "NoSuchBucket" }, { "NoSuchKeyException", "NoSuchKey" },
    { "NoSuchUploadException", "NoSuchUpload" },
    { "ObjectAlreadyInActiveTierErrorException", "ObjectAlreadyInActiveTierError" },
    { "ObjectNotInActiveTierErrorException", "ObjectNotInActiveTierError" },
    { "TooManyPartsException", "TooManyParts" },
    { .name = NULL }
};

static const struct asl_service ingest_s3_Api = {
    .name = "s3",
    .id = "S3",
    .prefix = "S3",
    .client = "AmazonS3",
    .own = "S3",
    .other = "AmazonS3Exception",
    .protocol = &asl_protocol_rest_xml,
    .version = "2006-03-01",
    .host = "s3",
    .signing = "s3",
    .faults = ingest_s3_Faults,
};

static const struct asl_member ingest_sdk_s3_GetObjectRequest_Members[] = {
    { .name = "Bucket", .shape = &asl_shape_string, .place = ASL_IN_PATH },
    { .name = "ChecksumMode", .at = "x-amz-checksum-mode", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ExpectedBucketOwner", .at = "x-amz-expected-bucket-owner",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "IfMatch", .at = "If-Match", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "IfModifiedSince", .at = "If-Modified-Since", .shape = &asl_shape_time,
      .place = ASL_IN_HEADER },
    { .name = "IfNoneMatch", .at = "If-None-Match", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "IfUnmodifiedSince", .at = "If-Unmodified-Since", .shape = &asl_shape_time,
      .place = ASL_IN_HEADER },
    { .name = "Key", .shape = &asl_shape_string, .place = ASL_IN_PATH },
    { .name = "PartNumber", .at = "partNumber", .shape = &asl_shape_integer,
      .place = ASL_IN_QUERY },
    { .name = "Range", .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "RequestPayer", .at = "x-amz-request-payer", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ResponseCacheControl", .at = "response-cache-control",
      .shape = &asl_shape_string, .place = ASL_IN_QUERY },
    { .name = "ResponseContentDisposition", .at = "response-content-disposition",
      .shape = &asl_shape_string, .place = ASL_IN_QUERY },
    { .name = "ResponseContentEncoding", .at = "response-content-encoding",
      .shape = &asl_shape_string, .place = ASL_IN_QUERY },
    { .name = "ResponseContentLanguage", .at = "response-content-language",
      .shape = &asl_shape_string, .place = ASL_IN_QUERY },
    { .name = "ResponseContentType", .at = "response-content-type",
      .shape = &asl_shape_string, .place = ASL_IN_QUERY },
    { .name = "ResponseExpires", .at = "response-expires", .shape = &asl_shape_time,
      .place = ASL_IN_QUERY, .time = ASL_TIME_HTTP },
    { .name = "SseCustomerAlgorithm", .api = "SSECustomerAlgorithm",
      .at = "x-amz-server-side-encryption-customer-algorithm", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SseCustomerKey", .api = "SSECustomerKey",
      .at = "x-amz-server-side-encryption-customer-key", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SseCustomerKeyMD5", .api = "SSECustomerKeyMD5",
      .at = "x-amz-server-side-encryption-customer-key-MD5", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "VersionId", .at = "versionId", .shape = &asl_shape_string,
      .place = ASL_IN_QUERY },
    { .name = NULL }
};
static const struct asl_shape ingest_sdk_s3_GetObjectRequest =
    { ASL_SHAPE_STRUCTURE, .members = ingest_sdk_s3_GetObjectRequest_Members };

static const struct asl_shape ingest_sdk_s3_Metadata =
    { ASL_SHAPE_MAP, .of = &asl_shape_string };

static const struct asl_member ingest_sdk_s3_GetObjectOutput_Members[] = {
    { .name = "AcceptRanges", .at = "accept-ranges", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "BucketKeyEnabled", .at = "x-amz-server-side-encryption-bucket-key-enabled",
      .shape = &asl_shape_boolean, .place = ASL_IN_HEADER },
    { .name = "CacheControl", .at = "Cache-Control", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumCRC32", .at = "x-amz-checksum-crc32", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumCRC32C", .at = "x-amz-checksum-crc32c", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumCRC64NVME", .at = "x-amz-checksum-crc64nvme",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ChecksumMD5", .at = "x-amz-checksum-md5", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumSHA1", .at = "x-amz-checksum-sha1", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumSHA256", .at = "x-amz-checksum-sha256", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumSHA512", .at = "x-amz-checksum-sha512", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumType", .at = "x-amz-checksum-type", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumXXHASH128", .at = "x-amz-checksum-xxhash128",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ChecksumXXHASH3", .at = "x-amz-checksum-xxhash3", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumXXHASH64", .at = "x-amz-checksum-xxhash64",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ContentDisposition", .at = "Content-Disposition", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ContentEncoding", .at = "Content-Encoding", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ContentLanguage", .at = "Content-Language", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ContentLength", .at = "Content-Length", .shape = &asl_shape_integer,
      .place = ASL_IN_HEADER },
    { .name = "ContentRange", .at = "Content-Range", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ContentType", .at = "Content-Type", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "DeleteMarker", .at = "x-amz-delete-marker", .shape = &asl_shape_boolean,
      .place = ASL_IN_HEADER },
    { .name = "ETag", .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "Expiration", .at = "x-amz-expiration", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "Expires", .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "LastModified", .at = "Last-Modified", .shape = &asl_shape_time,
      .place = ASL_IN_HEADER },
    { .name = "Metadata", .at = "x-amz-meta-", .shape = &ingest_sdk_s3_Metadata,
      .place = ASL_IN_HEADERS },
    { .name = "MissingMeta", .at = "x-amz-missing-meta", .shape = &asl_shape_integer,
      .place = ASL_IN_HEADER },
    { .name = "ObjectLockLegalHoldStatus", .at = "x-amz-object-lock-legal-hold",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ObjectLockMode", .at = "x-amz-object-lock-mode", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ObjectLockRetainUntilDate", .at = "x-amz-object-lock-retain-until-date",
      .shape = &asl_shape_time, .place = ASL_IN_HEADER, .time = ASL_TIME_ISO },
    { .name = "PartsCount", .at = "x-amz-mp-parts-count", .shape = &asl_shape_integer,
      .place = ASL_IN_HEADER },
    { .name = "ReplicationStatus", .at = "x-amz-replication-status",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "RequestCharged", .at = "x-amz-request-charged", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "Restore", .at = "x-amz-restore", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ServerSideEncryption", .at = "x-amz-server-side-encryption",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "SseCustomerAlgorithm", .api = "SSECustomerAlgorithm",
      .at = "x-amz-server-side-encryption-customer-algorithm", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SseCustomerKeyMD5", .api = "SSECustomerKeyMD5",
      .at = "x-amz-server-side-encryption-customer-key-MD5", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SsekmsKeyId", .api = "SSEKMSKeyId",
      .at = "x-amz-server-side-encryption-aws-kms-key-id", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "StorageClass", .at = "x-amz-storage-class", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "TagCount", .at = "x-amz-tagging-count", .shape = &asl_shape_integer,
      .place = ASL_IN_HEADER },
    { .name = "VersionId", .at = "x-amz-version-id", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "WebsiteRedirectLocation", .at = "x-amz-website-redirect-location",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "Body", .shape = &asl_shape_blob, .place = ASL_AS_BODY },
    { .name = NULL }
};
static const struct asl_shape ingest_sdk_s3_GetObjectOutput =
    { ASL_SHAPE_STRUCTURE, .members = ingest_sdk_s3_GetObjectOutput_Members };

static const struct asl_action ingest_sdk_s3_GetObject = {
    .service = &ingest_s3_Api,
    .operation = "GetObject",
    .method = "GET",
    .path = "/{Bucket}/{Key+}",
    .input = &ingest_sdk_s3_GetObjectRequest,
    .output = &ingest_sdk_s3_GetObjectOutput,
};

static const struct asl_member ingest_sdk_s3_PutObjectRequest_Members[] = {
    { .name = "Acl", .api = "ACL", .at = "x-amz-acl", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "Bucket", .shape = &asl_shape_string, .place = ASL_IN_PATH },
    { .name = "BucketKeyEnabled", .at = "x-amz-server-side-encryption-bucket-key-enabled",
      .shape = &asl_shape_boolean, .place = ASL_IN_HEADER },
    { .name = "CacheControl", .at = "Cache-Control", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumAlgorithm", .at = "x-amz-sdk-checksum-algorithm",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ChecksumCRC32", .at = "x-amz-checksum-crc32", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumCRC32C", .at = "x-amz-checksum-crc32c", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumCRC64NVME", .at = "x-amz-checksum-crc64nvme",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ChecksumMD5", .at = "x-amz-checksum-md5", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumSHA1", .at = "x-amz-checksum-sha1", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumSHA256", .at = "x-amz-checksum-sha256", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumSHA512", .at = "x-amz-checksum-sha512", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumXXHASH128", .at = "x-amz-checksum-xxhash128",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ChecksumXXHASH3", .at = "x-amz-checksum-xxhash3", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumXXHASH64", .at = "x-amz-checksum-xxhash64",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ContentDisposition", .at = "Content-Disposition", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ContentEncoding", .at = "Content-Encoding", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ContentLanguage", .at = "Content-Language", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ContentLength", .at = "Content-Length", .shape = &asl_shape_integer,
      .place = ASL_IN_HEADER },
    { .name = "ContentMD5", .at = "Content-MD5", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ContentType", .at = "Content-Type", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ExpectedBucketOwner", .at = "x-amz-expected-bucket-owner",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "Expires", .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "GrantFullControl", .at = "x-amz-grant-full-control",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "GrantRead", .at = "x-amz-grant-read", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "GrantReadACP", .at = "x-amz-grant-read-acp", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "GrantWriteACP", .at = "x-amz-grant-write-acp", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "IfMatch", .at = "If-Match", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "IfNoneMatch", .at = "If-None-Match", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "Key", .shape = &asl_shape_string, .place = ASL_IN_PATH },
    { .name = "Metadata", .at = "x-amz-meta-", .shape = &ingest_sdk_s3_Metadata,
      .place = ASL_IN_HEADERS },
    { .name = "ObjectLockLegalHoldStatus", .at = "x-amz-object-lock-legal-hold",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ObjectLockMode", .at = "x-amz-object-lock-mode", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ObjectLockRetainUntilDate", .at = "x-amz-object-lock-retain-until-date",
      .shape = &asl_shape_time, .place = ASL_IN_HEADER, .time = ASL_TIME_ISO },
    { .name = "RequestPayer", .at = "x-amz-request-payer", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ServerSideEncryption", .at = "x-amz-server-side-encryption",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "SseCustomerAlgorithm", .api = "SSECustomerAlgorithm",
      .at = "x-amz-server-side-encryption-customer-algorithm", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SseCustomerKey", .api = "SSECustomerKey",
      .at = "x-amz-server-side-encryption-customer-key", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SseCustomerKeyMD5", .api = "SSECustomerKeyMD5",
      .at = "x-amz-server-side-encryption-customer-key-MD5", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SsekmsEncryptionContext", .api = "SSEKMSEncryptionContext",
      .at = "x-amz-server-side-encryption-context", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SsekmsKeyId", .api = "SSEKMSKeyId",
      .at = "x-amz-server-side-encryption-aws-kms-key-id", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "StorageClass", .at = "x-amz-storage-class", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "Tagging", .at = "x-amz-tagging", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "WebsiteRedirectLocation", .at = "x-amz-website-redirect-location",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "WriteOffsetBytes", .at = "x-amz-write-offset-bytes",
      .shape = &asl_shape_integer, .place = ASL_IN_HEADER },
    { .name = "Body", .shape = &asl_shape_blob, .place = ASL_AS_BODY },
    { .name = NULL }
};
static const struct asl_shape ingest_sdk_s3_PutObjectRequest =
    { ASL_SHAPE_STRUCTURE, .members = ingest_sdk_s3_PutObjectRequest_Members };

static const struct asl_member ingest_sdk_s3_PutObjectOutput_Members[] = {
    { .name = "BucketKeyEnabled", .at = "x-amz-server-side-encryption-bucket-key-enabled",
      .shape = &asl_shape_boolean, .place = ASL_IN_HEADER },
    { .name = "ChecksumCRC32", .at = "x-amz-checksum-crc32", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumCRC32C", .at = "x-amz-checksum-crc32c", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumCRC64NVME", .at = "x-amz-checksum-crc64nvme",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ChecksumMD5", .at = "x-amz-checksum-md5", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumSHA1", .at = "x-amz-checksum-sha1", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumSHA256", .at = "x-amz-checksum-sha256", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumSHA512", .at = "x-amz-checksum-sha512", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumType", .at = "x-amz-checksum-type", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumXXHASH128", .at = "x-amz-checksum-xxhash128",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ChecksumXXHASH3", .at = "x-amz-checksum-xxhash3", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ChecksumXXHASH64", .at = "x-amz-checksum-xxhash64",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "ETag", .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "Expiration", .at = "x-amz-expiration", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "RequestCharged", .at = "x-amz-request-charged", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "ServerSideEncryption", .at = "x-amz-server-side-encryption",
      .shape = &asl_shape_string, .place = ASL_IN_HEADER },
    { .name = "Size", .at = "x-amz-object-size", .shape = &asl_shape_integer,
      .place = ASL_IN_HEADER },
    { .name = "SseCustomerAlgorithm", .api = "SSECustomerAlgorithm",
      .at = "x-amz-server-side-encryption-customer-algorithm", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SseCustomerKeyMD5", .api = "SSECustomerKeyMD5",
      .at = "x-amz-server-side-encryption-customer-key-MD5", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SsekmsEncryptionContext", .api = "SSEKMSEncryptionContext",
      .at = "x-amz-server-side-encryption-context", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "SsekmsKeyId", .api = "SSEKMSKeyId",
      .at = "x-amz-server-side-encryption-aws-kms-key-id", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = "VersionId", .at = "x-amz-version-id", .shape = &asl_shape_string,
      .place = ASL_IN_HEADER },
    { .name = NULL }
};
static const struct asl_shape ingest_sdk_s3_PutObjectOutput =
    { ASL_SHAPE_STRUCTURE, .members = ingest_sdk_s3_PutObjectOutput_Members };

static const struct asl_action ingest_sdk_s3_PutObject = {
    .service = &ingest_s3_Api,
    .operation = "PutObject",
    .method = "PUT",
    .path = "/{Bucket}/{Key+}",
    .input = &ingest_sdk_s3_PutObjectRequest,
    .output = &ingest_sdk_s3_PutObjectOutput,
};

static const struct asl_map_s3 ingest_s3_Maps = {
    .depot = &asl_map_depot,
    .get = {
        .resource = "arn:aws:states:::aws-sdk:s3:getObject",
        .kind = ASL_SERVICE,
        .name = "arn:aws:states:::s3:getObject",
        .calls = &ingest_sdk_s3_GetObject
    },
    .put = {
        .resource = "arn:aws:states:::aws-sdk:s3:putObject",
        .kind = ASL_SERVICE,
        .name = "arn:aws:states:::s3:putObject",
        .calls = &ingest_sdk_s3_PutObject
    },
};

/* ==== The workflow ================================================  :1 */

static const char *const ingest_definition[] = {
    "{\n",
    "  \"Comment\": \"Read a CSV file from S3 and load its rows in batches; a few bad ones ",
    "are tolerated.\",\n",
    "  \"StartAt\": \"Load rows\",\n",
    "  \"States\": {\n",
    "    \"Load rows\": {\n",
    "      \"Type\": \"Map\",\n",
    "      \"Label\": \"LoadRows\",\n",
    "      \"ItemReader\": {\n",
    "        \"Resource\": \"arn:aws:states:::s3:getObject\",\n",
    "        \"ReaderConfig\": {\n",
    "          \"InputType\": \"CSV\",\n",
    "          \"CSVHeaderLocation\": \"GIVEN\",\n",
    "          \"CSVHeaders\": [\"id\", \"name\"],\n",
    "          \"MaxItemsPath\": \"$.at_most\"\n",
    "        },\n",
    "        \"Parameters\": { \"Bucket.$\": \"$.bucket\", \"Key.$\": ",
    "\"States.Format('{}/rows.csv', $.day)\" }\n",
    "      },\n",
    "      \"ItemSelector\": { \"row.$\": \"$$.Map.Item.Value\", \"n.$\": ",
    "\"$$.Map.Item.Index\" },\n",
    "      \"ItemBatcher\": {\n",
    "        \"MaxItemsPerBatch\": 100,\n",
    "        \"MaxInputBytesPerBatchPath\": \"$.bytes\",\n",
    "        \"BatchInput\": { \"day.$\": \"$.day\" }\n",
    "      },\n",
    "      \"MaxConcurrency\": 1000,\n",
    "      \"ToleratedFailureCountPath\": \"$.bad\",\n",
    "      \"ToleratedFailurePercentage\": 2.5,\n",
    "      \"ItemProcessor\": {\n",
    "        \"ProcessorConfig\": { \"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"EXPRESS\" ",
    "},\n",
    "        \"StartAt\": \"Insert\",\n",
    "        \"States\": {\n",
    "          \"Insert\": {\n",
    "            \"Type\": \"Task\",\n",
    "            \"Resource\": \"arn:aws:states:::lambda:invoke\",\n",
    "            \"Parameters\": { \"FunctionName\": \"insert\", \"Payload.$\": \"$\" },\n",
    "            \"OutputPath\": \"$.Payload\",\n",
    "            \"Retry\": [\n",
    "              {\n",
    "                \"ErrorEquals\": [\"Lambda.TooManyRequestsException\"],\n",
    "                \"IntervalSeconds\": 1,\n",
    "                \"MaxAttempts\": 6,\n",
    "                \"MaxDelaySeconds\": 60,\n",
    "                \"JitterStrategy\": \"FULL\"\n",
    "              }\n",
    "            ],\n",
    "            \"End\": true\n",
    "          }\n",
    "        }\n",
    "      },\n",
    "      \"ResultWriter\": {\n",
    "        \"Resource\": \"arn:aws:states:::s3:putObject\",\n",
    "        \"Parameters\": { \"Bucket.$\": \"$.bucket\", \"Prefix\": \"loaded\" },\n",
    "        \"WriterConfig\": { \"Transformation\": \"COMPACT\", \"OutputType\": \"JSONL\" ",
    "}\n",
    "      },\n",
    "      \"Catch\": [\n",
    "        {\n",
    "          \"ErrorEquals\": [\"States.ExceedToleratedFailureThreshold\"],\n",
    "          \"ResultPath\": \"$.error\",\n",
    "          \"Next\": \"Too many\"\n",
    "        },\n",
    "        {\n",
    "          \"ErrorEquals\": [\"States.ItemReaderFailed\", ",
    "\"States.ResultWriterFailed\"],\n",
    "          \"Next\": \"No file\"\n",
    "        }\n",
    "      ],\n",
    "      \"Next\": \"Report\"\n",
    "    },\n",
    "    \"Report\": {\n",
    "      \"Type\": \"Pass\",\n",
    "      \"Parameters\": { \"run.$\": \"$.MapRunArn\", \"manifest.$\": ",
    "\"$.ResultWriterDetails.Key\" },\n",
    "      \"End\": true\n",
    "    },\n",
    "    \"Too many\": { \"Type\": \"Fail\", \"Error\": \"Ingest.TooManyBadRows\", ",
    "\"CausePath\": \"$.error.Cause\" },\n",
    "    \"No file\": { \"Type\": \"Fail\" }\n",
    "  }\n",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box ingest_graph_boxes[] = {
    { 48, 16, 64, 28, "Start" }, /* 0 */
    { 16, 80, 128, 132, "Load rows" }, /* 1 */
    { 32, 156, 96, 40, "Insert" }, /* 2 */
    { 32, 313, 96, 40, "Report" }, /* 3 */
    { 156, 313, 106, 40, "Too many" }, /* 4 */
    { 304, 313, 96, 40, "No file" }, /* 5 */
    { 48, 389, 64, 28, "End" }, /* 6 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow ingest_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M80 44L80 80" },
    { 1, 3, ASL_ARROW_NEXT, 0, 0, NULL, "M80 212L80 313" },
    { 1, 4, ASL_ARROW_CATCH, 209, 278, "States.ExceedTolerated\nFailureThreshold",
      "M114 212C114 238 209 238 209 264M209 293L209 313" },
    { 1, 5, ASL_ARROW_CATCH, 352, 278, "States.ItemReaderFailed,\nStates.ResultWriterFailed",
      "M128 212C128 238 352 238 352 264M352 293L352 313" },
    { 3, 6, ASL_ARROW_END, 0, 0, NULL, "M80 353L80 389" },
    { 1, 2, ASL_ARROW_START, 0, 0, NULL, "M80 120L80 156" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph ingest_graph = {
    435, 433, ingest_graph_boxes, ingest_graph_arrows
};

static const struct asl_feature *const ingest_features[] = {
    &asl_feature_run,
    &asl_feature_batch,
    &asl_feature_bench,
    &asl_feature_test,
    &asl_feature_serve,
    &asl_feature_bootstrap,
    &asl_feature_info,
    &asl_feature_completion,
    &asl_feature_ps,
    &asl_feature_describe,
    &asl_feature_history,
    &asl_feature_stop,
    &asl_feature_redrive,
    &asl_feature_nodes,
    &asl_feature_store,
    NULL
};

static const struct asl_target *const ingest_targets[] = {
    &asl_target_c,
    &asl_target_library,
    &asl_target_ffi,
    &asl_target_exec,
    &asl_target_lambda,
    &asl_target_activity,
    &asl_target_workflow,
    &asl_target_http,
    &asl_target_https,
    &asl_target_aws,
    NULL
};

static const struct asl_workflow ingest_workflow = {
    .name       = "ingest",
    .source     = "ingest.asl.json",
    .machine    = &ingest_machine,
    .definition = ingest_definition,
    .targets    = ingest_targets,
    .map_runs   = &asl_map_runs,
    .traces     = &asl_traces,
    .graph      = &ingest_graph,
    .features   = ingest_features,
};

int main(int argc, char **argv)
{
    return asl_main(&ingest_workflow, argc, argv);
}

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

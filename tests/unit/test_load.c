/*
 * Definitions that are compiled and loaded while the process runs, many at a time, and run in
 * one engine; what is refused, what fails, and what is shared.
 */
#include "compiler/serve/load.h"

#include <asl/asl.h>

#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/drive/pairs.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"
#include "runtime/exec/run.h"
#include "runtime/exec/turn.h"
#include "runtime/loop/loop.h"
#include "runtime/task/mock.h"
#include "runtime/task/workers.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

#define HEAD "{\"StartAt\":\"A\",\"States\":{\"A\":"
#define TAIL "}}"

static const char pass[] = HEAD "{\"Type\":\"Pass\",\"Result\":7,\"End\":true}" TAIL;

/* The folder of one test: the cache is in it. */
static char room[] = "/tmp/test-load-XXXXXX";
static char aslc[4096]; /* beside this program's folder */

static const char *in_room(const char *name)
{
    static char path[sizeof room + 64];
    snprintf(path, sizeof path, "%s/%s", room, name);
    return path;
}

static void enter_room(void)
{
    memcpy(room, "/tmp/test-load-XXXXXX", sizeof room);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(room));
    setenv("XDG_CACHE_HOME", room, 1);
    ssize_t size = readlink("/proc/self/exe", aslc, sizeof aslc - sizeof "/../aslc");
    CU_ASSERT_TRUE_FATAL(size > 0);
    aslc[size] = '\0';
    strcpy(strrchr(aslc, '/'), "/../aslc");
}

static void leave_room(void)
{
    struct buf command = { 0 };
    buf_print(&command, "rm -rf '%s'", room);
    CU_ASSERT_EQUAL(system(buf_string(&command)), 0);
    buf_release(&command);
}

/* ---- A process that loads ---------------------------------------------------------------- */

struct host {
    struct clock clock;
    struct engine engine;
    struct loop *loop;
    struct loader *loader;
};

static void host_open(struct host *h, const struct loader_settings *s)
{
    *h = (struct host){ .loader = NULL };
    clock_start_virtual(&h->clock, CLOCK_VIRTUAL_START_MS);
    h->loop = loop_new(&h->clock, turn_deadline, &h->engine);
    random_seed(&h->engine.random, 1);
    turn_open(&h->engine, &h->clock, h->loop);
    struct loader_settings settings = *s;
    settings.loop = h->loop;
    settings.aslc = settings.aslc != NULL ? settings.aslc : aslc;
    h->loader = loader_new(&settings);
}

static void host_close(struct host *h)
{
    loader_release(h->loader);
    turn_close(&h->engine);
    loop_release(h->loop);
}

/* What one load came to. */
struct asked {
    bool is_told;
    enum load_end end;
    struct loaded *loaded;
    char reason[1024];
};

static void take_result(void *owner, const struct load_result *r)
{
    struct asked *a = owner;
    CU_ASSERT_FALSE(a->is_told);
    a->is_told = true;
    a->end = r->end;
    a->loaded = r->loaded;
    snprintf(a->reason, sizeof a->reason, "%s", r->reason);
    CU_ASSERT_EQUAL(r->loaded != NULL, r->end == LOAD_DONE);
    if (r->end == LOAD_DONE) {
        CU_ASSERT_EQUAL(r->reason[0], '\0');
    }
}

/* `file` is NULL for what came through the API. */
static void ask_of(struct host *h, struct asked *a, const char *name, const char *file,
                   const char *text)
{
    *a = (struct asked){ .is_told = false };
    load_begin(h->loader,
               &(struct load_request){
                   .text = text, .size = strlen(text), .name = name, .file = file },
               take_result, a);
    CU_ASSERT_FALSE(a->is_told);
}

static void ask(struct host *h, struct asked *a, const char *name, const char *text)
{
    ask_of(h, a, name, NULL, text);
}

static void wait_for(struct host *h, struct asked *all, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        while (!all[i].is_told) {
            CU_ASSERT_TRUE_FATAL(loop_turn(h->loop, true));
        }
    }
}

static void ask_one(struct host *h, struct asked *a, const char *name, const char *text)
{
    ask(h, a, name, text);
    wait_for(h, a, 1);
}

static void load(struct host *h, struct asked *a, const char *name, const char *text)
{
    ask_one(h, a, name, text);
    UNIT_TEXT(a->reason, "");
    CU_ASSERT_EQUAL_FATAL(a->end, LOAD_DONE);
}

/* Run it on the input, with the mock case "case" of `mocks` unless that is NULL, and compare
 * what it answers, or its error. */
static void gives(struct host *h, const struct asked *a, const char *mocks, const char *input,
                  const char *wanted)
{
    struct deployment d = { .limits = engine_aws_limits };
    struct value *v = NULL, *file = NULL;
    struct read_error error;
    struct mock *mock = NULL;
    struct buf why = { 0 };
    const struct asl_workflow *w = loaded_workflow(a->loaded);
    turn_deploy(&h->engine, &d, w);
    if (mocks != NULL) {
        CU_ASSERT_TRUE_FATAL(read_json(mocks, strlen(mocks), &file, &error));
        mock_new(file, "mocks", w->name, "case", &mock, &why);
        CU_ASSERT_PTR_NOT_NULL_FATAL(mock);
        workers_mock_take(d.workers, mock);
    }
    CU_ASSERT_TRUE_FATAL(read_json(input, strlen(input), &v, &error));
    struct execution *x = run_start(&d, &(struct run_start){ .input = v });
    CU_ASSERT_TRUE(turn_run(&h->engine));
    char *text = x->status == EXECUTION_SUCCEEDED ? write_text(x->output) : NULL;
    UNIT_TEXT(text != NULL ? text : x->error, wanted);
    memory_release(text);
    run_release(x);
    value_release(v);
    value_release(file);
    turn_withdraw(&d);
    buf_release(&why);
}

/* ---- What is loaded ---------------------------------------------------------------------- */

static const char jsonata[] =
    "{\"QueryLanguage\":\"JSONata\",\"StartAt\":\"A\",\"States\":{\"A\":{\"Type\":\"Pass\","
    "\"Output\":\"{% $sum($states.input.n) & '/' & $uppercase('ab') %}\",\"End\":true}}}";
static const char task[] = HEAD
    "{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:123456789012:function:"
    "charge_card\",\"End\":true,\"Catch\":[{\"ErrorEquals\":[\"States.ALL\"],"
    "\"Next\":\"B\"}]},\"B\":{\"Type\":\"Pass\",\"OutputPath\":\"$.Error\",\"End\":true}" TAIL;
static const char service[] =
    HEAD "{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::dynamodb:putItem\","
         "\"Parameters\":{\"TableName\":\"t\",\"Item\":{\"id\":{\"S\":\"1\"}}},"
         "\"OutputPath\":\"$.put\",\"End\":true}" TAIL;
static const char distributed[] = HEAD
    "{\"Type\":\"Map\",\"ItemProcessor\":{\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\","
    "\"ExecutionType\":\"STANDARD\"},\"StartAt\":\"B\",\"States\":{\"B\":{\"Type\":\"Pass\","
    "\"Parameters\":{\"n.$\":\"States.MathAdd($, 1)\"},\"OutputPath\":\"$.n\",\"End\":true}"
    "}},\"End\":true}" TAIL;
static const char intrinsic[] =
    HEAD "{\"Type\":\"Pass\",\"Parameters\":{\"a.$\":\"States.Format('{}-{}', $.x, "
         "States.ArrayLength($.y))\"},\"Next\":\"B\"},\"B\":{\"Type\":\"Wait\",\"Seconds\":9,"
         "\"End\":true}" TAIL;

static void every_kind_runs(void)
{
    enter_room();
    struct host h;
    struct asked a[5];
    host_open(&h, &(struct loader_settings){ .loop = NULL });
    ask(&h, &a[0], "plain", pass);
    ask(&h, &a[1], "query", jsonata);
    ask(&h, &a[2], "put", service);
    ask(&h, &a[3], "spread", distributed);
    ask(&h, &a[4], "state machine \xc3\xa4", intrinsic);
    wait_for(&h, a, 5);
    for (size_t i = 0; i < 5; i++) {
        UNIT_TEXT(a[i].reason, "");
        CU_ASSERT_PTR_NOT_NULL_FATAL(a[i].loaded);
    }
    gives(&h, &a[0], NULL, "{}", "7");
    gives(&h, &a[1], NULL, "{\"n\":[1,2,3]}", "\"6/AB\"");
    gives(&h, &a[2],
          "{\"StateMachines\":{\"put\":{\"TestCases\":{\"case\":{\"A\":\"r\"}}}},"
          "\"MockedResponses\":{\"r\":{\"0\":{\"Return\":{\"put\":true}}}}}",
          "{}", "true");
    gives(&h, &a[3], NULL, "[1,2]", "[2,3]");
    gives(&h, &a[4], NULL, "{\"x\":\"q\",\"y\":[1]}", "{\"a\":\"q-1\"}");
    UNIT_TEXT(loaded_workflow(a[4].loaded)->name, "state_machine___");
    for (size_t i = 0; i < 5; i++) {
        loaded_release(a[i].loaded);
    }
    host_close(&h);
    leave_room();
}

/* Functions of tasks are compiled in, find json-c and the calls of asl/task.h in the process,
 * and may be called what others call theirs. */
static void tasks_in_c(void)
{
    enter_room();
    FILE *file = fopen(in_room("tasks.c"), "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs("#include <asl/task.h>\n#include <json-c/json.h>\n"
          "int read_json(int n) { return n + 1; }\n"
          "struct json_object *charge_card(struct json_object *in, struct asl_call *call) {\n"
          "  struct json_object *n = json_object_object_get(in, \"n\");\n"
          "  if (n == NULL) { asl_call_fail(call, \"No.Number\", \"none\"); return NULL; }\n"
          "  return json_object_new_int(read_json(json_object_get_int(n))); }\n",
          file);
    fclose(file);
    struct host h;
    struct asked a[2];
    char tasks[sizeof room + 64];
    snprintf(tasks, sizeof tasks, "%s", in_room("tasks.c"));
    host_open(
        &h, &(struct loader_settings){ .compiler_args = (const char *const[]){ tasks, NULL } });
    ask(&h, &a[0], "one", task);
    ask(&h, &a[1], "two", task);
    wait_for(&h, a, 2);
    for (size_t i = 0; i < 2; i++) {
        UNIT_TEXT(a[i].reason, "");
        CU_ASSERT_PTR_NOT_NULL_FATAL(a[i].loaded);
        gives(&h, &a[i], NULL, "{\"n\":41}", "42");
        gives(&h, &a[i], NULL, "{}", "\"No.Number\"");
    }
    const struct asl_workflow *was = loaded_workflow(a[0].loaded);
    loaded_release(a[0].loaded);
    loaded_release(a[1].loaded);
    load(&h, &a[0], "one", task);
    CU_ASSERT_PTR_EQUAL(loaded_workflow(a[0].loaded), was);
    loaded_release(a[0].loaded);
    host_close(&h);
    leave_room();
}

static void tasks_bound(void)
{
    enter_room();
    char tasks[sizeof room + 128];
    snprintf(tasks, sizeof tasks, "--tasks=%s", in_room("tasks.json"));
    FILE *file = fopen(in_room("tasks.json"), "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs("{\"charge_card\":\"exec:cat\"}", file);
    fclose(file);
    struct host h;
    struct asked a;
    host_open(
        &h, &(struct loader_settings){ .compiler_args = (const char *const[]){ tasks, NULL } });
    load(&h, &a, "bound", task);
    gives(&h, &a, NULL, "{\"n\":41}", "{\"n\":41}");
    loaded_release(a.loaded);
    host_close(&h);
    leave_room();
}

static void fill_in(void)
{
    static const struct pair pairs[] = { { "value", "12" }, { NULL, NULL } };
    static const char yaml[] =
        "StartAt: A\nStates:\n  A:\n    Type: Pass\n    Result: ${value}\n    End: true\n";
    enter_room();
    struct host h;
    struct asked a = { .is_told = false };
    host_open(&h, &(struct loader_settings){ .loop = NULL });
    load_begin(h.loader,
               &(struct load_request){ .text = yaml,
                                       .size = strlen(yaml),
                                       .name = "filled",
                                       .file = "filled.asl.yaml",
                                       .type = CHECK_EXPRESS,
                                       .substitutions = pairs },
               take_result, &a);
    wait_for(&h, &a, 1);
    UNIT_TEXT(a.reason, "");
    CU_ASSERT_PTR_NOT_NULL_FATAL(a.loaded);
    gives(&h, &a, NULL, "{}", "12");
    loaded_release(a.loaded);
    /* A file's field without its value fails when it is run, not before. */
    ask_of(&h, &a, "open", "open.asl.json",
           HEAD "{\"Type\":\"Wait\",\"Seconds\":${s},\"End\":true}" TAIL);
    wait_for(&h, &a, 1);
    UNIT_TEXT(a.reason, "");
    gives(&h, &a, NULL, "{}", "States.Runtime");
    loaded_release(a.loaded);
    host_close(&h);
    leave_room();
}

/* ---- Many at once ------------------------------------------------------------------------ */

static char *text_of(const char *path)
{
    struct buf text = { 0 };
    CU_ASSERT_EQUAL(descriptor_read_path(path, &text, SIZE_MAX), 0);
    return buf_take(&text);
}

/* Those that the golden tests expect to be refused have a file of messages. */
static bool is_refused(const char *path)
{
    struct buf err = { 0 };
    buf_print(&err, "%.*serr", (int)(strlen(path) - strlen("asl.json")), path);
    bool is = access(buf_string(&err), R_OK) == 0;
    buf_release(&err);
    return is;
}

static void many_at_once(void)
{
    enter_room();
    glob_t found;
    CU_ASSERT_EQUAL_FATAL(glob("tests/cases/*.asl.json", 0, NULL, &found), 0);
    CU_ASSERT_EQUAL_FATAL(glob("samples/*/*.asl.json", GLOB_APPEND, NULL, &found), 0);
    struct asked *a = memory_array(found.gl_pathc, sizeof *a);
    struct host h;
    host_open(&h, &(struct loader_settings){ .loop = NULL });
    size_t count = 0;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        if (!is_refused(found.gl_pathv[i])) {
            char *text = text_of(found.gl_pathv[i]);
            const char *name = strrchr(found.gl_pathv[i], '/') + 1;
            ask_of(&h, &a[count++], name, found.gl_pathv[i], text);
            memory_release(text);
        }
    }
    wait_for(&h, a, count);
    CU_ASSERT_TRUE(count > 50);
    struct deployment *all = memory_zero(count * sizeof *all);
    for (size_t i = 0; i < count; i++) {
        UNIT_TEXT(a[i].reason, "");
        CU_ASSERT_PTR_NOT_NULL_FATAL(a[i].loaded);
        turn_deploy(&h.engine, &all[i], loaded_workflow(a[i].loaded));
    }
    for (size_t i = 0; i < count; i++) {
        turn_withdraw(&all[i]);
        loaded_release(a[i].loaded);
    }
    memory_release(all);
    memory_release(a);
    globfree(&found);
    host_close(&h);
    leave_room();
}

/* ---- What is refused, and what fails ----------------------------------------------------- */

static void refused(void)
{
    enter_room();
    struct host h;
    struct asked a;
    host_open(&h, &(struct loader_settings){ .aslc = "/no/such/program" });
    ask_one(&h, &a, "bad", HEAD "{\"Type\":\"Pass\",\"Next\":\"Nowhere\"}" TAIL);
    CU_ASSERT_EQUAL(a.end, LOAD_INVALID);
    UNIT_TEXT(a.reason,
              "MISSING_TRANSITION_TARGET: Missing 'Next' target: Nowhere at /States/A/Next, "
              "MISSING_END_STATE: Workflow has no terminal state");
    ask_one(&h, &a, "bad", "{");
    CU_ASSERT_EQUAL(a.end, LOAD_INVALID);
    CU_ASSERT_PTR_NOT_NULL(strstr(a.reason, "INVALID_JSON_DESCRIPTION: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(a.reason, "\n at [Source: (String)\"{\"; line: 1, column: "));
    CU_ASSERT_PTR_NULL(strstr(a.reason, "] at "));
    ask_one(&h, &a, "bad", "");
    CU_ASSERT_EQUAL(a.end, LOAD_INVALID);
    char *large = memory_array(1048578, 1);
    memset(large, ' ', 1048577);
    memcpy(large, pass, strlen(pass));
    large[1048577] = '\0';
    ask_one(&h, &a, "bad", large);
    CU_ASSERT_EQUAL(a.end, LOAD_INVALID);
    memory_release(large);
    ask_one(&h, &a, "good", pass);
    CU_ASSERT_EQUAL(a.end, LOAD_FAILED);
    UNIT_TEXT(a.reason, "the compiler cannot be started: No such file or directory");
    host_close(&h);
    leave_room();
}

/* A program that stands where aslc is expected; the folder's path is its $0's. */
static const char *stand_in(const char *script)
{
    static char path[sizeof room + 64];
    snprintf(path, sizeof path, "%s", in_room("compiler"));
    FILE *file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    chmod(path, 0755);
    return path;
}

static void fails(const char *script, int64_t most_ms, const char *wanted)
{
    enter_room();
    struct host h;
    struct asked a;
    host_open(&h, &(struct loader_settings){ .aslc = stand_in(script), .compile_ms = most_ms });
    ask_one(&h, &a, "flow", pass);
    CU_ASSERT_EQUAL(a.end, LOAD_FAILED);
    UNIT_TEXT(a.reason, wanted);
    host_close(&h);
    leave_room();
}

static void compiler_fails(void)
{
    fails("echo out; echo no luck >&2; exit 3", 0, "out\nno luck");
    fails("exit 3", 0, "the compiler failed with exit code 3");
    fails("kill -9 $$", 0, "the compiler was ended by signal 9");
    fails("sleep 60 & wait", 100, "the compiler took longer than 100 ms");
    enter_room();
    struct host h;
    struct asked a;
    host_open(&h, &(struct loader_settings){ .compiler_args =
                                                 (const char *const[]){ "-Wl,-s", NULL } });
    ask_one(&h, &a, "flow", pass);
    CU_ASSERT_EQUAL(a.end, LOAD_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(a.reason, "aslc: unknown warning '-Wl,-s'"));
    host_close(&h);
    leave_room();
}

/* What nobody defines is told when it is loaded. */
static void function_is_missing(void)
{
    enter_room();
    char tasks[sizeof room + 64];
    snprintf(tasks, sizeof tasks, "%s", in_room("tasks.c"));
    FILE *file = fopen(tasks, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs("#include <asl/task.h>\nstruct json_object *nowhere(struct json_object *in);\n"
          "struct json_object *charge_card(struct json_object *in, struct asl_call *call) {\n"
          "  return call != 0 ? nowhere(in) : 0; }\n",
          file);
    fclose(file);
    struct host h;
    struct asked a;
    host_open(
        &h, &(struct loader_settings){ .compiler_args = (const char *const[]){ tasks, NULL } });
    ask_one(&h, &a, "flow", task);
    CU_ASSERT_EQUAL(a.end, LOAD_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(a.reason, "the workflow cannot be loaded: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(a.reason, "nowhere"));
    host_close(&h);
    leave_room();
}

/* ---- What is shared ---------------------------------------------------------------------- */

static size_t lines_in(const char *path)
{
    struct buf text = { 0 };
    size_t lines = 0;
    descriptor_read_path(path, &text, SIZE_MAX);
    for (size_t i = 0; i < text.size; i++) {
        lines += text.text[i] == '\n';
    }
    buf_release(&text);
    return lines;
}

/* Another file in the place of what is there: that one may still be mapped. */
static void damage_cache(void)
{
    glob_t found;
    CU_ASSERT_EQUAL_FATAL(glob(in_room("aslc/flow-*"), 0, NULL, &found), 0);
    CU_ASSERT_EQUAL(found.gl_pathc, 1);
    char *bytes = text_of(found.gl_pathv[0]);
    FILE *file = fopen(in_room("damaged"), "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fwrite(bytes, 1000, 1, file), 1);
    fclose(file);
    CU_ASSERT_EQUAL(chmod(in_room("damaged"), 0755), 0);
    CU_ASSERT_EQUAL(rename(in_room("damaged"), found.gl_pathv[0]), 0);
    memory_release(bytes);
    globfree(&found);
}

/* The same definition is compiled once: while it compiles, while it is loaded, and afterwards.
 * A damaged file of the cache is made anew. */
static void compiled_once(void)
{
    enter_room();
    struct host h;
    struct asked a[4];
    char script[8192];
    snprintf(script, sizeof script, "echo one >>\"$0.count\"; exec '%s' \"$@\"", aslc);
    const char *counted = stand_in(script);
    host_open(&h, &(struct loader_settings){ .aslc = counted });
    ask(&h, &a[0], "flow", pass);
    ask(&h, &a[1], "flow", pass);
    wait_for(&h, a, 2);
    load(&h, &a[2], "flow", pass);
    CU_ASSERT_PTR_EQUAL(loaded_workflow(a[0].loaded), loaded_workflow(a[2].loaded));
    loaded_release(a[0].loaded);
    loaded_release(a[2].loaded);
    gives(&h, &a[1], NULL, "{}", "7");
    loaded_release(a[1].loaded);
    load(&h, &a[0], "flow", pass);
    gives(&h, &a[0], NULL, "{}", "7");
    loaded_release(a[0].loaded);
    host_close(&h);
    host_open(&h, &(struct loader_settings){ .aslc = counted });
    load(&h, &a[0], "flow", pass);
    loaded_release(a[0].loaded);
    CU_ASSERT_EQUAL(lines_in(in_room("compiler.count")), 1);
    load(&h, &a[0], "another", pass);
    UNIT_TEXT(loaded_workflow(a[0].loaded)->name, "another");
    loaded_release(a[0].loaded);
    CU_ASSERT_EQUAL(lines_in(in_room("compiler.count")), 2);
    host_close(&h);
    damage_cache();
    host_open(&h, &(struct loader_settings){ .aslc = counted });
    load(&h, &a[0], "flow", pass);
    gives(&h, &a[0], NULL, "{}", "7");
    loaded_release(a[0].loaded);
    CU_ASSERT_EQUAL(lines_in(in_room("compiler.count")), 3);
    host_close(&h);
    leave_room();
}

/* ---- Turns, and the end ------------------------------------------------------------------ */

static void turns_are_taken(void)
{
    enter_room();
    struct host h;
    struct asked a[5];
    host_open(&h, &(struct loader_settings){ .compilers = 1, .waiting = 2 });
    static const char *const names[] = { "a", "b", "c", "d", "e" };
    for (size_t i = 0; i < 5; i++) {
        ask(&h, &a[i], names[i], pass);
    }
    wait_for(&h, a, 5);
    for (size_t i = 0; i < 5; i++) {
        CU_ASSERT_EQUAL(a[i].end, i < 3 ? LOAD_DONE : LOAD_BUSY);
    }
    for (size_t i = 0; i < 3; i++) {
        UNIT_TEXT(loaded_workflow(a[i].loaded)->name, names[i]);
        loaded_release(a[i].loaded);
    }
    host_close(&h);
    leave_room();
}

static void stopped(void)
{
    enter_room();
    struct host h;
    struct asked a[4];
    host_open(&h,
              &(struct loader_settings){ .aslc = stand_in("exec sleep 60"), .compilers = 1 });
    ask(&h, &a[0], "compiles", pass);
    ask(&h, &a[1], "waits", pass);
    ask(&h, &a[2], "compiles", pass);
    ask(&h, &a[3], "bad", "{");
    host_close(&h);
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_TRUE(a[i].is_told);
        CU_ASSERT_EQUAL(a[i].end, LOAD_STOPPED);
    }
    leave_room();
}

UNIT_MAIN("load", { "every kind runs", every_kind_runs }, { "tasks in C", tasks_in_c },
          { "tasks bound", tasks_bound }, { "fill in", fill_in },
          { "many at once", many_at_once }, { "refused", refused },
          { "compiler fails", compiler_fails }, { "function is missing", function_is_missing },
          { "compiled once", compiled_once }, { "turns are taken", turns_are_taken },
          { "stopped", stopped })

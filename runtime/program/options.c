#include "runtime/program/options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/number.h"
#include "runtime/program/feature.h"
#include "runtime/value/time.h"

#define SECONDS_MAX   86400
#define IN_FLIGHT_MAX 1000000
#define THREADS_MAX   1024

static bool complain(const char *what, const char *text)
{
    fprintf(stderr, "%s '%s'; --help lists what there is\n", what, text);
    return false;
}

static void push(struct option_list *list, const char *text)
{
    list->texts = memory_resize(list->texts, (list->count + 1) * sizeof *list->texts);
    list->texts[list->count++] = text;
}

static bool set_text(const char **place, const char *value)
{
    *place = value;
    return true;
}

/* A name of an execution: 1 to 80 of letters, digits, - and _. */
static bool set_name(struct options *o, const char *value)
{
    size_t size = strlen(value);
    size_t good =
        strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    if (size == 0 || size > 80 || good != size) {
        return complain("an execution's name has 1 to 80 letters, digits, - or _, not", value);
    }
    o->name = value;
    return true;
}

static bool set_type(struct options *o, const char *value)
{
    o->express = strcmp(value, "express") == 0;
    return o->express || strcmp(value, "standard") == 0 ||
           complain("--type is standard or express, not", value);
}

static bool set_limits(struct options *o, const char *value)
{
    o->no_limits = strcmp(value, "none") == 0;
    return o->no_limits || strcmp(value, "aws") == 0 ||
           complain("--limits is aws or none, not", value);
}

static bool set_seed(struct options *o, const char *value)
{
    char *end = NULL;
    errno = 0;
    o->seed = strtoull(value, &end, 10);
    o->seeded = value[0] >= '0' && value[0] <= '9' && *end == '\0' && errno == 0;
    return o->seeded || complain("--seed is a whole number, not", value);
}

static bool set_seconds(struct options *o, const char *value)
{
    struct number n = number_read(value, strlen(value));
    o->seconds = n.real;
    bool good = n.kind != NUMBER_BAD && n.real > 0 && n.real <= SECONDS_MAX;
    return good || complain("--seconds is a number above 0, at most a day, not", value);
}

/* A whole number from `least` to `most`. */
static bool set_count(size_t *place, const char *value, size_t least, size_t most,
                      const char *what)
{
    struct number n = number_read(value, strlen(value));
    bool good =
        n.kind == NUMBER_INT && n.integer >= (int64_t)least && n.integer <= (int64_t)most;
    *place = good ? (size_t)n.integer : 0;
    return good || complain(what, value);
}

static bool set_in_flight(struct options *o, const char *value)
{
    return set_count(&o->in_flight, value, 1, IN_FLIGHT_MAX,
                     "--in-flight is a whole number from 1 to 1000000, not");
}

static bool set_threads(struct options *o, const char *value)
{
    return set_count(&o->threads, value, 1, THREADS_MAX,
                     "--threads is a whole number from 1 to 1024, not");
}

static bool set_fail_under(struct options *o, const char *value)
{
    return set_count(&o->fail_under, value, 0, 100,
                     "--fail-under is a whole number from 0 to 100, not");
}

static bool set_virtual(struct options *o, const char *value)
{
    struct time_point t = { .seconds = CLOCK_VIRTUAL_START_MS / 1000 };
    if (value != NULL && !time_read(value, strlen(value), &t)) {
        return complain("--virtual-time is a time such as 2025-01-01T00:00:00Z, not", value);
    }
    o->virtual_time = true;
    o->virtual_start_ms = t.seconds * 1000 + t.nanos / 1000000;
    return true;
}

/* ---- The table of options ---------------------------------------------------------------- */

enum option {
    OPTION_INPUT,
    OPTION_INPUT_FILE,
    OPTION_NAME,
    OPTION_TYPE,
    OPTION_HISTORY,
    OPTION_DESCRIBE,
    OPTION_TRACE,
    OPTION_VIRTUAL_TIME,
    OPTION_SEED,
    OPTION_MOCK,
    OPTION_TASKS,
    OPTION_TASK,
    OPTION_LOCAL,
    OPTION_LIMITS,
    OPTION_THREADS,
    OPTION_ROLE_ARN,
    OPTION_SECONDS,
    OPTION_AGAINST,
    OPTION_AGAINST_WARM,
    OPTION_JSON,
    OPTION_IN_FLIGHT,
    OPTION_JUNIT,
    OPTION_LCOV,
    OPTION_FAIL_UNDER,
    OPTION_HELP,
    OPTION_VERSION
};

/* takes: 1 a value, 0 none, -1 one only behind a '='. */
static const struct {
    const char *word;
    int takes;
    const char *value;
    const char *help;
} words[] = {
    [OPTION_INPUT] = { "--input", 1, "JSON", "the input; default {}" },
    [OPTION_INPUT_FILE] = { "--input-file", 1, "FILE",
                            "the input from a file; - is standard input" },
    [OPTION_NAME] = { "--name", 1, "NAME", "the execution's name; default a UUID" },
    [OPTION_TYPE] = { "--type", 1, "TYPE", "standard (default) or express" },
    [OPTION_HISTORY] = { "--history", 1, "FILE",
                         "write the event history, as GetExecutionHistory gives it" },
    [OPTION_DESCRIBE] = { "--describe", 0, "",
                          "print DescribeExecution's JSON instead of the bare output" },
    [OPTION_TRACE] = { "--trace", 0, "", "show what happens, on standard error" },
    [OPTION_VIRTUAL_TIME] = { "--virtual-time", -1, "[=TIME]",
                              "jump over every wait; start at TIME" },
    [OPTION_SEED] = { "--seed", 1, "N", "fix UUIDs, random numbers and jitter" },
    [OPTION_MOCK] = { "--mock", 1, "FILE#CASE", "answers of tasks from a MockConfigFile.json" },
    [OPTION_TASKS] = { "--tasks", 1, "FILE",
                       "who does a task: a JSON object of RESOURCE: TARGET" },
    [OPTION_TASK] = { "--task", 1, "RESOURCE=TARGET",
                      "the same for one; state:NAME=TARGET for one state" },
    [OPTION_LOCAL] = { "--local", 1, "DIR", "root of the embedded services" },
    [OPTION_LIMITS] = { "--limits", 1, "aws|none",
                        "AWS's quotas with AWS's errors; default aws" },
    [OPTION_THREADS] = { "--threads", 1, "N",
                         "so many task functions in C run at once; default 8" },
    [OPTION_ROLE_ARN] = { "--role-arn", 1, "ARN", "the role that the context object shows" },
    [OPTION_SECONDS] = { "--seconds", 1, "N", "bench: measure for so long; default 3" },
    [OPTION_AGAINST] = { "--against", 1, "COMMAND",
                         "bench: a program that reads the input and prints the output" },
    [OPTION_AGAINST_WARM] = { "--against-warm", 1, "COMMAND",
                              "bench: one that answers each line, an input, with a line" },
    [OPTION_JSON] = { "--json", 0, "", "bench: the figures as JSON" },
    [OPTION_IN_FLIGHT] = { "--in-flight", 1, "N",
                           "batch: so many executions at once; default 1000" },
    [OPTION_JUNIT] = { "--junit", 1, "FILE", "test: write the results as JUnit's XML" },
    [OPTION_LCOV] = { "--lcov", 1, "FILE", "test: write the coverage for lcov's tools" },
    [OPTION_FAIL_UNDER] = { "--fail-under", 1, "N",
                            "test: exit 1 if fewer percent of the states are covered" },
    [OPTION_HELP] = { "--help", 0, "", "this text" },
    [OPTION_VERSION] = { "--version", 0, "", "the version of the runtime" },
};
#define WORDS (sizeof words / sizeof words[0])

static bool set(struct options *o, enum option which, const char *value)
{
    switch (which) {
    case OPTION_INPUT: return set_text(&o->input, value);
    case OPTION_INPUT_FILE: return set_text(&o->input_file, value);
    case OPTION_NAME: return set_name(o, value);
    case OPTION_TYPE: return set_type(o, value);
    case OPTION_HISTORY: return set_text(&o->history_file, value);
    case OPTION_DESCRIBE: o->describe = true; return true;
    case OPTION_TRACE: o->trace = true; return true;
    case OPTION_VIRTUAL_TIME: return set_virtual(o, value);
    case OPTION_SEED: return set_seed(o, value);
    case OPTION_MOCK: return set_text(&o->mock, value);
    case OPTION_TASKS: push(&o->task_files, value); return true;
    case OPTION_TASK: push(&o->tasks, value); return true;
    case OPTION_LOCAL: return set_text(&o->local, value);
    case OPTION_LIMITS: return set_limits(o, value);
    case OPTION_THREADS: return set_threads(o, value);
    case OPTION_ROLE_ARN: return set_text(&o->role_arn, value);
    case OPTION_SECONDS: return set_seconds(o, value);
    case OPTION_AGAINST: push(&o->against, value); return true;
    case OPTION_AGAINST_WARM: push(&o->against_warm, value); return true;
    case OPTION_JSON: o->json = true; return true;
    case OPTION_IN_FLIGHT: return set_in_flight(o, value);
    case OPTION_JUNIT: return set_text(&o->junit_file, value);
    case OPTION_LCOV: return set_text(&o->lcov_file, value);
    case OPTION_FAIL_UNDER: return set_fail_under(o, value);
    case OPTION_HELP: o->help = true; return true;
    case OPTION_VERSION: o->version = true; return true;
    }
    return false;
}

/* One option at argv[*at], as "--word value" or "--word=value"; *at moves over what it took. */
static bool read_option(struct options *o, int argc, char **argv, int *at)
{
    const char *arg = argv[*at];
    const char *equals = strchr(arg, '=');
    size_t size = equals == NULL ? strlen(arg) : (size_t)(equals - arg);
    for (size_t i = 0; i < WORDS; i++) {
        if (strlen(words[i].word) != size || strncmp(words[i].word, arg, size) != 0) {
            continue;
        }
        const char *value = equals == NULL ? NULL : equals + 1;
        if (words[i].takes == 0 && value != NULL) {
            return complain("no value belongs to", arg);
        }
        if (words[i].takes == 1 && value == NULL) {
            if (*at + 1 == argc) {
                return complain("a value is missing behind", arg);
            }
            value = argv[++*at];
        }
        return set(o, (enum option)i, value);
    }
    return complain("there is no option", arg);
}

static const struct asl_feature *feature_of(const struct asl_feature *const *features,
                                            const char *word)
{
    for (; *features != NULL; features++) {
        if (strcmp((*features)->word, word) == 0) {
            return *features;
        }
    }
    return NULL;
}

/* A word that is no option and no feature is the input, or the file that the feature works on.
 */
static bool read_word(struct options *o, const char *word)
{
    if (o->input != NULL) {
        return complain("one input is enough; what is to be done with", word);
    }
    o->input = word;
    return true;
}

bool options_read(struct options *o, const struct asl_feature *const *features, int argc,
                  char **argv)
{
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    *o = (struct options){ .program = slash != NULL ? slash + 1
                                      : argc > 0    ? argv[0]
                                                    : "workflow",
                           .feature = features[0],
                           .argc = argc,
                           .argv = argv };
    const struct asl_feature *asked = argc > 1 ? feature_of(features, argv[1]) : NULL;
    if (asked != NULL) {
        o->feature = asked;
    }
    for (int i = asked != NULL ? 2 : 1; i < argc; i++) {
        bool read = strncmp(argv[i], "--", 2) == 0 ? read_option(o, argc, argv, &i)
                                                   : read_word(o, argv[i]);
        if (!read) {
            return false;
        }
    }
    if (o->input != NULL && o->input_file != NULL) {
        return complain("there are two inputs, one of them in", o->input_file);
    }
    if (o->virtual_time && !o->seeded) {
        o->seeded = true;
        o->seed = 0;
    }
    return true;
}

void options_release(struct options *o)
{
    memory_release(o->task_files.texts);
    memory_release(o->tasks.texts);
    memory_release(o->against.texts);
    memory_release(o->against_warm.texts);
}

/* What begins with a feature's word and a colon belongs to that feature. */
static bool is_for(const struct asl_feature *const *features, const char *help)
{
    static const char *const all[] = {
#define ASL_FEATURE(word, feature, leave) word,
#include <asl/words.def>
    };
    size_t size = strcspn(help, ":"), i = 0;
    while (i < sizeof all / sizeof all[0] &&
           (strlen(all[i]) != size || memcmp(all[i], help, size) != 0)) {
        i++;
    }
    if (i == sizeof all / sizeof all[0]) {
        return true;
    }
    while (*features != NULL && strcmp((*features)->word, all[i]) != 0) {
        features++;
    }
    return *features != NULL;
}

void options_help(const char *program, const struct asl_feature *const *features)
{
    for (const struct asl_feature *const *f = features; *f != NULL; f++) {
        printf("%s %s %s\n", program, (*f)->word, (*f)->help);
    }
    putchar('\n');
    for (size_t i = 0; i < WORDS; i++) {
        if (!is_for(features, words[i].help)) {
            continue;
        }
        char left[64];
        snprintf(left, sizeof left, "%s%s%s", words[i].word, words[i].takes == 1 ? " " : "",
                 words[i].value);
        printf("  %-24s %s\n", left, words[i].help);
    }
    printf("\nexit: 0 SUCCEEDED, 1 FAILED, 2 usage, 3 TIMED_OUT, 4 ABORTED, 5 the machine "
           "failed it\n");
}

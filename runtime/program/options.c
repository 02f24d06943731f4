#include "runtime/program/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/nearest.h"
#include "runtime/base/plainname.h"
#include "runtime/program/feature.h"
#include "runtime/value/time.h"

#define THREADS_MAX 1024
#define WORDS_MAX   64

/* ---- The shared rows --------------------------------------------------------------------- */

static bool is_second_input(const struct options *o, const char *value, struct buf *why)
{
    bool is_second = o->input != NULL || o->input_file != NULL;
    if (is_second) {
        buf_print(why, "there is one input already: what is '%s'?", value);
    }
    return is_second;
}

/* --input, and an argument that is the input. */
static bool set_input(struct options *o, const struct option_row *row, const char *value,
                      struct buf *why)
{
    (void)row;
    bool is_first = !is_second_input(o, value, why);
    if (is_first) {
        o->input = value;
    }
    return is_first;
}

static bool set_input_file(struct options *o, const struct option_row *row, const char *value,
                           struct buf *why)
{
    return !is_second_input(o, value, why) && option_text(o, row, value, why);
}

/* A name of an execution. */
static bool set_name(struct options *o, const struct option_row *row, const char *value,
                     struct buf *why)
{
    size_t size = strlen(value);
    if (!plainname_is(value)) {
        buf_print(why, "%s takes 1 to %d letters, digits, - or _, not '%s'", row->word,
                  PLAINNAME_MAX, value);
        if (size > PLAINNAME_MAX) {
            buf_print(why, ", which has %zu bytes", size);
        }
        return false;
    }
    o->name = value;
    return true;
}

static bool set_type(struct options *o, const struct option_row *row, const char *value,
                     struct buf *why)
{
    return option_either(o, row, "standard", "express", value, why);
}

static bool set_limits(struct options *o, const struct option_row *row, const char *value,
                       struct buf *why)
{
    return option_either(o, row, "aws", "none", value, why);
}

static bool set_seed(struct options *o, const struct option_row *row, const char *value,
                     struct buf *why)
{
    char *end = NULL;
    errno = 0;
    o->seed = strtoull(value, &end, 10);
    o->seeded = value[0] >= '0' && value[0] <= '9' && *end == '\0' && errno == 0;
    if (!o->seeded) {
        buf_print(why, "%s takes a whole number from 0 to %llu, not '%s'", row->word,
                  (unsigned long long)UINT64_MAX, value);
    }
    return o->seeded;
}

static bool set_virtual_time(struct options *o, const struct option_row *row, const char *value,
                             struct buf *why)
{
    struct time_point t = { .seconds = CLOCK_VIRTUAL_START_MS / 1000 };
    if (value != NULL && !time_read(value, strlen(value), &t)) {
        buf_print(why, "%s=TIME takes a time such as 2025-01-01T00:00:00Z, not '%s'", row->word,
                  value);
        return false;
    }
    o->virtual_time = true;
    o->virtual_start_ms = t.seconds * 1000 + t.nanos / 1000000;
    return true;
}

static bool set_help(struct options *o, const struct option_row *row, const char *value,
                     struct buf *why)
{
    o->help = true;
    o->is_manual = value != NULL;
    if (value != NULL && strcmp(value, "man") != 0) {
        buf_print(why, "%s takes =man or nothing, not '%s'", row->word, value);
        return false;
    }
    return true;
}

const struct option_row options_input[] = {
    { "--input", OPTION_VALUE, "JSON", "the input (of every case of test); default {}",
      set_input, offsetof(struct options, input), 0, 0 },
    { "--input-file", OPTION_VALUE, "FILE", "the input from a file; - is standard input",
      set_input_file, offsetof(struct options, input_file), 0, 0 },
    OPTION_END,
};

const struct option_row options_json = { .value = "JSON", .set = set_input };

const struct option_row options_name[] = {
    { "--name", OPTION_VALUE, "NAME", "the execution's name; default a UUID", set_name, 0, 0,
      0 },
    OPTION_END,
};

bool options_keep(const struct options *o)
{
    return o->store != NULL && !o->express;
}

const struct option_row options_store[] = {
    { "--store", OPTION_VALUE, "STORE",
      "where executions live, and go on after a crash: sqlite:FILE, memory, or, for serve on "
      "many machines, postgres:CONNINFO; a run with --type express keeps nothing there",
      option_text, offsetof(struct options, store), 0, 0 },
    OPTION_END,
};

const struct option_row options_mock[] = {
    { "--mock", OPTION_VALUE, "FILE#CASE",
      "answers of tasks: a test case of a MockConfigFile.json", option_text,
      offsetof(struct options, mock), 0, 0 },
    OPTION_END,
};

const struct option_row options_session[] = {
    { "--tasks", OPTION_VALUE, "FILE", "who does a task: a JSON object of RESOURCE: TARGET",
      option_add, offsetof(struct options, task_files), 0, 0 },
    { "--task", OPTION_VALUE, "RESOURCE=TARGET", "the same for one resource", option_add,
      offsetof(struct options, tasks), 0, 0 },
    { "--virtual-time", OPTION_MAYBE_VALUE, "TIME",
      "jump over every wait; the clock starts at TIME", set_virtual_time, 0, 0, 0 },
    { "--seed", OPTION_VALUE, "N", "fix UUIDs, random numbers and jitter", set_seed, 0, 0, 0 },
    { "--type", OPTION_VALUE, "standard|express", "the workflow's type; default standard",
      set_type, offsetof(struct options, express), 0, 0 },
    { "--limits", OPTION_VALUE, "aws|none", "AWS's quotas with AWS's errors; default aws",
      set_limits, offsetof(struct options, no_limits), 0, 0 },
    { "--role-arn", OPTION_VALUE, "ARN", "the role that the context object shows", option_text,
      offsetof(struct options, role_arn), 0, 0 },
    { "--threads", OPTION_VALUE, "N", "so many task functions in C run at once; default 8",
      option_count, offsetof(struct options, threads), 1, THREADS_MAX },
    { "--function-reports", OPTION_NOTHING, "",
      "functions of lambda: targets print AWS's lines START, END and REPORT as well",
      option_flag, offsetof(struct options, has_reports), 0, 0 },
    OPTION_END,
};

const struct option_row options_local[] = {
    { "--local", OPTION_VALUE, "DIR",
      "embedded services: DIR/s3/BUCKET/KEY is an object of S3, whose bucket appears with it",
      option_text, offsetof(struct options, local), 0, 0 },
    OPTION_END,
};

const struct option_row options_load[] = {
    { "--local-load", OPTION_VALUE, "FILE",
      "fill the embedded services first: tables, queues, objects ... as JSON", option_text,
      offsetof(struct options, local_load), 0, 0 },
    OPTION_END,
};

const struct option_row options_traces[] = {
    { "--trace-file", OPTION_VALUE, "FILE",
      "how long everything takes, as Chrome's trace events: for Perfetto, chrome://tracing",
      option_text, offsetof(struct options, trace_file), 0, 0 },
    OPTION_END,
};

const struct option_row options_any[] = {
    { "--help", OPTION_MAYBE_VALUE, "man",
      "this text, or what one subcommand takes, also -h; with =man the source of a manual page",
      set_help, 0, 0, 0 },
    { "--version", OPTION_NOTHING, "", "the version of the runtime", option_flag,
      offsetof(struct options, version), 0, 0 },
    OPTION_END,
};

/* ---- An option that a feature does not have ---------------------------------------------- */

static void add_words(const struct option_row *rows, const char **words, size_t *count)
{
    for (; rows->word != NULL && *count < WORDS_MAX; rows++) {
        words[(*count)++] = rows->word;
    }
}

/* Append "--junit belongs to 'test', not to 'run'". Returns false if no feature has it. */
static bool put_owners(struct buf *why, const struct options *o,
                       const struct asl_feature *const *features, const char *arg)
{
    const char *owners[WORDS_MAX];
    size_t count = 0;
    for (; *features != NULL && count < WORDS_MAX; features++) {
        if (option_find((*features)->options, arg) != NULL) {
            owners[count++] = (*features)->word;
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (i == 0) {
            buf_print(why, "%.*s belongs to ", (int)strcspn(arg, "="), arg);
        }
        buf_print(why, "'%s'%s", owners[i],
                  i + 2 < count    ? ", "
                  : i + 2 == count ? " and "
                                   : ", not to ");
    }
    if (count > 0) {
        buf_print(why, "'%s'", o->feature->word);
    }
    return count > 0;
}

static bool refuse_option(struct buf *why, const struct options *o,
                          const struct asl_feature *const *features, const char *arg)
{
    const char *words[WORDS_MAX] = { NULL };
    size_t count = 0;
    if (put_owners(why, o, features, arg)) {
        return false;
    }
    for (const struct option_row *const *t = o->feature->options; *t != NULL; t++) {
        add_words(*t, words, &count);
    }
    add_words(options_any, words, &count);
    char *word = memory_text_n(arg, strcspn(arg, "="));
    const char *near = nearest_word(word, words, count);
    buf_print(why, "there is no option %s; ", word);
    if (near != NULL) {
        buf_print(why, "did you mean %s?", near);
    } else {
        buf_print(why, "--help lists what there is");
    }
    memory_release(word);
    return false;
}

/* ---- Reading ----------------------------------------------------------------------------- */

/* One option at argv[*at], as "--word value" or "--word=value"; *at moves over what it took. */
static bool read_option(struct options *o, const struct asl_feature *const *features, int *at,
                        struct buf *why)
{
    static const struct option_row *const any[] = { options_any, NULL };
    const char *arg = strcmp(o->argv[*at], "-h") == 0 ? "--help" : o->argv[*at];
    const char *equals = strchr(arg, '=');
    const struct option_row *row = option_find(o->feature->options, arg);
    row = row != NULL ? row : option_find(any, arg);
    if (row == NULL) {
        return refuse_option(why, o, features, arg);
    }
    const char *value = equals == NULL ? NULL : equals + 1;
    if (row->takes == OPTION_NOTHING && value != NULL) {
        buf_print(why, "%s takes no value, but there is '%s'", row->word, value);
        return false;
    }
    if (row->takes == OPTION_VALUE && value == NULL) {
        if (*at + 1 == o->argc) {
            buf_print(why, "%s takes a value: %s %s", row->word, row->word, row->value);
            return false;
        }
        value = o->argv[++*at];
    }
    return row->set(o, row, value, why);
}

/* Returns true for a value that stands behind a blank where only "=" gives one:
 * --virtual-time 2025-01-01T00:00:00Z. */
static bool is_lost_value(const struct options *o, int at)
{
    const struct option_row *row = option_find(o->feature->options, o->argv[at - 1]);
    struct time_point ignored;
    return row != NULL && row->takes == OPTION_MAYBE_VALUE &&
           strchr(o->argv[at - 1], '=') == NULL &&
           time_read(o->argv[at], strlen(o->argv[at]), &ignored);
}

static bool read_argument(struct options *o, int at, struct buf *why)
{
    const char *arg = o->argv[at];
    if (is_lost_value(o, at)) {
        buf_print(why, "write %s=%s", o->argv[at - 1], arg);
        return false;
    }
    if (o->feature->argument == NULL) {
        buf_print(why, "%s takes no argument, but there is '%s'; the usage is: %s %s %s",
                  o->feature->word, arg, o->program, o->feature->word, o->feature->usage);
        return false;
    }
    return o->feature->argument->set(o, o->feature->argument, arg, why);
}

/* A number may be an input, and "-" alone a file. */
static bool is_option(const char *arg)
{
    return arg[0] == '-' && arg[1] != '\0' && !(arg[1] >= '0' && arg[1] <= '9');
}

static bool read_all(struct options *o, const struct asl_feature *const *features,
                     struct buf *why)
{
    for (int i = o->is_chosen ? 2 : 1; i < o->argc; i++) {
        bool read = is_option(o->argv[i]) ? read_option(o, features, &i, why)
                                          : read_argument(o, i, why);
        if (!read) {
            return false;
        }
    }
    if (o->virtual_time && !o->seeded) {
        o->seeded = true;
        o->seed = 0;
    }
    return true;
}

/* ---- The feature ------------------------------------------------------------------------- */

/* Returns true for a word that can be neither JSON nor an option: whoever wrote it meant a
 * feature. */
static bool is_word(const char *arg)
{
    static const char letters[] = "-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return arg[0] != '-' && arg[0] != '\0' && arg[strspn(arg, letters)] == '\0' &&
           strcmp(arg, "true") != 0 && strcmp(arg, "false") != 0 && strcmp(arg, "null") != 0;
}

static void refuse_word(struct buf *why, const struct asl_feature *const *features,
                        const char *arg)
{
    const char *words[WORDS_MAX] = { NULL };
    size_t count = 0;
    for (; features[count] != NULL && count < WORDS_MAX; count++) {
        words[count] = features[count]->word;
    }
    const char *near = nearest_word(arg, words, count);
    buf_print(why, "there is no subcommand '%s'", arg);
    if (near != NULL) {
        buf_print(why, "; did you mean '%s'?", near);
        return;
    }
    buf_text(why, ", and it is not JSON; there are ");
    for (size_t i = 0; i < count; i++) {
        buf_print(why, "%s%s", i > 0 ? ", " : "", words[i]);
    }
}

/* The feature that the environment asks for, or else the first. */
static const struct asl_feature *choose_unnamed(const struct asl_feature *const *features)
{
    for (const struct asl_feature *const *f = features; *f != NULL; f++) {
        const char *value = (*f)->variable != NULL ? getenv((*f)->variable) : NULL;
        if (value != NULL && value[0] != '\0') {
            return *f;
        }
    }
    return features[0];
}

/* The feature that the first word names, or else one that needs no word. NULL, and why, for a
 * word that only a feature can be and none is. */
static const struct asl_feature *choose(const struct asl_feature *const *features,
                                        const char *arg, bool *ret_is_chosen, struct buf *why)
{
    for (const struct asl_feature *const *f = features; arg != NULL && *f != NULL; f++) {
        if (strcmp((*f)->word, arg) == 0) {
            *ret_is_chosen = true;
            return *f;
        }
    }
    *ret_is_chosen = false;
    if (arg != NULL && is_word(arg)) {
        refuse_word(why, features, arg);
        return NULL;
    }
    return choose_unnamed(features);
}

static const char *program_of(int argc, char **argv)
{
    const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
    return slash != NULL ? slash + 1 : argc > 0 ? argv[0] : "workflow";
}

struct options *options_read(const struct asl_feature *const *features, int argc, char **argv)
{
    const char *program = program_of(argc, argv);
    struct buf why = { 0 };
    struct options *o = NULL;
    bool is_chosen;
    const struct asl_feature *f = choose(features, argc > 1 ? argv[1] : NULL, &is_chosen, &why);
    if (f != NULL) {
        o = memory_zero(f->size > 0 ? f->size : sizeof *o);
        *o = (struct options){
            .feature = f, .is_chosen = is_chosen, .program = program, .argc = argc, .argv = argv
        };
        if (!read_all(o, features, &why)) {
            options_release(o);
            o = NULL;
        }
    }
    if (o == NULL) {
        message_print(program, "%s", buf_string(&why));
    }
    buf_release(&why);
    return o;
}

void options_release(struct options *o)
{
    if (o != NULL) {
        option_release(o, o->feature->options);
        if (o->feature->argument != NULL) {
            option_release_row(o, o->feature->argument);
        }
        memory_release(o);
    }
}

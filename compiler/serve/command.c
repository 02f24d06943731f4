#include "compiler/serve/command.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <asl/asl.h>

#include "compiler/base/report.h"
#include "compiler/serve/load.h"
#include "compiler/serve/sfnlocal.h"
#include "compiler/serve/teststate.h"
#include "compiler/serve/validate.h"
#include "compiler/serve/verdict.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"
#include "runtime/program/feature.h"
#include "runtime/program/option.h"
#include "runtime/serve/call.h"
#include "runtime/serve/compile.h"
#include "runtime/serve/machine.h"
#include "runtime/serve/shelf.h"
#include "runtime/serve/reload.h"
#include "runtime/serve/serve.h"
#include "runtime/serve/station.h"

#define DEFINITION_MAX (16u << 20)

struct command_options {
    struct serve_options serve; /* first */
    struct option_list files;   /* definitions */
    struct sfnlocal sfnlocal;
};

struct command {
    const struct command_options *options;
    struct station *station;
    struct loader *loader;
    struct compiler_hooks hooks;
    size_t waiting; /* definitions of the command line that are not loaded yet */
    bool has_failed;
    struct buf *why; /* borrowed, while they are loaded */
};

static void unload(void *owner)
{
    loaded_release(owner);
}

/* ---- Definitions that requests bring ---- */

struct order {
    void (*done)(void *waiter, const struct compile_result *result);
    void *waiter;
};

static void on_compiled(void *owner, const struct load_result *r)
{
    static const enum compile_end ends[] = {
        [LOAD_DONE] = COMPILE_DONE,      [LOAD_INVALID] = COMPILE_INVALID,
        [LOAD_FAILED] = COMPILE_FAILED,  [LOAD_BUSY] = COMPILE_BUSY,
        [LOAD_STOPPED] = COMPILE_FAILED,
    };
    struct order order = *(struct order *)owner;
    struct compile_result result = { .end = ends[r->end], .reason = r->reason };
    memory_release(owner);
    if (r->loaded != NULL) {
        result.load = (struct machine_load){ loaded_workflow(r->loaded), unload, r->loaded };
    }
    order.done(order.waiter, &result);
}

static void compile(void *owner, const struct compile_request *r,
                    void (*done)(void *waiter, const struct compile_result *result),
                    void *waiter)
{
    struct command *c = owner;
    struct order *order = memory_get(sizeof *order);
    struct load_request request = { .text = r->definition,
                                    .size = strlen(r->definition),
                                    .name = r->name,
                                    .type = r->is_express ? CHECK_EXPRESS : CHECK_STANDARD };
    *order = (struct order){ done, waiter };
    load_begin(c->loader, &request, on_compiled, order);
}

static void operation(void *owner, struct station *s, struct call *call)
{
    struct command *c = owner;
    if (call->operation == OPERATION_TestState) {
        teststate_call(s, c->loader, call);
    } else {
        validate_call(s, call);
    }
}

/* ---- Definitions of the command line ---- */

struct file {
    struct command *command;
    const char *path;
    struct buf text;
    char *name; /* of the state machine: the file's name up to its first dot */
};

static void release_file(struct file *f)
{
    buf_release(&f->text);
    memory_release(f->name);
    memory_release(f);
}

/* What is wrong with it is shown as aslc shows it. */
static void show(const struct file *f)
{
    struct verdict v;
    struct verdict_request r = { .text = f->text.text, .size = f->text.size, .file = f->path };
    verdict_make(&v, &r);
    report_text(v.diag, stderr, false);
    verdict_release(&v);
}

static void add_machine(const struct file *f, struct loaded *loaded)
{
    struct command *c = f->command;
    const struct options *o = &c->options->serve.common;
    struct machine_plan p = { .name = f->name,
                              .definition = buf_string(&f->text),
                              .role_arn = o->role_arn,
                              .is_express = o->express,
                              .created_ms = station_now_ms(c->station),
                              .load = { loaded_workflow(loaded), unload, loaded } };
    struct buf why = { 0 };
    if (shelf_add(&c->station->machines, &p, &why) == NULL) {
        loaded_release(loaded);
        buf_print(c->why, "%s: %s", f->path, buf_string(&why));
        c->has_failed = true;
    }
    buf_release(&why);
}

static void on_loaded(void *owner, const struct load_result *r)
{
    struct file *f = owner;
    struct command *c = f->command;
    c->waiting--;
    if (r->end == LOAD_DONE && !c->has_failed) {
        add_machine(f, r->loaded);
    } else if (r->end == LOAD_DONE) {
        loaded_release(r->loaded);
    } else if (!c->has_failed) {
        if (r->end == LOAD_INVALID) {
            show(f);
        }
        buf_print(c->why, "%s: %s", f->path,
                  r->end == LOAD_INVALID ? "it has errors, and is not served" : r->reason);
        c->has_failed = true;
    }
    release_file(f);
}

static char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    return memory_text_n(base, strcspn(base, "."));
}

static bool begin_file(struct command *c, const char *path)
{
    struct file *f = memory_zero(sizeof *f);
    *f = (struct file){ .command = c, .path = path, .name = name_of(path) };
    int error = descriptor_read_path(path, &f->text, DEFINITION_MAX);
    if (error != 0) {
        buf_print(c->why, "%s: cannot be read: %s", path, strerror(-error));
        release_file(f);
        return false;
    }
    struct load_request r = { .text = buf_string(&f->text),
                              .size = f->text.size,
                              .name = f->name,
                              .file = f->path,
                              .type = c->options->serve.common.express ? CHECK_EXPRESS
                                                                       : CHECK_STANDARD };
    c->waiting++;
    load_begin(c->loader, &r, on_loaded, f);
    return true;
}

/* What the store has of before. */
static void go_on(struct station *s)
{
    struct reload r;
    reload_begin(&r, s);
    while (r.pending > 0) {
        station_turn(s, true);
    }
    station_resume(s);
    reload_end(&r);
}

static bool open_command(void *owner, struct station *s, struct buf *why)
{
    struct command *c = owner;
    const struct option_list *files = &c->options->files;
    bool begun = true;
    c->station = s;
    c->why = why;
    s->session.may_lack_tasks = true;
    c->loader = loader_new(&(struct loader_settings){ .loop = s->session.loop });
    c->hooks = (struct compiler_hooks){ .begin = compile, .owner = c };
    s->compiles.hooks = &c->hooks;
    for (size_t i = 0; begun && i < files->count; i++) {
        begun = begin_file(c, files->texts[i]);
    }
    while (c->waiting > 0) {
        loop_turn(s->session.loop, true);
    }
    bool is_good = begun && !c->has_failed;
    if (is_good) {
        go_on(s);
    }
    return is_good;
}

static void close_command(void *owner)
{
    struct command *c = owner;
    if (c->loader != NULL) {
        loader_release(c->loader);
    }
}

/* ---- The command line ---- */

static const struct option_row files = {
    .word = "a definition",
    .value = "DEFINITION",
    .help = "a state machine that is there from the beginning, called as its file is",
    .set = option_add,
    .place = offsetof(struct command_options, files),
};

static const struct option_row sfnlocal_rows[] = {
#define PLACE(name) offsetof(struct command_options, sfnlocal.values[SFNLOCAL_##name])
#define VARIABLE(...)
#define SETTING(name, variable, camel, word, value, becomes, help)                             \
    { word, OPTION_VALUE, value, help, option_text, PLACE(name), 0, 0 },                       \
        { camel, OPTION_VALUE, value, NULL, option_text, PLACE(name), 0, 0 },
#include "compiler/serve/sfnlocal.def"
#undef VARIABLE
#undef SETTING
    { "-v", OPTION_NOTHING, NULL, NULL, option_flag,
      offsetof(struct command_options, serve.common.version), 0, 0 },
    OPTION_END,
};

static int run(const struct asl_workflow *w, const struct options *o)
{
    struct command_options *own = (struct command_options *)(uintptr_t)o;
    struct command c = { .options = own };
    (void)w;
    if (!sfnlocal_take(&own->sfnlocal, &own->serve)) {
        return EXIT_USAGE;
    }
    char *only = own->files.count == 1 ? name_of(own->files.texts[0]) : NULL;
    int code = serve_run(&c.options->serve, &(struct serve_more){ .name = "aslc",
                                                                  .machine = only,
                                                                  .open = open_command,
                                                                  .close = close_command,
                                                                  .operation = operation,
                                                                  .owner = &c });
    memory_release(only);
    return code;
}

static const struct option_row *const tables[] = { serve_rows,    serve_front_rows,
                                                   options_store, options_session,
                                                   options_local, sfnlocal_rows,
                                                   NULL };

static const struct asl_feature feature = {
    .word = "serve",
    .usage = "[DEFINITION]... [OPTION]...",
    .help = "a local Step Functions: AWS's API over HTTP, for definitions on the command line "
            "and those that requests bring",
    .argument = &files,
    .options = tables,
    .size = sizeof(struct command_options),
    .run = run,
};

static const struct asl_feature *const features[] = { &feature, NULL };

/* aslc stands where a workflow's program has its workflow. */
static const struct asl_workflow none = { .name = "aslc",
                                          .source = "aslc",
                                          .features = features };

int command_serve(int argc, char **argv)
{
    return asl_main(&none, argc, argv);
}

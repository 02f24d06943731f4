#include "compiler/serve/command.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <asl/asl.h>

#include "compiler/app/cfnmachine.h"
#include "compiler/base/arena.h"
#include "compiler/base/report.h"
#include "compiler/serve/complete.h"
#include "compiler/serve/load.h"
#include "compiler/serve/sfnlocal.h"
#include "compiler/serve/stack.h"
#include "compiler/serve/teststate.h"
#include "compiler/serve/validate.h"
#include "compiler/template/machine.h"
#include "compiler/testing/verdict.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/embedded/localserve.h"
#include "runtime/endpoint/call.h"
#include "runtime/ledger/tags.h"
#include "runtime/loop/loop.h"
#include "runtime/loop/tls.h"
#include "runtime/machine/compile.h"
#include "runtime/machine/machine.h"
#include "runtime/machine/shelf.h"
#include "runtime/program/feature.h"
#include "runtime/program/option.h"
#include "runtime/program/session.h"
#include "runtime/serve/asker.h"
#include "runtime/serve/more.h"
#include "runtime/serve/serve.h"
#include "runtime/station/reload.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define DEFINITION_MAX (16u << 20)
#define SERVER_NAME    "aslc"

struct command_options {
    struct serve_options serve; /* first */
    struct option_list files;   /* definitions */
    struct stack_options stack;
    bool is_check; /* only tells what would be there */
    struct sfnlocal sfnlocal;
};

struct command {
    const struct asl_traces *tracing; /* NULL: executions are not traced */
    const struct command_options *options;
    struct station *station;
    struct loader *loader;
    struct stack stack;
    struct serve_more more; /* of the server */
    char *only;             /* owned: of `more` */
    struct compiler_hooks hooks;
    size_t waiting; /* definitions of the command line that are not loaded yet */
    bool has_failed;
    struct buf *why; /* borrowed, while they are loaded */
};

/* What functions call through the embedded services may be done in any way. */
static const struct asl_target *const ways[] = {
#define ASL_TARGET(word, target, dynamic, scheme, form, help) &target,
#include <asl/words.def>
    NULL
};
static const struct asl_workflow callable = { .name = SERVER_NAME,
                                              .source = SERVER_NAME,
                                              .targets = ways };

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

/* ---- Definitions that are there from the beginning ---- */

/* One that is on its way. */
struct definition {
    struct command *command;
    char *label; /* what messages call it */
    char *name;  /* of the state machine */
    bool is_express;
    struct cfn_machine settings; /* of a template's; its role is the template's */
    struct verdict verdict;      /* its JSON is what is served */
};

static void release_definition(struct definition *d)
{
    verdict_release(&d->verdict);
    cfn_machine_release(&d->settings);
    memory_release(d->label);
    memory_release(d->name);
    memory_release(d);
}

static void add_machine(const struct definition *d, struct loaded *loaded)
{
    struct command *c = d->command;
    const char *role = d->settings.role;
    struct machine_plan p = { .name = d->name,
                              .definition = d->verdict.json,
                              .role_arn =
                                  role != NULL ? role : c->options->serve.common.role_arn,
                              .is_express = d->is_express,
                              .config = d->settings.config,
                              .created_ms = station_now_ms(c->station),
                              .load = { loaded_workflow(loaded), unload, loaded } };
    struct buf why = { 0 };
    struct machine *m = shelf_add(&c->station->machines, &p, &why);
    if (m != NULL) {
        m->is_given = true;
        if (value_count(d->settings.tags) > 0) {
            tags_put(c->station->store, m->arn, d->settings.tags);
        }
    } else {
        loaded_release(loaded);
        buf_print(c->why, "%s: %s", d->label, buf_string(&why));
        c->has_failed = true;
    }
    buf_release(&why);
}

static void on_loaded(void *owner, const struct load_result *r)
{
    struct definition *d = owner;
    struct command *c = d->command;
    c->waiting--;
    if (r->end == LOAD_DONE && !c->has_failed) {
        add_machine(d, r->loaded);
    } else if (r->end == LOAD_DONE) {
        loaded_release(r->loaded);
    } else if (!c->has_failed) {
        buf_print(c->why, "%s: %s", d->label, r->reason);
        c->has_failed = true;
    }
    release_definition(d);
}

static struct definition *new_definition(struct command *c, const char *label, const char *name,
                                         enum check_type type)
{
    struct definition *d = memory_zero(sizeof *d);
    *d = (struct definition){ .command = c,
                              .label = memory_text(label),
                              .name = memory_text(name),
                              .is_express = type == CHECK_EXPRESS };
    return d;
}

/* Says what is wrong with it as aslc says it, or begins to load it; its verdict is there. */
static bool begin_definition(struct definition *d, enum check_type type)
{
    struct command *c = d->command;
    if (!d->verdict.is_good) {
        report_text(d->verdict.diag, stderr, false);
        buf_print(c->why, "%s: it has errors, and is not served", d->label);
        release_definition(d);
        return false;
    }
    struct load_request load = {
        .text = d->verdict.json, .size = d->verdict.json_size, .name = d->name, .type = type
    };
    c->waiting++;
    load_begin(c->loader, &load, on_loaded, d);
    return true;
}

static enum check_type type_of(bool is_express)
{
    return is_express ? CHECK_EXPRESS : CHECK_STANDARD;
}

/* The state machine is called as the file up to its first dot: new. */
static char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash != NULL ? slash + 1 : path;
    return memory_text_n(base, strcspn(base, "."));
}

static bool begin_file(struct command *c, const char *path)
{
    struct buf text = { 0 };
    int error = descriptor_read_path(path, &text, DEFINITION_MAX);
    bool begun = error == 0;
    if (error != 0) {
        buf_print(c->why, "%s: cannot be read: %s", path, strerror(-error));
    } else {
        char *name = name_of(path);
        struct verdict_request r = { .text = buf_string(&text),
                                     .size = text.size,
                                     .file = path,
                                     .type = type_of(c->options->serve.common.express) };
        struct definition *d = new_definition(c, path, name, r.type);
        verdict_make(&d->verdict, &r);
        begun = begin_definition(d, r.type);
        memory_release(name);
    }
    buf_release(&text);
    return begun;
}

/* ---- Templates ---- */

static bool has_templates(const struct command *c)
{
    return c->options->stack.templates.count > 0;
}

static bool begin_templates(struct command *c)
{
    const struct template_machine *m = c->stack.plan.machines;
    bool begun = true;
    stack_make_activities(&c->stack, c->station);
    for (; begun && m != NULL; m = m->next) {
        struct definition *d = new_definition(c, m->id, m->name, m->type);
        cfn_machine_read(m, &d->settings);
        stack_judge(m, &d->verdict);
        begun = begin_definition(d, m->type);
    }
    return begun;
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

static void set_services(struct command *c, struct station *s)
{
    c->station = s;
    s->session.services = &localserve_services;
    s->session.callable = &callable;
}

/* The one state machine that there is from the beginning: new; NULL if there are others. */
static char *only_machine(const struct command *c);

static bool prepare_command(void *owner, struct station *s)
{
    struct command *c = owner;
    struct command_options *o = (struct command_options *)(uintptr_t)c->options;
    set_services(c, s);
    bool is_good =
        !has_templates(c) || stack_open(&c->stack, &o->stack, &o->serve, &s->session);
    c->only = is_good ? only_machine(c) : NULL;
    c->more.machine = c->only;
    return is_good;
}

static void on_listening(void *owner, const char *url)
{
    struct command *c = owner;
    if (has_templates(c)) {
        stack_tell_places(&c->stack, url, &c->station->session);
    }
}

/* --local-load */
static bool load_services(struct command *c, struct buf *why)
{
    struct session *s = &c->station->session;
    const char *path = c->options->serve.common.local_load;
    return path == NULL || s->services->load(s, path, why);
}

static bool open_command(void *owner, struct station *s, struct buf *why)
{
    struct command *c = owner;
    const struct option_list *files = &c->options->files;
    bool begun = true;
    set_services(c, s);
    c->why = why;
    s->session.may_lack_tasks = true;
    c->loader = loader_new(&(struct loader_settings){ .loop = s->session.loop });
    c->hooks = (struct compiler_hooks){ .begin = compile, .owner = c };
    s->compiles.hooks = &c->hooks;
    for (size_t i = 0; begun && i < files->count; i++) {
        begun = begin_file(c, files->texts[i]);
    }
    begun = begun && (!has_templates(c) || begin_templates(c));
    bool is_traced =
        c->tracing == NULL || station_trace(s, c->tracing, SERVER_NAME, &fetch_tls);
    while (c->waiting > 0) {
        loop_turn(s->session.loop, true);
    }
    bool is_good = begun && !c->has_failed && is_traced;
    if (is_good && has_templates(c)) {
        stack_begin(&c->stack, c->station);
    }
    is_good = is_good && load_services(c, why);
    if (!is_traced) {
        buf_text(why, "nothing is served");
    }
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

/* Another word for -D: the list is released once. */
static bool add_parameter(struct options *o, const struct option_row *row, const char *value,
                          struct buf *why)
{
    return option_add(o, row, value, why);
}

static const struct option_row template_rows[] = {
    { "--template", OPTION_VALUE, "FILE",
      "start what a template of SAM or CloudFormation, or CDK's folder cdk.out, has: state "
      "machines, functions, APIs, tables ...; as often as needed",
      option_add, offsetof(struct command_options, stack.templates), 0, 0 },
    { "-D", OPTION_VALUE, "NAME=VALUE", "the value of a parameter of a template", option_add,
      offsetof(struct command_options, stack.parameters), 0, 0 },
    { "--parameter", OPTION_VALUE, "NAME=VALUE", "the same", add_parameter,
      offsetof(struct command_options, stack.parameters), 0, 0 },
    { "--services", OPTION_VALUE, "PORT",
      "of templates: the port of this machine where the embedded services answer; without it "
      "the system picks one",
      option_count, offsetof(struct command_options, stack.port), 1, 65535 },
    { "--check", OPTION_NOTHING, NULL,
      "only say what would be made of the templates, and what is left out", option_flag,
      offsetof(struct command_options, is_check), 0, 0 },
    OPTION_END,
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

static char *only_machine(const struct command *c)
{
    const struct option_list *given = &c->options->files;
    const struct cfn_plan *p = &c->stack.plan;
    return given->count + p->machine_count != 1 ? NULL
           : given->count == 1                  ? name_of(given->texts[0])
                                                : memory_text(p->machines->name);
}

static int run(const struct asl_workflow *w, const struct options *o)
{
    struct command_options *own = (struct command_options *)(uintptr_t)o;
    struct command c = { .options = own, .tracing = w->traces };
    int code = EXIT_USAGE;
    c.more = (struct serve_more){ .name = SERVER_NAME,
                                  .prepare = prepare_command,
                                  .open = open_command,
                                  .listening = on_listening,
                                  .close = close_command,
                                  .operation = operation,
                                  .owner = &c };
    if (sfnlocal_take(&own->sfnlocal, &own->serve)) {
        stack_keep_local(&c.stack, &own->stack, &own->serve.common, SERVER_NAME);
        code = own->is_check ? stack_check(&c.stack, &own->stack, &own->serve)
                             : serve_run(&own->serve, &c.more);
    }
    stack_close(&c.stack);
    memory_release(c.only);
    return code;
}

/* ---- The API from the command line ---- */

/* What the machines of a store are loaded by, while it is asked. */
struct asked {
    struct command command;
    struct command_options options;
};

static void close_asked(void *owner)
{
    struct asked *a = owner;
    close_command(&a->command);
    memory_release(a);
}

static int ask_open(const struct asl_workflow *w, const struct options *o,
                    const struct asking_place *place, bool changes, struct asking **ret_asking)
{
    struct asked *a = memory_zero(sizeof *a);
    a->options.serve.common = *o;
    a->command.options = &a->options;
    struct serve_more more = {
        .name = w->name, .open = open_command, .close = close_asked, .owner = &a->command
    };
    return asker_open(w, o, place, changes, &more, ret_asking);
}

static const struct feature_asking asking = {
    .open = ask_open,
    .ask = asker_ask,
    .close = asker_close,
};

/* ---- The subcommands ---- */

static const struct option_row *const tables[] = {
    serve_rows,    serve_front_rows, template_rows,  options_store, options_session,
    options_local, options_load,     options_traces, sfnlocal_rows, NULL
};

static const struct asl_feature feature = {
    .word = "serve",
    .usage = "[DEFINITION]... [OPTION]...",
    .help = "a local Step Functions: AWS's API over HTTP, for definitions on the command line "
            "and those that requests bring",
    .argument = &files,
    .options = tables,
    .size = sizeof(struct command_options),
    .run = run,
    .asking = &asking,
};

static const struct asl_feature *const features[] = {
    &feature,
#define ASL_MANAGE(word, feature) &feature,
#define ASL_SHARE(word, feature)  &feature,
#include <asl/words.def>
    &asl_feature_send_task_success,
    &asl_feature_send_task_failure,
    &asl_feature_send_task_heartbeat,
    &complete_feature,
    NULL,
};

/* aslc stands where a workflow's program has its workflow. */
static const struct asl_workflow none = {
    .name = SERVER_NAME, .source = SERVER_NAME, .traces = &asl_traces, .features = features
};

bool command_is(const char *word)
{
    for (const struct asl_feature *const *f = features; *f != NULL; f++) {
        if (strcmp((*f)->word, word) == 0) {
            return true;
        }
    }
    return false;
}

int command_run(int argc, char **argv)
{
    return asl_main(&none, argc, argv);
}

#include "compiler/serve/stack.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "compiler/stock/cfnkind.h"
#include "compiler/stock/cfnmake.h"
#include "compiler/stock/cfnoutput.h"
#include "compiler/stock/cfnrecord.h"
#include "compiler/stock/cfnresolve.h"
#include "compiler/app/cfnzip.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/report.h"
#include "compiler/serve/jsonpath.h"
#include "compiler/template/machine.h"
#include "compiler/testing/verdict.h"
#include "runtime/api/activity.h"
#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/base/plainname.h"
#include "runtime/base/text.h"
#include "runtime/endpoint/call.h"
#include "runtime/mapping/mapping.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/serve/serve.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "runtime/way/settings.h"

/* ---- Reading ---- */

/* Its functions do tasks before all that the user says, which counts more. */
static bool bind_functions(const struct value *tasks, struct option_list *files,
                           struct arena *a, struct buf *why)
{
    struct buf json = { 0 };
    if (value_count(tasks) == 0) {
        return true;
    }
    write_json(&json, tasks);
    int fd = descriptor_of_bytes(json.text, json.size);
    buf_release(&json);
    if (fd < 0) {
        buf_print(why, "the functions of the template cannot be bound: %s", strerror(-fd));
        return false;
    }
    files->texts = memory_resize(files->texts, (files->count + 1) * sizeof *files->texts);
    memmove(files->texts + 1, files->texts, files->count++ * sizeof *files->texts);
    files->texts[0] = arena_print(a, "/proc/self/fd/%d", fd);
    return true;
}

static void append(struct option_list *list, const char *text)
{
    list->texts = memory_resize(list->texts, (list->count + 1) * sizeof *list->texts);
    list->texts[list->count++] = text;
}

/* The routes of the templates stand beside those of the command line. */
static void add_routes(const struct stack *s, struct front_options *o)
{
    const struct cfn_routes *all = &s->plan.starts.routes;
    for (size_t i = 0; i < all->count; i++) {
        append(&o->routes, all->list[i].text);
    }
    mapping_find_by(jsonpath_find);
    o->mapping = &mapping_front;
    for (size_t i = 0; i < all->origin_count && all->count > 0; i++) {
        append(&o->gate.origins, all->origins[i]);
    }
}

/* Find out all that there is to be; `services` is the URL of the embedded services, NULL where
 * they are not open, and nothing is to be made. Returns false after messages. */
static bool plan(struct stack *s, const struct serve_options *serve, const char *services)
{
    struct cfn_request r = { serve->common.program, &s->options->templates,
                             &s->options->parameters };
    cfn_kind_set_base(services);
    bool is_good = cfn_open(&s->cfn, &r);
    if (is_good) {
        s->is_planned = true;
        struct cfn_code code = { s->local, services == NULL };
        is_good = cfn_plan(&s->cfn, &code, &s->plan);
    }
    return cfn_tell(&s->cfn) && is_good;
}

/* A path that is the same wherever the server is started: new. */
static char *stack_path(const char *template)
{
    char whole[PATH_MAX];
    return memory_text(realpath(template, whole) != NULL ? whole : template);
}

/* The first template has a folder of its own, which is called after it. */
static char *folder_of(const char *template, const char *server)
{
    struct buf name = { 0 };
    char *path = stack_path(template);
    const char *end = path + strlen(path);
    const char *from = end;
    int parts = 0;
    while (from > path && (from[-1] != '/' || ++parts < 2)) {
        from--;
    }
    char *word = memory_text_n(from, (size_t)(end - from));
    plainname_make(word);
    buf_print(&name, "%s/%s-%08x", server, word,
              (unsigned)(text_hash(path, strlen(path)) & UINT32_MAX));
    memory_release(word);
    memory_release(path);
    return buf_take(&name);
}

void stack_keep_local(struct stack *s, const struct stack_options *o, struct options *common,
                      const char *server)
{
    if (o->templates.count > 0) {
        char *name = folder_of(o->templates.texts[0], server);
        s->local = session_local(common, name);
        memory_release(name);
        if (common->local == NULL) {
            common->local = s->local;
            settings_reach_named();
        }
    }
}

/* Functions have to know where the services are before they are planned, and the services which
 * functions there are. */
static bool open_all(struct stack *s, struct serve_options *serve, struct session *session,
                     struct buf *why)
{
    void *door = session_door(session, why);
    if (door != NULL) {
        cfn_resolve_by(session->services->hub(door), clock_now_ms(&session->clock));
    }
    return door != NULL && plan(s, serve, session->services->url(door)) &&
           bind_functions(s->plan.tasks, &serve->common.task_files, s->cfn.arena, why) &&
           session->services->bind(door, &serve->common, why);
}

bool stack_open(struct stack *s, const struct stack_options *o, struct serve_options *serve,
                struct session *session)
{
    struct buf text = { 0 };
    s->options = o;
    session->door_port = (uint16_t)o->port;
    bool is_open = open_all(s, serve, session, &text);
    if (is_open) {
        add_routes(s, &serve->front);
        buf_print(&text, "%s: ", o->templates.texts[0]);
        struct buf all = { 0 };
        cfn_plan_put(&s->plan, &all);
        buf_text(&text, buf_string(&all));
        buf_release(&all);
    }
    if (text.size > 0) {
        message_print(serve->common.program, "%s", buf_string(&text));
    }
    buf_release(&text);
    return is_open;
}

void stack_judge(const struct template_machine *m, struct verdict *ret_verdict)
{
    verdict_make(ret_verdict, &(struct verdict_request){ .file = m->id,
                                                         .type = m->type,
                                                         .substitutions = m->substitutions,
                                                         .is_deployed = true,
                                                         .source = m->source });
}

/* Tell all that is to be said of the definitions. Returns false if there are errors. */
static bool check_machines(const struct stack *s)
{
    bool is_good = true;
    for (const struct template_machine *m = s->plan.machines; m != NULL; m = m->next) {
        struct verdict v;
        stack_judge(m, &v);
        if (diag_count(v.diag) > 0) {
            report_text(v.diag, stderr, false);
        }
        is_good = is_good && v.is_good;
        verdict_release(&v);
    }
    return is_good;
}

static void print_plan(struct stack *s)
{
    struct buf text = { 0 }, ignored = { 0 };
    cfn_plan_put(&s->plan, &text);
    buf_text(&text, text.size > 0 ? "\n" : "nothing of the template is made here\n");
    cfn_plan_put_places(&s->plan, NULL, NULL, &text);
    output_print("%s", buf_string(&text));
    buf_release(&text);
    cfn_output_put(s->cfn.all.first, "", &ignored); /* for what is to be said of them */
    buf_release(&ignored);
    cfn_tell(&s->cfn);
}

int stack_check(struct stack *s, const struct stack_options *o, struct serve_options *serve)
{
    int code = EXIT_USAGE;
    s->options = o;
    if (o->templates.count == 0) {
        message_print(serve->common.program, "--check is for --template");
    } else if (plan(s, serve, NULL)) {
        bool is_good = check_machines(s);
        code = is_good ? EXIT_SUCCEEDED : EXIT_FAILED;
        if (is_good) {
            print_plan(s);
        }
    }
    return code;
}

/* ---- Making ---- */

/* Nobody waits for the answer. */
static void on_created(struct call *call, const struct service_answer *a)
{
    (void)a;
    call_close(call);
    memory_release(call);
}

static void create_activity(struct station *s, const char *name)
{
    struct call *call = memory_zero(sizeof *call);
    *call = (struct call){ .operation = OPERATION_CreateActivity,
                           .input = value_object(),
                           .now_ms = station_now_ms(s),
                           .on_answer = on_created };
    value_set_text(&call->input, "name", name);
    activity_create(s, call);
}

void stack_make_activities(const struct stack *s, struct station *station)
{
    for (size_t i = 0; i < s->plan.activity_count; i++) {
        create_activity(station, s->plan.activities[i]);
    }
}

void stack_begin(struct stack *s, struct station *station)
{
    const struct session *session = &station->session;
    const struct value *feeds = s->plan.starts.feeds;
    struct hub *h = session->services->hub(session->door);
    int64_t now_ms = station_now_ms(station);
    char *path = stack_path(s->options->templates.texts[0]);
    struct cfn_record record = { s->cfn.program, s->local, path, &s->plan.starts.things };
    cfn_record_end(&record, h, now_ms);
    cfn_make(&s->plan.things, h, now_ms);
    cfn_make(&s->plan.starts.things, h, now_ms);
    cfn_record_keep(&record);
    memory_release(path);
    cfn_tell(&s->cfn);
    session->services->qualify(session->door, value_share(s->plan.qualifiers));
    for (size_t i = 0; i < value_count(feeds); i++) {
        session->services->feed(session->door, value_share(value_item(feeds, i)));
    }
}

void stack_tell_places(struct stack *s, const char *url, const struct session *session)
{
    struct buf text = { 0 };
    cfn_plan_put_places(&s->plan, url, session->services->url(session->door), &text);
    cfn_output_put(s->cfn.all.first, url, &text);
    output_print("%s", buf_string(&text));
    fflush(output_file());
    buf_release(&text);
    cfn_tell(&s->cfn);
}

void stack_close(struct stack *s)
{
    if (s->is_planned) {
        cfn_plan_release(&s->plan);
    }
    if (s->cfn.arena != NULL) {
        cfn_close(&s->cfn);
    }
    cfn_kind_set_base(NULL);
    cfn_resolve_by(NULL, 0);
    memory_release(s->local);
}

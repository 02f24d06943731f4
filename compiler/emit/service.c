#include "compiler/emit/service.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/aws/model.h"
#include "compiler/aws/optimised.h"
#include "compiler/base/arena.h"
#include "compiler/base/templates.h"
#include "compiler/emit/fill.h"
#include "compiler/emit/job.h"
#include "compiler/emit/quote.h"
#include "compiler/emit/title.h"
#include "compiler/plan/plan.h"
#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* What distributed Maps read from and write to. */
#define MAPS_SERVICE "s3"

/* A name that is printed once: an action's, a shape's. */
struct printed {
    const char *id;
    struct printed *next;
};

struct printer {
    struct arena *arena;
    const struct plan *plan;
    const struct model_line *service;
    const char *prefix; /* of the names of the shapes: order_sdk_dynamodb */
    bool is_optimised;
    struct buf *tables;
    struct printed *begun; /* shapes: printed, or about to be */
    struct printed *done;  /* shapes that are printed or declared */
};

static bool has(const struct printed *list, const char *id)
{
    while (list != NULL && strcmp(list->id, id) != 0) {
        list = list->next;
    }
    return list != NULL;
}

static void add(struct arena *a, struct printed **list, const char *id)
{
    struct printed *p = arena_get(a, sizeof *p);
    p->id = id;
    p->next = *list;
    *list = p;
}

static void put_text(struct buf *c, const char *member, const char *text)
{
    if (text != NULL) {
        buf_print(c, ".%s = ", member);
        quote_text(c, text, strlen(text));
        buf_text(c, ",\n");
    }
}

/* ---- Shapes ---- */

/* Appends a part of a row in braces; what does not fit goes on below the row's first part. */
static void put_part(struct buf *row, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void put_part(struct buf *row, const char *format, ...)
{
    struct buf part = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&part, format, args);
    va_end(args);
    bool is_first = row->size == 0 || row->text[row->size - 1] == '\n';
    bool fits = quote_column(row) + 2 + (int)part.size + 4 <= QUOTE_LINE;
    buf_text(row, is_first ? "{ " : fits ? ", " : ",\n  ");
    buf_put(row, part.text, part.size);
    buf_release(&part);
}

/* The scalars, by the letters of the table. */
static const char *scalar(char letter)
{
    static const char *const names[][2] = {
        { "s", "string" }, { "i", "integer" }, { "f", "float" },    { "B", "boolean" },
        { "b", "blob" },   { "t", "time" },    { "d", "document" },
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i][0][0] == letter) {
            return names[i][1];
        }
    }
    return NULL;
}

static const char *shape_id(const struct printer *p, const char *kind)
{
    if (kind[1] == '\0' && scalar(kind[0]) != NULL) {
        return arena_print(p->arena, "asl_shape_%s", scalar(kind[0]));
    }
    return arena_print(p->arena, "%s_%s", p->prefix, kind);
}

/* What a member's row says where it is not what most have. */
static void put_flags(struct buf *c, const char *flags)
{
    static const char *const words[][2] = {
        { "p", ".place = ASL_IN_PATH" },      { "q", ".place = ASL_IN_QUERY" },
        { "h", ".place = ASL_IN_HEADER" },    { "H", ".place = ASL_IN_HEADERS" },
        { "s", ".place = ASL_IN_STATUS" },    { "b", ".place = ASL_AS_BODY" },
        { "a", ".place = ASL_IN_ATTRIBUTE" }, { "S", ".time = ASL_TIME_SECONDS" },
        { "I", ".time = ASL_TIME_ISO" },      { "R", ".time = ASL_TIME_HTTP" },
        { "t", ".is_token = true" },          { "j", ".is_json = true" },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strchr(flags, words[i][0][0]) != NULL) {
            put_part(c, "%s", words[i][1]);
        }
    }
}

static void put_member(struct printer *p, struct buf *c, const char *word)
{
    struct model_member m = model_member(p->arena, word);
    bool renames = !p->is_optimised && strcmp(m.api, m.name) != 0;
    /* Optimised integrations spell members as the model does, with a capital. */
    const char *name = p->is_optimised ? m.api : m.name;
    if (p->is_optimised && name[0] >= 'a' && name[0] <= 'z') {
        name = m.name;
        renames = true;
    }
    put_part(c, ".name = \"%s\"", name);
    if (renames) {
        put_part(c, ".api = \"%s\"", m.api);
    }
    if (m.at != NULL) {
        put_part(c, ".at = \"%s\"", m.at);
    }
    if (m.form != NULL) {
        put_part(c, ".form = \"%s\"", m.form);
    }
    put_part(c, ".shape = &%s", shape_id(p, m.kind));
    put_flags(c, m.flags);
    buf_text(c, " },\n");
}

static void print_shape(struct printer *p, const char *kind);

/* A shape that holds itself is declared before it is defined. */
static void need_shape(struct printer *p, const char *kind)
{
    const char *id = shape_id(p, kind);
    if (model_shape(p->service, kind) == NULL || has(p->done, id)) {
        return;
    }
    if (has(p->begun, id)) {
        buf_print(p->tables, "static const struct asl_shape %s;\n\n", id);
        add(p->arena, &p->done, id);
    } else {
        print_shape(p, kind);
    }
}

/* The kinds that a shape's own table names. */
static void need_parts(struct printer *p, const struct model_line *line)
{
    if (strcmp(line->words[0], "structure") != 0) {
        need_shape(p, line->words[MODEL_OF]);
        return;
    }
    for (size_t i = MODEL_MEMBERS; i < line->count; i++) {
        need_shape(p, model_member(p->arena, line->words[i]).kind);
    }
}

static void put_word(struct buf *c, const char *member, const char *text)
{
    struct buf quoted = { 0 };
    if (text != NULL) {
        quote_text(&quoted, text, strlen(text));
        put_part(c, ".%s = %s", member, buf_string(&quoted));
    }
    buf_release(&quoted);
}

static void put_shape(struct printer *p, struct buf *c, const struct model_line *line,
                      const char *id)
{
    const char *kind = line->words[0];
    if (strcmp(kind, "structure") == 0) {
        put_part(c, "ASL_SHAPE_STRUCTURE");
        put_part(c, ".members = %s_Members", id);
        put_word(c, "space", model_word(line, 2));
    } else {
        bool is_map = strcmp(kind, "map") == 0;
        put_part(c, is_map ? "ASL_SHAPE_MAP" : "ASL_SHAPE_LIST");
        put_part(c, ".of = &%s", shape_id(p, line->words[MODEL_OF]));
        put_word(c, "key", is_map ? model_word(line, 3) : NULL);
        put_word(c, "item", model_word(line, is_map ? 4 : 3));
        if (model_word(line, is_map ? 5 : 4) != NULL) {
            put_part(c, ".is_flat = true");
        }
    }
    buf_text(c, " }");
}

/* Recursion is bounded: a model nests less than any definition. */
static void print_shape(struct printer *p, const char *kind)
{
    const struct model_line *line = model_shape(p->service, kind);
    const char *id = shape_id(p, kind);
    struct fill f = { .arena = p->arena };
    struct buf members = { 0 }, shape = { 0 };
    add(p->arena, &p->begun, id);
    need_parts(p, line);
    bool is_structure = strcmp(line->words[0], "structure") == 0;
    for (size_t i = MODEL_MEMBERS; is_structure && i < line->count; i++) {
        put_member(p, &members, line->words[i]);
    }
    if (is_structure && members.size == 0) {
        buf_text(&members, "/* none */\n");
    }
    put_shape(p, &shape, line, id);
    fill_set(&f, "name", id);
    fill_take(&f, "members", &members);
    fill_take(&f, "shape", &shape);
    fill_print(&f, p->tables, templates_find("shape"));
    buf_char(p->tables, '\n');
    add(p->arena, &p->done, id);
}

/* ---- Actions ---- */

static void put_action(struct printer *p, struct buf *c, const struct model_line *line)
{
    const char *input = model_word(line, MODEL_INPUT), *output = model_word(line, MODEL_OUTPUT);
    const char *marks = model_word(line, MODEL_MARKS);
    buf_print(c, ".service = &%s_%s_Api,\n", p->plan->id, p->service->words[MODEL_NAME]);
    put_text(c, "operation", line->words[MODEL_OPERATION]);
    put_text(c, "method", line->words[MODEL_METHOD]);
    put_text(c, "path", line->words[MODEL_PATH]);
    put_text(c, "host", model_word(line, MODEL_HOST_PREFIX));
    put_text(c, "root", model_word(line, MODEL_ROOT));
    put_text(c, "element", model_word(line, MODEL_ELEMENT));
    put_text(c, "space", model_word(line, MODEL_SPACE));
    if (input != NULL) {
        buf_print(c, ".input = &%s,\n", shape_id(p, input));
    }
    if (output != NULL) {
        buf_print(c, ".output = &%s,\n", shape_id(p, output));
    }
    buf_text(c, p->is_optimised ? ".is_optimised = true,\n" : "");
    bool names_execution =
        p->is_optimised && strcmp(line->words[MODEL_OPERATION], "PutEvents") == 0;
    buf_text(c, names_execution ? ".names_execution = true,\n" : "");
    buf_text(c, marks != NULL && strchr(marks, 'u') != NULL ? ".is_unsigned = true,\n" : "");
    buf_text(c, marks != NULL && strchr(marks, 'c') != NULL ? ".is_checked = true,\n" : "");
}

/* Returns true if some state waits for the job that this integration begins. */
static bool has_job(const struct printer *p, const char *integration)
{
    for (const struct plan_machine *m = p->plan->machines; m != NULL; m = m->next) {
        for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
            struct model_call call;
            enum arn_pattern pattern =
                s->action == NULL ? ARN_CALL : arn_pattern(arn_part(s->request.resource), NULL);
            if ((pattern == ARN_SYNC || pattern == ARN_SYNC_2) &&
                model_call(p->arena, s->request.resource, &call) && call.is_optimised &&
                strcmp(call.integration, integration) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void print_action(struct printer *p, const char *action, const char *id,
                         const char *integration)
{
    const struct model_line *line = model_find(p->service, "action", action);
    struct fill f = { .arena = p->arena };
    struct buf c = { 0 };
    for (size_t i = MODEL_INPUT; i <= MODEL_OUTPUT; i++) {
        if (model_word(line, i) != NULL) {
            need_shape(p, line->words[i]);
        }
    }
    put_action(p, &c, line);
    if (integration != NULL) {
        bool waits = has_job(p, integration);
        job_print(p->tables, p->arena, integration, id, waits, p->plan->id);
        job_put_rows(&c, p->arena, integration, id, waits);
    }
    fill_set(&f, "name", id);
    fill_take(&f, "action", &c);
    fill_print(&f, p->tables, templates_find("action"));
    buf_char(p->tables, '\n');
}

/* ---- A service ---- */

/* As many as fit on a line. */
static void put_faults(struct buf *c, const struct model_line *line)
{
    for (size_t i = 1; line != NULL && i < line->count; i++) {
        const char *word = line->words[i];
        int name = (int)strcspn(word, "=");
        struct buf row = { 0 };
        if (word[name] == '\0') {
            buf_print(&row, "{ \"%s\", NULL },", word);
        } else {
            buf_print(&row, "{ \"%.*s\", \"%s\" },", name, word, word + name + 1);
        }
        bool fits = quote_column(c) + 1 + (int)row.size <= QUOTE_LINE;
        buf_text(c, i == 1 ? "" : fits ? " " : "\n");
        buf_put(c, row.text, row.size);
        buf_release(&row);
    }
    buf_char(c, '\n');
}

/* "Secrets_Manager" has a blank. */
static const char *id_of(struct arena *a, const struct model_line *service)
{
    char *id = arena_text(a, service->words[MODEL_ID]);
    for (char *c = id; *c != '\0'; c++) {
        *c = *c == '_' ? ' ' : *c;
    }
    return id;
}

static void put_service(struct printer *p, struct buf *c)
{
    const struct model_line *s = p->service;
    char *protocol = arena_text(p->arena, s->words[MODEL_PROTOCOL]);
    for (char *at = protocol; *at != '\0'; at++) {
        *at = *at == '-' ? '_' : *at;
    }
    put_text(c, "name", s->words[MODEL_NAME]);
    put_text(c, "id", id_of(p->arena, s));
    put_text(c, "prefix", s->words[MODEL_PREFIX]);
    put_text(c, "client", model_word(s, MODEL_CLIENT));
    put_text(c, "own", model_word(s, MODEL_OWN));
    put_text(c, "other", model_word(s, MODEL_OTHER));
    buf_print(c, ".protocol = &asl_protocol_%s,\n", protocol);
    put_text(c, "version", s->words[MODEL_VERSION]);
    put_text(c, "target", model_word(s, MODEL_TARGET));
    put_text(c, "host", s->words[MODEL_HOST]);
    put_text(c, "signing", s->words[MODEL_SIGNING]);
    buf_print(c, ".faults = %s_%s_Faults,\n", p->plan->id, s->words[MODEL_NAME]);
}

/* The service's actions that are printed, or about to be. */
struct actions {
    struct printer *p;
    const char *service;
    struct buf *declared;
    struct printed *seen;
};

static void need_action(struct actions *all, const struct model_call *call)
{
    struct printer *p = all->p;
    const char *id = model_action_id(p->arena, p->plan->id, call);
    if (has(all->seen, id)) {
        return;
    }
    add(p->arena, &all->seen, id);
    p->is_optimised = call->is_optimised;
    p->prefix = arena_print(p->arena, "%s_%s%s", p->plan->id, call->is_optimised ? "" : "sdk_",
                            call->service);
    print_action(p, call->action, id, call->integration);
    buf_print(all->declared, "static const struct asl_action %s;\n", id);
}

/* What follows and stops a job is called as the integration is. */
static void need_other(void *owner, const char *action)
{
    struct actions *all = owner;
    need_action(all, &(struct model_call){
                         .service = all->service, .action = action, .is_optimised = true });
}

/* What a state's call fetches from another service, and puts there. */
static void need_cargo(struct actions *all, const char *integration)
{
    const struct optimised_cargo *c = optimised_cargo(integration);
    if (c != NULL && text_is(all->service, c->service)) {
        need_action(all, &(struct model_call){ .service = c->service, .action = c->gets });
        need_action(all, &(struct model_call){ .service = c->service, .action = c->puts });
    }
}

/* What distributed Maps call of S3: the members of their table, and under which names. */
static const struct map_call {
    const char *member, *action, *resource, *name;
} map_calls[] = {
    { "get", "getObject", "arn:aws:states:::aws-sdk:s3:getObject",
      "arn:aws:states:::s3:getObject" },
    { "list", "listObjectsV2", "arn:aws:states:::aws-sdk:s3:listObjectsV2",
      "arn:aws:states:::s3:listObjectsV2" },
    { "put", "putObject", "arn:aws:states:::aws-sdk:s3:putObject",
      "arn:aws:states:::s3:putObject" },
};
enum { MAP_CALLS = sizeof map_calls / sizeof map_calls[0] };

static bool is_called(const struct plan *plan, size_t index)
{
    const bool called[MAP_CALLS] = { plan->reads_s3, plan->lists_s3, plan->writes_s3 };
    return called[index];
}

static struct model_call model_of(size_t index)
{
    return (struct model_call){ .service = MAPS_SERVICE, .action = map_calls[index].action };
}

static void print_maps(struct printer *p, struct buf *declared)
{
    struct fill f = { .arena = p->arena };
    struct buf c = { 0 };
    for (size_t i = 0; i < MAP_CALLS; i++) {
        const struct model_call call = model_of(i);
        if (is_called(p->plan, i)) {
            buf_print(&c, ".%s = {\n", map_calls[i].member);
            buf_print(&c, "    .resource = \"%s\",\n", map_calls[i].resource);
            buf_print(&c, "    .kind = ASL_SERVICE,\n    .name = \"%s\",\n", map_calls[i].name);
            buf_print(&c, "    .calls = &%s\n},\n",
                      model_action_id(p->arena, p->plan->id, &call));
        }
    }
    fill_set(&f, "name", arena_print(p->arena, "%s_%s", p->plan->id, MAPS_SERVICE));
    fill_take(&f, "rows", &c);
    fill_print(&f, p->tables, templates_find("maps"));
    buf_char(p->tables, '\n');
    buf_print(declared, "static const struct asl_map_s3 %s_%s_Maps;\n", p->plan->id,
              MAPS_SERVICE);
}

static void need_maps(struct actions *all)
{
    for (size_t i = 0; i < MAP_CALLS; i++) {
        const struct model_call call = model_of(i);
        if (is_called(all->p->plan, i)) {
            need_action(all, &call);
        }
    }
}

static bool has_maps(const struct plan *plan)
{
    return plan->reads_s3 || plan->writes_s3;
}

/* Each state that calls something of this service, in the order of the definition. What others
 * call besides comes last, unless a state has called it. */
static void print_actions(struct printer *p, struct buf *declared)
{
    struct actions all = { .p = p,
                           .service = p->service->words[MODEL_NAME],
                           .declared = declared };
    for (int is_other = 0; is_other < 2; is_other++) {
        for (const struct plan_machine *m = p->plan->machines; m != NULL; m = m->next) {
            for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
                struct model_call call;
                if (s->action == NULL || !model_call(p->arena, s->request.resource, &call)) {
                    continue;
                }
                bool is_own = text_is(all.service, call.service);
                if (is_own && !is_other) {
                    need_action(&all, &call);
                } else if (is_own && call.is_optimised) {
                    job_each_action(call.integration, has_job(p, call.integration), need_other,
                                    &all);
                }
                if (is_other && call.is_optimised) {
                    need_cargo(&all, call.integration);
                }
            }
        }
    }
    if (text_is(all.service, MAPS_SERVICE) && has_maps(p->plan)) {
        need_maps(&all);
        print_maps(p, declared);
    }
}

static void print_service(struct printer *p, struct buf *actions, struct buf *out)
{
    struct fill f = { .arena = p->arena };
    struct buf faults = { 0 }, service = { 0 };
    const struct plan_machine *whole = p->plan->machines;
    assert(whole != NULL);
    put_faults(&faults, model_find(p->service, "faults", NULL));
    put_service(p, &service);
    print_actions(p, actions);
    title_fill(&f, "title",
               &(struct title){ '=', "Calls of the service ", p->service->words[MODEL_NAME],
                                strlen(p->service->words[MODEL_NAME]), "", whole->line,
                                whole->last_line });
    fill_set(&f, "name",
             arena_print(p->arena, "%s_%s", p->plan->id, p->service->words[MODEL_NAME]));
    fill_take(&f, "faults", &faults);
    fill_take(&f, "service", &service);
    fill_take(&f, "tables", p->tables);
    fill_print(&f, out, templates_find("service"));
    buf_char(out, '\n');
}

/* The services that are printed. */
struct services {
    struct buf *actions, *tables;
    struct arena *arena;
    const struct plan *plan;
    struct printed *done;
};

static void need_service(struct services *all, const char *name)
{
    struct buf own = { 0 };
    struct printer p = { .arena = all->arena,
                         .plan = all->plan,
                         .service = model_service(all->arena, name),
                         .tables = &own };
    if (!has(all->done, name)) {
        add(all->arena, &all->done, name);
        print_service(&p, all->actions, all->tables);
        buf_release(&own);
    }
}

void service_print(struct buf *actions, struct buf *tables, struct arena *a,
                   const struct plan *plan)
{
    struct services all = { actions, tables, a, plan, NULL };
    for (const struct plan_machine *m = plan->machines; m != NULL; m = m->next) {
        for (const struct plan_state *s = m->first; s != NULL; s = s->next) {
            struct model_call call;
            if (s->action == NULL || !model_call(a, s->request.resource, &call)) {
                continue;
            }
            need_service(&all, call.service);
            const struct optimised_cargo *c =
                call.is_optimised ? optimised_cargo(call.integration) : NULL;
            if (c != NULL) {
                need_service(&all, c->service);
            }
        }
    }
    if (has_maps(plan)) {
        need_service(&all, MAPS_SERVICE);
    }
}

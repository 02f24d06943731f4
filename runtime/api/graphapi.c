#include "runtime/api/graphapi.h"

#include <asl/tree.h>
#include <stdbool.h>
#include <string.h>

#include "runtime/api/machineref.h"
#include "runtime/api/machinetell.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/loop/http.h"
#include "runtime/machine/machine.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

static const char parameter[] = "stateMachineArn";

/* ---- The JSON text ---- */

/* What is known of a box from the tables of states. */
struct place {
    const struct asl_state *state; /* NULL for a marker */
    const struct asl_state *parent;
    size_t branch;
};

struct drawing {
    const struct asl_graph *graph;
    struct place *places; /* [count], of each box */
    size_t count, filled;
    struct buf *out;
};

static const char *type_of(const struct drawing *d, size_t box)
{
    static const char *const words[] = {
#define ASL_STATE_TYPE(word, type) word,
#include <asl/words.def>
    };
    const struct asl_state *s = d->places[box].state;
    return s != NULL ? words[s->type] : box == 0 ? "Start" : "End";
}

static const char *kind_of(const struct asl_arrow *x)
{
    static const char *const words[] = {
#define ASL_ARROW(word, arrow) word,
#include <asl/words.def>
    };
    return words[x->kind];
}

static void put_text(struct drawing *d, const char *text)
{
    text_put_json(d->out, text, strlen(text));
}

/* The parts of a text between its ends of lines, as an array. */
static void put_lines(struct drawing *d, const char *text)
{
    buf_char(d->out, '[');
    for (const char *at = text; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        buf_text(d->out, at != text ? "," : "");
        text_put_json(d->out, at, size);
        at += size + (at[size] == '\n' ? 1 : 0);
    }
    buf_char(d->out, ']');
}

static void put_name(struct drawing *d, const struct asl_state *s)
{
    put_text(d, s != NULL ? s->name : "");
}

static void put_node(struct drawing *d, size_t box)
{
    const struct asl_box *b = &d->graph->boxes[box];
    const struct place *p = &d->places[box];
    buf_text(d->out, box == 0 ? "{\"name\":" : ",{\"name\":");
    put_name(d, p->state);
    buf_print(d->out,
              ",\"type\":\"%s\",\"x\":%d,\"y\":%d,\"width\":%d,\"height\":%d,\"lines\":",
              type_of(d, box), b->x, b->y, b->width, b->height);
    put_lines(d, b->text);
    buf_text(d->out, ",\"parent\":");
    if (p->parent != NULL) {
        put_name(d, p->parent);
    } else {
        buf_text(d->out, "null");
    }
    buf_print(d->out, ",\"branch\":%zu}", p->branch);
}

static void put_label(struct drawing *d, const struct asl_arrow *x)
{
    struct buf line = { 0 };
    for (const char *c = x->label != NULL ? x->label : ""; *c != '\0'; c++) {
        buf_char(&line, *c == '\n' ? ' ' : *c);
    }
    put_text(d, buf_string(&line));
    buf_release(&line);
    buf_text(d->out, ",\"labelLines\":");
    put_lines(d, x->label != NULL ? x->label : "");
    buf_print(d->out, ",\"labelX\":%d,\"labelY\":%d", x->x, x->y);
}

static void put_edge(struct drawing *d, const struct asl_arrow *x)
{
    buf_text(d->out, x == d->graph->arrows ? "{\"from\":" : ",{\"from\":");
    put_name(d, d->places[x->from].state);
    buf_text(d->out, ",\"to\":");
    put_name(d, d->places[x->to].state);
    buf_print(d->out, ",\"kind\":\"%s\",\"label\":", kind_of(x));
    put_label(d, x);
    buf_text(d->out, ",\"path\":");
    put_text(d, x->path);
    buf_char(d->out, '}');
}

/* The states of a machine, each with those of its branches behind it: as the boxes stand. */
static void take_places(struct drawing *d, const struct asl_machine *m,
                        const struct asl_state *parent, size_t branch)
{
    for (const struct asl_state *s = m->states; s->name != NULL; s++) {
        if (d->filled < d->count) {
            d->places[d->filled++] = (struct place){ s, parent, branch };
        }
        for (size_t i = 0; s->branches != NULL && s->branches[i] != NULL; i++) {
            take_places(d, s->branches[i], s, i);
        }
        if (s->map != NULL) {
            take_places(d, s->map->processor, s, 0);
        }
    }
}

static void put_graph(struct buf *out, const struct asl_workflow *w)
{
    struct drawing d = { .graph = w->graph, .filled = 1, .out = out };
    while (d.graph->boxes[d.count].text != NULL) {
        d.count++;
    }
    d.places = memory_zero((d.count + 1) * sizeof *d.places);
    take_places(&d, w->machine, NULL, 0);
    buf_print(out, "{\"width\":%d,\"height\":%d,\"nodes\":[", d.graph->width, d.graph->height);
    for (size_t box = 0; box < d.count; box++) {
        put_node(&d, box);
    }
    buf_text(out, "],\"edges\":[");
    for (const struct asl_arrow *x = d.graph->arrows; x->path != NULL; x++) {
        put_edge(&d, x);
    }
    buf_text(out, "]}");
    memory_release(d.places);
}

/* ---- The request ---- */

/* The parameter of the query, decoded; NULL if it is not there. New. */
static char *read_arn(const char *query)
{
    size_t name = strlen(parameter);
    for (const char *at = query; *at != '\0';) {
        size_t size = strcspn(at, "&");
        if (size > name && strncmp(at, parameter, name) == 0 && at[name] == '=') {
            struct buf arn = { 0 };
            url_put_decoded(&arn, at + name + 1, size - name - 1, true);
            return buf_take(&arn);
        }
        at += size + (at[size] == '&' ? 1 : 0);
    }
    return NULL;
}

/* The workflow that an ARN names; NULL, with the reason in the answer, if it has no picture. */
static const struct asl_workflow *find(struct station *s, const char *arn,
                                       struct service_answer *ret_answer)
{
    struct machineref r;
    if (!machineref_any(s, arn, &r, ret_answer)) {
        return NULL;
    }
    const struct revision *of = machinetell_revision(&r);
    const struct asl_workflow *w = of != NULL ? of->load.workflow : NULL;
    if (of == NULL) {
        machineref_none(arn, ret_answer);
    } else if (w == NULL || w->graph == NULL) {
        service_answer_fail(ret_answer, 404, NULL, "ResourceNotFound",
                            "There is no picture of this state machine now: '%s'", arn);
    }
    machineref_close(&r);
    return w != NULL && w->graph != NULL ? w : NULL;
}

static void refuse(struct http_request *r, const struct service_answer *a)
{
    struct value *json = service_answer_json(a);
    char *text = write_text(json);
    http_answer(r, a->status, "application/json", text, strlen(text));
    memory_release(text);
    value_release(json);
}

void graphapi_answer(struct station *s, struct http_request *r)
{
    struct service_answer a = { 0 };
    char *arn = read_arn(http_query(r));
    const struct asl_workflow *w = NULL;
    if (arn == NULL) {
        service_answer_fail(&a, 400, NULL, "ValidationException",
                            "GET /graph?%s=ARN wants the ARN of a state machine", parameter);
    } else {
        w = find(s, arn, &a);
    }
    if (w == NULL) {
        refuse(r, &a);
    } else {
        struct buf json = { 0 };
        put_graph(&json, w);
        http_add_header(r, "Cache-Control", "no-cache");
        http_answer(r, 200, "application/json", buf_string(&json), json.size);
        buf_release(&json);
    }
    memory_release(arn);
    service_answer_release(&a);
}

#include "runtime/serve/metrics.h"

#include <asl/tree.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/memory.h"
#include "runtime/endpoint/exposition.h"
#include "runtime/endpoint/server.h"
#include "runtime/exec/engine.h"
#include "runtime/front/front.h"
#include "runtime/machine/machine.h"
#include "runtime/serve/process.h"
#include "runtime/station/desk.h"
#include "runtime/station/ongoing.h"
#include "runtime/station/station.h"
#include "runtime/task/workers.h"

struct metrics_resource {
    char *name; /* owned: workflows come and go */
    struct histogram took;
};

struct metrics_start {
    int64_t at_ns;   /* 0: nothing is at work there */
    size_t resource; /* its place among them */
};

static const int statuses[METRICS_STATUSES] = { 200, 400, 401, 403, 413, 429, 500, 503, 0 };

/* ---- What happens ---- */

/* The place of a resource; of the last, "other", if there are too many. */
static size_t resource_of(struct metrics *m, const char *name)
{
    for (size_t i = 0; i < m->resource_count; i++) {
        if (strcmp(m->resources[i].name, name) == 0) {
            return i;
        }
    }
    if (m->resource_count > METRICS_NAMES_MAX) {
        return METRICS_NAMES_MAX;
    }
    bool is_last = m->resource_count == METRICS_NAMES_MAX;
    m->resources =
        memory_grow(m->resources, m->resource_count, &m->resource_room, sizeof *m->resources);
    m->resources[m->resource_count] =
        (struct metrics_resource){ .name = memory_text(is_last ? "other" : name) };
    return m->resource_count++;
}

static struct metrics_start *start_of(struct metrics *m, uint32_t slot)
{
    if (slot >= m->start_room) {
        size_t room = ((size_t)slot + 1) * 2;
        m->starts = memory_resize(m->starts, room * sizeof *m->starts);
        memset(m->starts + m->start_room, 0, (room - m->start_room) * sizeof *m->starts);
        m->start_room = room;
    }
    return &m->starts[slot];
}

/* One that was stopped, or is of another process, has no answer here. */
static void on_passage(void *owner, const struct asl_frame *f, enum passage what, int index)
{
    struct metrics *m = owner;
    (void)index;
    if (what == PASSAGE_STATE) {
        const struct ongoing *g = f->run->owner;
        g->revision->machine->counts.transitions++;
    } else if (what == PASSAGE_TASK) {
        *start_of(m, f->seat.slot) =
            (struct metrics_start){ clock_monotonic_ns(),
                                    resource_of(m, frame_row(f)->request->resource) };
    } else if (what == PASSAGE_ANSWER) {
        struct metrics_start *s = start_of(m, f->seat.slot);
        if (s->at_ns != 0) {
            histogram_add(&m->resources[s->resource].took, clock_monotonic_ns() - s->at_ns);
        }
        s->at_ns = 0;
    }
}

void metrics_begun(const struct ongoing *g)
{
    g->revision->machine->counts.started += g->x->parent == 0;
}

void metrics_ended(const struct ongoing *g)
{
    g->revision->machine->counts.ended[g->x->status] += g->x->parent == 0;
}

void metrics_answered(struct metrics *m, enum operation o, int status)
{
    int i = 0;
    while (i + 1 < METRICS_STATUSES && statuses[i] != status) {
        i++;
    }
    m->requests[o][i]++;
}

/* ---- State machines ---- */

struct machine_row {
    const char *name;
    struct machine_counts counts;
    size_t open;
};

static struct machine_row row_of(const struct machine *m)
{
    return (struct machine_row){ m->name, m->counts, m->running };
}

static void add(struct machine_row *to, const struct machine *m)
{
    to->counts.started += m->counts.started;
    to->counts.transitions += m->counts.transitions;
    to->open += m->running;
    for (int s = 0; s <= EXECUTION_ABORTED; s++) {
        to->counts.ended[s] += m->counts.ended[s];
    }
}

/* New; at most one more than METRICS_NAMES_MAX. */
static struct machine_row *rows_of(const struct station *s, size_t *ret_count)
{
    size_t room = machine_count(&s->machines);
    struct machine_row *rows = memory_array(room + 1, sizeof *rows);
    *ret_count = 0;
    for (const struct machine *m = s->machines.first; m != NULL; m = m->next) {
        if (*ret_count <= METRICS_NAMES_MAX) {
            rows[(*ret_count)++] = row_of(m);
        } else {
            rows[METRICS_NAMES_MAX].name = "other";
            add(&rows[METRICS_NAMES_MAX], m);
        }
    }
    return rows;
}

static void put_row(struct buf *out, const char *name, const struct machine_row *r,
                    const char *status, uint64_t value)
{
    buf_print(out, "%s{", name);
    exposition_label(out, "machine", r->name);
    if (status != NULL) {
        buf_char(out, ',');
        exposition_label(out, "status", status);
    }
    buf_print(out, "} %" PRIu64 "\n", value);
}

static void put_machines(const struct station *s, struct buf *out)
{
    size_t count;
    struct machine_row *rows = rows_of(s, &count);
    exposition_head(out, "asl_executions_started_total", "counter",
                    "Executions that were started, without those of Map Runs.");
    for (size_t i = 0; i < count; i++) {
        put_row(out, "asl_executions_started_total", &rows[i], NULL, rows[i].counts.started);
    }
    exposition_head(out, "asl_executions_ended_total", "counter",
                    "Executions that have ended, without those of Map Runs.");
    for (size_t i = 0; i < count; i++) {
        for (int e = EXECUTION_SUCCEEDED; e <= EXECUTION_ABORTED; e++) {
            put_row(out, "asl_executions_ended_total", &rows[i],
                    execution_status_word((enum execution_status)e), rows[i].counts.ended[e]);
        }
    }
    exposition_head(out, "asl_executions_open", "gauge",
                    "Executions that are under way, with those of Map Runs.");
    for (size_t i = 0; i < count; i++) {
        put_row(out, "asl_executions_open", &rows[i], NULL, rows[i].open);
    }
    exposition_head(out, "asl_state_transitions_total", "counter", "States that were entered.");
    for (size_t i = 0; i < count; i++) {
        put_row(out, "asl_state_transitions_total", &rows[i], NULL, rows[i].counts.transitions);
    }
    memory_release(rows);
}

/* ---- Tasks ---- */

static size_t tasks_in_flight(const struct station *s)
{
    size_t count = 0;
    for (const struct revision *r = s->machines.revisions; r != NULL; r = r->next) {
        count += r->load.workflow != NULL ? workers_in_flight(r->deployment.workers) : 0;
    }
    return count;
}

static void put_tasks(const struct metrics *m, const struct station *s, struct buf *out)
{
    struct buf labels = { 0 };
    exposition_head(out, "asl_task_seconds", "histogram",
                    "How long tasks have taken, from their beginning to their answer.");
    for (size_t i = 0; i < m->resource_count; i++) {
        buf_clear(&labels);
        exposition_label(&labels, "resource", m->resources[i].name);
        histogram_write(&m->resources[i].took, "asl_task_seconds", buf_string(&labels), out);
    }
    buf_release(&labels);
    exposition_number(out, "asl_tasks_in_flight", "gauge",
                      "Tasks that this process does or has asked for.", tasks_in_flight(s));
    exposition_number(out, "asl_tasks_waiting_outside", "gauge",
                      "Tasks that wait for a worker, or for an answer to their token.",
                      desk_waiting(s->desk));
}

/* ---- All of it ---- */

static void put_requests(const struct metrics *m, struct buf *out)
{
    exposition_head(out, "asl_requests_total", "counter",
                    "Requests of the API that were answered.");
    for (int o = 0; o <= OPERATIONS; o++) {
        for (int i = 0; i < METRICS_STATUSES; i++) {
            if (m->requests[o][i] > 0) {
                struct buf status = { 0 };
                buf_int(&status, statuses[i]);
                buf_text(out, "asl_requests_total{");
                exposition_label(out, "operation",
                                 o == OPERATIONS ? "none" : operation_name((enum operation)o));
                buf_char(out, ',');
                exposition_label(out, "status",
                                 statuses[i] == 0 ? "other" : buf_string(&status));
                buf_print(out, "} %" PRIu64 "\n", m->requests[o][i]);
                buf_release(&status);
            }
        }
    }
}

/* ---- Routes ---- */

struct route_row {
    const char *label;
    struct buf *out;
};

static void put_status(void *owner, int status, uint64_t count)
{
    struct route_row *r = owner;
    buf_print(r->out, "asl_route_requests_total{%s,status=\"%d\"} %" PRIu64 "\n", r->label,
              status, count);
}

static void put_routes(const struct front *routes, struct buf *out)
{
    struct buf name = { 0 }, label = { 0 };
    exposition_head(out, "asl_route_requests_total", "counter",
                    "Requests of routes that were answered.");
    for (size_t i = 0; i <= front_routes(routes); i++) {
        buf_clear(&name);
        buf_clear(&label);
        front_put_route(routes, i, &name);
        exposition_label(&label, "route", buf_string(&name));
        front_each_status(routes, i, put_status,
                          &(struct route_row){ buf_string(&label), out });
    }
    exposition_number(out, "asl_route_requests_waiting", "gauge",
                      "Requests of routes that have no answer yet.", front_waiting(routes));
    buf_release(&name);
    buf_release(&label);
}

void metrics_write(const struct metrics *m, const struct station *s,
                   const struct server *server, const struct front *routes, struct buf *out)
{
    put_machines(s, out);
    put_tasks(m, s, out);
    exposition_head(out, "asl_store_commit_seconds", "histogram",
                    "How long commits of the store have taken.");
    histogram_write(&s->commits, "asl_store_commit_seconds", "", out);
    put_requests(m, out);
    if (routes != NULL) {
        put_routes(routes, out);
    }
    if (server != NULL) {
        exposition_number(out, "asl_http_connections", "gauge", "Connections that are open.",
                          server_connections(server));
        exposition_number(out, "asl_requests_waiting", "gauge",
                          "Requests of the API that have no answer yet.",
                          server_waiting(server));
    }
    exposition_head(out, "asl_build_info", "gauge",
                    "Always 1; its label says which version this is.");
    buf_text(out, "asl_build_info{version=\"" ASLC_VERSION "\"} 1\n");
    process_write(m->begun_ms, out);
}

void metrics_open(struct metrics *m)
{
    *m = (struct metrics){ .observer = { .passage = on_passage, .children = true, .owner = m },
                           .begun_ms = clock_wall_ms() };
}

void metrics_close(struct metrics *m)
{
    for (size_t i = 0; i < m->resource_count; i++) {
        memory_release(m->resources[i].name);
    }
    memory_release(m->resources);
    memory_release(m->starts);
}

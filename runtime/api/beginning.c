#include "runtime/api/beginning.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "runtime/api/machineref.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/machine/mockcase.h"
#include "runtime/service/answer.h"
#include "runtime/station/station.h"
#include "runtime/value/value.h"

#define TRACE_MAX 256 /* characters of a traceHeader */

void beginning_close(struct beginning *b)
{
    value_release(b->start.input);
    memory_release(b->plain_arn);
    memory_release(b->version_arn);
    memory_release(b->alias_arn);
}

/* A version, or what an alias leads to. */
static void take_version(struct beginning *b, const struct machine *m, const struct version *v)
{
    struct buf arn = { 0 };
    buf_print(&arn, "%s:%" PRIu64, m->arn, v->number);
    b->version_arn = buf_take(&arn);
    b->start.version_arn = b->version_arn;
    b->start.revision = v->revision;
}

static void take_alias(struct station *s, struct beginning *b, const struct machineref *r)
{
    const struct version *v = machineref_draw(s, r);
    if (v != NULL) {
        b->alias_arn = memory_text(r->arn);
        b->start.alias_arn = b->alias_arn;
        take_version(b, r->machine, v);
    }
}

/* The revision that is to run. Returns false with an error in the answer. */
static bool check_revision(const struct machineref *r, const struct revision *revision,
                           struct service_answer *a)
{
    if (revision == NULL) {
        machineref_none(r->arn, a);
    } else if (r->machine->is_deleting) {
        service_answer_fail(a, 400, NULL, "StateMachineDeleting",
                            "State Machine is being deleted: '%s'", r->machine->arn);
    } else if (revision->load.workflow == NULL) {
        service_answer_fail(a, 400, NULL, "ValidationException",
                            "The server could not load the state machine: '%s'", r->arn);
    } else {
        return true;
    }
    return false;
}

/* Where there are mocks, a '#' ends the ARN; what follows it is a test case, or nothing. */
static void split_arn(const struct station *s, const char *arn, struct beginning *b)
{
    const char *mark = s->mocks == NULL ? NULL : strchr(arn, '#');
    b->plain_arn = mark == NULL ? memory_text(arn) : memory_text_n(arn, (size_t)(mark - arn));
    b->start.test_case = mark == NULL || mark[1] == '\0' ? NULL : mark + 1;
}

/* There is a variant for the test case. Returns false with an error in the answer: Step
 * Functions Local answers 500 as well. */
static bool check_case(struct station *s, const struct ongoing_start *start,
                       struct service_answer *a)
{
    struct buf why = { 0 };
    bool is_good = start->test_case == NULL ||
                   mockcases_deployment(s->mocks, &s->machines, start->revision,
                                        start->test_case, &why) != NULL;
    if (!is_good) {
        service_answer_fail(a, 500, NULL, "InternalFailure", "%s", buf_string(&why));
    }
    buf_release(&why);
    return is_good;
}

bool beginning_find(struct station *s, const char *arn, struct beginning *ret_beginning,
                    struct service_answer *ret_answer)
{
    struct beginning *b = ret_beginning;
    struct machineref r;
    *b = (struct beginning){ .alias_arn = NULL };
    split_arn(s, arn, b);
    if (!machineref_any(s, b->plain_arn, &r, ret_answer)) {
        return false;
    }
    if (r.kind == MACHINEREF_VERSION) {
        take_version(b, r.machine, r.version);
    } else if (r.kind == MACHINEREF_ALIAS) {
        take_alias(s, b, &r);
    } else {
        b->start.revision = r.machine->current;
    }
    const struct revision *revision = b->start.revision;
    b->unloaded = revision != NULL && revision->load.workflow == NULL ? revision->number : 0;
    bool is_good = machineref_check_map(&r, ret_answer) &&
                   check_revision(&r, b->start.revision, ret_answer) &&
                   check_case(s, &b->start, ret_answer);
    machineref_close(&r);
    return is_good;
}

bool beginning_has_room(const struct station *s, struct service_answer *ret_answer)
{
    bool has_room = station_has_room(s);
    if (!has_room) {
        service_answer_fail(ret_answer, 400, NULL, "ThrottlingException", "Rate exceeded");
    }
    return has_room;
}

const char *beginning_trace(const char *header)
{
    size_t size = 0;
    while (header != NULL && header[size] > 0 && size <= TRACE_MAX) {
        size++;
    }
    return header != NULL && size <= TRACE_MAX && header[size] == '\0' ? header : NULL;
}

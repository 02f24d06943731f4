#include "runtime/way/job.h"

#include <stdint.h>
#include <string.h>

#include <asl/service.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/wire.h"
#include "runtime/call/api.h"
#include "runtime/call/pass.h"
#include "runtime/call/plainapi.h"
#include "runtime/call/protocol.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Questions ---- */

/* The parameters are taken. */
static bool build(const struct job *j, const struct asl_action *a, struct value *parameters,
                  struct wire_request *r, struct buf *why)
{
    struct value *input = NULL;
    if (plainapi_is(a)) {
        bool is_built = a->service->protocol->build(a, parameters, r, why);
        value_release(parameters);
        return is_built;
    }
    bool is_good = api_input(a, parameters, j->random, &input, why) &&
                   a->service->protocol->build(a, input, r, why);
    value_release(input);
    value_release(parameters);
    return is_good;
}

bool job_ask(const struct job *j, struct wire_request *r, struct buf *why)
{
    return build(j, j->table->describe, pass_onto(NULL, j->table->asks, j->input, j->answer), r,
                 why);
}

/* The Parameters of all requests: a list in them stands for several. */
static struct value *stops_of(const struct job *j)
{
    return pass_onto(NULL, j->table->stops, j->input, j->answer);
}

/* The member that is different in each request: its pass has a [*], but makes no array. */
static const char *several(const struct job *j)
{
    const struct asl_pass *p = j->table->stops;
    while (p != NULL && p->to != NULL && strstr(p->from, "[*]") == NULL) {
        p++;
    }
    return p == NULL ? NULL : p->to;
}

size_t job_stops(const struct job *j)
{
    const char *name = several(j);
    struct value *all = stops_of(j), *list = NULL;
    size_t count = j->table->stop == NULL           ? 0
                   : name == NULL                   ? 1
                   : value_member(all, name, &list) ? value_count(list)
                                                    : 0;
    value_release(all);
    return count;
}

bool job_stop(const struct job *j, size_t index, struct wire_request *r)
{
    const char *name = several(j);
    struct value *parameters = stops_of(j), *list = NULL;
    struct buf ignored = { 0 };
    if (name != NULL && value_member(parameters, name, &list)) {
        value_set_take(&parameters, name, value_share(value_item(list, index)));
    }
    bool is_good = build(j, j->table->stop, parameters, r, &ignored);
    buf_release(&ignored);
    return is_good;
}

/* ---- Answers ---- */

static bool is_word(const char *words, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = words; at != NULL && *at != '\0'; at += strspn(at, " ")) {
        size_t next = strcspn(at, " ");
        if (next == size && memcmp(at, word, size) == 0) {
            return true;
        }
        at += next;
    }
    return false;
}

enum verdict { RUNS, ENDED_WELL, ENDED_BADLY };

static enum verdict judge_one(const struct asl_job *t, const struct value *status)
{
    const char *word = value_type(status) == VALUE_STRING ? value_string(status) : "";
    return is_word(t->bad, word) ? ENDED_BADLY : is_word(t->good, word) ? ENDED_WELL : RUNS;
}

/* It has ended when all its parts have, and badly if one of them has. */
static enum verdict judge(const struct asl_job *t, const struct value *statuses)
{
    enum verdict all = ENDED_WELL;
    for (size_t i = 0; i < value_count(statuses); i++) {
        enum verdict one = judge_one(t, value_item(statuses, i));
        if (one == RUNS) {
            return RUNS;
        }
        all = one == ENDED_BADLY ? one : all;
    }
    return all;
}

/* A container that never ran has no exit code. */
static bool are_zero(const struct asl_job *t, const struct value *description)
{
    const char *dot = t->zero == NULL ? NULL : strrchr(t->zero, '.');
    if (dot == NULL) {
        return true;
    }
    char *owners = memory_text_n(t->zero, (size_t)(dot - t->zero));
    struct value *have = pass_all(description, owners);
    struct value *numbers = pass_all(description, t->zero);
    bool are = value_count(have) > 0 && value_count(have) == value_count(numbers);
    for (size_t i = 0; are && i < value_count(numbers); i++) {
        struct value *number = value_item(numbers, i);
        are = value_type(number) == VALUE_NUMBER && value_to_number(number).real == 0;
    }
    memory_release(owners);
    value_release(have);
    value_release(numbers);
    return are;
}

/* The result, out of a description (taken). New. */
static struct value *result_of(const struct job *j, struct value *description)
{
    const struct asl_job *t = j->table;
    if (t->shown != NULL) {
        struct value *part = pass_get(description, t->shown);
        value_release(description);
        description = part != NULL ? part : value_object();
    }
    if (t->as != NULL) {
        struct value *around = value_object();
        value_set_take(&around, t->as, description);
        description = around;
    }
    return value_type(description) == VALUE_OBJECT
               ? pass_onto(description, t->adds, j->input, j->answer)
               : description;
}

static struct notice succeeded(struct value *result)
{
    return (struct notice){ .kind = NOTICE_SUCCEEDED, .value = result };
}

struct notice job_end(bool is_good, struct value *result)
{
    return is_good ? succeeded(value_share(result))
                   : (struct notice){ .kind = NOTICE_FAILED,
                                      .error = memory_text("States.TaskFailed"),
                                      .cause = write_text(result) };
}

enum job_state job_look(const struct job *j, const struct wire_answer *w, struct value **last,
                        struct notice *ret_end)
{
    const struct asl_action *a = j->table->describe;
    struct value *output = NULL;
    struct buf ignored = { 0 };
    bool is_read = a->service->protocol->read(a, w, &output, &ignored);
    buf_release(&ignored);
    if (!is_read) {
        return JOB_UNKNOWN;
    }
    struct value *description =
        plainapi_is(a) ? value_share(output) : api_description(a, output);
    struct value *statuses = pass_all(description, j->table->status);
    bool is_known = value_count(statuses) > 0;
    enum verdict v = judge(j->table, statuses);
    bool is_good = v == ENDED_WELL && are_zero(j->table, description);
    value_release(output);
    value_release(statuses);
    value_release(*last);
    *last = result_of(j, description);
    if (!is_known || v == RUNS) {
        return is_known ? JOB_RUNS : JOB_UNKNOWN;
    }
    *ret_end = job_end(is_good, *last);
    return JOB_ENDED;
}

/* Without a description the result is what was answered to the start. */
static struct value *without_metadata(const struct value *answer)
{
    struct value *others = value_object();
    for (struct value_walk w = value_walk(answer); value_step(&w);) {
        if (strcmp(w.key, "SdkHttpMetadata") != 0 &&
            strcmp(w.key, "SdkResponseMetadata") != 0) {
            value_set_take(&others, w.key, value_share(w.value));
        }
    }
    return others;
}

bool job_gone(const struct job *j, const struct wire_answer *w, const struct value *last,
              struct notice *ret_end)
{
    const struct asl_action *a = j->table->describe;
    struct protocol_fault said = { .code = NULL };
    a->service->protocol->read_fault(w, &said);
    bool is_gone = j->table->gone != NULL && text_is(said.code, j->table->gone);
    protocol_fault_release(&said);
    if (is_gone) {
        *ret_end = succeeded(last != NULL ? value_share((struct value *)(uintptr_t)last)
                                          : without_metadata(j->answer));
    }
    return is_gone;
}

bool job_refused(const struct asl_action *a, const struct value *answer, struct notice *ret_end)
{
    struct value *list = a->refusals == NULL ? NULL : pass_get(answer, a->refusals);
    bool is_refused = list != NULL && value_type(list) == VALUE_ARRAY && value_count(list) > 0;
    value_release(list);
    if (is_refused) {
        struct value *shown = without_metadata(answer);
        *ret_end = (struct notice){ .kind = NOTICE_FAILED,
                                    .error = memory_text(a->refusal),
                                    .cause = write_text(shown) };
        value_release(shown);
    }
    return is_refused;
}

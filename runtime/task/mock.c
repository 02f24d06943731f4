#include "runtime/task/mock.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/task/notice.h"
#include "runtime/value/file.h"
#include "runtime/value/suggest.h"
#include "runtime/value/value.h"

/* The value of "3" or "1-2". */
struct entry {
    uint64_t first;
    uint64_t last;
    bool has_input;
    struct value *input; /* all values are borrowed from the file */
    struct mock_answer answer;
};

struct mocked_state {
    const char *name;
    const char *response;
    struct entry *entries; /* in the order of their numbers */
    size_t count;
    bool by_input;
};

/* How far one execution has come in one state. */
struct progress {
    uint64_t attempts;
    uint64_t
        *used;    /* [the state's count], where Input decides: tasks that each entry answered */
    size_t spent; /* entries before this one have no use left */
};

struct mock {
    struct value *file;
    struct mocked_state *states; /* sorted by name */
    size_t count;
    struct progress *
        *runs; /* [run_room], each [count] or NULL: those that have taken nothing */
    uint32_t run_room;
};

/* Where a message speaks of. */
struct place {
    const char *path;
    const char *response;
    const char *key;
    struct buf *why;
};

static bool refuse(const struct place *p, const char *message)
{
    const char *const keys[] = { "MockedResponses", p->response, p->key };
    file_put_place(p->why, p->path, keys, p->key != NULL ? 3 : p->response != NULL ? 2 : 1);
    buf_text(p->why, ": MockedResponses");
    if (p->response != NULL) {
        buf_print(p->why, ": '%s'", p->response);
    }
    if (p->key != NULL) {
        buf_print(p->why, ": \"%s\"", p->key);
    }
    buf_print(p->why, ": %s", message);
    return false;
}

/* ---- One entry ---- */

/* At most 18 digits, so that no number is too large. */
static bool read_digits(const char **at, uint64_t *ret_number)
{
    const char *begin = *at;
    uint64_t number = 0;
    for (; **at >= '0' && **at <= '9' && *at - begin < 18; (*at)++) {
        number = number * 10 + (uint64_t)(**at - '0');
    }
    *ret_number = number;
    return *at > begin;
}

/* "3" or "1-2". */
static bool read_range(const char *key, struct entry *ret_entry)
{
    const char *at = key;
    if (!read_digits(&at, &ret_entry->first)) {
        return false;
    }
    ret_entry->last = ret_entry->first;
    if (*at == '-') {
        at++;
        if (!read_digits(&at, &ret_entry->last)) {
            return false;
        }
    }
    return *at == '\0' && ret_entry->first <= ret_entry->last;
}

/* A text or nothing; null counts as nothing. */
static bool read_text(const struct value *thrown, const char *key, const char **ret_text)
{
    struct value *v = NULL;
    *ret_text = NULL;
    if (!value_member(thrown, key, &v) || value_is_null(v)) {
        return true;
    }
    *ret_text = value_member_text(thrown, key);
    return *ret_text != NULL;
}

static bool read_throw(const struct place *p, const struct value *thrown,
                       struct mock_answer *ret_answer)
{
    if (value_type(thrown) != VALUE_OBJECT) {
        return refuse(p, "Throw is an object {\"Error\", \"Cause\"}");
    }
    for (struct value_walk w = value_walk(thrown); value_step(&w);) {
        if (strcmp(w.key, "Error") != 0 && strcmp(w.key, "Cause") != 0) {
            return refuse(p, "Throw has only Error and Cause");
        }
    }
    ret_answer->kind = MOCK_THROW;
    if (!read_text(thrown, "Error", &ret_answer->error) ||
        !read_text(thrown, "Cause", &ret_answer->cause)) {
        return refuse(p, "Error and Cause are texts");
    }
    return true;
}

static bool is_known(const char *key)
{
    static const char *const keys[] = { "Return", "Throw", "Pending", "Input", "Submitted" };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(key, keys[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_answer(const struct place *p, const struct value *v, struct entry *ret_entry)
{
    struct mock_answer *a = &ret_entry->answer;
    struct value *thrown = NULL, *pending = NULL;
    bool returns = value_member(v, "Return", &a->value);
    bool throws = value_member(v, "Throw", &thrown);
    bool pends = value_member(v, "Pending", &pending);
    if (returns + throws + pends != 1) {
        return refuse(p, "exactly one of Return, Throw and Pending is wanted");
    }
    if (pends && !value_is_true(pending)) {
        return refuse(p, "Pending can only be true");
    }
    a->kind = pends ? MOCK_PENDING : MOCK_RETURN;
    a->has_submitted = value_member(v, "Submitted", &a->submitted);
    ret_entry->has_input = value_member(v, "Input", &ret_entry->input);
    return !throws || read_throw(p, thrown, a);
}

static bool read_entry(const struct place *p, const struct value *v, struct entry *ret_entry)
{
    if (!read_range(p->key, ret_entry)) {
        return refuse(p, "the attempts are a number or a range such as \"1-2\", from 0");
    }
    if (value_type(v) != VALUE_OBJECT) {
        return refuse(p, "an object is wanted");
    }
    for (struct value_walk w = value_walk(v); value_step(&w);) {
        if (!is_known(w.key)) {
            return refuse(p, "only Return, Throw, Pending, Input and Submitted are known here");
        }
    }
    return read_answer(p, v, ret_entry);
}

/* ---- A response ---- */

static int by_number(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->first != y->first) {
        return x->first < y->first ? -1 : 1;
    }
    return x->last < y->last ? -1 : x->last > y->last;
}

/* Once they are sorted, two that share an attempt are next to each other. */
static bool overlaps(const struct mocked_state *s)
{
    for (size_t i = 1; i < s->count; i++) {
        if (s->entries[i].first <= s->entries[i - 1].last) {
            return true;
        }
    }
    return false;
}

static bool read_response(struct place p, const struct value *response,
                          struct mocked_state *ret_state)
{
    if (value_type(response) != VALUE_OBJECT) {
        return refuse(&p, "an object of answers by their attempts is wanted");
    }
    size_t count = value_count(response);
    ret_state->response = p.response;
    ret_state->entries = memory_zero((count + 1) * sizeof *ret_state->entries);
    for (struct value_walk w = value_walk(response); value_step(&w);) {
        struct entry *e = &ret_state->entries[ret_state->count++];
        p.key = w.key;
        if (!read_entry(&p, w.value, e)) {
            return false;
        }
        ret_state->by_input = ret_state->by_input || e->has_input;
    }
    p.key = NULL;
    qsort(ret_state->entries, count, sizeof *ret_state->entries, by_number);
    return !overlaps(ret_state) || refuse(&p, "an attempt has two entries");
}

/* ---- The file ---- */

static int by_name(const void *a, const void *b)
{
    const struct mocked_state *x = a, *y = b;
    return strcmp(x->name, y->name);
}

/* Begin a message about a member of StateMachines: of the machine, its case, a state of that.
 * What is NULL ends the way to it. */
static void put_place(struct buf *why, const char *path, const char *machine, const char *name,
                      const char *state)
{
    const char *const keys[] = { "StateMachines", machine, "TestCases", name, state };
    file_put_place(why, path, keys, state != NULL ? 5 : name != NULL ? 4 : 2);
}

/* A test case of a machine in a file. */
struct test_case {
    const char *path, *machine, *name;
    struct value *states;
};

static bool read_states(struct mock *m, const struct test_case *c, struct buf *why)
{
    struct value *responses = NULL;
    value_member(m->file, "MockedResponses", &responses);
    m->states = memory_zero((value_count(c->states) + 1) * sizeof *m->states);
    for (struct value_walk w = value_walk(c->states); value_step(&w);) {
        struct mocked_state *s = &m->states[m->count++];
        struct value *response = NULL;
        s->name = w.key;
        if (value_type(w.value) != VALUE_STRING) {
            put_place(why, c->path, c->machine, c->name, w.key);
            buf_print(why, ": state '%s': the name of a mocked response is wanted", w.key);
            return false;
        }
        if (!value_member(responses, value_string(w.value), &response)) {
            put_place(why, c->path, c->machine, c->name, w.key);
            buf_print(why, ": state '%s': '%s' is not among the MockedResponses", w.key,
                      value_string(w.value));
            suggest_key(why, responses, value_string(w.value));
            return false;
        }
        struct place p = { .path = c->path, .response = value_string(w.value), .why = why };
        if (!read_response(p, response, s)) {
            return false;
        }
    }
    qsort(m->states, m->count, sizeof *m->states, by_name);
    return true;
}

/* The machine of that name, or the only one. */
static bool find_machine(const struct value *file, const char *path, const char *workflow,
                         struct value **ret_machine, const char **ret_name, struct buf *why)
{
    struct value *machines = NULL;
    if (!value_member(file, "StateMachines", &machines) ||
        value_type(machines) != VALUE_OBJECT || value_count(machines) == 0) {
        buf_print(why, "%s: it has no StateMachines", path);
        return false;
    }
    struct value_walk w = value_walk(machines);
    value_step(&w);
    *ret_machine = w.value;
    *ret_name = w.key;
    if (value_count(machines) == 1) {
        return true;
    }
    if (!value_member(machines, workflow, ret_machine)) {
        buf_print(why, "%s: none of its state machines is named '%s'", path, workflow);
        suggest_key(why, machines, workflow);
        return false;
    }
    *ret_name = workflow;
    return true;
}

bool mock_machine(const struct value *file, const char *path, const char *workflow,
                  struct value **ret_machine, const char **ret_name, struct buf *why)
{
    struct value *cases = NULL;
    if (!find_machine(file, path, workflow, ret_machine, ret_name, why)) {
        return false;
    }
    if (!value_member(*ret_machine, "TestCases", &cases) || value_type(cases) != VALUE_OBJECT) {
        put_place(why, path, *ret_name, NULL, NULL);
        buf_print(why, ": state machine '%s' has no TestCases", *ret_name);
        return false;
    }
    return true;
}

static bool find_case(const struct value *file, const char *workflow, struct test_case *c,
                      struct buf *why)
{
    struct value *machine = NULL, *cases = NULL;
    if (!mock_machine(file, c->path, workflow, &machine, &c->machine, why)) {
        return false;
    }
    value_member(machine, "TestCases", &cases);
    if (!value_member(cases, c->name, &c->states)) {
        put_place(why, c->path, c->machine, NULL, NULL);
        buf_print(why, ": state machine '%s' has no test case '%s'", c->machine, c->name);
        suggest_key(why, cases, c->name);
        return false;
    }
    if (value_type(c->states) != VALUE_OBJECT) {
        put_place(why, c->path, c->machine, c->name, NULL);
        buf_print(why, ": test case '%s': an object {STATE: RESPONSE} is wanted", c->name);
        return false;
    }
    return true;
}

bool mock_new(struct value *file, const char *path, const char *workflow, const char *name,
              struct mock **ret_mock, struct buf *why)
{
    struct test_case c = { .path = path, .name = name };
    if (!find_case(file, workflow, &c, why)) {
        return false;
    }
    struct mock *m = memory_zero(sizeof *m);
    m->file = value_share(file);
    if (!read_states(m, &c, why)) {
        mock_release(m);
        return false;
    }
    *ret_mock = m;
    return true;
}

bool mock_read(const char *file_and_case, const char *workflow, struct mock **ret_mock,
               struct buf *why)
{
    const char *divider = strrchr(file_and_case, '#');
    if (divider == NULL || divider == file_and_case || divider[1] == '\0') {
        buf_print(why, "--mock %s: FILE#CASE is wanted, a mock file and one of its test cases",
                  file_and_case);
        return false;
    }
    struct value *file = NULL;
    char *path = memory_text_n(file_and_case, (size_t)(divider - file_and_case));
    bool is_good = file_read_json(path, &file, why) &&
                   mock_new(file, path, workflow, divider + 1, ret_mock, why);
    memory_release(path);
    value_release(file);
    return is_good;
}

void mock_release(struct mock *m)
{
    if (m == NULL) {
        return;
    }
    for (uint32_t run = 0; run < m->run_room; run++) {
        mock_forget(m, run);
    }
    memory_release(m->runs);
    for (size_t i = 0; i < m->count; i++) {
        memory_release(m->states[i].entries);
    }
    memory_release(m->states);
    value_release(m->file);
    memory_release(m);
}

/* ---- Executions ---- */

static struct progress *get_progress(struct mock *m, uint32_t run)
{
    if (run >= m->run_room) {
        uint32_t room = run < UINT32_MAX / 2 ? (run + 1) * 2 : UINT32_MAX;
        m->runs = memory_resize(m->runs, room * sizeof *m->runs);
        for (uint32_t i = m->run_room; i < room; i++) {
            m->runs[i] = NULL;
        }
        m->run_room = room;
    }
    if (m->runs[run] == NULL) {
        m->runs[run] = memory_zero(m->count * sizeof *m->runs[run]);
    }
    return m->runs[run];
}

void mock_forget(struct mock *m, uint32_t run)
{
    if (run >= m->run_room || m->runs[run] == NULL) {
        return;
    }
    for (size_t i = 0; i < m->count; i++) {
        memory_release(m->runs[run][i].used);
    }
    memory_release(m->runs[run]);
    m->runs[run] = NULL;
}

/* ---- Answers ---- */

static const struct entry *find_by_number(const struct mocked_state *s, uint64_t attempt)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->entries[middle].last < attempt) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < s->count && s->entries[low].first <= attempt ? &s->entries[low] : NULL;
}

/* Each attempt that an entry's numbers cover is used once. */
static struct value *write_progress(const struct progress *p, size_t entries)
{
    struct value *o = value_object();
    struct value *used = value_array(entries);
    for (size_t i = 0; p->used != NULL && i < entries; i++) {
        value_append_take(&used, value_int((int64_t)p->used[i]));
    }
    value_set_take(&o, "attempts", value_int((int64_t)p->attempts));
    value_set_take(&o, "spent", value_int((int64_t)p->spent));
    value_set_take(&o, "used", used);
    return o;
}

struct value *mock_write_run(const struct mock *m, uint32_t run)
{
    if (run >= m->run_room || m->runs[run] == NULL) {
        return NULL;
    }
    struct value *states = value_object();
    for (size_t i = 0; i < m->count; i++) {
        value_set_take(&states, m->states[i].name,
                       write_progress(&m->runs[run][i], m->states[i].count));
    }
    return states;
}

static uint64_t number_of(const struct value *o, const char *key)
{
    struct value *v = NULL;
    return value_member(o, key, &v) ? (uint64_t)value_to_number(v).integer : 0;
}

static void read_progress(struct progress *p, const struct value *o, size_t entries)
{
    struct value *used = NULL;
    p->attempts = number_of(o, "attempts");
    p->spent = number_of(o, "spent");
    if (value_member(o, "used", &used) && value_count(used) == entries && entries > 0) {
        p->used = memory_zero(entries * sizeof *p->used);
        for (size_t i = 0; i < entries; i++) {
            p->used[i] = (uint64_t)value_to_number(value_item(used, i)).integer;
        }
    }
}

void mock_read_run(struct mock *m, uint32_t run, const struct value *progress)
{
    mock_forget(m, run);
    if (progress == NULL || value_type(progress) != VALUE_OBJECT) {
        return;
    }
    struct progress *all = get_progress(m, run);
    for (size_t i = 0; i < m->count; i++) {
        struct value *o = NULL;
        if (value_member(progress, m->states[i].name, &o)) {
            read_progress(&all[i], o, m->states[i].count);
        }
    }
}

static bool has_use(const struct mocked_state *s, const struct progress *p, size_t entry)
{
    return p->used[entry] <= s->entries[entry].last - s->entries[entry].first;
}

static const struct entry *find_by_input(const struct mocked_state *s, struct progress *p,
                                         const struct value *input)
{
    const struct entry *plain = NULL;
    if (p->used == NULL) {
        p->used = memory_zero(s->count * sizeof *p->used);
    }
    while (p->spent < s->count && !has_use(s, p, p->spent)) {
        p->spent++;
    }
    for (size_t i = p->spent; i < s->count; i++) {
        const struct entry *e = &s->entries[i];
        if (!has_use(s, p, i)) {
            continue;
        }
        if (e->has_input && value_equal(e->input, input)) {
            return e;
        }
        if (!e->has_input && plain == NULL) {
            plain = e;
        }
    }
    return plain;
}

static struct mocked_state *find_state(const struct mock *m, const char *state)
{
    struct mocked_state key = { .name = state };
    return m->count > 0 ? bsearch(&key, m->states, m->count, sizeof key, by_name) : NULL;
}

const char *mock_state(const struct mock *m, size_t index)
{
    return index < m->count ? m->states[index].name : NULL;
}

bool mock_names(const struct mock *m, const char *state)
{
    return find_state(m, state) != NULL;
}

bool mock_take(struct mock *m, uint32_t run, const char *state, const struct value *input,
               struct mock_answer *ret_answer)
{
    const struct mocked_state *s = find_state(m, state);
    if (s == NULL) {
        return false;
    }
    struct progress *p = &get_progress(m, run)[s - m->states];
    uint64_t attempt = p->attempts++;
    const struct entry *e =
        s->by_input ? find_by_input(s, p, input) : find_by_number(s, attempt);
    *ret_answer = e != NULL ? e->answer : (struct mock_answer){ .kind = MOCK_MISSING };
    if (s->by_input && e != NULL) {
        p->used[e - s->entries]++;
    }
    ret_answer->response = s->response;
    ret_answer->attempt = attempt;
    return true;
}

static struct notice missing(const struct mock_answer *m, const char *state)
{
    struct buf cause = { 0 };
    buf_print(&cause,
              "The mocked response '%s' of the state '%s' has no entry for attempt %llu.",
              m->response, state, (unsigned long long)m->attempt);
    return (struct notice){ .kind = NOTICE_FAILED,
                            .error = memory_text("States.Runtime"),
                            .cause = buf_take(&cause),
                            .fatal = true };
}

struct notice mock_end(const struct mock_answer *m, const char *state)
{
    if (m->kind == MOCK_RETURN) {
        return (struct notice){ .kind = NOTICE_SUCCEEDED, .value = value_share(m->value) };
    }
    if (m->kind == MOCK_THROW) {
        return (struct notice){ .kind = NOTICE_FAILED,
                                .error = memory_text(m->error),
                                .cause = memory_text(m->cause) };
    }
    return missing(m, state);
}

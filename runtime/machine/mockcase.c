#include "runtime/machine/mockcase.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/machine/machine.h"
#include "runtime/program/mocked.h"
#include "runtime/task/mock.h"
#include "runtime/value/file.h"
#include "runtime/value/suggest.h"
#include "runtime/value/value.h"

struct mockcases {
    const char *program;
    char *path;
    struct value *file;
};

/* ---- The file ---- */

static struct value *machines_of(const struct mockcases *c)
{
    struct value *machines = NULL;
    value_member(c->file, "StateMachines", &machines);
    return machines;
}

static bool check_machine(const struct mockcases *c, const char *name, struct buf *why)
{
    struct value *machine, *cases = NULL;
    struct mock *m;
    bool is_good = mock_machine(c->file, c->path, name, &machine, &name, why);
    if (is_good) {
        value_member(machine, "TestCases", &cases);
    }
    for (struct value_walk w = value_walk(cases); is_good && value_step(&w);) {
        is_good = mock_new(c->file, c->path, name, w.key, &m, why);
        if (is_good) {
            mock_release(m);
        }
    }
    return is_good;
}

static bool check(const struct mockcases *c, struct buf *why)
{
    const struct value *machines = machines_of(c);
    bool is_good = true;
    if (value_type(machines) != VALUE_OBJECT || value_count(machines) == 0) {
        buf_print(why, "%s: it has no StateMachines", c->path);
        return false;
    }
    for (struct value_walk w = value_walk(machines); is_good && value_step(&w);) {
        is_good = check_machine(c, w.key, why);
    }
    return is_good;
}

bool mockcases_open(const char *program, const char *path, struct mockcases **ret_cases,
                    struct buf *why)
{
    struct mockcases *c = memory_zero(sizeof *c);
    *c = (struct mockcases){ .program = program, .path = memory_text(path) };
    if (!file_read_json(path, &c->file, why)) {
        buf_text(why, strchr(path, '#') == NULL
                          ? ""
                          : "; a server takes the file alone: whoever starts an execution "
                            "names the test case, as stateMachineArn#CASE");
        memory_release(c->path);
        memory_release(c);
        return false;
    }
    if (!check(c, why)) {
        mockcases_close(c);
        return false;
    }
    *ret_cases = c;
    return true;
}

void mockcases_close(struct mockcases *c)
{
    if (c != NULL) {
        value_release(c->file);
        memory_release(c->path);
        memory_release(c);
    }
}

/* ---- Its test cases ---- */

/* Nothing but the name counts here, even if the file has only one state machine. */
static bool has_machine(const struct mockcases *c, const char *name, struct buf *why)
{
    struct value *machines = machines_of(c);
    bool has = value_member(machines, name, NULL);
    if (!has) {
        buf_print(why, "%s: it has no state machine '%s'", c->path, name);
        suggest_key(why, machines, name);
    }
    return has;
}

static struct deployment *make(const struct mockcases *c, struct machines *ms,
                               struct revision *r, const char *test_case, struct buf *why)
{
    struct mock *m;
    struct buf where = { 0 };
    const char *name = r->machine->name;
    if (!has_machine(c, name, why) || !mock_new(c->file, c->path, name, test_case, &m, why)) {
        return NULL;
    }
    buf_print(&where, "%s#%s", c->path, test_case);
    mocked_warn(c->program, buf_string(&where), r->load.workflow, m);
    buf_release(&where);
    return revision_add_variant(ms, r, test_case, m, why);
}

struct deployment *mockcases_deployment(const struct mockcases *c, struct machines *ms,
                                        struct revision *r, const char *test_case,
                                        struct buf *why)
{
    struct deployment *d = revision_variant(r, test_case);
    if (c == NULL) {
        buf_text(why, "there is no mock file");
        return NULL;
    }
    return d != NULL ? d : make(c, ms, r, test_case, why);
}

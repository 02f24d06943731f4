#include "runtime/exec/names.h"

#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"

char *names_arn(const char *kind, const char *name, const char *more)
{
    struct buf b = { 0 };
    buf_print(&b, "arn:%s:states:%s:%s:%s:%s%s", account_partition(), account_region(),
              account_id(), kind, name, more);
    return buf_take(&b);
}

/* All but the role. */
static void open_machine(struct names *n, const char *name)
{
    n->machine_arn = names_arn("stateMachine", name, "");
    n->machine_name = strlen(n->machine_arn) - strlen(name);
    n->standard_stem = names_arn("execution", name, ":");
    n->express_stem = names_arn("express", name, ":");
}

void names_open(struct names *n, const struct asl_workflow *w)
{
    struct buf role = { 0 };
    buf_print(&role, "arn:%s:iam::%s:role/%s", account_partition(), account_id(), w->name);
    n->role_arn = buf_take(&role);
    open_machine(n, w->name);
}

void names_open_child(struct names *n, const struct execution *parent, const char *label)
{
    struct buf name = { 0 };
    buf_print(&name, "%s/%s", parent->machine_name, label);
    n->role_arn = memory_text(parent->role_arn);
    open_machine(n, name.text);
    buf_release(&name);
}

void names_close(struct names *n)
{
    memory_release(n->role_arn);
    memory_release(n->machine_arn);
    memory_release(n->standard_stem);
    memory_release(n->express_stem);
}

void names_give(struct execution *x, const struct execution_start *s)
{
    const struct names *n = s->child != NULL ? s->child->names : &x->engine->names;
    char uuid[RANDOM_UUID_SIZE + 1];
    struct buf arn = { 0 };
    random_uuid(&x->engine->random, uuid);
    x->name = memory_text(s->name == NULL ? uuid : s->name);
    x->machine_arn = memory_text(n->machine_arn);
    x->machine_name = x->machine_arn + n->machine_name;
    x->role_arn = memory_text(s->role_arn == NULL ? n->role_arn : s->role_arn);
    buf_text(&arn, x->express ? n->express_stem : n->standard_stem);
    buf_text(&arn, x->name);
    if (x->express) {
        random_uuid(&x->engine->random, uuid);
        buf_char(&arn, ':');
        buf_text(&arn, uuid);
    }
    x->arn = buf_take(&arn);
}

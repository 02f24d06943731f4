#include "runtime/aws/names.h"

#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

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

void names_open(struct names *n, const char *machine)
{
    struct buf role = { 0 };
    buf_print(&role, "arn:%s:iam::%s:role/%s", account_partition(), account_id(), machine);
    n->role_arn = buf_take(&role);
    open_machine(n, machine);
}

void names_open_child(struct names *n, const char *machine, const char *label,
                      const char *role_arn)
{
    struct buf name = { 0 };
    buf_print(&name, "%s/%s", machine, label);
    n->role_arn = memory_text(role_arn);
    open_machine(n, buf_string(&name));
    buf_release(&name);
}

void names_close(struct names *n)
{
    memory_release(n->role_arn);
    memory_release(n->machine_arn);
    memory_release(n->standard_stem);
    memory_release(n->express_stem);
}

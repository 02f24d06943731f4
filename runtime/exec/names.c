#include "runtime/exec/names.h"

#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/exec/engine.h"

static const char *setting(const char *name, const char *or_name, const char *otherwise)
{
    const char *text = getenv(name);
    if ((text == NULL || text[0] == '\0') && or_name != NULL) {
        text = getenv(or_name);
    }
    return text == NULL || text[0] == '\0' ? otherwise : text;
}

const char *names_region(void)
{
    return setting("AWS_REGION", "AWS_DEFAULT_REGION", "us-east-1");
}

const char *names_account(void)
{
    return setting("AWS_ACCOUNT_ID", NULL, "123456789012");
}

static char *states_arn(const char *kind, const char *workflow, const char *more)
{
    struct buf b = { 0 };
    buf_print(&b, "arn:aws:states:%s:%s:%s:%s%s", names_region(), names_account(), kind, workflow, more);
    return buf_take(&b);
}

static char *execution_arn(struct execution *x)
{
    struct buf more = { 0 };
    buf_print(&more, ":%s", x->name);
    if (x->express) {
        char uuid[RANDOM_UUID_SIZE + 1];
        random_uuid(&x->engine->random, uuid);
        buf_print(&more, ":%s", uuid);
    }
    char *arn = states_arn(x->express ? "express" : "execution", x->workflow->name, buf_string(&more));
    buf_release(&more);
    return arn;
}

void names_give(struct execution *x, const struct execution_start *s)
{
    char uuid[RANDOM_UUID_SIZE + 1];
    random_uuid(&x->engine->random, uuid);
    x->name = memory_text(s->name == NULL ? uuid : s->name);
    x->arn = execution_arn(x);
    x->machine_arn = states_arn("stateMachine", x->workflow->name, "");
    if (s->role_arn != NULL) {
        x->role_arn = memory_text(s->role_arn);
        return;
    }
    struct buf b = { 0 };
    buf_print(&b, "arn:aws:iam::%s:role/%s", names_account(), x->workflow->name);
    x->role_arn = buf_take(&b);
}

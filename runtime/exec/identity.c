#include "runtime/exec/identity.h"

#include <string.h>

#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

void identity_begin(struct identity *i, const struct names *names, const char *name,
                    const char *role_arn, bool express, struct random *r)
{
    *i = (struct identity){ .names = names,
                            .chance = *r,
                            .given_name = memory_text(name),
                            .given_role = memory_text(role_arn),
                            .express = express };
    random_pass_uuid(r);
    if (express) {
        random_pass_uuid(r);
    }
}

static struct identity_texts *make_texts(const struct identity *i)
{
    struct identity_texts *t = memory_zero(sizeof *t);
    const struct names *n = i->names;
    struct random chance = i->chance;
    struct buf arn = { 0 };
    char uuid[RANDOM_UUID_SIZE + 1];
    random_uuid(&chance, uuid);
    t->name = memory_text(i->given_name == NULL ? uuid : i->given_name);
    t->machine_arn = memory_text(n->machine_arn);
    t->machine_name = t->machine_arn + n->machine_name;
    t->role_arn = memory_text(i->given_role == NULL ? n->role_arn : i->given_role);
    buf_text(&arn, i->express ? n->express_stem : n->standard_stem);
    buf_text(&arn, t->name);
    if (i->express) {
        random_uuid(&chance, uuid);
        buf_char(&arn, ':');
        buf_text(&arn, uuid);
    }
    t->arn = buf_take(&arn);
    return t;
}

/* Making the texts later changes nothing that a caller can see. */
const struct identity_texts *identity_texts(const struct identity *i)
{
    if (i->texts == NULL) {
        ((struct identity *)(uintptr_t)i)->texts = make_texts(i);
    }
    return i->texts;
}

void identity_restore(struct identity *i, const struct identity_texts *texts)
{
    struct identity_texts *t = memory_get(sizeof *t);
    *t = *texts;
    t->machine_name = strrchr(t->machine_arn, ':') + 1;
    i->texts = t;
}

void identity_release(struct identity *i)
{
    if (i->texts != NULL) {
        memory_release(i->texts->name);
        memory_release(i->texts->arn);
        memory_release(i->texts->machine_arn);
        memory_release(i->texts->role_arn);
        memory_release(i->texts);
    }
    memory_release(i->given_name);
    memory_release(i->given_role);
    *i = (struct identity){ .names = NULL };
}

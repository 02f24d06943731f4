#include "runtime/exec/identity.h"

#include <string.h>

#include "runtime/aws/names.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

void identity_begin(struct identity *i, const struct names *names, const char *name,
                    const char *role_arn, bool express, struct random *r)
{
    *i = (struct identity){ .names = names, .name = random_draw_uuid(r) };
    if (name == NULL && role_arn == NULL && !express) {
        return;
    }
    i->texts = memory_zero(sizeof *i->texts);
    i->texts->name = memory_text(name);
    i->texts->role_arn = memory_text(role_arn);
    i->texts->is_express = express;
    if (express) {
        i->texts->end = random_draw_uuid(r);
    }
}

static char *make_arn(const struct identity_texts *t, const struct names *n)
{
    struct buf arn = { 0 };
    char uuid[RANDOM_UUID_SIZE + 1];
    buf_text(&arn, t->is_express ? n->express_stem : n->standard_stem);
    buf_text(&arn, t->name);
    if (t->is_express) {
        random_write_uuid(&t->end, uuid);
        buf_char(&arn, ':');
        buf_text(&arn, uuid);
    }
    return buf_take(&arn);
}

static void make_texts(struct identity *i)
{
    const struct names *n = i->names;
    char uuid[RANDOM_UUID_SIZE + 1];
    if (i->texts == NULL) {
        i->texts = memory_zero(sizeof *i->texts);
    }
    struct identity_texts *t = i->texts;
    if (t->name == NULL) {
        random_write_uuid(&i->name, uuid);
        t->name = memory_text(uuid);
    }
    if (t->role_arn == NULL) {
        t->role_arn = memory_text(n->role_arn);
    }
    t->machine_arn = memory_text(n->machine_arn);
    t->machine_name = t->machine_arn + n->machine_name;
    t->arn = make_arn(t, n);
}

/* Making the texts later changes nothing that a caller can see. */
const struct identity_texts *identity_texts(const struct identity *i)
{
    if (i->texts == NULL || i->texts->arn == NULL) {
        make_texts((struct identity *)(uintptr_t)i);
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
    *i = (struct identity){ .names = NULL };
}

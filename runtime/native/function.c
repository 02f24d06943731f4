#include "runtime/native/function.h"

#include "runtime/base/memory.h"

void function_open(struct function *f, const char *name)
{
    atomic_init(&f->owners, 1);
    f->name = memory_text(name);
}

struct function *function_share(struct function *f)
{
    atomic_fetch_add(&f->owners, 1);
    return f;
}

void function_release(struct function *f)
{
    if (atomic_fetch_sub(&f->owners, 1) > 1) {
        return;
    }
    if (f->close != NULL) {
        f->close(f);
    }
    memory_release(f->name);
    memory_release(f);
}

#include "runtime/way/function.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/include/asl/tree.h"
#include "runtime/task/target.h"

typedef struct json_object *task_function(struct json_object *input, struct asl_call *call);

struct c_function {
    struct function function;
    task_function *run; /* NULL: it is to be found yet */
    const struct asl_target *loader;
    char *library;
};

static struct json_object *run(const struct function *f, struct json_object *input,
                               struct asl_call *call)
{
    return ((const struct c_function *)f)->run(input, call);
}

static struct c_function *new_function(const char *name)
{
    struct c_function *t = memory_zero(sizeof *t);
    atomic_init(&t->function.owners, 1);
    t->function.name = memory_text(name);
    t->function.run = run;
    return t;
}

struct function *function_linked(const struct asl_handler *h)
{
    struct c_function *t = new_function(h->name);
    t->run = h->run;
    return &t->function;
}

static int find(struct function *f, struct buf *why)
{
    struct c_function *t = (struct c_function *)f;
    target_address *address = NULL;
    int status = t->run == NULL ? t->loader->find(t->library, f->name, &address, why) : 0;
    if (address != NULL) {
        t->run = (task_function *)address;
    }
    return status;
}

static void close_shared(struct function *f)
{
    memory_release(((struct c_function *)f)->library);
}

struct function *function_shared(const struct asl_target *loader, const char *library,
                                 const char *symbol)
{
    struct c_function *t = new_function(symbol);
    t->loader = loader;
    t->library = memory_text(library);
    t->function.prepare = find;
    t->function.close = close_shared;
    return &t->function;
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

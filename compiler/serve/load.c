#include "compiler/serve/load.h"

#include <asl/tree.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/base/source.h"
#include "compiler/drive/build.h"
#include "compiler/drive/cache.h"
#include "compiler/emit/emit.h"
#include "compiler/testing/verdict.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/plainname.h"
#include "runtime/base/pool.h"
#include "runtime/base/words.h"
#include "runtime/loop/child.h"
#include "runtime/loop/loop.h"

#define SELF       "/proc/self/exe"
#define WAITING    1000
#define COMPILE_MS 120000
#define SAID_BYTES ((size_t)16 * 1024) /* that are kept of what a compiler says */

enum { ARGS_OURS = 7 };

/* One that has asked. It waits for its workflow, and then for its turn to be told. */
struct load {
    struct load *next;
    struct load_result result;
    char *reason; /* the result's; NULL for "" */
    void (*done)(void *owner, const struct load_result *result);
    void *owner;
};

struct load_list {
    struct load *first, *last;
};

enum stage { WAITS, COMPILES, IS_THERE };

/* One workflow, from the time when somebody first wants it until nobody has it. */
struct loaded {
    struct loader *loader; /* NULL: it is gone, and what compiles goes with its child */
    struct loaded *previous, *next;
    struct loaded *behind; /* the next one that waits for its turn */
    enum stage stage;
    char *path; /* in the cache; by this it is known */
    struct load_list asked;
    size_t users;
    void *library;
    const struct asl_workflow *workflow;

    /* Until it is there. */
    struct loop *loop;
    char **argv; /* the compiler's */
    char *text;  /* which it reads */
    size_t size;
    struct loop_child *child;
    struct buf said;
    uint64_t limit_id;
    bool is_late;
};

struct loader {
    struct loader_settings s;
    bool has_sources; /* which the compiler must look at each time */
    struct loaded *all;
    struct loaded *first, *last; /* that wait for their turn */
    size_t compiling, waiting;
    struct load_list answers;
};

/* ---- Answers ---- */

static void list_add(struct load_list *list, struct load *d)
{
    d->next = NULL;
    *(list->last != NULL ? &list->last->next : &list->first) = d;
    list->last = d;
}

static void tell_all(struct load_list list)
{
    for (struct load *d = list.first, *next; d != NULL; d = next) {
        next = d->next;
        d->result.reason = d->reason != NULL ? d->reason : "";
        d->done(d->owner, &d->result);
        memory_release(d->reason);
        memory_release(d);
    }
}

static void deliver(void *owner)
{
    struct loader *l = owner;
    struct load_list now = l->answers;
    l->answers = (struct load_list){ 0 };
    tell_all(now);
}

/* `reason` is copied; NULL for none. */
static void answer(struct loader *l, struct load *d, enum load_end end, struct loaded *w,
                   const char *reason)
{
    d->result.end = end;
    d->result.loaded = w;
    d->reason = memory_text(reason);
    if (w != NULL) {
        w->users++;
    }
    if (l->answers.first == NULL) {
        loop_soon(l->s.loop, deliver, l);
    }
    list_add(&l->answers, d);
}

/* ---- What is known of a workflow ---- */

static void forget_compile(struct loaded *w)
{
    words_release(w->argv);
    memory_release(w->text);
    buf_release(&w->said);
    w->argv = NULL;
    w->text = NULL;
}

static void leave_list(struct loaded *w)
{
    *(w->previous != NULL ? &w->previous->next : &w->loader->all) = w->next;
    if (w->next != NULL) {
        w->next->previous = w->previous;
    }
}

static void loaded_free(struct loaded *w)
{
    forget_compile(w);
    memory_release(w->path);
    memory_release(w);
}

/* A sanitizer names what it reports at the end by what is loaded then. */
static bool open_library(struct loaded *w, struct buf *why)
{
    int keep = POOL_BYPASSED ? RTLD_NODELETE : 0;
    w->library = dlopen(w->path, RTLD_NOW | RTLD_LOCAL | keep);
    w->workflow = w->library != NULL ? dlsym(w->library, EMIT_LOADED) : NULL;
    if (w->workflow != NULL) {
        w->stage = IS_THERE;
        return true;
    }
    const char *error = dlerror();
    buf_print(why, "the workflow cannot be loaded: %s", error != NULL ? error : "it is empty");
    if (w->library != NULL) {
        dlclose(w->library);
        w->library = NULL;
    }
    return false;
}

/* ---- The compiler ---- */

static void pump(struct loader *l);

/* It is there, or it never will be: everybody who has asked hears of it. */
static void settle(struct loaded *w, enum load_end end, const char *reason)
{
    struct loader *l = w->loader;
    struct load_list asked = w->asked;
    w->asked = (struct load_list){ 0 };
    for (struct load *d = asked.first, *next; d != NULL; d = next) {
        next = d->next;
        answer(l, d, end, end == LOAD_DONE ? w : NULL, reason);
    }
    forget_compile(w);
    if (end != LOAD_DONE) {
        leave_list(w);
        loaded_free(w);
    }
}

static void on_said(void *owner, const char *bytes, size_t size)
{
    struct loaded *w = owner;
    buf_put(&w->said, bytes, size);
}

static void on_limit(void *owner)
{
    struct loaded *w = owner;
    w->limit_id = 0;
    w->is_late = true;
    loop_child_kill(w->child);
}

/* Returns true if the compiler has done its work; if not, `why` says so. */
static bool has_compiled(const struct loaded *w, const struct loop_child_end *end,
                         struct buf *why)
{
    size_t size = w->said.size;
    while (size > 0 && w->said.text[size - 1] == '\n') {
        size--;
    }
    if (end->error != 0) {
        buf_print(why, "the compiler cannot be started: %s", strerror(end->error));
    } else if (w->is_late) {
        buf_print(why, "the compiler took longer than %lld ms",
                  (long long)w->loader->s.compile_ms);
    } else if (end->status != 0 && size > 0) {
        buf_put(why, w->said.text, size);
    } else if (WIFSIGNALED(end->status)) {
        buf_print(why, "the compiler was ended by signal %d", WTERMSIG(end->status));
    } else if (end->status != 0) {
        buf_print(why, "the compiler failed with exit code %d", WEXITSTATUS(end->status));
    } else {
        return true;
    }
    return false;
}

static void on_end(void *owner, const struct loop_child_end *end)
{
    struct loaded *w = owner;
    struct loader *l = w->loader;
    struct buf why = { 0 };
    loop_let_go(w->loop);
    if (l == NULL) {
        loaded_free(w);
        return;
    }
    loop_real_cancel(w->loop, w->limit_id);
    l->compiling--;
    bool is_there = has_compiled(w, end, &why) && open_library(w, &why);
    settle(w, is_there ? LOAD_DONE : LOAD_FAILED, buf_string(&why));
    buf_release(&why);
    pump(l);
}

static void compile(struct loaded *w)
{
    struct loader *l = w->loader;
    w->stage = COMPILES;
    w->said.limit = SAID_BYTES;
    l->compiling++;
    loop_hold(w->loop);
    w->limit_id = loop_real_deadline(w->loop, l->s.compile_ms, on_limit, w);
    w->child = loop_child_keep(w->loop, (const char *const *)w->argv, NULL, w->text, w->size,
                               on_said, on_end, w);
}

/* Begin what may begin. */
static void pump(struct loader *l)
{
    while (l->first != NULL && l->compiling < l->s.compilers) {
        struct loaded *w = l->first;
        l->first = w->behind;
        l->last = l->first != NULL ? l->last : NULL;
        l->waiting--;
        compile(w);
    }
}

static void wait_for_turn(struct loaded *w)
{
    struct loader *l = w->loader;
    *(l->last != NULL ? &l->last->behind : &l->first) = w;
    l->last = w;
    l->waiting++;
    pump(l);
}

/* ---- What is asked of it ---- */

/* A state machine's name as --name takes it. */
static const char *plain_name(struct arena *a, const char *name)
{
    char *plain = arena_text(a, name[0] != '\0' ? name : "workflow");
    plainname_make(plain);
    return plain;
}

static const char *type_arg(enum check_type type)
{
    return type == CHECK_EXPRESS    ? "--type=express"
           : type == CHECK_STANDARD ? "--type=standard"
                                    : NULL;
}

/* Where the cache has it, or will have it; NULL after a message in `why`. Its bytes come from
 * the compiler's program, what that is told, and the definition. */
static const char *place_of(const struct loader *l, const struct load_request *r,
                            const char *name, const struct verdict *v, struct buf *why)
{
    struct buf key = { 0 };
    const char *cc = getenv("CC"), *type = type_arg(r->type);
    cache_put_file(&key, l->s.aslc);
    buf_print(&key, "%s\n%s\n", cc != NULL ? cc : "", type != NULL ? type : "");
    for (const char *const *arg = l->s.compiler_args; *arg != NULL; arg++) {
        const char *value = strchr(*arg, '=');
        buf_print(&key, "%s\n", *arg);
        cache_put_file(&key, value != NULL ? value + 1 : *arg);
    }
    buf_print(&key, "%s\n", name);
    buf_put(&key, v->json, v->json_size);
    const char *path = cache_path(v->arena, name, &key, why);
    buf_release(&key);
    return path;
}

static char **compiler_argv(const struct loader *l, const struct load_request *r,
                            const char *name, const struct verdict *v, const char *path)
{
    const char *const *more = l->s.compiler_args;
    size_t count = 0, size = 0;
    while (more[count] != NULL) {
        count++;
    }
    const char **argv = arena_array(v->arena, count + ARGS_OURS + 1, sizeof *argv);
    argv[size++] = l->s.aslc;
    argv[size++] = "--shared";
    argv[size++] = arena_print(v->arena, "--name=%s", name);
    argv[size++] = "-o";
    argv[size++] = path;
    argv[size++] = "-";
    if (type_arg(r->type) != NULL) {
        argv[size++] = type_arg(r->type);
    }
    memcpy(argv + size, more, count * sizeof *more);
    return words_copy(argv);
}

static struct loaded *find(const struct loader *l, const char *path)
{
    struct loaded *w = l->all;
    while (w != NULL && strcmp(w->path, path) != 0) {
        w = w->next;
    }
    return w;
}

static struct loaded *loaded_new(struct loader *l, const char *path)
{
    struct loaded *w = memory_zero(sizeof *w);
    w->loader = l;
    w->loop = l->s.loop;
    w->path = memory_text(path);
    w->next = l->all;
    if (w->next != NULL) {
        w->next->previous = w;
    }
    l->all = w;
    return w;
}

/* One that nobody has asked for yet: it comes from the cache or from the compiler. */
static void want(struct loader *l, const struct load_request *r, const char *name,
                 const struct verdict *v, const char *path, struct load *d)
{
    struct buf why = { 0 };
    struct loaded *w = loaded_new(l, path);
    list_add(&w->asked, d);
    if (!l->has_sources && cache_has(path) && open_library(w, &why)) {
        settle(w, LOAD_DONE, NULL);
    } else if (l->waiting >= l->s.waiting) {
        settle(w, LOAD_BUSY, "too many definitions wait to be compiled");
    } else {
        w->argv = compiler_argv(l, r, name, v, path);
        w->text = memory_text_n(v->json, v->json_size);
        w->size = v->json_size;
        wait_for_turn(w);
    }
    buf_release(&why);
}

static void begin_good(struct loader *l, const struct load_request *r, const struct verdict *v,
                       struct load *d)
{
    struct buf why = { 0 };
    const char *name = plain_name(v->arena, r->name);
    const char *path = place_of(l, r, name, v, &why);
    struct loaded *w = path != NULL ? find(l, path) : NULL;
    if (path == NULL) {
        answer(l, d, LOAD_FAILED, NULL, buf_string(&why));
    } else if (w == NULL) {
        want(l, r, name, v, path, d);
    } else if (w->stage == IS_THERE) {
        answer(l, d, LOAD_DONE, w, NULL);
    } else {
        list_add(&w->asked, d);
    }
    buf_release(&why);
}

void load_begin(struct loader *l, const struct load_request *r,
                void (*done)(void *owner, const struct load_result *result), void *owner)
{
    struct load *d = memory_zero(sizeof *d);
    struct buf why = { 0 };
    d->done = done;
    d->owner = owner;
    if (r->size > SOURCE_SIZE_AWS) {
        buf_print(&why,
                  "DEFINITION_TOO_LARGE: the definition has %zu bytes: at most %u are taken",
                  r->size, SOURCE_SIZE_AWS);
        answer(l, d, LOAD_INVALID, NULL, buf_string(&why));
        buf_release(&why);
        return;
    }
    struct verdict v;
    verdict_make(&v, &(struct verdict_request){ .text = r->text,
                                                .size = r->size,
                                                .file = r->file,
                                                .type = r->type,
                                                .substitutions = r->substitutions });
    if (v.is_good) {
        begin_good(l, r, &v, d);
    } else {
        verdict_put_reason(&v, &why);
        answer(l, d, LOAD_INVALID, NULL, buf_string(&why));
    }
    verdict_release(&v);
    buf_release(&why);
}

const struct asl_workflow *loaded_workflow(const struct loaded *w)
{
    return w->workflow;
}

static bool has_functions(const struct loaded *w)
{
    return w->workflow->handlers != NULL || w->workflow->symbols != NULL;
}

void loaded_release(struct loaded *w)
{
    if (w != NULL && --w->users == 0 && !has_functions(w)) {
        dlclose(w->library);
        leave_list(w);
        loaded_free(w);
    }
}

/* ---- The loader ---- */

struct loader *loader_new(const struct loader_settings *s)
{
    static const char *const none[] = { NULL };
    struct loader *l = memory_zero(sizeof *l);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    l->s = *s;
    l->s.aslc = s->aslc != NULL ? s->aslc : SELF;
    l->s.compiler_args = s->compiler_args != NULL ? s->compiler_args : none;
    l->s.compilers = s->compilers > 0 ? s->compilers : processors > 0 ? (size_t)processors : 1;
    l->s.waiting = s->waiting > 0 ? s->waiting : WAITING;
    l->s.compile_ms = s->compile_ms > 0 ? s->compile_ms : COMPILE_MS;
    for (const char *const *arg = l->s.compiler_args; *arg != NULL; arg++) {
        l->has_sources = l->has_sources || build_is_source(*arg);
    }
    return l;
}

/* Nobody waits for it any more. */
static void abandon(struct loaded *w)
{
    struct load_list asked = w->asked;
    for (struct load *d = asked.first; d != NULL; d = d->next) {
        d->result.end = LOAD_STOPPED;
    }
    tell_all(asked);
    w->asked = (struct load_list){ 0 };
    if (w->stage == COMPILES) {
        w->loader = NULL;
        loop_real_cancel(w->loop, w->limit_id);
        loop_child_kill(w->child);
    } else {
        loaded_free(w);
    }
}

void loader_release(struct loader *l)
{
    loop_soon_cancel(l->s.loop, deliver, l);
    struct load_list now = l->answers;
    l->answers = (struct load_list){ 0 };
    for (struct load *d = now.first; d != NULL; d = d->next) {
        loaded_release(d->result.loaded);
        d->result.loaded = NULL;
        d->result.end = LOAD_STOPPED;
    }
    tell_all(now);
    for (struct loaded *w = l->all, *next; w != NULL; w = next) {
        next = w->next;
        abandon(w);
    }
    memory_release(l);
}

#include "runtime/task/target.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/words.h"
#include "runtime/include/asl/tree.h"
#include "runtime/way/c.h"
#include "runtime/way/exec.h"
#include "runtime/way/function.h"
#include "runtime/way/workflow.h"

/* The kinds of target, and how each is written; those without a word are in every program. */
static const struct kind {
    const char *word, *scheme, *form, *help;
} kinds[] = {
#define ASL_WAY(scheme, form, help) { NULL, scheme, form, help },
#include <asl/words.def>
#define ASL_TARGET(word, target, dynamic, scheme, form, help) { word, scheme, form, help },
#include <asl/words.def>
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const struct kind *kind_of(const struct asl_target *t)
{
    size_t i = 0;
    while (i + 1 < KINDS && !text_is(kinds[i].word, t->word)) {
        i++;
    }
    return &kinds[i];
}

static const char *library_form(void)
{
    static const struct asl_target library = { .word = "library" };
    return kind_of(&library)->form;
}

const char *target_scheme(const char *text)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (strncmp(text, kinds[i].scheme, strlen(kinds[i].scheme)) == 0) {
            return kinds[i].scheme;
        }
    }
    return NULL;
}

const struct asl_target *target_loader(const struct asl_workflow *w)
{
    const struct asl_target *const *t = w->targets;
    while (t != NULL && *t != NULL && (*t)->find == NULL) {
        t++;
    }
    return t != NULL ? *t : NULL;
}

static const struct asl_target *target_of(const struct asl_workflow *w, const char *scheme)
{
    const struct asl_target *const *t = w->targets;
    while (t != NULL && *t != NULL &&
           ((*t)->read == NULL || strcmp(kind_of(*t)->scheme, scheme) != 0)) {
        t++;
    }
    return t != NULL ? *t : NULL;
}

/* ---- What every program can do ---- */

static int read_linked(const struct asl_workflow *w, const char *name,
                       struct target *ret_target, struct buf *why)
{
    const struct asl_handler *h = w->handlers;
    while (h != NULL && h->name != NULL && strcmp(h->name, name) != 0) {
        h++;
    }
    if (h == NULL || h->name == NULL) {
        buf_text(why, "no task function of this name is linked into this program");
        return -EINVAL;
    }
    *ret_target = (struct target){ .way = &c_way, .bound = function_linked(h) };
    return 0;
}

static int read_shared(const struct asl_target *loader, const char *text, const char *mark,
                       struct target *ret_target, struct buf *why)
{
    if (mark == text || mark[1] == '\0') {
        buf_print(why, "%s is wanted", library_form());
        return -EINVAL;
    }
    char *library = memory_text_n(text, (size_t)(mark - text));
    struct function *f = function_shared(loader, library, mark + 1);
    memory_release(library);
    *ret_target = (struct target){ .way = &c_way, .bound = f };
    return 0;
}

static int read_command(const char *text, struct target *ret_target, struct buf *why)
{
    char **command = words_split(text);
    if (command == NULL) {
        buf_text(why, "a quote is not closed");
        return -EINVAL;
    }
    if (command[0] == NULL || command[0][0] == '\0') {
        buf_text(why, "it names no command");
        words_release(command);
        return -EINVAL;
    }
    *ret_target = (struct target){ .way = &exec_way, .bound = command };
    return 0;
}

static int read_workflow(const char *path, struct target *ret_target, struct buf *why)
{
    if (path[0] == '\0') {
        buf_text(why, "it names no program");
        return -EINVAL;
    }
    *ret_target = (struct target){ .way = &workflow_way, .bound = memory_text(path) };
    return 0;
}

/* ---- Refusals ---- */

static bool has(const struct asl_workflow *w, const struct kind *k)
{
    const struct asl_target *const *t = w->targets;
    while (k->word != NULL && t != NULL && *t != NULL && !text_is(k->word, (*t)->word)) {
        t++;
    }
    return k->word == NULL || (t != NULL && *t != NULL);
}

const char *target_form(const struct asl_workflow *w, size_t index, const char **ret_help)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (has(w, &kinds[i]) && index-- == 0) {
            *ret_help = kinds[i].help;
            return kinds[i].form;
        }
    }
    return NULL;
}

static void put_usable(struct buf *b, const struct asl_workflow *w)
{
    const char *form, *help;
    for (size_t i = 0; (form = target_form(w, i, &help)) != NULL; i++) {
        buf_print(b, "%s%s", i > 0 ? ", " : "", form);
    }
}

static int refuse(const struct asl_workflow *w, const char *kind, struct buf *why)
{
    buf_print(why, "%s cannot be used in this program; there are ", kind);
    put_usable(why, w);
    return -EINVAL;
}

/* 0, or -EINVAL and what is wrong with it. */
static int read(const struct asl_workflow *w, const char *text, struct target *ret_target,
                struct buf *why)
{
    const char *scheme = target_scheme(text);
    if (scheme == NULL) {
        buf_text(why, "is not a target: there are ");
        put_usable(why, w);
        return -EINVAL;
    }
    const char *rest = text + strlen(scheme);
    if (strcmp(scheme, "c:") == 0) {
        const char *mark = strrchr(rest, '#');
        const struct asl_target *loader = target_loader(w);
        if (mark == NULL) {
            return read_linked(w, rest, ret_target, why);
        }
        return loader != NULL ? read_shared(loader, rest, mark, ret_target, why)
                              : refuse(w, library_form(), why);
    }
    if (strcmp(scheme, "exec:") == 0) {
        return read_command(rest, ret_target, why);
    }
    if (strcmp(scheme, "workflow:") == 0) {
        return read_workflow(rest, ret_target, why);
    }
    const struct asl_target *t = target_of(w, scheme);
    return t != NULL ? t->read(w, rest, ret_target, why) : refuse(w, scheme, why);
}

int target_read(const struct asl_workflow *w, const char *text, struct target *ret_target,
                struct buf *why)
{
    struct buf reason = { 0 };
    int status = read(w, text, ret_target, &reason);
    if (status < 0) {
        buf_print(why, "'%s'%s %s", text, target_scheme(text) != NULL ? ":" : "",
                  buf_string(&reason));
    }
    buf_release(&reason);
    return status;
}

int target_prepare(const struct target *t, struct buf *why)
{
    return t->way->prepare != NULL ? t->way->prepare(t->bound, why) : 0;
}

void target_release(struct target *t)
{
    if (t->way != NULL) {
        t->way->release(t->bound);
    }
    *t = (struct target){ .way = NULL };
}

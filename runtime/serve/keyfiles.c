#include "runtime/serve/keyfiles.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/message.h"
#include "runtime/loop/loop.h"

#define LOOK_MS INT64_C(1000)

/* All zeros of a file that is not there. */
static struct stat look_at(const char *path)
{
    struct stat now;
    if (stat(path, &now) < 0) {
        memset(&now, 0, sizeof now);
    }
    return now;
}

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           is_same_time(a->st_mtim, b->st_mtim) && is_same_time(a->st_ctim, b->st_ctim);
}

static void read_again(const struct keyfiles *k, struct keyfile *f)
{
    struct buf why = { 0 };
    f->is_fresh = false;
    if (f->read(k->owner, &why)) {
        message_print(k->program, "%s was read again", f->path);
    } else {
        message_print(k->program, "warning: %s; what was read before stays", buf_string(&why));
    }
    buf_release(&why);
}

static void on_look(void *owner)
{
    struct keyfiles *k = owner;
    for (size_t i = 0; i < k->count; i++) {
        struct keyfile *f = &k->files[i];
        struct stat now = look_at(f->path);
        if (!is_same(&now, &f->seen)) {
            f->seen = now;
            f->is_fresh = true;
        } else if (f->is_fresh) {
            read_again(k, f);
        }
    }
    k->timer = loop_real_deadline(k->loop, LOOK_MS, on_look, k);
}

void keyfiles_open(struct keyfiles *k, struct loop *l, const char *program, void *owner)
{
    *k = (struct keyfiles){ .loop = l, .program = program, .owner = owner };
}

void keyfiles_close(struct keyfiles *k)
{
    loop_real_cancel(k->loop, k->timer);
    k->timer = 0;
}

void keyfiles_add(struct keyfiles *k, const char *path,
                  bool (*read)(void *owner, struct buf *why))
{
    if (path == NULL) {
        return;
    }
    k->files[k->count++] =
        (struct keyfile){ .path = path, .read = read, .seen = look_at(path) };
    if (k->timer == 0) {
        k->timer = loop_real_deadline(k->loop, LOOK_MS, on_look, k);
    }
}

void keyfiles_read(struct keyfiles *k)
{
    for (size_t i = 0; i < k->count; i++) {
        k->files[i].seen = look_at(k->files[i].path);
        read_again(k, &k->files[i]);
    }
}

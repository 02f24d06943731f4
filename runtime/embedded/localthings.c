#include "runtime/embedded/localthings.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/embedded/localword.h"
#include "runtime/local/contents.h"
#include "runtime/local/hub.h"
#include "runtime/local/stock.h"
#include "runtime/program/session.h"

#define LOAD_MAX ((size_t)256 << 20)

/* Ends a thing to do: its lines, or what was wrong. */
static int end(const struct local *l, bool is_good, struct buf *out, struct buf *why)
{
    const char *program = l->options->common.program;
    int code = EXIT_SUCCEEDED;
    if (!is_good) {
        message_print(program, "%s", buf_string(why));
        code = EXIT_USAGE;
    } else {
        int status = descriptor_write(STDOUT_FILENO, buf_string(out), out->size);
        if (status < 0) {
            message_print(program, "standard output cannot be written: %s", strerror(-status));
            code = EXIT_MACHINE;
        }
    }
    buf_release(out);
    buf_release(why);
    return code;
}

/* Who only looks makes no folder. */
static bool is_there(const struct local *l)
{
    return access(l->folder, F_OK) == 0;
}

int localthings_list(struct local *l, const char *const *names)
{
    struct buf out = { 0 }, why = { 0 };
    (void)names;
    bool is_good = !is_there(l) || contents_list(l->hub, clock_now_ms(&l->clock), &out, &why);
    return end(l, is_good, &out, &why);
}

int localthings_show(struct local *l, const char *const *names)
{
    struct buf out = { 0 }, why = { 0 };
    bool is_good = is_there(l);
    if (is_good) {
        is_good = contents_show(l->hub, names[0], clock_now_ms(&l->clock), &out, &why);
    } else {
        buf_print(&why, "%s: there is no folder %s", names[0], l->folder);
    }
    return end(l, is_good, &out, &why);
}

int localthings_drain(struct local *l, const char *const *names)
{
    struct buf out = { 0 }, why = { 0 };
    bool is_good = is_there(l);
    if (is_good) {
        is_good = contents_drain(l->hub, names[0], clock_now_ms(&l->clock), &out, &why);
    } else {
        buf_print(&why, "%s: there is no folder %s", names[0], l->folder);
    }
    return end(l, is_good, &out, &why);
}

/* Files that it names are looked for beside it. */
static bool load(struct hub *h, const char *path, int64_t now_ms, struct buf *why)
{
    struct buf text = { 0 }, wrong = { 0 };
    const char *slash = strrchr(path, '/');
    char *folder =
        slash != NULL ? memory_text_n(path, (size_t)(slash - path)) : memory_text(".");
    int status = descriptor_read_path(path, &text, LOAD_MAX);
    bool is_good = status == 0;
    if (!is_good) {
        buf_print(why, "%s: cannot be read: %s", path, strerror(-status));
    } else if (!stock_load(h, buf_string(&text), text.size, folder, now_ms, &wrong)) {
        buf_print(why, "%s: %s", path, buf_string(&wrong));
        is_good = false;
    }
    memory_release(folder);
    buf_release(&wrong);
    buf_release(&text);
    return is_good;
}

int localthings_load(struct local *l, const char *const *names)
{
    struct buf out = { 0 }, why = { 0 };
    bool is_good = load(l->hub, names[0], clock_now_ms(&l->clock), &why);
    return end(l, is_good, &out, &why);
}

bool localthings_fill(struct session *s, const char *path, struct buf *why)
{
    if (!session_has_local(s, why)) {
        return false;
    }
    struct hub *h =
        hub_open(&(struct hub_options){ .folder = s->local, .random = &s->engine.random });
    bool is_good = load(h, path, clock_now_ms(&s->clock), why);
    hub_close(h);
    return is_good;
}

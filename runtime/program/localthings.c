#include "runtime/program/localthings.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/stream.h"
#include "runtime/local/contents.h"
#include "runtime/local/stock.h"
#include "runtime/program/localword.h"

#define LOAD_MAX ((size_t)256 << 20)

/* Writes all of it to standard output. Returns false with errno if that fails. */
static bool write_all(const struct buf *out)
{
    for (size_t at = 0; at < out->size;) {
        ssize_t written = write(STDOUT_FILENO, out->text + at, out->size - at);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        at += written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* Ends a thing to do: its lines, or what was wrong. */
static int end(const struct local *l, bool is_good, struct buf *out, struct buf *why)
{
    const char *program = l->options->common.program;
    int code = EXIT_SUCCEEDED;
    if (!is_good) {
        message_print(program, "%s", buf_string(why));
        code = EXIT_USAGE;
    } else if (!write_all(out)) {
        message_print(program, "standard output cannot be written: %s", strerror(errno));
        code = EXIT_MACHINE;
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

static bool read_file(const char *path, struct buf *text, struct buf *why)
{
    struct stream in;
    int error = -stream_open(&in, path, 0);
    if (error == 0) {
        for (int c; !text->full && (c = stream_take(&in)) >= 0;) {
            buf_char(text, (char)c);
        }
        error = in.error;
        stream_close(&in);
    }
    if (error != 0 || text->full) {
        buf_print(why, "%s: %s", path,
                  error != 0 ? strerror(error) : "such a file has at most 256 MiB");
    }
    return error == 0 && !text->full;
}

/* Files that it names are looked for beside it. */
static bool load(struct local *l, const char *path, struct buf *why)
{
    struct buf text = { .limit = LOAD_MAX }, wrong = { 0 };
    const char *slash = strrchr(path, '/');
    char *folder =
        slash != NULL ? memory_text_n(path, (size_t)(slash - path)) : memory_text(".");
    bool is_good = read_file(path, &text, why);
    if (is_good && !stock_load(l->hub, buf_string(&text), text.size, folder,
                               clock_now_ms(&l->clock), &wrong)) {
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
    bool is_good = load(l, names[0], &why);
    return end(l, is_good, &out, &why);
}

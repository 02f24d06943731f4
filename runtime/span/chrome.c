#include "runtime/span/chrome.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/span/span.h"

#define KEPT_BYTES ((size_t)64 << 10)
#define TEXT_BYTES 4096

struct chrome {
    int fd;
    int pid; /* of the events: 1, or a fork's own */
    bool is_fork;
    struct buf out;
    int error; /* an errno: the first thing that could not be written */
};

static void flush(struct chrome *c)
{
    size_t written = 0;
    while (written < c->out.size && c->error == 0) {
        ssize_t size = write(c->fd, c->out.text + written, c->out.size - written);
        if (size >= 0) {
            written += (size_t)size;
        } else if (errno != EINTR) {
            c->error = errno;
        }
    }
    buf_clear(&c->out);
}

static void put_text(struct buf *b, const char *text)
{
    text_put_json(b, text, text_cut(text, strlen(text), TEXT_BYTES));
}

static void put_process(struct chrome *c, const char *name)
{
    buf_print(&c->out,
              "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":%d,\"tid\":0,\"args\":{",
              c->pid);
    buf_text(&c->out, "\"name\":");
    put_text(&c->out, name);
    buf_text(&c->out, "}}");
}

int chrome_open(const char *path, const char *workflow, struct chrome **ret_chrome)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0) {
        return -errno;
    }
    struct chrome *c = memory_zero(sizeof *c);
    c->fd = fd;
    c->pid = 1;
    buf_text(&c->out, "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
    put_process(c, workflow);
    flush(c);
    *ret_chrome = c;
    return 0;
}

void chrome_renew(struct chrome *c)
{
    c->is_fork = true;
    c->pid = (int)getpid();
    buf_clear(&c->out);
}

int chrome_close(struct chrome *c)
{
    if (!c->is_fork) {
        buf_text(&c->out, "\n]}\n");
    }
    flush(c);
    int error = c->error;
    if (close(c->fd) != 0 && error == 0) {
        error = errno;
    }
    buf_release(&c->out);
    memory_release(c);
    return -error;
}

/* ---- Events ------------------------------------------------------------------------------ */

/* Whole microseconds: with parts of them, readers would round the time since 1970. */
static void put_time(struct buf *b, const char *key, int64_t us)
{
    buf_print(b, ",\"%s\":%" PRId64, key, us);
}

/* {"name":..., "ph":..., and where it is drawn. */
static void begin(struct chrome *c, const char *name, char phase, const struct span *s)
{
    static const char *const kinds[] = {
        [SPAN_EXECUTION] = "execution", [SPAN_STATE] = "state", [SPAN_ATTEMPT] = "attempt"
    };
    buf_text(&c->out, ",\n{\"name\":");
    put_text(&c->out, name);
    buf_print(&c->out, ",\"cat\":\"%s\",\"ph\":\"%c\",\"pid\":%d,\"tid\":%" PRIu32,
              kinds[s->kind], phase, c->pid, s->lane + 1);
}

static void put_argument(struct buf *b, const char *key, const char *text)
{
    if (text != NULL) {
        buf_print(b, ",\"%s\":", key);
        put_text(b, text);
    }
}

static void put_arguments(struct buf *b, const struct span *s)
{
    buf_text(b, ",\"args\":{\"trace\":\"");
    span_context_put_root(b, &s->trace);
    buf_print(b, "\",\"span\":\"%016" PRIx64 "\"", s->id);
    if (s->trace.parent != 0) {
        buf_print(b, ",\"parent\":\"%016" PRIx64 "\"", s->trace.parent);
    }
    for (size_t i = 0; i < s->attribute_count; i++) {
        const struct span_attribute *a = &s->attributes[i];
        if (a->text != NULL) {
            put_argument(b, a->key, a->text);
        } else {
            buf_print(b, ",\"%s\":%" PRId64, a->key, a->number);
        }
    }
    put_argument(b, "error", s->error);
    put_argument(b, "cause", s->cause);
    put_argument(b, "method", s->method);
    put_argument(b, "url", s->url);
    if (s->status != 0) {
        buf_print(b, ",\"http_status\":%d", s->status);
    }
    buf_text(b, "}}");
}

static void put_retry(struct chrome *c, const struct span *s, const struct span_retry *r)
{
    begin(c, "retry", 'i', s);
    put_time(&c->out, "ts", r->at_ns / 1000);
    buf_print(&c->out, ",\"s\":\"t\",\"args\":{\"retry\":%d,\"wait_ms\":%" PRId64, r->attempt,
              r->wait_ms);
    put_argument(&c->out, "error", r->error);
    buf_text(&c->out, "}}");
}

void chrome_take(struct chrome *c, const struct span *s)
{
    begin(c, s->name, 'X', s);
    put_time(&c->out, "ts", s->start_ns / 1000);
    put_time(&c->out, "dur", s->end_ns / 1000 - s->start_ns / 1000);
    put_arguments(&c->out, s);
    for (size_t i = 0; i < s->retry_count; i++) {
        put_retry(c, s, &s->retries[i]);
    }
    if (c->out.size >= KEPT_BYTES) {
        flush(c);
    }
}

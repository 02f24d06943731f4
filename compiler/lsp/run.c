#include "compiler/lsp/run.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compiler/lsp/lsp.h"
#include "runtime/base/buf.h"

/* Returns false if the client takes no more. */
static bool write_all(struct buf *out)
{
    size_t done = 0;
    while (done < out->size) {
        ssize_t count = write(STDOUT_FILENO, out->text + done, out->size - done);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    buf_clear(out);
    return true;
}

/* Returns true if something, or the end, can be read at once. */
static bool is_ready(void)
{
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    return poll(&input, 1, 0) > 0;
}

static int serve(struct lsp *l)
{
    static char bytes[64 * 1024];
    while (!lsp_is_over(l)) {
        if (!is_ready()) {
            lsp_rest(l);
        }
        if (!write_all(lsp_out(l))) {
            fprintf(stderr, "aslc: cannot write to the client: %s\n", strerror(errno));
            return 3;
        }
        ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
        if (count == 0 || (count < 0 && errno != EINTR)) {
            break;
        }
        lsp_put(l, bytes, count > 0 ? (size_t)count : 0);
    }
    write_all(lsp_out(l));
    return lsp_code(l);
}

int lsp_run(const struct lsp_settings *settings)
{
    struct lsp *l = lsp_new(settings);
    signal(SIGPIPE, SIG_IGN);
    int code = serve(l);
    lsp_release(l);
    return code;
}

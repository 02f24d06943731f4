#include "runtime/endpoint/serving.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/exit.h"
#include "runtime/endpoint/server.h"
#include "runtime/loop/listen.h"
#include "runtime/loop/loop.h"
#include "tests/unit/death.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

static struct clock test_clock;
static const struct server_handlers handlers = { .is_ready = NULL };
static const char *token_file;
static bool is_insecure;

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner, (void)ticket;
}

static void on_stop(void *owner)
{
    (void)owner;
    fprintf(stderr, "stops\n");
}

/* In a child: listens, is told to stop once it does, and ends with the exit code. */
static void serve(const char *listen)
{
    struct serving s;
    struct serving_options o = { .program = "p",
                                 .listen = listen,
                                 .token_file = token_file,
                                 .is_insecure = is_insecure,
                                 .handlers = &handlers,
                                 .on_stop = on_stop };
    clock_start_real(&test_clock);
    struct loop *l = loop_new(&test_clock, on_deadline, NULL);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    setvbuf(stderr, NULL, _IONBF, 0);
    int code = serving_open(&s, l, &o);
    code = code == EXIT_SUCCEEDED ? serving_tell(&s) : code;
    if (code == EXIT_SUCCEEDED) {
        kill(getpid(), SIGTERM);
    }
    while (code == EXIT_SUCCEEDED && !s.is_over) {
        loop_turn(l, true);
    }
    serving_close(&s);
    loop_release(l);
    fflush(stdout);
    _exit(code);
}

/* `host` is what stands in front of the port, `shown` how the URL has it. */
static void check_end(const char *host, const char *shown)
{
    struct buf wanted = { 0 }, listen = { 0 };
    uint16_t port = 0;
    int fd = -1;
    CU_ASSERT_EQUAL(listen_open("127.0.0.1", 0, &fd, &port), 0); /* one that is free */
    close(fd);
    buf_print(&listen, "%s:%d", host, port);
    buf_print(&wanted, "%slistening on http://%s:%d\nstops\n",
              is_insecure ? "p: warning: whoever can reach 0.0.0.0 may start and stop "
                            "executions: there is no --token\n"
                          : "",
              shown, port);
    death_expect(serve, listen.text, EXIT_SUCCEEDED, wanted.text);
    buf_release(&listen);
    buf_release(&wanted);
}

static bool has_six(void)
{
    int fd;
    uint16_t port;
    bool is_open = listen_open("::1", 0, &fd, &port) == 0;
    if (is_open) {
        close(fd);
    }
    return is_open;
}

static void test_listens(void)
{
    check_end("127.0.0.1", "127.0.0.1");
    check_end("localhost", "127.0.0.1");
    if (has_six()) {
        check_end("[::1]", "[::1]");
    }
}

static void test_refused(void)
{
    static const char *const wrong[] = { "",
                                         ":1",
                                         "127.0.0.1",
                                         "127.0.0.1:",
                                         "127.0.0.1:x",
                                         "a:1x",
                                         "::1:8083",
                                         "127.0.0.1:65536",
                                         "[]:1",
                                         "host.example:1",
                                         "[127.0.0.1]:1",
                                         "[::1:1",
                                         "[::1]8083",
                                         "1:2:3",
                                         "a:-1" };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct buf wanted = { 0 };
        buf_print(&wanted, "p: --listen takes ADDRESS:PORT, not '%s'\n", wrong[i]);
        death_expect(serve, wrong[i], EXIT_USAGE, wanted.text);
        buf_release(&wanted);
    }
}

/* Beyond the loopback device only with a token, or if somebody wants it so. */
static void test_open_to_all(void)
{
    struct buf path = { 0 }, wanted = { 0 };
    death_expect(serve, "0.0.0.0:0", EXIT_USAGE,
                 "p: others can reach 0.0.0.0: give --token FILE, so that they need the token "
                 "in it, --api-keys FILE for routes alone, or --insecure\n");
    is_insecure = true;
    check_end("0.0.0.0", "0.0.0.0");
    death_expect(serve, "192.0.2.1:1", EXIT_MACHINE,
                 "p: warning: whoever can reach 192.0.2.1 may start and stop executions: there "
                 "is no --token\n"
                 "p: cannot listen on 192.0.2.1:1: Cannot assign requested address\n");
    is_insecure = false;
    buf_print(&path, "%s/token", folder());
    token_file = path.text;
    buf_print(&wanted, "p: --token: %s: No such file or directory\n", path.text);
    death_expect(serve, "0.0.0.0:0", EXIT_USAGE, wanted.text);
    FILE *file = fopen(path.text, "w");
    fputs("secret\n", file);
    fclose(file);
    check_end("0.0.0.0", "0.0.0.0");
    buf_release(&path);
    buf_release(&wanted);
}

UNIT_MAIN("serving", { "listens", test_listens }, { "refused", test_refused },
          { "open to all", test_open_to_all })

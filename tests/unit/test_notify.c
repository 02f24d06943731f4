#include "runtime/loop/notify.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/folder.h"
#include "runtime/base/memory.h"
#include "runtime/loop/loop.h"
#include "tests/unit/unit.h"

static struct clock test_clock;
static struct loop *l;
static int fd; /* where a service's words arrive */

static void on_deadline(void *owner, uint64_t ticket)
{
    (void)owner, (void)ticket;
}

/* Listen where `name` says, as systemd does. */
static void listen_at(const char *name)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    size_t size = strlen(name);
    memcpy(a.sun_path, name, size);
    if (name[0] == '@') {
        a.sun_path[0] = '\0';
    }
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL_FATAL(bind(fd, (struct sockaddr *)&a,
                               (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size)),
                          0);
    setenv("NOTIFY_SOCKET", name, 1);
}

static void check_heard(const char *wanted)
{
    char text[256] = "";
    ssize_t size = recv(fd, text, sizeof text - 1, 0);
    text[size > 0 ? size : 0] = '\0';
    CU_ASSERT_STRING_EQUAL(text, wanted);
}

static struct notify *begin(void)
{
    clock_start_real(&test_clock);
    l = loop_new(&test_clock, on_deadline, NULL);
    return notify_open(l);
}

static void end(struct notify *n)
{
    notify_close(n);
    loop_release(l);
}

static void check_ready(struct notify *n, const char *reason)
{
    struct buf why = { 0 };
    CU_ASSERT_EQUAL(notify_ready(n, &why), reason[0] == '\0');
    CU_ASSERT_STRING_EQUAL(buf_string(&why), reason);
    buf_release(&why);
}

/* All that a service says, from its start to its end. */
static void check_service(void)
{
    struct notify *n = begin();
    CU_ASSERT_PTR_NULL(getenv("NOTIFY_SOCKET"));
    check_heard("");
    check_ready(n, "");
    check_heard("READY=1");
    notify_status(n, "3 executions\nREADY=0");
    check_heard("STATUS=3 executions READY=0");
    notify_stopping(n);
    check_heard("STOPPING=1");
    check_heard("");
    CU_ASSERT_FALSE(loop_turn(l, true)); /* no watchdog: nothing can come */
    end(n);
    close(fd);
}

static void test_path(void)
{
    char *folder = folder_fresh("notify");
    struct buf path = { 0 };
    buf_print(&path, "%s/socket", folder);
    listen_at(buf_string(&path));
    check_service();
    folder_remove(folder);
    memory_release(folder);
    buf_release(&path);
}

static void test_abstract(void)
{
    char name[64];
    snprintf(name, sizeof name, "@aslc-test-notify-%d", (int)getpid());
    listen_at(name);
    check_service();
}

static void test_nobody(void)
{
    for (int i = 0; i < 2; i++) {
        if (i == 1) {
            setenv("NOTIFY_SOCKET", "", 1);
            setenv("WATCHDOG_USEC", "2000", 1);
        }
        struct notify *n = begin();
        check_ready(n, "");
        notify_status(n, "x");
        notify_stopping(n);
        CU_ASSERT_FALSE(loop_turn(l, true));
        end(n);
    }
}

static void test_unreachable(void)
{
    static const struct {
        const char *socket, *why;
    } rows[] = {
        { "/nowhere/socket", "NOTIFY_SOCKET: /nowhere/socket: No such file or directory" },
        { "@aslc-nobody", "NOTIFY_SOCKET: @aslc-nobody: Connection refused" },
        { "vsock:2:1", "NOTIFY_SOCKET: vsock:2:1: Address family not supported by protocol" },
        { "@", "NOTIFY_SOCKET: @: Address family not supported by protocol" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        setenv("NOTIFY_SOCKET", rows[i].socket, 1);
        setenv("WATCHDOG_USEC", "2000", 1);
        struct notify *n = begin();
        check_ready(n, rows[i].why);
        notify_stopping(n);
        CU_ASSERT_FALSE(loop_turn(l, true)); /* no watchdog */
        end(n);
    }
    char name[200];
    memset(name, 'x', sizeof name - 1);
    name[0] = '/';
    name[sizeof name - 1] = '\0';
    setenv("NOTIFY_SOCKET", name, 1);
    struct notify *n = begin();
    struct buf why = { 0 };
    CU_ASSERT_FALSE(notify_ready(n, &why));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf_string(&why), "File name too long"));
    buf_release(&why);
    end(n);
}

static void test_watchdog(void)
{
    char name[64], pid[32];
    snprintf(name, sizeof name, "@aslc-test-watchdog-%d", (int)getpid());
    snprintf(pid, sizeof pid, "%d", (int)getpid());
    listen_at(name);
    setenv("WATCHDOG_USEC", "4000", 1);
    setenv("WATCHDOG_PID", pid, 1);
    struct notify *n = begin();
    CU_ASSERT_PTR_NULL(getenv("WATCHDOG_USEC"));
    CU_ASSERT_PTR_NULL(getenv("WATCHDOG_PID"));
    CU_ASSERT_FALSE(loop_turn(l, true)); /* it is not ready yet */
    check_ready(n, "");
    check_heard("READY=1");
    loop_hold(l); /* a server waits for whoever comes */
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_TRUE(loop_turn(l, true));
        check_heard("WATCHDOG=1");
    }
    notify_stopping(n);
    check_heard("STOPPING=1");
    CU_ASSERT_TRUE(loop_turn(l, true)); /* it is alive until its end */
    check_heard("WATCHDOG=1");
    loop_let_go(l);
    end(n);
    close(fd);
}

static void test_watchdog_of_others(void)
{
    static const char *const rows[][2] = {
        { "4000", "1" }, { "0", NULL }, { "-5", NULL }, { "soon", NULL }, { "4000", "me" },
    };
    char name[64];
    snprintf(name, sizeof name, "@aslc-test-others-%d", (int)getpid());
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        listen_at(name);
        setenv("WATCHDOG_USEC", rows[i][0], 1);
        if (rows[i][1] != NULL) {
            setenv("WATCHDOG_PID", rows[i][1], 1);
        }
        check_service();
    }
}

UNIT_MAIN("notify", { "a socket of a file", test_path },
          { "an abstract socket", test_abstract }, { "nobody wants to know", test_nobody },
          { "a socket that is not there", test_unreachable }, { "the watchdog", test_watchdog },
          { "no watchdog of ours", test_watchdog_of_others })

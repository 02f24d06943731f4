#include "runtime/bench/rival.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/exit.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/loop/spawn.h"

#define OUTPUT_SIZE_MAX ((size_t)256 << 20)
#define READ_SIZE       ((size_t)65536)

static bool complain(const struct rival *r, const char *what, int error)
{
    message_print(r->name, "%s: %s", what, strerror(error));
    return false;
}

/* ---- Starting and ending ----------------------------------------------------------------- */

/* 0 or an errno. Both descriptors are borrowed. */
static int spawn(struct rival *r, int input_fd, int output_fd)
{
    const struct spawn_plan plan = { .file = r->file != NULL ? r->file : r->argv[0],
                                     .argv = (char *const *)r->argv,
                                     .environment = environ,
                                     .input_fd = input_fd,
                                     .output_fd = output_fd,
                                     .messages_fd = r->quiet ? -1 : STDERR_FILENO };
    return spawn_child(&plan, &r->pid);
}

/* How the process ended, as wait() tells it. */
static int reap(struct rival *r)
{
    int status = 0;
    while (waitpid(r->pid, &status, 0) < 0 && errno == EINTR) {
    }
    r->pid = 0;
    return status;
}

static void stop(struct rival *r)
{
    kill(r->pid, SIGKILL);
    reap(r);
}

static bool ended_well(const struct rival *r, int status)
{
    if (WIFSIGNALED(status)) {
        message_print(r->name, "ended by signal %d", WTERMSIG(status));
    } else if (WEXITSTATUS(status) != 0) {
        message_print(r->name, "ended with exit code %d", WEXITSTATUS(status));
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* A new descriptor at the start of the same file. */
static int input_again(const struct rival *r)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", r->input_fd);
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* ---- A process a run --------------------------------------------------------------------- */

/* Wait until one is ready: 0, or a negative errno; -EINTR is a signal that came to us. The
 * signal of the watch over quick tasks (way/quick.h) is none for us: it comes once a second for
 * a while after such a task. */
static int wait_for(struct pollfd *ready, nfds_t count)
{
    sigset_t kept_off;
    pthread_sigmask(SIG_SETMASK, NULL, &kept_off);
    sigaddset(&kept_off, SIGRTMAX);
    return ppoll(ready, count, NULL, &kept_off) < 0 ? -errno : 0;
}

/* Returns 1 if there is more to come, 0 at the end, or a negative errno. */
static int read_some(int fd, struct buf *output)
{
    struct pollfd ready = { .fd = fd, .events = POLLIN };
    int error = wait_for(&ready, 1);
    if (error != 0) {
        return error;
    }
    ssize_t size = read(fd, buf_room(output, READ_SIZE), READ_SIZE);
    if (size < 0) {
        return -errno;
    }
    output->size += (size_t)size;
    return output->size > OUTPUT_SIZE_MAX ? -EFBIG : size > 0;
}

static bool run_to_end(struct rival *r, int input_fd, int output_fd[2], struct buf *output)
{
    int error = spawn(r, input_fd, output_fd[1]);
    close(output_fd[1]);
    if (error != 0) {
        return complain(r, "it cannot be started", error);
    }
    int more;
    while ((more = read_some(output_fd[0], output)) > 0) {
    }
    if (more < 0) {
        stop(r);
        return more != -EINTR && complain(r, "its output cannot be read", -more);
    }
    return ended_well(r, reap(r));
}

bool rival_run(struct rival *r, struct buf *output, int64_t *ret_ns)
{
    int pipe_fd[2], input_fd = input_again(r);
    if (input_fd < 0 || pipe2(pipe_fd, O_CLOEXEC) != 0) {
        int error = errno;
        if (input_fd >= 0) {
            close(input_fd);
        }
        return complain(r, "no descriptors for it", error);
    }
    buf_clear(output);
    int64_t start_ns = clock_monotonic_ns();
    bool done = run_to_end(r, input_fd, pipe_fd, output);
    *ret_ns = clock_monotonic_ns() - start_ns;
    close(input_fd);
    close(pipe_fd[0]);
    return done;
}

/* posix_spawn() would show our own peak: until it executes, its child has our memory. */
int64_t rival_run_peak_kib(const struct rival *r)
{
    int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC), input_fd = input_again(r);
    struct rusage use = { .ru_maxrss = 0 };
    int status = -1;
    pid_t pid = null_fd < 0 || input_fd < 0 ? -1 : fork();
    if (pid == 0) {
        dup2(input_fd, STDIN_FILENO);
        dup2(null_fd, STDOUT_FILENO);
        dup2(null_fd, STDERR_FILENO);
        execvp(r->file != NULL ? r->file : r->argv[0], (char *const *)r->argv);
        _exit(127); /* what a shell says of a command that it cannot start */
    }
    while (pid > 0 && wait4(pid, &status, 0, &use) < 0 && errno == EINTR) {
    }
    close(null_fd);
    close(input_fd);
    return status == 0 ? use.ru_maxrss : 0;
}

/* ---- Lines ------------------------------------------------------------------------------- */

/* Both pipes; ours do not block, since lines and answers flow at once. */
static bool open_pipes(struct rival *r, int their_fd[2])
{
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) != 0) {
        return complain(r, "no pipe to it", errno);
    }
    if (pipe2(from, O_CLOEXEC) != 0) {
        int error = errno;
        close(to[0]);
        close(to[1]);
        return complain(r, "no pipe to it", error);
    }
    their_fd[0] = to[0];
    their_fd[1] = from[1];
    r->to_fd = to[1];
    r->from_fd = from[0];
    fcntl(r->to_fd, F_SETFL, O_NONBLOCK);
    fcntl(r->from_fd, F_SETFL, O_NONBLOCK);
    signal(SIGPIPE, SIG_IGN);
    return true;
}

static bool started(struct rival *r, int their_fd[2], int error)
{
    close(their_fd[0]);
    close(their_fd[1]);
    if (error == 0) {
        return true;
    }
    close(r->to_fd);
    close(r->from_fd);
    r->pid = 0;
    return complain(r, "it cannot be started", error);
}

bool rival_start(struct rival *r)
{
    int their_fd[2];
    return open_pipes(r, their_fd) && started(r, their_fd, spawn(r, their_fd[0], their_fd[1]));
}

bool rival_fork(struct rival *r, void (*work)(void *owner), void *owner)
{
    int their_fd[2];
    if (!open_pipes(r, their_fd)) {
        return false;
    }
    fflush(output_file());
    r->pid = fork();
    if (r->pid == 0) {
        dup2(their_fd[0], STDIN_FILENO);
        dup2(their_fd[1], STDOUT_FILENO);
        output_renew();
        if (r->quiet) {
            dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        }
        close(r->to_fd);
        close(r->from_fd);
        work(owner);
        _exit(EXIT_SUCCEEDED);
    }
    return started(r, their_fd, r->pid < 0 ? errno : 0);
}

/* 0 or a negative errno. */
static int send_some(int fd, const struct buf *lines, size_t *sent)
{
    ssize_t size = write(fd, lines->text + *sent, lines->size - *sent);
    if (size < 0 && errno != EAGAIN) {
        return -errno;
    }
    *sent += size > 0 ? (size_t)size : 0;
    return 0;
}

/* The same. */
static int take_some(int fd, struct buf *answers, size_t *missing)
{
    ssize_t size = read(fd, buf_room(answers, READ_SIZE), READ_SIZE);
    if (size < 0) {
        return errno == EAGAIN ? 0 : -errno;
    }
    if (size == 0) {
        return -EPIPE;
    }
    const char *at = answers->text + answers->size;
    const char *end = at + size;
    answers->size += (size_t)size;
    while (*missing > 0 && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        at++;
        --*missing;
    }
    return answers->size > OUTPUT_SIZE_MAX ? -EFBIG : 0;
}

static int exchange(struct rival *r, const struct buf *lines, size_t missing,
                    struct buf *answers)
{
    size_t sent = 0;
    int error = 0;
    while (missing > 0 && error == 0) {
        struct pollfd ready[] = {
            { .fd = r->from_fd, .events = POLLIN },
            { .fd = sent < lines->size ? r->to_fd : -1, .events = POLLOUT },
        };
        error = wait_for(ready, 2);
        if (error != 0) {
            return error;
        }
        if (ready[1].revents != 0) {
            error = send_some(r->to_fd, lines, &sent);
        }
        if (ready[0].revents != 0 && error == 0) {
            error = take_some(r->from_fd, answers, &missing);
        }
    }
    return error;
}

bool rival_exchange(struct rival *r, const struct buf *lines, size_t count, struct buf *answers,
                    int64_t *ret_ns)
{
    buf_clear(answers);
    int64_t start_ns = clock_monotonic_ns();
    int error = exchange(r, lines, count, answers);
    *ret_ns = clock_monotonic_ns() - start_ns;
    if (error == -EPIPE) {
        message_print(r->name, "it ended before it had answered every line");
    } else if (error != 0 && error != -EINTR) {
        complain(r, "no lines come and go", -error);
    }
    return error == 0;
}

int64_t rival_peak_kib(pid_t pid)
{
    char path[64], line[128];
    long long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)(pid != 0 ? pid : getpid()));
    FILE *status = fopen(path, "re");
    while (status != NULL && fgets(line, sizeof line, status) != NULL) {
        if (sscanf(line, "VmHWM: %lld", &kib) == 1) {
            break;
        }
    }
    if (status != NULL) {
        fclose(status);
    }
    return kib;
}

void rival_end(struct rival *r)
{
    if (r->pid == 0) {
        return;
    }
    close(r->to_fd);
    close(r->from_fd);
    stop(r);
}

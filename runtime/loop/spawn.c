#include "runtime/loop/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"

#define EXIT_NO_COMMAND 127

static void close_pair(const int fds[2])
{
    close(fds[0]);
    close(fds[1]);
}

/* A program that was started without its standard streams gets low numbers: the child needs
 * those itself. */
static int lift(int *fd)
{
    if (*fd > STDERR_FILENO) {
        return 0;
    }
    int high = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (high < 0) {
        return errno;
    }
    close(*fd);
    *fd = high;
    return 0;
}

/* Returns 0 or an errno. Our end does not block; the child's does. */
static int make_pipe(int ret_fds[2], int our_end)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) < 0) {
        return errno;
    }
    int error = lift(&fds[0]);
    if (error == 0) {
        error = lift(&fds[1]);
    }
    if (error == 0 && fcntl(fds[our_end], F_SETFL, O_NONBLOCK) < 0) {
        error = errno;
    }
    if (error != 0) {
        close_pair(fds);
        return error;
    }
    memcpy(ret_fds, fds, sizeof fds);
    return 0;
}

static bool names_same(const char *a, const char *b)
{
    size_t size = strcspn(a, "=");
    return strncmp(a, b, size) == 0 && b[size] == '=';
}

/* New; the texts are borrowed. */
static char **make_environment(char **extra)
{
    size_t own = 0, added = 0;
    while (environ != NULL && environ[own] != NULL) {
        own++;
    }
    while (extra[added] != NULL) {
        added++;
    }
    char **all = memory_array(own + added + 1, sizeof *all);
    size_t count = 0;
    for (size_t i = 0; i < own; i++) {
        bool replaced = false;
        for (size_t j = 0; j < added && !replaced; j++) {
            replaced = names_same(extra[j], environ[i]);
        }
        if (!replaced) {
            all[count++] = environ[i];
        }
    }
    for (size_t i = 0; i < added; i++) {
        if (strchr(extra[i], '=') != NULL) {
            all[count++] = extra[i];
        }
    }
    all[count] = NULL;
    return all;
}

static void set_stream(posix_spawn_file_actions_t *actions, int fd, int stream)
{
    if (fd < 0) {
        posix_spawn_file_actions_addopen(actions, stream, "/dev/null", O_RDWR, 0);
    } else if (fd != stream) {
        posix_spawn_file_actions_adddup2(actions, fd, stream);
    }
}

int spawn_child(const struct spawn_plan *plan, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGXFSZ);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGTERM);

    posix_spawn_file_actions_init(&actions);
    set_stream(&actions, plan->input_fd, STDIN_FILENO);
    set_stream(&actions, plan->output_fd, STDOUT_FILENO);
    set_stream(&actions, plan->messages_fd, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(
        &attributes, (short)(plan->group | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);

    int error =
        posix_spawnp(ret_pid, plan->file, &actions, &attributes, plan->argv, plan->environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* ---- A child that dies with us: posix_spawn() cannot ask the system for that ---- */

static void reset_signals(void)
{
    struct sigaction now;
    sigset_t none;
    for (int number = 1; number < NSIG; number++) {
        bool is_ignored = sigaction(number, NULL, &now) == 0 && now.sa_handler == SIG_IGN;
        if (!is_ignored || number == SIGPIPE || number == SIGXFSZ || number == SIGINT ||
            number == SIGTERM) {
            signal(number, SIG_DFL);
        }
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* execvpe(3) would give a file that is no program to a shell. Returns an errno. */
static int execute(const struct spawn_plan *plan)
{
    char file[PATH_MAX];
    const char *path = getenv("PATH");
    int error = ENOENT;
    path = path != NULL ? path : "/bin:/usr/bin";
    if (strchr(plan->file, '/') != NULL) {
        execve(plan->file, plan->argv, plan->environment);
        return errno;
    }
    for (size_t size; (size = strcspn(path, ":")), error == ENOENT || error == EACCES; path++) {
        const char *folder = size > 0 ? path : ".";
        snprintf(file, sizeof file, "%.*s/%s", size > 0 ? (int)size : 1, folder, plan->file);
        execve(file, plan->argv, plan->environment);
        error = errno == ENOENT || errno == ENOTDIR ? error : errno;
        path += size;
        if (*path == '\0') {
            break;
        }
    }
    return error;
}

/* In the new process, which has one thread and nobody else's locks. The plan names all three
 * streams. */
static _Noreturn void become(const struct spawn_plan *plan, pid_t parent, int report_fd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) {
        _exit(EXIT_NO_COMMAND); /* it died before that call */
    }
    setpgid(0, 0);
    dup2(plan->input_fd, STDIN_FILENO);
    dup2(plan->output_fd, STDOUT_FILENO);
    dup2(plan->messages_fd, STDERR_FILENO);
    reset_signals();
    int error = execute(plan);
    ssize_t size = write(report_fd, &error, sizeof error);
    (void)size;
    _exit(EXIT_NO_COMMAND);
}

/* Blocks until the child has become its program, or could not. */
static int fork_child(const struct spawn_plan *plan, pid_t *ret_pid)
{
    int report[2], error = 0;
    sigset_t all, before;
    if (pipe2(report, O_CLOEXEC) < 0) {
        return errno;
    }
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        become(plan, parent, report[1]);
    }
    error = pid < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    while (pid > 0 && read(report[0], &error, sizeof error) < 0 && errno == EINTR) {
    }
    close(report[0]);
    if (pid > 0 && error != 0) {
        waitpid(pid, NULL, 0);
    }
    *ret_pid = pid;
    return error;
}

static int spawn(char **argv, char **extra_env, struct spawn_plan plan, pid_t *ret_pid)
{
    char **environment = make_environment(extra_env);
    plan.file = argv[0];
    plan.argv = argv;
    plan.environment = environment;
    int error = plan.dies_with_us ? fork_child(&plan, ret_pid) : spawn_child(&plan, ret_pid);
    memory_release(environment);
    return error;
}

int spawn_piped(char **argv, char **extra_env, pid_t *ret_pid, struct spawn_pipes *ret_pipes)
{
    int input[2], output[2];
    int error = make_pipe(input, 1);
    if (error != 0) {
        return error;
    }
    error = make_pipe(output, 0);
    if (error != 0) {
        close_pair(input);
        return error;
    }
    struct spawn_plan plan = { .input_fd = input[0],
                               .output_fd = output[1],
                               .messages_fd = STDERR_FILENO,
                               .group = POSIX_SPAWN_SETPGROUP };
    error = spawn(argv, extra_env, plan, ret_pid);
    close(input[0]);
    close(output[1]);
    if (error != 0) {
        close(input[1]);
        close(output[0]);
        return error;
    }
    *ret_pipes = (struct spawn_pipes){ .input_fd = input[1], .output_fd = output[0] };
    return 0;
}

int spawn_detached(char **argv, char **extra_env, const char *input, size_t input_size,
                   pid_t *ret_pid)
{
    int fd = descriptor_of_bytes(input, input_size);
    if (fd < 0) {
        return -fd;
    }
    int error = lift(&fd);
    if (error == 0) {
        struct spawn_plan plan = {
            .input_fd = fd, .output_fd = -1, .messages_fd = -1, .group = POSIX_SPAWN_SETSID
        };
        error = spawn(argv, extra_env, plan, ret_pid);
    }
    close(fd);
    return error;
}

int spawn_kept(char **argv, char **extra_env, const char *input, size_t input_size,
               pid_t *ret_pid, int *ret_output_fd)
{
    int output[2], input_fd = descriptor_of_bytes(input, input_size);
    if (input_fd < 0) {
        return -input_fd;
    }
    int error = lift(&input_fd);
    error = error == 0 ? make_pipe(output, 0) : error;
    if (error != 0) {
        close(input_fd);
        return error;
    }
    struct spawn_plan plan = { .input_fd = input_fd,
                               .output_fd = output[1],
                               .messages_fd = output[1],
                               .dies_with_us = true };
    error = spawn(argv, extra_env, plan, ret_pid);
    close(input_fd);
    close(output[1]);
    if (error != 0) {
        close(output[0]);
        return error;
    }
    *ret_output_fd = output[0];
    return 0;
}

/*
 * drive.c - runs each of the workflows that are linked in, in a process of its own, and writes
 * down what came of it: its output, its messages, its history, its exit code.
 *
 *     drive FOLDER REPORT
 *
 * FOLDER has the inputs and mock files.
 */
#include "tests/random/drive/drive.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_MAX 60

static void die(const char *what)
{
    perror(what);
    exit(2);
}

/* The child's whole life. */
static void run(const struct drive_workflow *w, const char *folder, const char *history,
                int report)
{
    char input[4096], mock[4096], name[64], path[4096];
    snprintf(name, sizeof name, "%s", w->name);
    snprintf(input, sizeof input, "%s/%s.input.json", folder, w->name);
    snprintf(mock, sizeof mock, "%s/%s.mock.json#case", folder, w->name);
    snprintf(path, sizeof path, "%s", history);
    char *argv[] = { name,
                     (char[]){ "--virtual-time" },
                     (char[]){ "--input-file" },
                     input,
                     (char[]){ "--mock" },
                     mock,
                     (char[]){ "--history" },
                     path,
                     NULL };
    dup2(report, STDOUT_FILENO);
    dup2(report, STDERR_FILENO);
    alarm(SECONDS_MAX);
    exit(w->run((int)(sizeof argv / sizeof argv[0]) - 1, argv));
}

static void append(const char *from, int report)
{
    char bytes[65536];
    int file = open(from, O_RDONLY | O_CLOEXEC);
    for (ssize_t got = 1; file >= 0 && got > 0;) {
        got = read(file, bytes, sizeof bytes);
        if (got > 0 && write(report, bytes, (size_t)got) != got) {
            die("report");
        }
    }
    if (file >= 0) {
        close(file);
        unlink(from);
    }
}

static void drive(const struct drive_workflow *w, const char *folder, const char *history,
                  int report)
{
    int status = 0;
    dprintf(report, "== %s\n", w->name);
    pid_t pid = fork();
    if (pid < 0) {
        die("fork");
    }
    if (pid == 0) {
        run(w, folder, history, report);
    }
    if (waitpid(pid, &status, 0) != pid) {
        die("waitpid");
    }
    append(history, report);
    if (WIFSIGNALED(status)) {
        dprintf(report, "signal %d\n", WTERMSIG(status));
    } else {
        dprintf(report, "exit %d\n", WEXITSTATUS(status));
    }
}

int main(int argc, char **argv)
{
    char history[4096];
    if (argc != 3) {
        fprintf(stderr, "usage: drive FOLDER REPORT\n");
        return 2;
    }
    int report = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (report < 0) {
        die(argv[2]);
    }
    snprintf(history, sizeof history, "%s.history", argv[2]);
    for (const struct drive_workflow *const *pack = drive_packs; *pack != NULL; pack++) {
        for (const struct drive_workflow *w = *pack; w->name != NULL; w++) {
            drive(w, argv[1], history, report);
        }
    }
    return 0;
}

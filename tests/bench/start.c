/*
 * start.c - from exec to exit: start RUNS COMMAND ARG... [-- COMMAND ARG...]...
 *
 * Runs the commands in turn, RUNS times each, with no output, and prints a line for each: the
 * median and the least of its times in microseconds, and its peak resident memory in KiB. Link
 * it statically: a child's memory is never counted below its parent's.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMMANDS 16
#define RUNS_MAX 10000

extern char **environ;

static double times_us[COMMANDS][RUNS_MAX];
static long peak_kib[COMMANDS];

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static double run(char **argv, long *ret_peak_kib)
{
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid;
    int status;
    struct rusage used;
    double start = now_us();
    if (posix_spawnp(&pid, argv[0], &files, NULL, argv, environ) != 0 ||
        wait4(pid, &status, 0, &used) < 0 || status != 0) {
        fprintf(stderr, "start: '%s' fails\n", argv[0]);
        exit(1);
    }
    double took = now_us() - start;
    posix_spawn_file_actions_destroy(&files);
    *ret_peak_kib = used.ru_maxrss > *ret_peak_kib ? used.ru_maxrss : *ret_peak_kib;
    return took;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    char **command[COMMANDS];
    size_t commands = 0;
    int runs = argc > 2 ? (int)strtol(argv[1], NULL, 10) : 0;
    if (runs < 1 || runs > RUNS_MAX) {
        fprintf(stderr, "start: start RUNS COMMAND ARG... [-- COMMAND ARG...]...\n");
        return 2;
    }
    for (int i = 2; i < argc && commands < COMMANDS; i++) {
        command[commands++] = &argv[i];
        while (argv[i] != NULL && strcmp(argv[i], "--") != 0) {
            i++;
        }
        argv[i] = NULL;
    }
    for (int r = 0; r < runs; r++) {
        for (size_t c = 0; c < commands; c++) {
            times_us[c][r] = run(command[c], &peak_kib[c]);
        }
    }
    for (size_t c = 0; c < commands; c++) {
        qsort(times_us[c], (size_t)runs, sizeof times_us[c][0], by_size);
        printf("%.0f %.0f %ld\n", times_us[c][runs / 2], times_us[c][0], peak_kib[c]);
    }
    return 0;
}

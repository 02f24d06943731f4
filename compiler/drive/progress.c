#include "compiler/drive/progress.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 2000 /* so long nothing is said */
#define WIDTH       79   /* of the line at most, in bytes: no terminal shall break it */

static const char *step; /* NULL if nothing is being built */
static struct timespec started;
static bool is_waiting; /* between progress_begin() and progress_end() */
static int shown;       /* bytes of the line that is on the terminal; 0 if none is */
static struct sigaction was_action; /* of SIGALRM, before progress_begin() */

/* Its only work is to interrupt the wait. */
static void on_alarm(int number)
{
    (void)number;
}

static long elapsed_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec - started.tv_sec) * 1000 +
           (now.tv_nsec - started.tv_nsec) / 1000000;
}

void progress_step(const char *what)
{
    if (step == NULL) {
        clock_gettime(CLOCK_MONOTONIC, &started);
    }
    step = what;
}

void progress_begin(void)
{
    if (step == NULL || !isatty(STDERR_FILENO)) {
        return;
    }
    struct sigaction action = { .sa_handler = on_alarm }; /* no SA_RESTART: it interrupts */
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, &was_action);
    long left = PATIENCE_MS - elapsed_ms();
    left = left > 100 ? left : 100;
    struct itimerval timer = { .it_interval = { .tv_sec = 1 },
                               .it_value = { .tv_sec = left / 1000,
                                             .tv_usec = left % 1000 * 1000 } };
    setitimer(ITIMER_REAL, &timer, NULL);
    is_waiting = true;
}

/* The cursor goes back to the start of the line, so that what others write covers ours. */
void progress_show(void)
{
    long ms = elapsed_ms();
    if (!is_waiting || ms < PATIENCE_MS) {
        return;
    }
    char line[WIDTH + 1];
    char tail[32];
    int tail_size = snprintf(tail, sizeof tail, " (%ld s)", ms / 1000);
    snprintf(line, sizeof line, "aslc: %.*s%s", WIDTH - 6 - tail_size, step, tail);
    shown = (int)strlen(line);
    fprintf(stderr, "%s\r", line);
}

void progress_end(void)
{
    if (!is_waiting) {
        return;
    }
    const struct itimerval never = { 0 };
    setitimer(ITIMER_REAL, &never, NULL);
    sigaction(SIGALRM, &was_action, NULL);
    is_waiting = false;
    if (shown > 0) {
        fprintf(stderr, "%*s\r", shown, "");
        shown = 0;
    }
}

/*
 * effect FILE: appends the time, in milliseconds since 1970, the process that has started it, and
 * its standard input to the file, as one line, and prints {}. An input that says which "step" it
 * is and that this step "fails" makes it fail.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The text of a member: "" if it is not there. */
static void text_of(const char *json, const char *key, char out[64])
{
    const char *at = strstr(json, key);
    out[0] = '\0';
    if (at != NULL) {
        sscanf(at + strlen(key), "\"%63[^\"]\"", out);
    }
}

int main(int argc, char **argv)
{
    static char input[4096], line[4200];
    char step[64], fails[64];
    long by = (long)getppid();
    struct timespec now, pause = { .tv_nsec = 20000000 };
    size_t size = fread(input, 1, sizeof input - 1, stdin);
    clock_gettime(CLOCK_REALTIME, &now);
    int count = snprintf(line, sizeof line, "%lld %ld %.*s\n",
                         now.tv_sec * 1000LL + now.tv_nsec / 1000000, by, (int)size, input);
    int fd = argc > 1 ? open(argv[1], O_WRONLY | O_APPEND | O_CREAT, 0666) : -1;
    if (fd < 0 || write(fd, line, (size_t)count) != count) {
        return 1;
    }
    nanosleep(&pause, NULL);
    text_of(input, "\"step\":", step);
    text_of(input, "\"fails\":", fails);
    if (step[0] != '\0' && strcmp(step, fails) == 0) {
        return 1;
    }
    puts("{}");
    return 0;
}

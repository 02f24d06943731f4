/*
 * load PORT CONNECTIONS SECONDS REQUEST WANTED: sends the bytes of the file REQUEST, an HTTP
 * request, on so many kept connections to a port of this machine, each again as soon as it is
 * answered. Prints the answers a second, and the median and the 99th of 100 times in
 * microseconds. An answer that lacks the text WANTED ends it with exit code 1.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ROOM  65536
#define TIMES 1000000

struct connection {
    int fd;
    size_t size; /* of what has come of the answer */
    int64_t sent_ns;
    char answer[ROOM + 1];
};

static char request[ROOM];
static size_t request_size;
static const char *wanted;
static uint32_t *times; /* [TIMES], in microseconds */
static size_t count;

static void die(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void send_request(struct connection *c)
{
    c->size = 0;
    c->sent_ns = now_ns();
    if (write(c->fd, request, request_size) != (ssize_t)request_size) {
        die("write");
    }
}

static void open_connection(struct connection *c, int port, int events)
{
    int yes = 1;
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) != 0) {
        die("connect");
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
    epoll_ctl(events, EPOLL_CTL_ADD, c->fd, &e);
    send_request(c);
}

/* Returns 1 if the answer is whole. */
static int is_whole(struct connection *c)
{
    c->answer[c->size] = '\0';
    const char *body = strstr(c->answer, "\r\n\r\n");
    const char *length = strcasestr(c->answer, "\r\ncontent-length:");
    return body != NULL && length != NULL &&
           c->size >= (size_t)(body + 4 - c->answer) + strtoul(length + 17, NULL, 10);
}

static void take(struct connection *c)
{
    ssize_t size = read(c->fd, c->answer + c->size, ROOM - c->size);
    if (size <= 0) {
        die("read");
    }
    c->size += (size_t)size;
    if (is_whole(c)) {
        if (strstr(c->answer, wanted) == NULL) {
            fprintf(stderr, "load: %s\n", c->answer);
            exit(1);
        }
        times[count++ % TIMES] = (uint32_t)((now_ns() - c->sent_ns) / 1000);
        send_request(c);
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        return 2;
    }
    int port = atoi(argv[1]), connections = atoi(argv[2]), events = epoll_create1(0);
    FILE *file = fopen(argv[4], "r");
    wanted = argv[5];
    request_size = file == NULL ? 0 : fread(request, 1, sizeof request, file);
    times = calloc(TIMES, sizeof *times);
    struct connection *all = calloc((size_t)connections, sizeof *all);
    int64_t begin = now_ns(), end = begin + (int64_t)(atof(argv[3]) * 1e9);
    for (int i = 0; i < connections; i++) {
        open_connection(&all[i], port, events);
    }
    while (now_ns() < end) {
        struct epoll_event ready[64];
        int n = epoll_wait(events, ready, 64, 1000);
        for (int i = 0; i < n; i++) {
            take(ready[i].data.ptr);
        }
    }
    double seconds = (double)(now_ns() - begin) / 1e9;
    size_t known = count < TIMES ? count : TIMES;
    qsort(times, known, sizeof *times, compare);
    printf("%.0f %u %u\n", (double)count / seconds, times[known / 2], times[known * 99 / 100]);
    return 0;
}

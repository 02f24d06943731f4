/*
 * client.h - a client of a server on the loop, in the loop's own thread: a test sets the_loop
 * and the_port.
 */
#ifndef TESTS_CLIENT_H
#define TESTS_CLIENT_H

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/loop/loop.h"
#include "tests/unit/unit.h"

#define CLIENT_PATIENCE_MS 5000

static struct loop *the_loop;
static uint16_t the_port;

static inline int dial(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons(the_port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CU_ASSERT_EQUAL(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

/* Sends all of it, turning the loop where the socket is full. */
static inline void put(int fd, const char *text, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, text, size, MSG_NOSIGNAL);
        if (sent > 0) {
            text += sent;
            size -= (size_t)sent;
        } else if (sent < 0 && errno != EAGAIN) {
            return; /* the server does not want it */
        }
        loop_turn(the_loop, false);
    }
}

static inline void ask(int fd, const char *text)
{
    put(fd, text, strlen(text));
}

static inline void client_pass(void *owner)
{
    *(bool *)owner = true;
}

/* Turns the loop until `size` bytes have come in all, or the end, or the patience is over.
 * Returns true at the end. */
static inline bool get(int fd, struct buf *answer, size_t size)
{
    char chunk[65536];
    bool is_over = false, has_ended = false;
    uint64_t id = loop_real_deadline(the_loop, CLIENT_PATIENCE_MS, client_pass, &is_over);
    while (!is_over && !has_ended && answer->size < size) {
        ssize_t got = recv(fd, chunk, sizeof chunk, 0);
        if (got > 0) {
            buf_put(answer, chunk, (size_t)got);
        } else if (got == 0 || errno != EAGAIN) {
            has_ended = true;
        } else {
            loop_turn(the_loop, true);
        }
    }
    loop_real_cancel(the_loop, id);
    return has_ended;
}

/* Wants exactly this next, and nothing after it. */
static inline void wants(int fd, const char *wanted)
{
    struct buf answer = { 0 };
    get(fd, &answer, strlen(wanted));
    UNIT_TEXT(buf_string(&answer), wanted);
    buf_release(&answer);
}

static inline void turn(int times)
{
    for (int i = 0; i < times; i++) {
        loop_turn(the_loop, false);
    }
}

/* Turns until a count is reached, or the patience is over. */
static inline void await(const int *count, int wanted)
{
    bool is_over = false;
    uint64_t id = loop_real_deadline(the_loop, CLIENT_PATIENCE_MS, client_pass, &is_over);
    while (!is_over && *count < wanted) {
        loop_turn(the_loop, true);
    }
    loop_real_cancel(the_loop, id);
    CU_ASSERT_EQUAL(*count, wanted);
}

#endif

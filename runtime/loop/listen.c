#include "runtime/loop/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "runtime/base/buf.h"

#define BACKLOG 511

union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

/* Returns the address's size, or 0 if the text is not one. */
static socklen_t read_address(const char *text, uint16_t port, union address *ret_address)
{
    union address a = { .any.sa_family = AF_UNSPEC };
    socklen_t size = 0;
    if (inet_pton(AF_INET, text, &a.four.sin_addr) == 1) {
        a.four.sin_family = AF_INET;
        a.four.sin_port = htons(port);
        size = sizeof a.four;
    } else if (inet_pton(AF_INET6, text, &a.six.sin6_addr) == 1) {
        a.six.sin6_family = AF_INET6;
        a.six.sin6_port = htons(port);
        size = sizeof a.six;
    }
    *ret_address = a;
    return size;
}

int listen_open(const char *address, uint16_t port, int *ret_fd, uint16_t *ret_port)
{
    union address a;
    socklen_t size = read_address(address, port, &a);
    int yes = 1;
    if (size == 0) {
        return EINVAL;
    }
    int fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return errno;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, &a.any, size) < 0 || listen(fd, BACKLOG) < 0 ||
        getsockname(fd, &a.any, &size) < 0) {
        int error = errno;
        close(fd);
        return error;
    }
    *ret_fd = fd;
    *ret_port = ntohs(a.any.sa_family == AF_INET ? a.four.sin_port : a.six.sin6_port);
    return 0;
}

void listen_put_peer(int fd, struct buf *out)
{
    union address a = { .any.sa_family = AF_UNSPEC };
    socklen_t size = sizeof a;
    char text[INET6_ADDRSTRLEN];
    if (getpeername(fd, &a.any, &size) == 0) {
        const void *address = a.any.sa_family == AF_INET ? (const void *)&a.four.sin_addr
                                                         : (const void *)&a.six.sin6_addr;
        buf_text(out,
                 inet_ntop(a.any.sa_family, address, text, sizeof text) != NULL ? text : "");
    }
}

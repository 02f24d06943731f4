/*
 * hello: libevent's own HTTP server, which answers every request with the same few bytes.
 * Prints its port, and ends when it is killed.
 */
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>

static void hello(struct evhttp_request *request, void *owner)
{
    struct evbuffer *body = evbuffer_new();
    (void)owner;
    evbuffer_add_printf(body, "{\"hello\":\"world\"}");
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type",
                      "application/json");
    evhttp_send_reply(request, HTTP_OK, "OK", body);
    evbuffer_free(body);
}

int main(void)
{
    struct event_base *base = event_base_new();
    struct evhttp *http = evhttp_new(base);
    struct evhttp_bound_socket *bound = evhttp_bind_socket_with_handle(http, "127.0.0.1", 0);
    struct sockaddr_in at;
    socklen_t size = sizeof at;
    if (bound == NULL ||
        getsockname(evhttp_bound_socket_get_fd(bound), (struct sockaddr *)&at, &size) != 0) {
        return 1;
    }
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    evhttp_set_gencb(http, hello, NULL);
    event_base_dispatch(base);
    return 0;
}

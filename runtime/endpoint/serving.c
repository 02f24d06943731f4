#include "runtime/endpoint/serving.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/endpoint/access.h"
#include "runtime/endpoint/server.h"
#include "runtime/loop/loop.h"

#define DEFAULT_LISTEN "127.0.0.1:8083"
#define ADDRESS_ROOM   64

/* Returns true if the text is an address of IPv6, if that is wanted, or else of IPv4. */
static bool is_numeric(const char *text, bool is_six)
{
    struct in6_addr address;
    return inet_pton(is_six ? AF_INET6 : AF_INET, text, &address) == 1;
}

/* Reads "ADDRESS:PORT", where an address of IPv6 stands in []. Returns false if it is not that.
 */
static bool read_listen(const char *text, char ret_address[ADDRESS_ROOM], uint16_t *ret_port)
{
    const char *colon = strrchr(text, ':');
    const char *digits = colon != NULL ? colon + 1 : "";
    size_t count = strspn(digits, "0123456789"),
           size = colon != NULL ? (size_t)(colon - text) : 0;
    unsigned long port = count > 0 && count <= 5 ? strtoul(digits, NULL, 10) : UINT16_MAX + 1UL;
    bool is_six = size > 2 && text[0] == '[' && text[size - 1] == ']';
    size_t edge = is_six ? 1 : 0;
    if (size == 0 || size >= ADDRESS_ROOM || digits[count] != '\0' || port > UINT16_MAX) {
        return false;
    }
    memcpy(ret_address, text + edge, size - 2 * edge);
    ret_address[size - 2 * edge] = '\0';
    if (strcmp(ret_address, "localhost") == 0) {
        snprintf(ret_address, ADDRESS_ROOM, "127.0.0.1");
    }
    *ret_port = (uint16_t)port;
    return is_numeric(ret_address, is_six);
}

/* ---- The end ---- */

static void on_finished(void *owner)
{
    struct serving *s = owner;
    s->is_over = true;
}

void serving_stop(struct serving *s)
{
    if (s->options.on_stop != NULL) {
        s->options.on_stop(s->options.owner);
    }
    server_finish(s->server, on_finished, s);
}

static void on_signal(void *owner, int signal)
{
    (void)signal;
    serving_stop(owner);
}

/* ---- The beginning ---- */

/* Returns false, after a message, if nobody keeps strangers away from that address. */
static bool is_allowed(struct serving *s, const char *address)
{
    const struct serving_options *o = &s->options;
    if (access_is_loopback(address) || s->token != NULL) {
        return true;
    }
    if (o->is_insecure) {
        message_print(o->program,
                      "warning: whoever can reach %s may start and stop executions: there is "
                      "no --token",
                      address);
        return true;
    }
    s->is_closed = o->has_keys;
    message_print(o->program,
                  o->has_keys ? "others can reach %s: the API is not served there, since there "
                                "is no --token"
                              : "others can reach %s: give --token FILE, so that they need the "
                                "token in it, --api-keys FILE for routes alone, or --insecure",
                  address);
    return o->has_keys;
}

bool serving_read_token(struct serving *s, struct buf *why)
{
    const char *path = s->options.token_file;
    char *token = NULL;
    struct buf reason = { 0 };
    bool is_read = path == NULL || access_read_token(path, &token, &reason);
    if (!is_read) {
        buf_print(why, "--token: %s", buf_string(&reason));
    } else if (token != NULL) {
        memory_release(s->token);
        s->token = token;
        if (s->server != NULL) {
            server_set_token(s->server, token);
        }
    }
    buf_release(&reason);
    return is_read;
}

/* Returns false after a message. */
static bool begin_token(struct serving *s)
{
    struct buf why = { 0 };
    bool is_read = serving_read_token(s, &why);
    if (!is_read) {
        message_print(s->options.program, "%s", buf_string(&why));
    }
    buf_release(&why);
    return is_read;
}

static bool listen_there(struct serving *s, const char *address, uint16_t port)
{
    struct server_options o = { .address = address,
                                .port = port,
                                .is_closed = s->is_closed,
                                .token = s->token,
                                .body_max = s->options.body_max,
                                .stays_calm = s->options.stays_calm,
                                .patience_ms = s->options.patience_ms,
                                .handlers = s->options.handlers,
                                .owner = s->options.owner };
    struct buf why = { 0 };
    bool is_open = server_open(s->loop, &o, &s->server, &why);
    if (!is_open) {
        message_print(s->options.program, "cannot listen on %s", buf_string(&why));
    }
    buf_release(&why);
    return is_open;
}

int serving_open(struct serving *s, struct loop *l, const struct serving_options *o)
{
    char address[ADDRESS_ROOM];
    uint16_t port = 0;
    const char *listen = o->listen != NULL ? o->listen : DEFAULT_LISTEN;
    *s = (struct serving){ .options = *o, .loop = l };
    if (!read_listen(listen, address, &port)) {
        message_print(o->program, "--listen takes ADDRESS:PORT, not '%s'", listen);
        return EXIT_USAGE;
    }
    if (!begin_token(s) || !is_allowed(s, address)) {
        return EXIT_USAGE;
    }
    if (!listen_there(s, address, port)) {
        return EXIT_MACHINE;
    }
    loop_on_stop(l, on_signal, s);
    loop_hold(l); /* it waits for whoever comes */
    return EXIT_SUCCEEDED;
}

int serving_tell(const struct serving *s)
{
    output_print("listening on %s\n", server_url(s->server));
    if (fflush(output_file()) != 0) {
        message_print(s->options.program, "standard output cannot be written: %s",
                      strerror(errno));
        return EXIT_MACHINE;
    }
    return EXIT_SUCCEEDED;
}

void serving_close(struct serving *s)
{
    if (s->server != NULL) {
        loop_let_go(s->loop);
        server_close(s->server);
    }
    memory_release(s->token);
}

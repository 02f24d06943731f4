/*
 * serving.h - a server from the first line that it prints to its end: where it may listen, who
 * may ask, and that SIGINT, SIGTERM and SIGHUP end it in order.
 *
 *   if (serving_open(&s, loop, &options) and serving_tell(&s) are EXIT_SUCCEEDED) {
 *       while (!s.is_over) { turn the loop }
 *   }
 *   serving_close(&s);
 *
 * A serving does not move while it is open.
 */
#ifndef ENDPOINT_SERVING_H
#define ENDPOINT_SERVING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct loop;
struct server;
struct server_handlers;

struct serving_options {
    const char *program;    /* for messages */
    const char *listen;     /* "ADDRESS:PORT"; NULL for 127.0.0.1:8083 */
    const char *token_file; /* NULL: the API asks for no token */
    bool is_insecure;       /* everybody who can reach the address may ask */
    bool has_keys;          /* whatever is not the API asks for keys of its own */
    size_t body_max;        /* as server.h has it, and these: */
    bool stays_calm;
    int64_t patience_ms;
    const struct server_handlers *handlers;
    void *owner;

    /* A signal asks for the end: nothing new comes, and what is under way is waited for.
     * May be NULL. */
    void (*on_stop)(void *owner);
};

struct serving {
    struct serving_options options;
    struct loop *loop;
    struct server *server;
    char *token;    /* owned */
    bool is_closed; /* without the API */
    bool is_over;
};

/* Listen. Returns EXIT_SUCCEEDED; or another exit code (base/exit.h), after a message on
 * standard error. All texts are borrowed. */
int serving_open(struct serving *s, struct loop *l, const struct serving_options *o);

/* Say on standard output where it listens, once whoever comes can be answered. Returns as
 * above. */
int serving_tell(const struct serving *s);

/* Read the file with the token again, where there is one, and ask for that from now on. What is
 * wrong with it is said in `why`, and then the token is the one that it was. */
bool serving_read_token(struct serving *s, struct buf *why);

/* What a signal does. */
void serving_stop(struct serving *s);

void serving_close(struct serving *s);

#endif

/*
 * tidings.h - what systemd, or whoever else has started a server, hears of it (loop/notify.h):
 * that it answers, how much it has to do, and that it begins to end.
 */
#ifndef SERVE_TIDINGS_H
#define SERVE_TIDINGS_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct front;
struct notify;
struct server;
struct station;

struct tidings {
    const struct station *station; /* borrowed, as the next two are */
    const struct server *server;
    const struct front *routes; /* NULL: there are none */
    struct notify *notify;      /* owned */
    char *status;               /* owned: the last one that was told */
    uint64_t timer;
    bool is_stopping;
};

/* Take what the environment says of whoever listens. Before anything is started. */
void tidings_open(struct tidings *t, const struct station *s);
void tidings_close(struct tidings *t);

/* Returns true if somebody listens. */
bool tidings_are_heard(const struct tidings *t);

/* Requests are answered. From now on the status is told whenever it has changed, at most once a
 * second. Returns false, with the reason in `why`, if the word does not reach who listens. */
bool tidings_ready(struct tidings *t, const struct server *server, const struct front *routes,
                   struct buf *why);

/* Settings are about to be read again, and have been. */
void tidings_reloading(struct tidings *t);
void tidings_reloaded(struct tidings *t);

/* It begins to end; and it answers nobody any more, so that nothing more is told. */
void tidings_stopping(struct tidings *t);
void tidings_over(struct tidings *t);

#endif

/*
 * obtain.h - gets the credentials of a source, once: by HTTP, or from a command.
 */
#ifndef CLIENT_OBTAIN_H
#define CLIENT_OBTAIN_H

struct buf;
struct credentials;
struct fetch_way;
struct lease;
struct loop;
struct obtain; /* opaque: under way; gone after `done` */
struct profile;
struct random;
struct source;

struct obtain_job {
    struct loop *loop;
    struct random *random;
    const struct fetch_way *tls;
    const char *ca_file;            /* borrowed to the end; or NULL */
    const struct profile *profile;  /* borrowed to the end */
    const struct source *source;    /* neither KEYS nor NONE; borrowed to the end */
    const struct credentials *base; /* of a role: who assumes it; borrowed for the call */

    /* Called once, on a later turn, with the lease (taken), or NULL and the reason. */
    void (*done)(void *owner, struct lease *lease, const struct buf *why);
    void *owner;
};

/* It counts as work in flight. */
struct obtain *obtain_start(const struct obtain_job *job);

/* Gives it up; `done` is not called any more. */
void obtain_stop(struct obtain *o);

#endif

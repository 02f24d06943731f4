/*
 * keyfiles.h - files that say who may ask a server: they are read again once they have changed,
 * and whenever somebody asks for it.
 *
 * A file is looked at each second, through links as well, so that one which comes into its
 * place by a rename or a link counts. It is read when it has stayed the same for a second, so
 * that one which is just being written is not. If it cannot be used, what was read before
 * stays, and a message says so.
 */
#ifndef SERVE_KEYFILES_H
#define SERVE_KEYFILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

struct buf;
struct loop;

#define KEYFILES_MAX 2

struct keyfile {
    const char *path; /* borrowed */
    bool (*read)(void *owner, struct buf *why);
    struct stat seen;
    bool is_fresh; /* it has changed, and has not been read since */
};

struct keyfiles {
    struct loop *loop;
    const char *program; /* for messages */
    void *owner;         /* of all `read` */
    struct keyfile files[KEYFILES_MAX];
    size_t count;
    uint64_t timer; /* of the next look; 0: there is nothing to look at */
};

/* Without any file. It does not move while it is open. */
void keyfiles_open(struct keyfiles *k, struct loop *l, const char *program, void *owner);
void keyfiles_close(struct keyfiles *k);

/* Add a file that has just been read; NULL adds none. `read` reads it again; it returns false,
 * with the reason in `why`, which names the file, where everything stays as it was. */
void keyfiles_add(struct keyfiles *k, const char *path,
                  bool (*read)(void *owner, struct buf *why));

/* Read all of them now. */
void keyfiles_read(struct keyfiles *k);

#endif

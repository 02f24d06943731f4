/*
 * fetching.h - what an ItemReader reads from a real S3, brought into a folder, from which a
 * dataset reads it as it reads the embedded S3: one object, those of a listing, or those that a
 * manifest names. A listing whose objects are not read becomes an object of its own, a line for
 * each of them.
 *
 * An object comes in blocks, each by a request of its own, and all of them of one version
 * (If-Match). Which request is next, and what came, passes through here; who sends it does not
 * matter.
 */
#ifndef MAP_FETCHING_H
#define MAP_FETCHING_H

#include <stdbool.h>

struct buf;
struct fetching; /* opaque */
struct notice;
struct value;
struct wire_answer;

enum fetching_step {
    FETCHING_GET,  /* GetObject is next, */
    FETCHING_LIST, /* or ListObjectsV2 */
    FETCHING_DONE, /* everything is there */
    FETCHING_FAILED
};

/* New, for an ItemReader as dataset_open() takes it (shared). Its folder is gone when it is
 * released. */
struct fetching *fetching_new(struct value *reader);
void fetching_release(struct fetching *g);

/* What is next, with its Parameters (new). FETCHING_FAILED has the reason in `why`. */
enum fetching_step fetching_ask(struct fetching *g, struct value **ret_parameters,
                                struct buf *why);

/* Takes the body of an answer to that GetObject. `owner` is the fetching. */
void fetching_take(void *owner, struct wire_answer *answer);

/* Takes how it ended (borrowed). Returns false with the reason in `why` if that is a failure.
 */
bool fetching_answered(struct fetching *g, const struct notice *n, struct buf *why);

/* Of FETCHING_DONE: the folder, as root of s3.h, what a dataset reads there, and a text that is
 * another one if any of the objects is not as it was. Borrowed. */
const char *fetching_root(const struct fetching *g);
const struct value *fetching_reader(const struct fetching *g);
const char *fetching_seal(const struct fetching *g);

#endif

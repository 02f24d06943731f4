/*
 * depot.h - a distributed Map on a real S3: what its ItemReader reads is fetched before the
 * first item is read, and what it exports is put there as it gathers.
 *
 * A Map Run asks one thing after the other, and each answer comes to its frame, which goes on
 * then. What is fetched is nowhere in the frame's bytes: after a restart it is fetched again,
 * and has to be what it was.
 *
 * Only workflows with such Maps are linked with this (struct asl_map_s3), so that others have
 * no client.
 */
#ifndef MAP_DEPOT_H
#define MAP_DEPOT_H

#include <stdbool.h>

struct asl_frame;
struct buf;
struct mapinput_failure;
struct notice;
struct value;

enum depot {
    DEPOT_READY,
    DEPOT_WAITS, /* an answer will come: then ask again */
    DEPOT_FAILED
};

struct asl_map_depot {
    /* Says which of what the Map does goes to a real S3. Called once, before anything else. */
    void (*open)(struct asl_frame *f);

    /* Whether children can begin: everything is fetched, and not too much is still to be put.
     * DEPOT_FAILED has the reason in `failure`. */
    enum depot (*prepare)(struct asl_frame *f, struct mapinput_failure *failure);

    /* Whether the export is there to its end: its files and the manifest. */
    enum depot (*close)(struct asl_frame *f, struct buf *why);

    /* The same of a Map Run that has failed; `has_pending`: with the items that were never
     * begun. What fails of that is passed over: it is never DEPOT_FAILED. */
    enum depot (*give_up)(struct asl_frame *f, bool has_pending);

    /* Takes an answer (borrowed) to what the frame has asked. */
    void (*answered)(struct asl_frame *f, const struct notice *n);

    /* The Map Run has ended, or goes on in another process. */
    void (*left)(struct asl_frame *f);

    /* Where a dataset finds what was fetched, and as what (both borrowed). They stay as they
     * are if nothing was. */
    void (*fetched)(struct asl_frame *f, const char **root, const struct value **reader);
};

#endif

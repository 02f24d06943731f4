/*
 * httpconnection.h - what http.c keeps of a server, of a connection, and of the request on it;
 * for that, httplater.c and httprequest.c alone; this has what a handler asks of a request
 * (http.h).
 */
#ifndef LOOP_HTTPCONNECTION_H
#define LOOP_HTTPCONNECTION_H

#include <event2/event_struct.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"
#include "runtime/loop/calm.h"
#include "runtime/loop/httpoptions.h"
#include "runtime/loop/httpread.h"

struct http_server {
    struct loop *loop;
    struct http_options options;
    int fd; /* -1: it accepts nothing more */
    uint16_t port;
    struct event acceptable;
    struct event retry;
    struct http_request *first;
    size_t count;
    size_t kept;                             /* bytes of requests, of all connections */
    struct http_request *later, *last_later; /* what the next turn brings */
    struct calm_member calm;
    bool is_finishing;
    void (*finished)(void *owner);
    void *finished_owner;
};

/* A connection, with the request that is being read or answered. */
struct http_request {
    struct http_request *next, *previous;
    struct http_server *server; /* NULL once the connection is closed */
    int fd;
    struct event readable, writable;
    struct httpread read;
    struct buf ahead; /* bytes that belong to the requests after this one */
    struct buf extra; /* the answer's own headers */
    struct buf out;   /* what the socket has not taken yet */
    size_t out_sent;
    void *mark;
    bool is_waiting;                 /* the handler has the request */
    bool is_later;                   /* he gets it in the next turn */
    struct http_request *next_later; /* of those that wait for that turn */
    bool is_ending;                  /* the connection is closed once `out` is sent */
    bool lingers;     /* then its client is read to its end, so that it sees the answer */
    bool is_shut;     /* it lingers now */
    bool is_deaf;     /* so much was sent ahead that nothing is read now */
    bool has_ended;   /* its client sends nothing more, but it may still read answers */
    bool is_sounded;  /* `readable` waits for the connection to break, and for nothing else */
    int64_t begun_ns; /* when the first bytes of the request came that is being read; or 0 */
    size_t lingered;  /* bytes that came meanwhile */
    size_t kept;      /* bytes of requests, as the server has counted them */
    int inside;       /* calls of this file that still use it */
};

#endif

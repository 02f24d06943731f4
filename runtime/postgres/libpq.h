/*
 * libpq.h - PostgreSQL's own client library, loaded at first need: a program that never opens a
 * store there needs none of it.
 */
#ifndef POSTGRES_LIBPQ_H
#define POSTGRES_LIBPQ_H

#include <postgresql/libpq-fe.h>
#include <stdbool.h>

struct buf;

/* What is called of the library, by its own prototypes. */
#define LIBPQ_FUNCTIONS(F)                                                                     \
    F(PQbackendPID)                                                                            \
    F(PQclear)                                                                                 \
    F(PQconnectPoll)                                                                           \
    F(PQconnectStartParams)                                                                    \
    F(PQconnectdbParams)                                                                       \
    F(PQconnectionNeedsPassword)                                                               \
    F(PQconninfoFree)                                                                          \
    F(PQconninfoParse)                                                                         \
    F(PQconsumeInput)                                                                          \
    F(PQenterPipelineMode)                                                                     \
    F(PQerrorMessage)                                                                          \
    F(PQfinish)                                                                                \
    F(PQflush)                                                                                 \
    F(PQfreemem)                                                                               \
    F(PQgetResult)                                                                             \
    F(PQgetisnull)                                                                             \
    F(PQgetlength)                                                                             \
    F(PQgetvalue)                                                                              \
    F(PQisBusy)                                                                                \
    F(PQnotifies)                                                                              \
    F(PQntuples)                                                                               \
    F(PQparameterStatus)                                                                       \
    F(PQpipelineSync)                                                                          \
    F(PQresultErrorField)                                                                      \
    F(PQresultErrorMessage)                                                                    \
    F(PQresultStatus)                                                                          \
    F(PQsendPrepare)                                                                           \
    F(PQsendQueryParams)                                                                       \
    F(PQsendQueryPrepared)                                                                     \
    F(PQserverVersion)                                                                         \
    F(PQsetErrorVerbosity)                                                                     \
    F(PQsetNoticeReceiver)                                                                     \
    F(PQsetnonblocking)                                                                        \
    F(PQsocket)                                                                                \
    F(PQstatus)                                                                                \
    F(PQtransactionStatus)

struct libpq {
    void *library; /* NULL until it is loaded */
#define LIBPQ_MEMBER(name) __typeof__(&name) name;
    LIBPQ_FUNCTIONS(LIBPQ_MEMBER)
#undef LIBPQ_MEMBER
};

/* The library's functions; none may be called before libpq_load() has returned true. */
extern struct libpq libpq;

/* Load it, unless that was done. Returns false, with the reason in `why`, if it is not on this
 * machine, or is too old. */
bool libpq_load(struct buf *why);

#endif

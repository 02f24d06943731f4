/*
 * answer.h - what an embedded service answers to a request. A service is a function: a request
 * in, an answer out; nothing here knows a socket. The HTTP door writes an answer by the rules
 * of the service's protocol, a way of a task by those of Step Functions.
 */
#ifndef SERVICE_ANSWER_H
#define SERVICE_ANSWER_H

#include <stdbool.h>

struct value;

struct service_answer {
    int status; /* as HTTP counts: 200, or else an error: 400, 413, 500 ... */
    const char
        *space;        /* of an error: the name space in front of '#' in __type, static, such as
                          "com.amazonaws.dynamodb.v20120810"; NULL where the protocol has none */
    const char *code;  /* of an error: "ResourceNotFoundException", static; NULL if good */
    char *message;     /* of an error: owned; NULL if it has no message */
    bool says_Message; /* the message's member is spelled "Message" and not "message" */
    bool is_bare;      /* a good answer without any body: over HTTP not even {} is sent */
    struct value *body; /* owned: the answer's JSON; of an error the members that it has beside
                           the code and the message, such as CancellationReasons; or NULL */
};

/* Returns true if the answer is not an error. */
bool service_answer_is_good(const struct service_answer *a);

/* Make an answer a good one in place of whatever it was, with `body` (taken; NULL becomes an
 * empty object). */
void service_answer_good(struct service_answer *a, struct value *body);

/* Make an answer an error in place of whatever it was. `space` and `code` must be static. */
void service_answer_fail(struct service_answer *a, int status, const char *space,
                         const char *code, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The error as JSON of AWS's JSON protocols: {"__type":"SPACE#CODE","message":...} and the
 * members of the body; of a good answer the body itself. New. */
struct value *service_answer_json(const struct service_answer *a);

/* Release what the answer owns. It is empty again. */
void service_answer_release(struct service_answer *a);

#endif

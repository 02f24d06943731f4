/*
 * protocol.h - how the requests and answers of a service are written: its table says which of
 * the four protocols it speaks (asl/service.h). A program has those that its tables name.
 *
 * Values are as shape.h says.
 */
#ifndef CALL_PROTOCOL_H
#define CALL_PROTOCOL_H

#include <stdbool.h>

#include <asl/service.h>

struct buf;
struct value;
struct wire_answer;
struct wire_request;

/* What an error says. All is owned; texts may be NULL. */
struct protocol_fault {
    char *code;
    char *shown_code; /* what people are shown instead, NULL: the code */
    char *message;
};

/* What is special of an API that is not a service of AWS (plainapi.h). */
struct protocol_plain {
    const char *lost;         /* the error where there is no answer */
    const char *unauthorized; /* where its connection has no secret to give */
    const char *by_status;    /* how the error begins where the status is one: "ApiGateway." */

    /* The header that names a cluster of EKS, for which a token goes along (clustertoken.h);
     * NULL where requests have no such header. */
    const char *token_for;

    /* Returns true if these Parameters ask for a request that is signed. NULL: never. */
    bool (*signs)(const struct value *parameters);
};

struct asl_protocol {
    /* NULL for services of AWS. Of others `build` takes the Parameters as they are and says
     * where the request goes, unless it has a host already; and what `read` gives is the task's
     * result. */
    const struct protocol_plain *plain;

    /* Appends the action's path to that of the request, and fills in its method, query, headers
     * and body. Returns false, with AWS's words in `why`, if a member is missing that it cannot
     * do without. */
    bool (*build)(const struct asl_action *a, const struct value *input, struct wire_request *r,
                  struct buf *why);

    /* Returns true and *ret_output (new) for an answer that is not an error, or false with what
     * is wrong with it in `why`. */
    bool (*read)(const struct asl_action *a, const struct wire_answer *w,
                 struct value **ret_output, struct buf *why);

    /* Returns true if the answer is an error although its status is not one. NULL: it never
     * is. */
    bool (*is_fault)(const struct wire_answer *w);

    /* Fills the texts of an empty fault, as far as the answer has them. */
    void (*read_fault)(const struct wire_answer *w, struct protocol_fault *ret_fault);
};

void protocol_fault_release(struct protocol_fault *f);

/* The ids of an answer, for people who ask AWS about it: borrowed, NULL if there is none. Only
 * S3 has the second. */
const char *protocol_request_id(const struct wire_answer *w);
const char *protocol_extended_id(const struct wire_answer *w);

/* What the JSON protocols share: the error of an answer. */
void protocol_read_json_fault(const struct wire_answer *w, struct protocol_fault *ret_fault);

/* Reads a body that is JSON, where nothing at all is {}. Returns true and *ret_value (new), or
 * false with what is wrong in `why`. */
bool protocol_read_json(const struct wire_answer *w, struct value **ret_value, struct buf *why);

#endif

/*
 * service.h - the actions of AWS's services that a workflow calls: what each takes and gives,
 * and how that travels. aslc writes a table for each action in use, and nothing else of AWS's
 * models is in a program.
 *
 * A member has up to three names. `name` is what Step Functions calls it (as Java spells it),
 * `api` is the model's, `at` is where it travels: a header, a key of a query, an XML element.
 * The keys of maps are data: nobody renames them.
 */
#ifndef ASL_SERVICE_H
#define ASL_SERVICE_H

#include <stdbool.h>
#include <stddef.h>

enum asl_shape_kind {
    ASL_SHAPE_STRING, /* a value that is not a text is sent as its JSON text */
    ASL_SHAPE_INTEGER,
    ASL_SHAPE_FLOAT,
    ASL_SHAPE_BOOLEAN,
    ASL_SHAPE_BLOB, /* a text for Step Functions, base64 within JSON and XML */
    ASL_SHAPE_TIME, /* for Step Functions a text: 2025-01-01T00:00:00Z */
    ASL_SHAPE_DOCUMENT,
    ASL_SHAPE_LIST,
    ASL_SHAPE_MAP,
    ASL_SHAPE_STRUCTURE
};

/* Where a member travels. */
enum asl_place {
    ASL_IN_BODY,
    ASL_IN_PATH,
    ASL_IN_QUERY,
    ASL_IN_HEADER,
    ASL_IN_HEADERS, /* a map: `at` is how their names begin */
    ASL_IN_STATUS,
    ASL_AS_BODY,     /* it is the whole body */
    ASL_IN_ATTRIBUTE /* of an XML element */
};

/* How a time is written. */
enum asl_time_form { ASL_TIME_USUAL, ASL_TIME_SECONDS, ASL_TIME_ISO, ASL_TIME_HTTP };

struct asl_member {
    const char *name;
    const char *api;  /* NULL: as `name` */
    const char *at;   /* NULL: as `api` */
    const char *form; /* in a form of EC2; NULL: as `at`, with a capital */
    const struct asl_shape *shape;
    enum asl_place place;
    enum asl_time_form time;
    bool is_token; /* of idempotency: a UUID is filled in where it is absent */
    bool is_json;  /* in a header: it travels as base64 of its JSON text */
};

struct asl_shape {
    enum asl_shape_kind kind;
    const struct asl_member *members; /* a STRUCTURE's; ends with a NULL name */
    const struct asl_shape *of;       /* what a LIST's items or a MAP's values are */
    const char *key;                  /* XML: the element of a MAP's keys; NULL: "key" */
    const char *item;  /* XML: the element of a LIST's items (NULL: "member") or of a MAP's
                          values  (NULL: "value") */
    const char *space; /* XML: an attribute that its element has, or NULL */
    bool is_flat;      /* XML: nothing is around a LIST's items or a MAP's pairs */
};

/* Shapes that have no table of their own. */
extern const struct asl_shape asl_shape_string, asl_shape_integer, asl_shape_float,
    asl_shape_boolean, asl_shape_blob, asl_shape_time, asl_shape_document;

/* How requests and answers are written. */
struct asl_protocol; /* runtime/call/protocol.h */
extern const struct asl_protocol asl_protocol_json, asl_protocol_query, asl_protocol_ec2,
    asl_protocol_rest_json, asl_protocol_rest_xml;

/* An error of a service: what Java's class is called, and its code on the wire (NULL: the
 * same). */
struct asl_fault {
    const char *name, *code;
};

struct asl_service {
    const char *name;   /* dynamodb: Step Functions calls it so behind aws-sdk: */
    const char *id;     /* "DynamoDB", "Secrets Manager": as SDKs call it */
    const char *prefix; /* DynamoDb: the names of its errors begin so */
    const char *client; /* AmazonDynamoDBv2, DynamoDB, AmazonDynamoDBException: the same for */
    const char *own;    /*   optimised integrations, and an error that is not in the list; NULL
                             for a service that has no optimised integration */
    const char *other;
    const struct asl_protocol *protocol;
    const char *version;            /* of JSON in a content type, or of its API */
    const char *target;             /* what X-Amz-Target begins with; NULL: it has none */
    const char *host;               /* dynamodb, in dynamodb.us-east-1.amazonaws.com */
    const char *signing;            /* its name in a signature */
    const struct asl_fault *faults; /* ends with a NULL name */
};

/* Something that is passed on: where it goes to, and where it is. A place is the names of
 * members with dots between them, "QueryExecution.Status.State"; [0] is an array's first item,
 * and [*] stands for all its items, of which there is an array then. Where it goes to may end
 * with [], which makes an array of it.
 *
 * In a job's passes the source begins with "input.", the task's Parameters, or "answer.", what
 * its start gave; or it is a text behind '='. Among an action's `takes` such a text is what
 * holds where nothing is given. */
struct asl_pass {
    const char *to, *from;
};
/* clang-format off */
#define ASL_PASSES(...) (const struct asl_pass[]){ __VA_ARGS__, { NULL, NULL } }
/* clang-format on */

/* What .sync waits for (I-22): how the job that an action begins is followed and stopped. Lists
 * of passes end with a NULL `to`, and may be NULL. Words have blanks between them. */
struct asl_job {
    const struct asl_action *describe;
    const struct asl_pass *asks; /* its Parameters */
    const char *status;          /* the place of the job's status in what it answers, */
    const char *good, *bad;      /* and the words that it ends with; or NULL */
    const char *gone;            /* an error that is a good end: what was deleted is no more */
    const char *zero;  /* the place of numbers that are 0 if the job has ended well, or NULL */
    const char *shown; /* the part of the description that is the result; NULL: all of it */
    const char *as;    /* a member around that, or NULL */
    const struct asl_pass *adds;   /* more members of the result */
    const struct asl_action *stop; /* NULL: AWS does not stop it either */
    const struct asl_pass *stops;  /* its Parameters: a request for each item of a [*] */
    int pause_s;                   /* the most that is waited between two questions */
};

/* An id that another call tells, before the action is called: of the list at `list` in what
 * that answers, the item with the name that the Parameters give has it. */
struct asl_lookup {
    const struct asl_action *action;
    const struct asl_pass *asks;
    const char *list, *name, *id; /* places in the answer, and in an item of the list */
    const char *given, *to;       /* in the Parameters: the name, and where the id goes to */
};

/* A member of the Parameters that may stand in an object of S3 instead, and of the result that
 * may be put into one. */
struct asl_cargo {
    const struct asl_action *get, *put;
    const char *fetches, *puts; /* places in the Parameters: s3://BUCKET/KEY */
    const char *member;
};

struct asl_action {
    const struct asl_service *service;
    const char *operation;     /* "GetItem" */
    const char *method, *path; /* "/{Bucket}/{Key+}?list-type=2" */
    const char *host; /* what the host's name begins with: "sync-", or "{AccountId}.", which
                         stands for a member of the input; or NULL */
    const char *root; /* XML: the element around an output's members, or NULL */
    const char *element, *space;   /* XML: that around an input's, and its attribute, or NULL */
    const struct asl_shape *input; /* a STRUCTURE; NULL: it takes nothing */
    const struct asl_shape *output; /* likewise */
    bool is_optimised;              /* dynamodb:getItem, and not aws-sdk:dynamodb:getItem */
    bool is_unsigned;
    bool is_checked;      /* its requests have a Content-MD5 */
    bool names_execution; /* events:putEvents: the ARNs of the execution and its machine go
                             along */

    /* Of optimised integrations that name things otherwise than the API: what is passed from
     * the Parameters to those of the API, and from what it answers to the result. */
    const struct asl_pass *takes, *gives;
    const char *parses; /* a member of the result that is JSON; such a result has nothing of the
                           answer's headers. NULL: none */
    const struct asl_lookup *lookup; /* NULL: none */
    const struct asl_cargo *cargo;   /* NULL: none */
    const struct asl_job *job;       /* NULL where no state waits for one */
    const char *refusals; /* a place in the answer: a task that waits has failed if */
    const char *refusal;  /* there is something, and this is the error; or NULL */
};

/* What http:invoke, apigateway:invoke, eks:call and eks:runJob call. */
extern const struct asl_action asl_call_http, asl_call_gateway, asl_call_eks, asl_call_eks_job;

#endif

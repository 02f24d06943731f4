/*
 * service.h - the actions of AWS's services that a workflow calls: what each takes and gives,
 * and how that travels. aslc writes a table for each action in use; nothing else of AWS's
 * models is in a program.
 *
 * A member has up to three names. `name` is what Step Functions calls it (as Java spells it),
 * `api` is the model's, `at` is where it travels: a header, a key of a query, an XML element.
 * The keys of maps are data: nobody renames them.
 */
#ifndef ASL_SERVICE_H
#define ASL_SERVICE_H

#include <stdbool.h>

enum asl_shape_kind {
    ASL_SHAPE_STRING, /* a value that is not a text is sent as its JSON text */
    ASL_SHAPE_INTEGER,
    ASL_SHAPE_FLOAT,
    ASL_SHAPE_BOOLEAN,
    ASL_SHAPE_BLOB, /* a text for Step Functions, base64 inside JSON and XML */
    ASL_SHAPE_TIME, /* seconds since 1970, where its member does not say another form */
    ASL_SHAPE_DOCUMENT,
    ASL_SHAPE_LIST,
    ASL_SHAPE_MAP,
    ASL_SHAPE_STRUCTURE
};

/* Where a member travels. A whole body is the member itself, and nothing around it. */
enum asl_place {
    ASL_IN_BODY,
    ASL_IN_PATH,
    ASL_IN_QUERY,
    ASL_IN_HEADER,
    ASL_IN_HEADERS, /* a map: `at` is what their names begin with */
    ASL_IN_STATUS,
    ASL_IS_BODY,
    ASL_IN_ATTRIBUTE /* of its XML element */
};

/* How a time is written. */
enum asl_time { ASL_TIME_DEFAULT, ASL_TIME_SECONDS, ASL_TIME_ISO, ASL_TIME_HTTP };

struct asl_shape;

struct asl_member {
    const char *name;
    const char *api; /* NULL: as `name` */
    const char *at;  /* NULL: as `api` */
    const struct asl_shape *shape;
    enum asl_place place;
    enum asl_time time;
    bool is_token; /* an idempotency token: a UUID is filled in where it is absent */
};

struct asl_shape {
    enum asl_shape_kind kind;
    const struct asl_member *members; /* a STRUCTURE's; ends with a NULL name */
    const struct asl_shape *of;       /* what a LIST's items or a MAP's values are */
    const char *key;                  /* XML: the element of a MAP's keys; NULL: "key" */
    const char *item;  /* XML: the element of a LIST's items (NULL: "member") or a MAP's values
                          (NULL: "value") */
    const char *space; /* XML: attributes that its element begins with, or NULL */
    bool is_flat;      /* XML: nothing is around a LIST's or MAP's items */
};

enum asl_protocol { ASL_JSON, ASL_QUERY, ASL_REST_JSON, ASL_REST_XML };

/* A modelled error: its shape's name, and its code on the wire (NULL: the same). */
struct asl_fault {
    const char *name, *code;
};

struct asl_service {
    const char *name;   /* dynamodb, as Step Functions calls it behind aws-sdk: */
    const char *id;     /* the SDKs' name for it: "DynamoDB", "Secrets Manager" */
    const char *prefix; /* of its errors' names: DynamoDb */
    const char *client; /* the SDK v1's, in an optimised integration: AmazonDynamoDBv2 */
    const char *own;    /* likewise, the prefix of errors: DynamoDB */
    const char *other;  /* likewise, an error without a shape: AmazonDynamoDBException */
    enum asl_protocol protocol;
    const char *version; /* of JSON's content type, or of the query protocol's API */
    const char *target;  /* of X-Amz-Target */
    const char *host;    /* its own at AWS: dynamodb, in dynamodb.us-east-1.amazonaws.com */
    const char *signing; /* its name in a signature */
    const struct asl_fault *faults; /* ends with a NULL name */
};

struct asl_action {
    const struct asl_service *service;
    const char *operation;         /* "GetItem" */
    const char *method, *path;     /* "/{Bucket}/{Key+}?list-type=2" */
    const char *host;              /* what the host's name begins with ("sync-"), or NULL */
    const struct asl_shape *input; /* structures */
    const struct asl_shape *output;
    const char *root;  /* XML: the element around the input, or around the output's members */
    bool is_optimised; /* dynamodb:getItem; false: aws-sdk:dynamodb:getItem */
    bool is_unsigned;
};

#endif

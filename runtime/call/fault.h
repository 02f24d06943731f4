/*
 * fault.h - how AWS's Step Functions names and words the error of a service (I-04 .. I-06,
 * I-15): optimised integrations as the first version of Java's SDK does, aws-sdk: ones as the
 * second.
 */
#ifndef CALL_FAULT_H
#define CALL_FAULT_H

struct asl_action;
struct buf;

/* What a service said. All is borrowed; texts may be NULL. */
struct fault {
    int status;
    const char *code;       /* on the wire: "ResourceNotFoundException", "NotFound" */
    const char *shown_code; /* what the cause shows instead, of services that had another
                               protocol once; NULL: `code` */
    const char *message;
    const char *request_id;
    const char *extended_id; /* S3's other one */
    int attempts;            /* how often the request was sent */
};

/* The name of the error and its cause: DynamoDB.ResourceNotFoundException, and
 * Requested resource not found (Service: AmazonDynamoDBv2; Status Code: 400; ...). Appended. */
void fault_put_error(struct buf *error, const struct asl_action *a, const struct fault *f);
void fault_put_cause(struct buf *cause, const struct asl_action *a, const struct fault *f);

/* The same where there was no answer at all: SQS.SdkClientException, and
 * Unable to execute HTTP request: REASON. */
void fault_put_client_error(struct buf *error, const struct asl_action *a);
void fault_put_client_cause(struct buf *cause, const struct asl_action *a, const char *reason,
                            int attempts);

#endif

/*
 * objects.h - the embedded Amazon S3: a bucket is a folder below FOLDER/s3, an object a file in
 * it (service/s3.h, service/s3key.h). What a file cannot hold, such as an object's metadata and
 * uploads that are not complete, is in the SQLite file FOLDER/s3.db.
 *
 * Requests and answers have the members of S3's model, a Body being base64. Files that were put
 * into a bucket by hand are objects, too. Older versions are kept where a bucket is set to keep
 * them (vault/versions.h).
 *
 * An object has been synced, with all that is known of it, when its request is answered. Of
 * several processes with one folder, one writes at a time.
 */
#ifndef S3_OBJECTS_H
#define S3_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

struct buf;
struct objects; /* opaque */
struct random;
struct service_answer;
struct value;

/* Open the buckets of `folder`; `random` is borrowed and makes identifiers. Returns true and
 * *ret_objects (new), or false with the reason in `why`. */
bool objects_open(const char *folder, struct random *random, struct objects **ret_objects,
                  struct buf *why);

/* Does nothing for NULL. */
void objects_close(struct objects *o);

/* Addresses of objects begin with this, such as "http://127.0.0.1:4100"; copied. */
void objects_set_base(struct objects *o, const char *base);

/*
 * Answer a request. Its status may be 200, 204 or 206; that of an error may be 304, which an
 * SDK takes for one. *ret_deliveries is what is to be told of objects that were made or
 * deleted: a new array of objects, either {"Protocol": "events", "Source", "DetailType",
 * "Resource": an ARN, "Detail": an object} for EventBridge, or {"Protocol": "sqs", "sns" or
 * "lambda", "Endpoint": an ARN, "Body": text}, for a topic with a "Subject".
 */
void objects_answer(struct objects *o, const char *operation, const struct value *request,
                    int64_t now_ms, struct service_answer *ret_answer,
                    struct value **ret_deliveries);

/* Make the bucket that a request names and that is not there, as a workflow's own task may
 * expect. What was made is appended to `made`, as a line: "bucket letters". What cannot be made
 * is left alone: the operation then fails as it does on AWS. */
void objects_make_for(struct objects *o, const char *operation, const struct value *request,
                      int64_t now_ms, struct buf *made);

#endif

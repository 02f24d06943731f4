#include "runtime/vault/visit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/service/answer.h"
#include "runtime/service/s3key.h"
#include "runtime/value/value.h"

#define KEY_MAX_BYTES 1024

/* S3's errors: their status and words. */
static const struct refusal {
    const char *code;
    int status;
    const char *words;
} refusals[] = {
    { "AccessControlListNotSupported", 400, "The bucket does not allow ACLs" },
    { "AccessDenied", 403, "Access Denied" },
    { "BadDigest", 400, "The Content-MD5 you specified did not match what we received." },
    { "BadRequest", 400, "Object tags cannot be greater than 10" },
    { "BucketAlreadyOwnedByYou", 409,
      "Your previous request to create the named bucket succeeded and you already own it." },
    { "BucketNotEmpty", 409, "The bucket you tried to delete is not empty" },
    { "EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size" },
    { "EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size" },
    { "InternalError", 500, "We encountered an internal error. Please try again." },
    { "IllegalVersioningConfigurationException", 400,
      "The Versioning element must be specified" },
    { "InvalidArgument", 400, "Invalid Argument" },
    { "InvalidBucketName", 400, "The specified bucket is not valid." },
    { "InvalidBucketState", 409,
      "The request is not valid with the current state of the bucket." },
    { "InvalidDigest", 400, "The Content-MD5 you specified was invalid." },
    { "InvalidEncryptionAlgorithmError", 400,
      "The encryption request that you specified is not valid. The valid value is AES256." },
    { "InvalidLocationConstraint", 400, "The specified location-constraint is not valid" },
    { "InvalidPart", 400,
      "One or more of the specified parts could not be found.  The part may not have been "
      "uploaded, or the specified entity tag may not match the part's entity tag." },
    { "InvalidObjectState", 403, "The operation is not valid for the object's storage class" },
    { "InvalidPartNumber", 416, "The requested partnumber is not satisfiable" },
    { "InvalidPartOrder", 400,
      "The list of parts was not in ascending order. Parts must be ordered by part number." },
    { "InvalidRange", 416, "The requested range is not satisfiable" },
    { "InvalidRequest", 400, "Invalid Request" },
    { "InvalidStorageClass", 400, "The storage class you specified is not valid" },
    { "InvalidTargetBucketForLogging", 400, "The target bucket for logging does not exist" },
    { "InvalidTag", 400, "The TagKey you have provided is invalid" },
    { "InvalidURI", 400, "Couldn't parse the specified URI." },
    { "KeyTooLongError", 400, "Your key is too long" },
    { "MalformedACLError", 400,
      "The XML you provided was not well-formed or did not validate against our published "
      "schema" },
    { "MalformedPolicy", 400, "Policies must be valid JSON and the first byte must be '{'" },
    { "MalformedXML", 400,
      "The XML you provided was not well-formed or did not validate against our published "
      "schema" },
    { "MissingSecurityHeader", 400, "Your request was missing a required header" },
    { "MetadataTooLarge", 400,
      "Your metadata headers exceed the maximum allowed metadata size" },
    { "MethodNotAllowed", 405, "The specified method is not allowed against this resource." },
    { "NoSuchBucket", 404, "The specified bucket does not exist" },
    { "NoSuchBucketPolicy", 404, "The bucket policy does not exist" },
    { "NoSuchCORSConfiguration", 404, "The CORS configuration does not exist" },
    { "NoSuchConfiguration", 404, "The specified configuration does not exist." },
    { "NoSuchKey", 404, "The specified key does not exist." },
    { "NoSuchLifecycleConfiguration", 404, "The lifecycle configuration does not exist" },
    { "NoSuchObjectLockConfiguration", 404,
      "The specified object does not have a ObjectLock configuration" },
    { "NoSuchPublicAccessBlockConfiguration", 404,
      "The public access block configuration was not found" },
    { "NoSuchTagSet", 404, "The TagSet does not exist" },
    { "NoSuchUpload", 404,
      "The specified upload does not exist. The upload ID may be invalid, or the upload may "
      "have been aborted or completed." },
    { "NoSuchVersion", 404, "The specified version does not exist." },
    { "NoSuchWebsiteConfiguration", 404,
      "The specified bucket does not have a website configuration" },
    { "NotImplemented", 501, VISIT_NOT_IMPLEMENTED },
    { "NotModified", 304, "Not Modified" },
    { "ObjectLockConfigurationNotFoundError", 404,
      "Object Lock configuration does not exist for this bucket" },
    { "OwnershipControlsNotFoundError", 404, "The bucket ownership controls were not found" },
    { "PreconditionFailed", 412,
      "At least one of the pre-conditions you specified did not hold" },
    { "ReplicationConfigurationNotFoundError", 404,
      "The replication configuration was not found" },
    { "UnresolvableGrantByEmailAddress", 400,
      "The e-mail address you provided does not match any account on record." },
};

struct visit *visit_of(struct ask *a)
{
    return (struct visit *)a;
}

static const struct refusal *find(const char *code)
{
    const struct refusal *r = refusals;
    while (strcmp(r->code, code) != 0) {
        r++;
    }
    return r;
}

bool visit_refuse(struct visit *v, const char *code)
{
    return visit_refuse_with(v, code, "%s", find(code)->words);
}

bool visit_refuse_with(struct visit *v, const char *code, const char *format, ...)
{
    struct buf message = { 0 };
    va_list args;
    va_start(args, format);
    buf_vprint(&message, format, args);
    va_end(args);
    service_answer_fail(v->ask.answer, find(code)->status, NULL, find(code)->code, "%s",
                        buf_string(&message));
    buf_release(&message);
    return false;
}

bool visit_detail(struct visit *v, const char *member, const char *text)
{
    struct value **body = &v->ask.answer->body;
    *body = *body != NULL ? *body : value_object();
    value_set_text(body, member, text);
    return false;
}

bool visit_argument(struct visit *v, const char *name, const char *text)
{
    visit_detail(v, "ArgumentName", name);
    return visit_detail(v, "ArgumentValue", text);
}

bool visit_refuse_file(struct visit *v, int error)
{
    switch (-error) {
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case ELOOP: return visit_refuse(v, "NoSuchKey");
    case EACCES:
    case EPERM:
    case EROFS: return visit_refuse(v, "AccessDenied");
    case ENAMETOOLONG: return visit_refuse(v, "KeyTooLongError");
    default: return visit_refuse_with(v, "InternalError", "%s", strerror(-error));
    }
}

bool visit_has_bucket(const struct visit *v, const char *bucket)
{
    struct stat st;
    return s3key_is_bucket(bucket) && fstatat(v->root, bucket, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(st.st_mode);
}

/* A NUL in a text would cut it short. */
static const char *whole_text(struct visit *v, const char *member)
{
    const char *text = ask_text(&v->ask, v->ask.request, member);
    struct value *is = NULL;
    if (text != NULL && value_member(v->ask.request, member, &is) &&
        value_string_size(is) != strlen(text)) {
        visit_refuse(v, "InvalidURI");
        return NULL;
    }
    return text;
}

bool visit_bucket(struct visit *v)
{
    const char *owner = visit_text(v, "ExpectedBucketOwner");
    v->bucket = whole_text(v, "Bucket");
    return v->bucket != NULL &&
           (visit_has_bucket(v, v->bucket) || visit_refuse(v, "NoSuchBucket")) &&
           (owner == NULL || strcmp(owner, account_id()) == 0 ||
            visit_refuse(v, "AccessDenied"));
}

bool visit_check_key(struct visit *v, const char *key)
{
    if (key[0] == '\0') {
        return visit_refuse_with(v, "InvalidRequest", "An object's key must not be empty.");
    }
    return strlen(key) <= KEY_MAX_BYTES || visit_refuse(v, "KeyTooLongError");
}

static bool check_version(struct visit *v)
{
    const char *version = visit_text(v, "VersionId");
    return version == NULL || version[0] != '\0' ||
           visit_refuse_with(v, "InvalidArgument", "Version id cannot be the empty string");
}

bool visit_key(struct visit *v)
{
    v->key = whole_text(v, "Key");
    return v->key != NULL && visit_check_key(v, v->key) && check_version(v);
}

bool visit_object(struct visit *v)
{
    return visit_bucket(v) && visit_key(v);
}

const char *visit_text(const struct visit *v, const char *member)
{
    return value_member_text(v->ask.request, member);
}

void visit_answer(struct visit *v, struct value *body)
{
    service_answer_good(v->ask.answer, body);
}

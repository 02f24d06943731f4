#include "runtime/vault/customer.h"

#include <nettle/md5.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/visit.h"

#define MEMBER    "CustomerKey" /* of known.h's `more`: base64 of the key's MD5 */
#define ALGORITHM "AES256"
#define KEY_BYTES 32

/* ---- Keys of the customer ---- */

static const char *text_of(struct visit *v, const char *prefix, const char *name)
{
    struct buf member = { 0 };
    buf_print(&member, "%sSSECustomer%s", prefix, name);
    const char *text = visit_text(v, buf_string(&member));
    buf_release(&member);
    return text;
}

/* Appends base64 of the MD5 of the key, which is base64 itself. Returns false if it is no key.
 */
static bool put_digest(struct buf *out, const char *key)
{
    struct md5_ctx md5;
    struct buf bytes = { 0 };
    unsigned char digest[MD5_DIGEST_SIZE];
    bool is_key = shape_decode(&bytes, key, strlen(key)) && bytes.size == KEY_BYTES;
    if (is_key) {
        md5_init(&md5);
        md5_update(&md5, bytes.size, (const unsigned char *)bytes.text);
        md5_digest(&md5, sizeof digest, digest);
        shape_encode(out, (const char *)digest, sizeof digest);
    }
    buf_release(&bytes);
    return is_key;
}

static bool refuse(struct visit *v, const char *why)
{
    return visit_refuse_with(v, "InvalidArgument", "%s", why);
}

static bool check_key(struct visit *v, const char *key, const char *sum, struct buf *digest)
{
    if (!put_digest(digest, key)) {
        return refuse(v, "The secret key was invalid for the specified algorithm.");
    }
    return strcmp(buf_string(digest), sum) == 0 ||
           refuse(v, "The calculated MD5 hash of the key did not match the hash that was "
                     "provided.");
}

/* What the request says of a key: its digest is appended, or nothing where it says nothing.
 * Returns false after a failure. */
static bool read_key(struct visit *v, const char *prefix, struct buf *digest)
{
    const char *algorithm = text_of(v, prefix, "Algorithm"), *key = text_of(v, prefix, "Key");
    const char *sum = text_of(v, prefix, "KeyMD5");
    if (algorithm == NULL && key == NULL && sum == NULL) {
        return true;
    }
    if (algorithm == NULL) {
        return refuse(v, "Requests specifying Server Side Encryption with Customer provided "
                         "keys must provide a valid encryption algorithm.");
    }
    if (strcmp(algorithm, ALGORITHM) != 0) {
        return visit_refuse(v, "InvalidEncryptionAlgorithmError");
    }
    if (key == NULL) {
        return refuse(v, "Requests specifying Server Side Encryption with Customer provided "
                         "keys must provide an appropriate secret key.");
    }
    return sum != NULL ? check_key(v, key, sum, digest)
                       : refuse(v, "Requests specifying Server Side Encryption with Customer "
                                   "provided keys must provide the client calculated MD5 of "
                                   "the secret key.");
}

bool customer_allows(struct visit *v, const char *prefix, const struct known *r)
{
    const char *own = value_member_text(r->more, MEMBER);
    struct buf digest = { 0 };
    bool is_good = read_key(v, prefix, &digest);
    if (is_good && own == NULL && digest.size > 0) {
        is_good = visit_refuse_with(v, "InvalidRequest",
                                    "The encryption parameters are not applicable to this "
                                    "object.");
    } else if (is_good && own != NULL && digest.size == 0) {
        is_good = visit_refuse_with(v, "InvalidRequest",
                                    "The object was stored using a form of Server Side "
                                    "Encryption. The correct parameters must be provided to "
                                    "retrieve the object.");
    } else if (is_good && own != NULL && strcmp(own, buf_string(&digest)) != 0) {
        is_good = visit_refuse(v, "AccessDenied");
    }
    buf_release(&digest);
    return is_good;
}

/* ---- Keys of S3 and KMS ---- */

static bool check_words(struct visit *v, const char *algorithm, const char *key_id)
{
    static const char *const known[] = { ALGORITHM, "aws:kms", "aws:kms:dsse" };
    bool is_known = algorithm == NULL;
    for (size_t i = 0; i < sizeof known / sizeof known[0] && !is_known; i++) {
        is_known = strcmp(algorithm, known[i]) == 0;
    }
    if (!is_known) {
        return refuse(v, "The encryption method specified is not supported");
    }
    return key_id == NULL || (algorithm != NULL && strcmp(algorithm, ALGORITHM) != 0) ||
           refuse(v, "Server Side Encryption with AWS KMS managed key requires HTTP header "
                     "x-amz-server-side-encryption : aws:kms");
}

/* What the bucket is set to, where the request says nothing. */
static void set_usual(struct visit *v, struct known *r)
{
    struct value *is = setting_load(v, v->bucket, SETTING_ENCRYPTION), *rules = NULL;
    struct value *usual = NULL, *key = NULL;
    if (value_member(is, "Rules", &rules) && value_count(rules) > 0 &&
        value_member(value_item(rules, 0), "ApplyServerSideEncryptionByDefault", &usual)) {
        value_set_text(&r->headers, "ServerSideEncryption",
                       value_member_text(usual, "SSEAlgorithm"));
        value_set_text(&r->headers, "SSEKMSKeyId", value_member_text(usual, "KMSMasterKeyID"));
        if (value_member(value_item(rules, 0), "BucketKeyEnabled", &key) &&
            value_is_true(key)) {
            value_set_take(&r->headers, "BucketKeyEnabled", value_bool(true));
        }
    }
    value_release(is);
}

bool customer_of_request(struct visit *v, struct known *r)
{
    const char *algorithm = visit_text(v, "ServerSideEncryption");
    struct buf digest = { 0 };
    bool is_good =
        check_words(v, algorithm, visit_text(v, "SSEKMSKeyId")) && read_key(v, "", &digest);
    if (is_good && digest.size > 0 && algorithm != NULL) {
        is_good = refuse(v, "Server Side Encryption with Customer provided key is incompatible "
                            "with the encryption method specified");
    } else if (is_good && digest.size > 0) {
        value_set_text(&r->more, MEMBER, buf_string(&digest));
    } else if (is_good && algorithm == NULL) {
        set_usual(v, r);
    }
    buf_release(&digest);
    return is_good;
}

void customer_set(const struct known *r, struct value **body)
{
    const char *own = value_member_text(r->more, MEMBER);
    const char *algorithm = value_member_text(r->headers, "ServerSideEncryption");
    struct value *is = NULL;
    if (own != NULL) {
        value_set_text(body, "SSECustomerAlgorithm", ALGORITHM);
        value_set_text(body, "SSECustomerKeyMD5", own);
        return;
    }
    value_set_text(body, "ServerSideEncryption", algorithm != NULL ? algorithm : ALGORITHM);
    value_set_text(body, "SSEKMSKeyId", value_member_text(r->headers, "SSEKMSKeyId"));
    if (value_member(r->headers, "BucketKeyEnabled", &is) && value_is_true(is)) {
        value_set_take(body, "BucketKeyEnabled", value_bool(true));
    }
}

#include "runtime/aws/clustertoken.h"

#include <nettle/base64.h>
#include <string.h>

#include "runtime/aws/endpoint.h"
#include "runtime/aws/sigv4.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"

/* What EKS takes at most is 15 minutes; this is what its own clients ask for. */
enum { EXPIRES_S = 60 };

/* Base64 for URLs, without '=' at its end. */
static void put_base64(struct buf *b, const char *text, size_t size)
{
    size_t encoded = BASE64_ENCODE_RAW_LENGTH(size);
    char *room = buf_room(b, encoded + 1);
    base64_encode_raw(room, size, (const uint8_t *)text);
    while (encoded > 0 && room[encoded - 1] == '=') {
        encoded--;
    }
    for (size_t i = 0; i < encoded; i++) {
        room[i] = room[i] == '+' ? '-' : room[i] == '/' ? '_' : room[i];
    }
    room[encoded] = '\0';
    b->size += encoded;
}

void clustertoken_put(struct wire_request *r, const char *header,
                      const struct sigv4_scope *scope, int64_t now_s)
{
    struct buf host = { 0 }, url = { 0 }, token = { 0 };
    buf_print(&host, "sts.%s.%s", scope->region, endpoint_domain(scope->region));
    struct wire_request sts = {
        .method = "GET",
        .url = { .is_tls = true,
                 .host = buf_take(&host),
                 .port = 443,
                 .path = memory_text("/"),
                 .query = memory_text("Action=GetCallerIdentity&Version=2011-06-15") },
    };
    const char *cluster = wire_find(&r->headers, header);
    wire_set(&sts.headers, header, cluster != NULL ? cluster : "");
    sigv4_presign(&sts, scope, now_s, EXPIRES_S);
    buf_print(&url, "https://%s/?%s", sts.url.host, sts.url.query);
    buf_text(&token, "Bearer k8s-aws-v1.");
    put_base64(&token, buf_string(&url), url.size);
    wire_set(&r->headers, "Authorization", buf_string(&token));
    wire_request_release(&sts);
    buf_release(&url);
    buf_release(&token);
}

#include "runtime/door/exchange.h"

#include <string.h>
#include <strings.h>

#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/url.h"
#include "runtime/loop/http.h"
#include "runtime/value/value.h"

struct exchange *exchange_new(struct http_request *r, struct random *random)
{
    struct exchange *x = memory_zero(sizeof *x);
    x->http = r;
    x->random = random;
    return x;
}

void exchange_release(struct exchange *x)
{
    if (x != NULL) {
        value_release(x->input);
        memory_release(x->bucket);
        memory_release(x);
    }
}

static void put_letters(struct exchange *x, struct buf *out, const char *letters, size_t count)
{
    size_t kinds = strlen(letters);
    for (size_t i = 0; i < count; i++) {
        buf_char(out, letters[random_below(x->random, kinds)]);
    }
}

void exchange_put_long_id(struct exchange *x, struct buf *out)
{
    put_letters(x, out, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 52);
}

void exchange_put_short_id(struct exchange *x, struct buf *out)
{
    put_letters(x, out, "ABCDEFGHJKMNPQRSTVWXYZ0123456789", 16);
}

void exchange_put_uuid(struct exchange *x, struct buf *out)
{
    char id[RANDOM_UUID_SIZE + 1];
    random_uuid(x->random, id);
    buf_text(out, id);
}

void exchange_send(struct exchange *x, int status, const char *type, struct buf *body)
{
    struct http_request *r = x->http;
    x->http = NULL;
    http_answer(r, status, type, buf_string(body), body->size);
    buf_release(body);
}

bool exchange_header_begins(const struct exchange *x, const char *name, const char *begin)
{
    const char *value = http_header(x->http, name);
    return value != NULL && strncasecmp(value, begin, strlen(begin)) == 0;
}

bool exchange_find_pair(const char *pairs, const char *name, struct buf *out)
{
    size_t wanted = strlen(name);
    while (*pairs != '\0') {
        size_t size = strcspn(pairs, "&"), key = strcspn(pairs, "=&");
        if (key == wanted && memcmp(pairs, name, key) == 0) {
            size_t begin = key < size ? key + 1 : size;
            url_put_decoded(out, pairs + begin, size - begin, true);
            return true;
        }
        pairs += size + (pairs[size] == '&');
    }
    return false;
}

#include "runtime/service/s3key.h"

#include <limits.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"

#define PIECE 200

bool s3key_is_name(const char *part, size_t size)
{
    return size > 0 && size <= NAME_MAX && !(size == 1 && part[0] == '.') &&
           !(size == 2 && part[0] == '.' && part[1] == '.');
}

bool s3key_is_bucket(const char *bucket)
{
    return strchr(bucket, '/') == NULL && bucket[0] != '.' &&
           s3key_is_name(bucket, strlen(bucket));
}

bool s3key_is_plain(const char *key)
{
    for (;;) {
        size_t size = strcspn(key, "/");
        if (!s3key_is_name(key, size)) {
            return false;
        }
        if (key[size] == '\0') {
            return true;
        }
        key += size + 1;
    }
}

/* A dot and a tilde are not encoded in addresses, but a dot is part of "..". */
static void put_encoded(struct buf *out, const char *key)
{
    struct buf plain = { 0 };
    url_put_encoded(&plain, key, strlen(key), "");
    for (const char *c = buf_string(&plain); *c != '\0'; c++) {
        if (*c == '.' || *c == '~') {
            buf_print(out, "%%%02X", (unsigned)*c);
        } else {
            buf_char(out, *c);
        }
    }
    buf_release(&plain);
}

void s3key_put_awkward(struct buf *path, const char *key)
{
    struct buf encoded = { 0 };
    put_encoded(&encoded, key);
    const char *rest = buf_string(&encoded);
    size_t left = encoded.size;
    for (; left > PIECE; left -= PIECE, rest += PIECE) {
        buf_put(path, rest, PIECE);
        buf_text(path, "+/");
    }
    buf_put(path, rest, left);
    buf_release(&encoded);
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Appends the text without its marks and slashes. */
static void join(const char *path, struct buf *encoded)
{
    for (; *path != '\0'; path++) {
        if (*path != '/' && *path != '+') {
            buf_char(encoded, *path);
        }
    }
}

/* Only the one spelling of a key counts, so that no two files are one object. */
static bool is_spelling(const char *path, const char *key)
{
    struct buf right = { 0 };
    s3key_put_awkward(&right, key);
    bool is_it = strcmp(buf_string(&right), path) == 0;
    buf_release(&right);
    return is_it;
}

bool s3key_read_awkward(const char *path, struct buf *key)
{
    struct buf encoded = { 0 };
    size_t start = key->size;
    join(path, &encoded);
    for (const char *c = buf_string(&encoded); *c != '\0'; c++) {
        int high = *c == '%' ? digit_of(c[1]) : -1;
        int low = high >= 0 ? digit_of(c[2]) : -1;
        if (low >= 0) {
            buf_char(key, (char)(high * 16 + low));
            c += 2;
        } else {
            buf_char(key, *c);
        }
    }
    buf_release(&encoded);
    const char *read = buf_string(key) + start;
    size_t size = key->size - start;
    return strlen(read) == size && text_utf8_span(read, size) == size &&
           is_spelling(path, read);
}

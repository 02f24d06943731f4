#include "runtime/loop/httpread.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"

#define CHUNK_LINE_MAX  1024 /* the size of a chunk, and what may follow it */
#define CHUNK_DIGITS    15   /* no chunk is longer than that many hexadecimal digits say */
#define LENGTH_DIGITS   18
#define KEPT_BODY_BYTES ((size_t)64 << 10) /* of a body's memory, for the next request's */

void httpread_open(struct httpread *r, size_t body_max)
{
    *r = (struct httpread){ .body_max = body_max };
    httpread_start(r);
}

void httpread_start(struct httpread *r)
{
    buf_clear(&r->head);
    buf_clear(&r->trailers);
    if (r->body.room > KEPT_BODY_BYTES) {
        buf_release(&r->body);
    }
    buf_clear(&r->body);
    r->at = HTTPREAD_HEAD;
    r->status = 0;
    r->method = r->path = r->query = "";
    r->authority = NULL;
    r->header_count = 0;
    r->is_too_large = r->is_old = r->stays = r->wants_go_ahead = r->is_chunked = false;
    r->line = r->dropped = 0;
    r->left = 0;
}

void httpread_close(struct httpread *r)
{
    buf_release(&r->head);
    buf_release(&r->trailers);
    buf_release(&r->body);
    memory_release(r->headers);
    *r = (struct httpread){ .at = HTTPREAD_HEAD };
}

bool httpread_has_begun(const struct httpread *r)
{
    return r->at != HTTPREAD_HEAD || r->head.size > 0;
}

const char *httpread_header(const struct httpread *r, const char *name)
{
    for (size_t i = 0; i < r->header_count; i++) {
        if (strcasecmp(r->headers[i].name, name) == 0) {
            return r->headers[i].value;
        }
    }
    return NULL;
}

/* Returns false, so that a caller can refuse and leave. */
static bool refuse(struct httpread *r, int status)
{
    r->at = HTTPREAD_REFUSED;
    r->status = status;
    return false;
}

/* ---- The request line ---- */

static bool is_token_char(char c)
{
    return isalnum((unsigned char)c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_token(const char *text)
{
    size_t size = 0;
    while (is_token_char(text[size])) {
        size++;
    }
    return size > 0 && text[size] == '\0';
}

/* "http://host/path" is what a proxy is sent: its path is taken, and its host counts, whatever
 * the header Host says. */
static bool read_target(struct httpread *r, char *target)
{
    static const char scheme[] = "http://";
    if (strncasecmp(target, scheme, sizeof scheme - 1) == 0) {
        char *host = target + sizeof scheme - 1;
        size_t size = strcspn(host, "/?");
        memmove(target, host, size); /* so that there is room for its end */
        target[size] = '\0';
        r->authority = target;
        target = host + size;
    }
    char *mark = strchr(target, '?');
    if (mark != NULL) {
        *mark = '\0';
    }
    r->query = mark != NULL ? mark + 1 : "";
    r->path = *target != '\0' ? target : "/";
    return r->path[0] == '/' || strcmp(r->path, "*") == 0 || refuse(r, 400);
}

static bool read_request_line(struct httpread *r, char *line)
{
    char *target = strchr(line, ' ');
    char *version = target != NULL ? strchr(target + 1, ' ') : NULL;
    if (version == NULL) {
        return refuse(r, 400);
    }
    *target++ = '\0';
    *version++ = '\0';
    r->method = line;
    if (!is_token(line) || *target == '\0') {
        return refuse(r, 400);
    }
    if (strncmp(version, "HTTP/", 5) != 0) {
        return refuse(r, 400);
    }
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0) {
        return refuse(r, 505);
    }
    r->is_old = version[7] == '0';
    return read_target(r, target);
}

/* ---- Headers ---- */

static bool read_header(struct httpread *r, char *line)
{
    char *colon = strchr(line, ':');
    if (colon == NULL) {
        return refuse(r, 400);
    }
    *colon = '\0';
    char *value = colon + 1 + strspn(colon + 1, " \t");
    size_t size = strlen(value);
    while (size > 0 && (value[size - 1] == ' ' || value[size - 1] == '\t')) {
        value[--size] = '\0';
    }
    if (!is_token(line)) {
        return refuse(r, 400);
    }
    if (r->header_count == HTTPREAD_HEADERS_MAX) {
        return refuse(r, 431);
    }
    r->headers = memory_grow(r->headers, r->header_count, &r->header_room, sizeof *r->headers);
    r->headers[r->header_count++] = (struct httpread_header){ .name = line, .value = value };
    return true;
}

/* Ends the line that begins at *at with a NUL, and moves *at behind it. Returns NULL, having
 * refused the request, if it holds what no line may. */
static char *take_line(struct httpread *r, struct buf *lines, size_t *at)
{
    char *line = lines->text + *at;
    char *end = memchr(line, '\n', lines->size - *at);
    *at = (size_t)(end - lines->text) + 1;
    if (end > line && end[-1] == '\r') {
        end--;
    }
    *end = '\0';
    for (const char *c = line; c < end; c++) {
        if ((unsigned char)*c < ' ' ? *c != '\t' : *c == 0x7F) {
            refuse(r, 400);
            return NULL;
        }
    }
    return line;
}

/* All lines but the empty one at their end. */
static bool read_headers(struct httpread *r, struct buf *lines, size_t at)
{
    while (r->at != HTTPREAD_REFUSED && at < lines->size) {
        char *line = take_line(r, lines, &at);
        if (line == NULL || *line == '\0') {
            break;
        }
        read_header(r, line);
    }
    return r->at != HTTPREAD_REFUSED;
}

/* Returns true if a list such as "Connection: keep-alive, TE" has this word. */
static bool lists_word(const char *list, const char *word)
{
    size_t size = strlen(word);
    while (list != NULL && *list != '\0') {
        list += strspn(list, " \t,");
        size_t length = strcspn(list, " \t,;");
        if (length == size && strncasecmp(list, word, size) == 0) {
            return true;
        }
        list += strcspn(list, ",");
    }
    return false;
}

static bool read_length(struct httpread *r, const char *text)
{
    uint64_t length = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || text[digits] != '\0' || digits > LENGTH_DIGITS) {
        return refuse(r, 400);
    }
    for (const char *c = text; *c != '\0'; c++) {
        length = length * 10 + (uint64_t)(*c - '0');
    }
    r->left = length;
    return true;
}

/* What follows the head, by its headers. */
static bool read_framing(struct httpread *r)
{
    const char *length = NULL;
    for (size_t i = 0; i < r->header_count; i++) {
        const struct httpread_header *h = &r->headers[i];
        if (strcasecmp(h->name, "Content-Length") == 0) {
            if (length != NULL && strcmp(length, h->value) != 0) {
                return refuse(r, 400);
            }
            length = h->value;
        } else if (strcasecmp(h->name, "Transfer-Encoding") == 0) {
            if (r->is_chunked || strcasecmp(h->value, "chunked") != 0) {
                return refuse(r, 501);
            }
            r->is_chunked = true;
        }
    }
    if (length != NULL && r->is_chunked) {
        return refuse(r, 400);
    }
    return length == NULL || read_length(r, length);
}

/* A name or an address, and a port; nothing at all is one as well. */
static bool is_host(const char *text)
{
    size_t size = 0;
    while (isalnum((unsigned char)text[size]) ||
           (text[size] != '\0' && strchr("-._~%!$&'()*+,;=[]:", text[size]) != NULL)) {
        size++;
    }
    return text[size] == '\0';
}

/* There is one, at most, and where clients know of it one that has to be there. */
static bool read_host(struct httpread *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->header_count; i++) {
        struct httpread_header *h = &r->headers[i];
        if (strcasecmp(h->name, "Host") == 0) {
            h->value = r->authority != NULL ? r->authority : h->value;
            count++;
            if (!is_host(h->value)) {
                return refuse(r, 400);
            }
        }
    }
    return count == 1 || (count == 0 && r->is_old) || refuse(r, 400);
}

static void read_connection(struct httpread *r)
{
    const char *connection = httpread_header(r, "Connection");
    r->stays = r->is_old ? lists_word(connection, "keep-alive") && !r->is_chunked
                         : !lists_word(connection, "close");
    bool has_body = r->is_chunked || r->left > 0;
    r->wants_go_ahead =
        has_body && !r->is_old && lists_word(httpread_header(r, "Expect"), "100-continue");
}

/* The head is there, with the empty line behind it. */
static void end_head(struct httpread *r)
{
    size_t at = 0;
    char *line = take_line(r, &r->head, &at);
    if (line == NULL || !read_request_line(r, line) || !read_headers(r, &r->head, at) ||
        !read_framing(r) || !read_host(r)) {
        return;
    }
    read_connection(r);
    r->is_too_large = !r->is_chunked && r->left > r->body_max;
    if (r->is_chunked) {
        r->at = HTTPREAD_CHUNK_SIZE;
        r->line = 0;
    } else {
        r->at = r->left > 0 ? HTTPREAD_LENGTH : HTTPREAD_WHOLE;
    }
}

/* ---- Lines ---- */

/* Adds bytes to `lines`, up to the end of a line. Returns how many it took; *ret_ended is true
 * if the line has ended. */
static size_t feed_line(struct buf *lines, const char *bytes, size_t size, bool *ret_ended)
{
    const char *end = memchr(bytes, '\n', size);
    size_t taken = end != NULL ? (size_t)(end - bytes) + 1 : size;
    buf_put(lines, bytes, taken);
    *ret_ended = end != NULL;
    return taken;
}

static bool is_empty_line(const struct buf *lines, size_t from)
{
    size_t size = lines->size - from;
    return size == 1 || (size == 2 && lines->text[from] == '\r');
}

static size_t feed_head(struct httpread *r, const char *bytes, size_t size)
{
    bool has_ended;
    size_t taken = feed_line(&r->head, bytes, size, &has_ended);
    if (r->head.size > HTTPREAD_HEAD_MAX) {
        refuse(r, 431);
    } else if (has_ended && is_empty_line(&r->head, r->line)) {
        if (r->line == 0) {
            buf_clear(&r->head); /* an empty line before a request means nothing */
        } else {
            end_head(r);
        }
    } else if (has_ended) {
        r->line = r->head.size;
    }
    return taken;
}

static size_t feed_trailers(struct httpread *r, const char *bytes, size_t size)
{
    bool has_ended;
    size_t taken = feed_line(&r->trailers, bytes, size, &has_ended);
    if (r->trailers.size > HTTPREAD_HEAD_MAX) {
        refuse(r, 431);
    } else if (has_ended && is_empty_line(&r->trailers, r->line)) {
        if (read_headers(r, &r->trailers, 0)) {
            r->at = HTTPREAD_WHOLE;
        }
    } else if (has_ended) {
        r->line = r->trailers.size;
    }
    return taken;
}

/* ---- Bodies ---- */

/* A body that is too large is read to its end, so that its sender gets an answer. */
static void keep_body(struct httpread *r, const char *bytes, size_t size)
{
    if (!r->is_too_large && size > r->body_max - r->body.size) {
        r->is_too_large = true;
    }
    if (r->is_too_large) {
        buf_release(&r->body);
        r->dropped += size;
        if (r->dropped > HTTPREAD_DROPPED_MAX) {
            refuse(r, 413);
        }
    } else {
        buf_put(&r->body, bytes, size);
    }
}

static size_t feed_body(struct httpread *r, const char *bytes, size_t size)
{
    size_t taken = size < r->left ? size : (size_t)r->left;
    keep_body(r, bytes, taken);
    r->left -= taken;
    if (r->left == 0 && r->at != HTTPREAD_REFUSED) {
        r->at = r->is_chunked ? HTTPREAD_CHUNK_END : HTTPREAD_WHOLE;
    }
    return taken;
}

size_t httpread_kept(const struct httpread *r)
{
    return r->head.size + r->trailers.size + r->body.size;
}

size_t httpread_wanted(const struct httpread *r)
{
    return r->at == HTTPREAD_LENGTH && !r->is_too_large ? (size_t)r->left : 0;
}

char *httpread_room(struct httpread *r, size_t size)
{
    return buf_room(&r->body, size);
}

void httpread_wrote(struct httpread *r, size_t size)
{
    r->body.size += size;
    r->body.text[r->body.size] = '\0';
    r->left -= size;
    if (r->left == 0) {
        r->at = HTTPREAD_WHOLE;
    }
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, tolower((unsigned char)c)) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

/* A chunk's size, in hexadecimal digits; what stands behind ';' means nothing to us. */
static void end_chunk_size(struct httpread *r)
{
    const char *text = r->trailers.text;
    size_t digits = 0;
    uint64_t size = 0;
    for (; hex_digit(text[digits]) >= 0; digits++) {
        size = size * 16 + (uint64_t)hex_digit(text[digits]);
    }
    if (digits == 0 || digits > CHUNK_DIGITS || strchr(" \t;\r\n", text[digits]) == NULL) {
        refuse(r, 400);
        return;
    }
    buf_clear(&r->trailers);
    r->left = size;
    r->line = 0;
    r->at = size > 0 ? HTTPREAD_CHUNK : HTTPREAD_TRAILERS;
}

static size_t feed_chunk_size(struct httpread *r, const char *bytes, size_t size)
{
    bool has_ended;
    size_t taken = feed_line(&r->trailers, bytes, size, &has_ended);
    if (r->trailers.size > CHUNK_LINE_MAX) {
        refuse(r, 400);
    } else if (has_ended) {
        end_chunk_size(r);
    }
    return taken;
}

static size_t feed_chunk_end(struct httpread *r, const char *bytes, size_t size)
{
    bool has_ended;
    size_t taken = feed_line(&r->trailers, bytes, size, &has_ended);
    if (has_ended ? !is_empty_line(&r->trailers, 0) : r->trailers.size > 1) {
        refuse(r, 400);
    } else if (has_ended) {
        buf_clear(&r->trailers);
        r->at = HTTPREAD_CHUNK_SIZE;
    }
    return taken;
}

size_t httpread_feed(struct httpread *r, const char *bytes, size_t size)
{
    size_t taken = 0;
    while (taken < size && r->at != HTTPREAD_WHOLE && r->at != HTTPREAD_REFUSED) {
        const char *from = bytes + taken;
        size_t left = size - taken;
        switch (r->at) {
        case HTTPREAD_HEAD: taken += feed_head(r, from, left); break;
        case HTTPREAD_LENGTH:
        case HTTPREAD_CHUNK: taken += feed_body(r, from, left); break;
        case HTTPREAD_CHUNK_SIZE: taken += feed_chunk_size(r, from, left); break;
        case HTTPREAD_CHUNK_END: taken += feed_chunk_end(r, from, left); break;
        case HTTPREAD_TRAILERS: taken += feed_trailers(r, from, left); break;
        case HTTPREAD_WHOLE:
        case HTTPREAD_REFUSED: break;
        }
    }
    return taken;
}

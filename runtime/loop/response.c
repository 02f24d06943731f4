#include "runtime/loop/response.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/memory.h"

void response_open(struct response *r, bool is_to_head, size_t body_max)
{
    *r = (struct response){ .is_to_head = is_to_head, .body_max = body_max };
    r->line.limit = RESPONSE_HEAD_MAX;
}

void response_close(struct response *r)
{
    wire_answer_release(&r->answer);
    buf_release(&r->line);
}

static void wrong(struct response *r, const char *why)
{
    r->at = RESPONSE_WRONG;
    r->why = why;
}

static void too_large(struct response *r, const char *why)
{
    r->is_too_large = true;
    wrong(r, why);
}

/* ---- Lines ---- */

/* HTTP/1.1 200 OK; the words behind the number may be missing. */
static void read_status(struct response *r, const char *line)
{
    bool is_http =
        strncmp(line, "HTTP/1.", 7) == 0 && isdigit((unsigned char)line[7]) && line[8] == ' ';
    const char *digits = is_http ? line + 9 : "";
    size_t count = strspn(digits, "0123456789");
    if (count != 3 || (digits[3] != ' ' && digits[3] != '\0') || digits[0] == '0') {
        wrong(r, "it does not begin with HTTP/1.1 and a status");
        return;
    }
    r->answer.status = 100 * (digits[0] - '0') + 10 * (digits[1] - '0') + (digits[2] - '0');
    r->stays = line[7] != '0';
    r->at = RESPONSE_HEADERS;
}

static bool is_name(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c <= ' ' || c >= 0x7f) {
            return false;
        }
    }
    return size > 0;
}

static bool read_length(const char *text, uint64_t *length)
{
    size_t size = strlen(text);
    *length = 0;
    for (size_t i = 0; i < size; i++) {
        if (!isdigit((unsigned char)text[i])) {
            return false;
        }
        *length = *length * 10 + (uint64_t)(text[i] - '0');
    }
    return size > 0 && size <= 18;
}

static void apply_length(struct response *r, const char *value)
{
    uint64_t length;
    if (!read_length(value, &length) || (r->has_length && length != r->left)) {
        wrong(r, "its Content-Length is not one number");
        return;
    }
    r->has_length = true;
    r->left = length;
}

/* What a header says of the body and of the connection. */
static void apply_header(struct response *r, const char *name, const char *value)
{
    if (strcasecmp(name, "Content-Length") == 0) {
        apply_length(r, value);
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        r->is_chunked = strcasecmp(value, "chunked") == 0;
        if (!r->is_chunked) {
            wrong(r, "its Transfer-Encoding is not chunked");
        }
    } else if (strcasecmp(name, "Connection") == 0) {
        r->stays = strcasecmp(value, "close") == 0        ? false
                   : strcasecmp(value, "keep-alive") == 0 ? true
                                                          : r->stays;
    }
}

static void read_header(struct response *r, char *line)
{
    char *colon = strchr(line, ':');
    if (colon == NULL || !is_name(line, (size_t)(colon - line))) {
        wrong(r, "one of its headers has no name");
        return;
    }
    if (r->answer.headers.count >= RESPONSE_HEADERS_MAX) {
        too_large(r, "it has too many headers");
        return;
    }
    *colon = '\0';
    char *value = colon + 1, *end = value + strlen(value);
    value += strspn(value, " \t");
    while (end > value && (end[-1] == ' ' || end[-1] == '\t')) {
        *--end = '\0';
    }
    wire_add_received(&r->answer.headers, line, value);
    apply_header(r, line, value);
}

/* The headers are over: what comes next? */
static void begin_body(struct response *r)
{
    int status = r->answer.status;
    if (status < 200) {
        wire_headers_release(&r->answer.headers);
        r->has_length = r->is_chunked = false;
        r->at = RESPONSE_STATUS;
    } else if (r->is_to_head || status == 204 || status == 304) {
        r->at = RESPONSE_WHOLE;
    } else if (r->is_chunked) {
        r->at = RESPONSE_CHUNK_SIZE;
    } else if (r->has_length && r->left > r->body_max) {
        too_large(r, "its body is larger than it may be");
    } else if (r->has_length) {
        r->at = r->left > 0 ? RESPONSE_LENGTH : RESPONSE_WHOLE;
    } else {
        r->at = RESPONSE_UNTIL_END;
        r->stays = false;
    }
}

/* Hexadecimal, with an extension behind it that nobody needs. */
static void read_chunk_size(struct response *r, const char *line)
{
    size_t digits = 0;
    uint64_t size = 0;
    for (; isxdigit((unsigned char)line[digits]) && digits <= 12; digits++) {
        char c = (char)tolower((unsigned char)line[digits]);
        size = size * 16 + (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    const char *behind = line + digits + strspn(line + digits, " \t");
    if (digits == 0 || digits > 12 || (*behind != '\0' && *behind != ';')) {
        wrong(r, "the size of a chunk of its body is not a number");
    } else if (size > r->body_max - r->answer.body.size) {
        too_large(r, "its body is larger than it may be");
    } else {
        r->left = size;
        r->at = size > 0 ? RESPONSE_CHUNK : RESPONSE_TRAILERS;
    }
}

static void read_line(struct response *r, char *line)
{
    switch (r->at) {
    case RESPONSE_STATUS: read_status(r, line); break;
    case RESPONSE_HEADERS:
        if (*line == '\0') {
            begin_body(r);
        } else {
            read_header(r, line);
        }
        break;
    case RESPONSE_CHUNK_SIZE: read_chunk_size(r, line); break;
    case RESPONSE_CHUNK_END:
        r->at = RESPONSE_CHUNK_SIZE;
        if (*line != '\0') {
            wrong(r, "a chunk of its body is longer than it says");
        }
        break;
    case RESPONSE_TRAILERS: r->at = *line == '\0' ? RESPONSE_WHOLE : RESPONSE_TRAILERS; break;
    case RESPONSE_LENGTH:
    case RESPONSE_CHUNK:
    case RESPONSE_UNTIL_END:
    case RESPONSE_WHOLE:
    case RESPONSE_WRONG: break;
    }
}

/* Takes bytes up to the end of the line. */
static size_t take_line(struct response *r, const char *bytes, size_t size)
{
    const char *end = memchr(bytes, '\n', size);
    size_t taken = end == NULL ? size : (size_t)(end - bytes) + 1;
    r->head_size += r->at == RESPONSE_CHUNK_SIZE || r->at == RESPONSE_CHUNK_END ? 0 : taken;
    buf_put(&r->line, bytes, taken);
    if (r->line.full || r->head_size > RESPONSE_HEAD_MAX) {
        too_large(r, "its headers are larger than they may be");
    } else if (memchr(bytes, '\0', taken) != NULL) {
        wrong(r, "a NUL is in its headers");
    } else if (end != NULL) {
        r->line.size -= r->line.size >= 2 && r->line.text[r->line.size - 2] == '\r' ? 2 : 1;
        r->line.text[r->line.size] = '\0';
        read_line(r, r->line.text);
        buf_clear(&r->line);
    }
    return taken;
}

/* ---- Bodies ---- */

static size_t take_body(struct response *r, const char *bytes, size_t size)
{
    bool is_counted = r->at != RESPONSE_UNTIL_END;
    size_t taken = is_counted && r->left < size ? (size_t)r->left : size;
    if (taken > r->body_max - r->answer.body.size) {
        too_large(r, "its body is larger than it may be");
        return size;
    }
    buf_put(&r->answer.body, bytes, taken);
    r->left -= is_counted ? taken : 0;
    if (is_counted && r->left == 0) {
        r->at = r->at == RESPONSE_CHUNK ? RESPONSE_CHUNK_END : RESPONSE_WHOLE;
    }
    return taken;
}

static bool is_over(const struct response *r)
{
    return r->at == RESPONSE_WHOLE || r->at == RESPONSE_WRONG;
}

size_t response_feed(struct response *r, const char *bytes, size_t size)
{
    size_t taken = 0;
    r->has_begun = r->has_begun || size > 0;
    while (taken < size && !is_over(r)) {
        bool is_body =
            r->at == RESPONSE_LENGTH || r->at == RESPONSE_CHUNK || r->at == RESPONSE_UNTIL_END;
        taken += is_body ? take_body(r, bytes + taken, size - taken)
                         : take_line(r, bytes + taken, size - taken);
    }
    return taken;
}

bool response_end(struct response *r)
{
    if (r->at == RESPONSE_UNTIL_END) {
        r->at = RESPONSE_WHOLE;
    }
    return r->at == RESPONSE_WHOLE;
}

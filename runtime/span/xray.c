#include "runtime/span/xray.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/span/datagrams.h"
#include "runtime/span/segment.h"
#include "runtime/span/span.h"

/* The daemon's protocol: a line, and behind it one document. */
#define HEAD "{\"format\":\"json\",\"version\":1}\n"

/* Bytes of the subsegments that a document takes along: it has some of its own besides, and a
 * datagram has room for 65,507. */
#define PIECES_MAX ((size_t)45000)

static void send_document(struct datagrams *d, const struct span *s, const struct buf *pieces)
{
    struct buf b = { 0 };
    buf_text(&b, HEAD);
    segment_put(&b, s, pieces, true);
    datagrams_put(d, &b);
    buf_release(&b);
}

void xray_take(struct datagrams *d, const struct span *s, const struct buf *own,
               struct buf *around)
{
    struct buf piece = { 0 };
    if (segment_is_whole(s) || around == NULL) {
        send_document(d, s, own);
        return;
    }
    segment_put(&piece, s, own, false);
    if (around->size + 1 + piece.size <= PIECES_MAX) {
        buf_text(around, around->size > 0 ? "," : "");
        buf_put(around, piece.text, piece.size);
    } else {
        send_document(d, s, own);
    }
    buf_release(&piece);
}

void xray_tell_progress(struct datagrams *d, const struct span *s)
{
    send_document(d, s, NULL);
}

/* ---- The address ------------------------------------------------------------------------- */

/* The word of `text` that begins with "udp:", or the only one. */
static char *find_address(const char *text)
{
    static const char udp[] = "udp:", tcp[] = "tcp:";
    char *only = NULL;
    for (const char *at = text + strspn(text, " "); *at != '\0'; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        bool is_udp = strncmp(at, udp, sizeof udp - 1) == 0;
        if (is_udp || strncmp(at, tcp, sizeof tcp - 1) != 0) {
            size_t skipped = is_udp ? sizeof udp - 1 : 0;
            memory_release(only);
            only = memory_text_n(at + skipped, size - skipped);
        }
        at += size;
    }
    return only;
}

bool xray_read_address(const char *text, char **ret_host, int *ret_port, struct buf *why)
{
    char *address = find_address(text);
    char *colon = address == NULL ? NULL : strrchr(address, ':');
    const char *digits = colon == NULL ? "" : colon + 1;
    size_t count = strspn(digits, "0123456789");
    long port = count > 0 && count <= 5 && digits[count] == '\0' ? strtol(digits, NULL, 10) : 0;
    bool is_good = port > 0 && port <= 65535 && colon > address;
    if (is_good) {
        bool has_brackets = address[0] == '[' && colon[-1] == ']';
        char *from = has_brackets ? address + 1 : address;
        *ret_host = memory_text_n(from, (size_t)(colon - from) - (has_brackets ? 1 : 0));
        *ret_port = (int)port;
    } else {
        buf_print(why, "AWS_XRAY_DAEMON_ADDRESS is HOST:PORT, not '%s'", text);
    }
    memory_release(address);
    return is_good;
}

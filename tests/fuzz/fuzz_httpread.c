/* Requests of HTTP: whatever the bytes, and however they are cut, the same is read. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/loop/httpread.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads up to the first request's end, `piece` bytes at a time. */
static size_t read_in_pieces(struct httpread *r, const char *bytes, size_t size, size_t piece)
{
    size_t at = 0;
    httpread_open(r, 100);
    while (at < size && r->at != HTTPREAD_WHOLE && r->at != HTTPREAD_REFUSED) {
        at += httpread_feed(r, bytes + at, size - at < piece ? size - at : piece);
    }
    return at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct httpread whole, cut;
    const char *bytes = (const char *)data;
    size_t piece = size > 0 ? data[size - 1] % 7 + 1 : 1;
    size_t end = read_in_pieces(&whole, bytes, size, SIZE_MAX);
    size_t cut_end = read_in_pieces(&cut, bytes, size, piece);
    assert(whole.at == cut.at && whole.status == cut.status);
    if (whole.at == HTTPREAD_WHOLE) {
        assert(end == cut_end && whole.header_count == cut.header_count);
        assert(strcmp(whole.path, cut.path) == 0 && strcmp(whole.query, cut.query) == 0);
        assert(whole.body.size == cut.body.size && whole.stays == cut.stays);
        assert(whole.body.size == 0 ||
               memcmp(whole.body.text, cut.body.text, whole.body.size) == 0);
    }
    httpread_close(&whole);
    httpread_close(&cut);
    return 0;
}

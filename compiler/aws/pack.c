#include "compiler/aws/pack.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* What is inflated is const. */
#define ZLIB_CONST
#include <zlib.h>

#include "compiler/base/arena.h"

/* A gzip file, and not zlib's own form. */
#define GZIP (16 + MAX_WBITS)

struct entry {
    struct arn_part name;
    size_t size, text_size;
};

/* Take the next line; false at the empty one, behind which the texts are. */
static bool next(const char **at, struct entry *ret_entry)
{
    char *end;
    if (**at == '\n') {
        *at += 1;
        return false;
    }
    ret_entry->name = (struct arn_part){ *at, strcspn(*at, " ") };
    ret_entry->size = strtoul(*at + ret_entry->name.size, &end, 10);
    ret_entry->text_size = strtoul(end, &end, 10);
    *at = end + 1;
    return true;
}

static char *inflated(struct arena *a, const char *at, const struct entry *e)
{
    z_stream z = { .next_in = (const Bytef *)at, .avail_in = (uInt)e->size };
    char *text = arena_get(a, e->text_size + 1);
    z.next_out = (Bytef *)text;
    z.avail_out = (uInt)e->text_size;
    if (inflateInit2(&z, GZIP) != Z_OK || inflate(&z, Z_FINISH) != Z_STREAM_END) {
        abort(); /* it was made with the compiler */
    }
    inflateEnd(&z);
    return text;
}

const char *pack_text(struct arena *a, const char *pack, struct arn_part name)
{
    struct entry e, found = { .size = 0 };
    size_t before = 0;
    bool is_found = false;
    while (next(&pack, &e)) {
        if (!is_found && e.name.size == name.size &&
            memcmp(e.name.text, name.text, name.size) == 0) {
            is_found = true;
            found = e;
        }
        before += is_found ? 0 : e.size;
    }
    return is_found ? inflated(a, pack + before, &found) : NULL;
}

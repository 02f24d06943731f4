/* Any bytes as a JSONata expression: what is read is printed, looked through and located. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <asl/tree.h>

#include "compiler/base/arena.h"
#include "compiler/emit/tree.h"
#include "compiler/jsonata/advise.h"
#include "compiler/jsonata/jsonata.h"
#include "compiler/jsonata/refuse.h"
#include "compiler/jsonata/remark.h"
#include "runtime/base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void look_through(struct arena *a, const struct asl_expr *e,
                         const struct jsonata_spots *spots)
{
    static const struct refuse_sight none = { false, false };
    struct remarks list;
    remark_begin(&list, a);
    refuse_references(&list, e, &none);
    refuse_doubt_members(&list, e, &none);
    advise(&list, e);
    for (const struct remark *r = list.first; r != NULL; r = r->next) {
        if (spot_of(spots, r->at) == NULL) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *a = arena_new();
    struct jsonata_error error;
    struct jsonata_spots spots = { 0 };
    const char *text = arena_text_n(a, (const char *)bytes, size);
    const struct asl_expr *e = jsonata_parse(a, text, size, NULL, &error, &spots);
    if (e == NULL) {
        if (error.code == NULL || error.start > error.end || error.end > size) {
            abort();
        }
    } else {
        struct buf flat = { 0 };
        tree_print_flat(&flat, e);
        buf_release(&flat);
        for (size_t i = 0; i < spots.count; i++) {
            if (spots.items[i].start > spots.items[i].end || spots.items[i].end > size) {
                abort();
            }
        }
        look_through(a, e, &spots);
    }
    arena_release(a);
    return 0;
}

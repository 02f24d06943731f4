/* Any bytes as a JSONPath of each kind, and as an intrinsic call. */
#include <stddef.h>
#include <stdint.h>

#include "compiler/base/arena.h"
#include "compiler/expr/intrinsic.h"
#include "compiler/expr/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const enum path_kind kinds[] = { PATH_ANY, PATH_REFERENCE, PATH_REFERENCE_INPUT,
                                            PATH_RESULT };
    struct arena *a = arena_new();
    struct expr_error error;
    const char *text = arena_text_n(a, (const char *)bytes, size);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        path_parse(a, text, size, kinds[i], &error);
    }
    intrinsic_parse(a, text, size, &error);
    arena_release(a);
    return 0;
}

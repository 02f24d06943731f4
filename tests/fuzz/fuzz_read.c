/* Any bytes as JSON: what is read and written again is read as the same, and written as the
 * same bytes. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct value *first, *second;
    struct read_error error;
    if (!read_json((const char *)bytes, size, &first, &error)) {
        return 0;
    }
    char *once = write_text(first);
    if (!read_json(once, strlen(once), &second, &error)) {
        abort();
    }
    char *twice = write_text(second);
    if (strcmp(once, twice) != 0 || !value_equal(first, second)) {
        abort();
    }
    memory_release(once);
    memory_release(twice);
    value_release(first);
    value_release(second);
    return 0;
}

/* A definition in YAML. */
#include "tests/fuzz/definition.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    fuzz_definition("fuzz.asl.yaml", bytes, size);
    return 0;
}

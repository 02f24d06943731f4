/* Answers of services that speak JSON. */
#include "tests/fuzz/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct asl_protocol *const protocols[] = { &asl_protocol_json,
                                                            &asl_protocol_rest_json };
    answer_read(protocols, 2, data, size);
    return 0;
}

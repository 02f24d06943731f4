/* Answers of services that speak XML, and those of who gives credentials. */
#include "runtime/aws/credentials.h"
#include "runtime/client/errand.h"
#include "runtime/client/lease.h"
#include "tests/fuzz/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_lease(const uint8_t *data, size_t size)
{
    struct errand e = { .step = 0 };
    struct wire_answer w = { .status = 200 };
    struct lease lease;
    struct buf why = { 0 };
    buf_put(&w.body, (const char *)data, size);
    if (errand_role.read(&e, &w, &lease, &why) == ERRAND_DONE) {
        assert(lease.keys.access_key != NULL && lease.keys.secret_key != NULL);
        lease_release(&lease);
    } else {
        assert(why.size > 0);
    }
    wire_answer_release(&w);
    buf_release(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct asl_protocol *const protocols[] = { &asl_protocol_query,
                                                            &asl_protocol_rest_xml,
                                                            &asl_protocol_ec2 };
    if (size > 0 && data[0] == 'R') {
        read_lease(data + 1, size - 1);
    } else {
        answer_read(protocols, 3, data, size);
    }
    return 0;
}

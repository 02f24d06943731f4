/* Answers of services that speak XML, and those of who gives credentials. */
#include "runtime/aws/credentials.h"
#include "runtime/client/errand.h"
#include "runtime/client/grant.h"
#include "tests/fuzz/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_grant(const uint8_t *data, size_t size)
{
    struct errand e = { .step = 0 };
    struct wire_answer w = { .status = 200 };
    struct grant grant;
    struct buf why = { 0 };
    buf_put(&w.body, (const char *)data, size);
    if (errand_role.read(&e, &w, &grant, &why) == ERRAND_DONE) {
        assert(grant.keys.access_key != NULL && grant.keys.secret_key != NULL);
        grant_release(&grant);
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
        read_grant(data + 1, size - 1);
    } else {
        answer_read(protocols, 3, data, size);
    }
    return 0;
}

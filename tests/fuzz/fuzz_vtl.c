/* Any text as a mapping template, run over a body. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/serve/jsonpath.h"
#include "runtime/base/buf.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/vtl/vtl.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct value *json(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(text, strlen(text), &v, &error)) {
        abort();
    }
    return v;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char body[] =
        "{\"a\":\"x'y\",\"n\":3,\"list\":[1,\"b\",{\"c\":null}],\"map\":{\"k\":\"v\"}}";
    struct buf why = { 0 }, out = { 0 };
    struct value *context = json("{\"id\":\"r\",\"responseOverride\":{\"header\":{}}}");
    struct value *params = json("{\"path\":{\"id\":\"7\"},\"querystring\":{},\"header\":{}}");
    struct value *left = NULL;
    struct vtl_template *t = vtl_open((const char *)bytes, size, &why);
    if (t != NULL) {
        struct vtl_world w = { body, strlen(body), params, context, params, jsonpath_find };
        vtl_run(t, &w, &out, &left, &why);
    } else if (why.size == 0) {
        abort();
    }
    vtl_close(t);
    value_release(left);
    value_release(context);
    value_release(params);
    buf_release(&why);
    buf_release(&out);
    return 0;
}

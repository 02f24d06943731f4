#include "runtime/host/bootstrap.h"

const struct bootstrap *bootstrap_of(enum handler_language language)
{
    static struct bootstrap node = { "node", "nodejs", "AWS_Lambda_nodejs18.x", bootstrap_js,
                                     0 };
    static struct bootstrap python = { "python3", "python3", "AWS_Lambda_python3.11",
                                       bootstrap_py, 0 };
    node.size = bootstrap_js_size;
    python.size = bootstrap_py_size;
    return language == HANDLER_NODE ? &node : language == HANDLER_PYTHON ? &python : NULL;
}

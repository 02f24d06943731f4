/* The options of a server's routes, which serve.h declares. */
#include <stddef.h>

#include "runtime/program/option.h"
#include "runtime/serve/serve.h"

static bool set_route_input(struct options *o, const struct option_row *row, const char *value,
                            struct buf *why)
{
    return option_either(o, row, "body", "proxy", value, why);
}

static bool set_abandoned(struct options *o, const struct option_row *row, const char *value,
                          struct buf *why)
{
    return option_either(o, row, "go-on", "stop", value, why);
}

const struct option_row serve_front_rows[] = {
    { "--route", OPTION_VALUE, "'METHOD /path sync|async|start-execution'",
      "an API in front of the state machine: a request starts an execution", option_add,
      offsetof(struct serve_options, front.routes), 0, 0 },
    { "--route-input", OPTION_VALUE, "body|proxy",
      "the input: the request's body (default), or path, query and headers as well",
      set_route_input, offsetof(struct serve_options, front.is_proxy), 0, 0 },
    { "--sync-timeout", OPTION_VALUE, "S",
      "answer 504 to a client of a sync route that has waited so many seconds; default: never",
      option_count, offsetof(struct serve_options, front.sync_timeout_s), 1, 31536000 },
    { "--sync-abandoned", OPTION_VALUE, "go-on|stop",
      "what becomes of an execution whose sync client has timed out or hung up; default go-on",
      set_abandoned, offsetof(struct serve_options, front.stops_abandoned), 0, 0 },
    { "--max-body", OPTION_VALUE, "BYTES", "of a route's request; default 262144", option_count,
      offsetof(struct serve_options, front.body_max), 1, 64 << 20 },
    OPTION_END,
};

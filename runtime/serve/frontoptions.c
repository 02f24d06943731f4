/* The options of a server's routes, which serve.h declares. */
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"

#include "runtime/program/option.h"
#include "runtime/serve/serve.h"

#define RATE_MAX 1000000
#define DAY_S    86400

static bool set_route_input(struct options *o, const struct option_row *row, const char *value,
                            struct buf *why)
{
    return option_either(o, row, "body", "proxy", value, why);
}

/* N/S: so many requests in so many seconds. */
static bool set_rate(struct options *o, const struct option_row *row, const char *value,
                     struct buf *why)
{
    struct gate_rate *rate = (struct gate_rate *)(void *)((char *)o + row->place);
    size_t digits = strcspn(value, "/");
    struct number n = number_read(value, digits);
    struct number s =
        value[digits] == '\0' ? n : number_read(value + digits + 1, strlen(value + digits + 1));
    if (value[digits] == '\0' || n.kind != NUMBER_INT || n.integer < 1 ||
        n.integer > RATE_MAX || s.kind != NUMBER_INT || s.integer < 1 || s.integer > DAY_S) {
        buf_print(why,
                  "%s takes N/S, so many requests in so many seconds, such as 100/1, not '%s'",
                  row->word, value);
        return false;
    }
    *rate = (struct gate_rate){ (size_t)n.integer, (size_t)s.integer };
    return true;
}

static bool set_abandoned(struct options *o, const struct option_row *row, const char *value,
                          struct buf *why)
{
    return option_either(o, row, "go-on", "stop", value, why);
}

const struct option_row serve_front_rows[] = {
    { "--route", OPTION_VALUE, "'METHOD /path sync|async|start-execution'",
      "an API in front of the state machine: a request starts an execution. Behind it may "
      "stand "
      "name=NAME, input=body|proxy, and of sync error=NAME:STATUS",
      option_add, offsetof(struct serve_options, front.routes), 0, 0 },
    { "--route-input", OPTION_VALUE, "body|proxy",
      "the input: the request's body (default), or path, query and headers as well",
      set_route_input, offsetof(struct serve_options, front.is_proxy), 0, 0 },
    { "--api-keys", OPTION_VALUE, "FILE",
      "ask for one of the keys in it, a line each, in x-api-key at every route; the file is "
      "read again as that of --token is",
      option_text, offsetof(struct serve_options, front.gate.keys), 0, 0 },
    { "--cors", OPTION_VALUE, "ORIGIN",
      "pages of that origin, or of any with *, may ask routes from a browser", option_add,
      offsetof(struct serve_options, front.gate.origins), 0, 0 },
    { "--rate", OPTION_VALUE, "N/S",
      "of each key, or of all if there are none: N requests in S seconds", set_rate,
      offsetof(struct serve_options, front.gate.rate), 0, 0 },
    { "--sync-timeout", OPTION_VALUE, "S",
      "answer 504 to a client of a sync route that has waited so many seconds; default: never",
      option_count, offsetof(struct serve_options, front.sync_timeout_s), 1, 31536000 },
    { "--sync-abandoned", OPTION_VALUE, "go-on|stop",
      "what becomes of an execution whose sync client has timed out or hung up; default go-on",
      set_abandoned, offsetof(struct serve_options, front.stops_abandoned), 0, 0 },
    { "--max-body", OPTION_VALUE, "BYTES",
      "of a route's request; default 262144, of a function's 10485760", option_count,
      offsetof(struct serve_options, front.body_max), 1, 64 << 20 },
    OPTION_END,
};

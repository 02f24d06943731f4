#include <stddef.h>

#include "runtime/base/exit.h"
#include "runtime/exec/turn.h"
#include "runtime/program/feature.h"
#include "runtime/program/option.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/serve/server.h"
#include "runtime/serve/serving.h"

#include <asl/asl.h>

struct serve_options {
    struct options common; /* first */
    const char *listen, *token;
    bool is_insecure;
};

static const struct server_handlers handlers = { .is_ready = NULL };

static int serve(struct session *s, const struct serve_options *o)
{
    struct serving serving;
    struct serving_options options = { .program = o->common.program,
                                       .listen = o->listen,
                                       .token_file = o->token,
                                       .is_insecure = o->is_insecure,
                                       .is_gathering = true,
                                       .handlers = &handlers,
                                       .owner = s };
    int code = serving_open(&serving, s->loop, &options);
    while (code == EXIT_SUCCEEDED && !serving.is_over) {
        turn_step(&s->engine);
        server_send(serving.server);
        turn_news(&s->engine, true);
    }
    serving_close(&serving);
    return code;
}

static int run(const struct asl_workflow *w, const struct options *o)
{
    struct session s;
    session_open(&s, w, o);
    int code = session_bind(&s) ? serve(&s, (const struct serve_options *)o) : EXIT_USAGE;
    session_close(&s);
    return code;
}

static const struct option_row own_options[] = {
    { "--listen", OPTION_VALUE, "ADDRESS:PORT",
      "where; default 127.0.0.1:8083; port 0: the system picks one", option_text,
      offsetof(struct serve_options, listen), 0, 0 },
    { "--token", OPTION_VALUE, "FILE",
      "ask for the token in it: as x-api-key, as a bearer's, or as AWS_ACCESS_KEY_ID",
      option_text, offsetof(struct serve_options, token), 0, 0 },
    { "--insecure", OPTION_NOTHING, NULL, "listen where others can reach it, without a token",
      option_flag, offsetof(struct serve_options, is_insecure), 0, 0 },
    OPTION_END,
};

static const struct option_row *const options[] = { own_options,     options_mock,
                                                    options_session, options_local,
                                                    options_load,    NULL };

const struct asl_feature asl_feature_serve = {
    .word = "serve",
    .usage = "[OPTION]...",
    .help = "AWS's API of Step Functions for this workflow, over HTTP",
    .options = options,
    .size = sizeof(struct serve_options),
    .run = run,
};

#include "runtime/embedded/localword.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/embedded/localserve.h"
#include "runtime/embedded/localthings.h"
#include "runtime/local/hub.h"
#include "runtime/program/feature.h"
#include "runtime/program/session.h"

#include <asl/asl.h>

static const struct local_word words[] = {
    { "ls", "ls", 0, 0, localthings_list },
    { "show", "show SERVICE/NAME", 1, 1, localthings_show },
    { "load", "load FILE", 1, 1, localthings_load },
    { "drain", "drain SERVICE/NAME", 1, 1, localthings_drain },
    { "serve", "serve [--listen 127.0.0.1:PORT]", 0, 0, localserve_run },
};
#define WORDS (sizeof words / sizeof words[0])

static void put_usages(struct buf *out)
{
    for (size_t i = 0; i < WORDS; i++) {
        buf_print(out, "%slocal %s", i > 0 ? ", " : "", words[i].usage);
    }
}

/* NULL, after a message, if what stands there cannot be done. */
static const struct local_word *choose(const struct local_options *o)
{
    const char *wanted = o->count > 0 ? o->words[0] : NULL;
    struct buf usages = { 0 };
    size_t i = 0;
    while (wanted != NULL && i < WORDS && strcmp(words[i].word, wanted) != 0) {
        i++;
    }
    put_usages(&usages);
    const struct local_word *w = wanted != NULL && i < WORDS ? &words[i] : NULL;
    if (wanted == NULL) {
        message_print(o->common.program, "local: say what is to be done: %s",
                      buf_string(&usages));
    } else if (w == NULL) {
        message_print(o->common.program, "local: there is no '%s'; there is: %s", wanted,
                      buf_string(&usages));
    } else if (o->count - 1 < w->least || o->count - 1 > w->most) {
        message_print(o->common.program, "the usage is: %s local %s", o->common.program,
                      w->usage);
        w = NULL;
    }
    buf_release(&usages);
    return w;
}

static int run(const struct asl_workflow *workflow, const struct options *common)
{
    const struct local_options *o = (const struct local_options *)common;
    const struct local_word *w = choose(o);
    struct local l = { .options = o,
                       .workflow = workflow,
                       .folder = session_local(common, workflow->name) };
    int code = EXIT_USAGE;
    if (w != NULL && l.folder == NULL) {
        message_print(common->program, SESSION_NO_LOCAL);
    } else if (w != NULL) {
        clock_start_real(&l.clock);
        random_seed_system(&l.random);
        l.hub = hub_open(&(struct hub_options){ .folder = l.folder, .random = &l.random });
        code = w->run(&l, o->words + 1);
        hub_close(l.hub);
    }
    memory_release(l.folder);
    return code;
}

/* ---- The command line ---- */

static bool add_word(struct options *common, const struct option_row *row, const char *value,
                     struct buf *why)
{
    struct local_options *o = (struct local_options *)common;
    (void)row;
    if (o->count == LOCAL_WORDS_MAX) {
        buf_print(why, "local takes no more than %d words", LOCAL_WORDS_MAX);
        return false;
    }
    o->words[o->count++] = value;
    return true;
}

/* The door is for this machine alone: another address is refused, not bound. */
static bool set_listen(struct options *common, const struct option_row *row, const char *value,
                       struct buf *why)
{
    static const char *const hosts[] = { "127.0.0.1:", "localhost:" };
    struct local_options *o = (struct local_options *)common;
    const char *digits = NULL;
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        size_t size = strlen(hosts[i]);
        digits = strncmp(value, hosts[i], size) == 0 ? value + size : digits;
    }
    size_t count = digits == NULL ? 0 : strspn(digits, "0123456789");
    unsigned long port = count == 0 || count > 5 ? UINT16_MAX + 1UL : strtoul(digits, NULL, 10);
    if (port > UINT16_MAX || digits[count] != '\0') {
        buf_print(why, "%s takes 127.0.0.1:PORT, not '%s'", row->word, value);
        return false;
    }
    o->port = (uint16_t)port;
    return true;
}

static const struct option_row own_options[] = {
    { "--listen", OPTION_VALUE, "127.0.0.1:PORT",
      "serve: the port; without it the system picks one", set_listen, 0, 0, 0 },
    OPTION_END,
};

static const struct option_row argument = { .value = "ls|show|load|drain|serve",
                                            .set = add_word };

static const struct option_row *const options[] = { own_options, options_local, NULL };

const struct asl_feature asl_feature_local = {
    .word = "local",
    .usage = "serve [OPTION]...",
    .help = "the embedded services: over HTTP, for AWS CLI and SDKs",
    .argument = &argument,
    .options = options,
    .size = sizeof(struct local_options),
    .run = run,
    .services = &localserve_services,
};

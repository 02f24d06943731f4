#include "runtime/serve/asker.h"

#include <string.h>

#include "runtime/api/api.h"
#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/endpoint/access.h"
#include "runtime/endpoint/call.h"
#include "runtime/endpoint/request.h"
#include "runtime/ledger/storage.h"
#include "runtime/machine/shelf.h"
#include "runtime/manage/remote.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/serve/more.h"
#include "runtime/service/answer.h"
#include "runtime/station/idle.h"
#include "runtime/station/station.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

struct asking {
    const struct options *options;
    struct serve_more more;
    struct remote *remote; /* owned; NULL: a store is asked */

    struct store *store; /* owned */
    struct station station;
    struct asking_answer *answer; /* where the answer is wanted; NULL: it is there */
};

/* What is wanted of it, while it is opened. All borrowed. */
struct wanted {
    const struct asl_workflow *workflow;
    const struct asking_place *place;
    bool changes; /* asking.h */
};

/* ---- A server ---- */

/* Returns the exit code, after a message if it is not EXIT_SUCCEEDED. */
static int open_remote(struct asking *a, const struct wanted *w, const char *url)
{
    const char *program = a->options->program;
    struct buf why = { 0 };
    char *token = NULL;
    int code = EXIT_USAGE;
    if (w->place->token != NULL && !access_read_token(w->place->token, &token, &why)) {
        message_print(program, "--token: %s", buf_string(&why));
    } else if (!remote_open(&(struct remote_options){ url, token, session_tls(w->workflow) },
                            &a->remote, &why)) {
        message_print(program, "--url %s: %s", url, buf_string(&why));
    } else {
        code = EXIT_SUCCEEDED;
    }
    memory_release(token);
    buf_release(&why);
    return code;
}

static bool ask_remote(struct asking *a, const char *operation, const struct value *input,
                       struct asking_answer *ret_answer)
{
    struct buf why = { 0 };
    bool is_answered = remote_ask(a->remote, operation, input, ret_answer, &why);
    if (!is_answered) {
        message_print(a->options->program, "%s", buf_string(&why));
    }
    buf_release(&why);
    return is_answered;
}

/* ---- A store ---- */

static int open_station(struct asking *a, bool changes)
{
    struct buf why = { 0 };
    int code = EXIT_SUCCEEDED;
    station_open(&a->station, a->more.name, a->options, a->store, true);
    idle_use(&a->station.host);
    if (!changes) {
        shelf_read(&a->station.machines);
    } else if (!a->more.open(a->more.owner, &a->station, &why)) {
        message_print(a->options->program, "%s", buf_string(&why));
        code = EXIT_USAGE;
    }
    buf_release(&why);
    return code;
}

static void note_url(void *owner, const struct shared_view *v)
{
    char **url = owner;
    if (*url == NULL && v->url[0] != '\0' && v->left_ms > 0) {
        *url = memory_text(v->url);
    }
}

/* What is under way is a node's. */
static int open_node(struct asking *a, const struct wanted *w)
{
    char *url = NULL;
    int code = EXIT_MACHINE;
    store_nodes(a->store, note_url, &url);
    store_close(a->store);
    a->store = NULL;
    if (url != NULL) {
        code = open_remote(a, w, url);
    } else {
        message_print(a->options->program,
                      "--store: no server of this store runs, which could do that");
    }
    memory_release(url);
    return code;
}

static int open_store(struct asking *a, const struct wanted *w)
{
    char *url = NULL;
    switch (storage_open_again(a->options, a->more.name, &a->store, &url)) {
    case STORAGE_OPEN:
        return w->changes && store_is_shared(a->store) ? open_node(a, w)
                                                       : open_station(a, w->changes);
    case STORAGE_SERVED: break;
    case STORAGE_MISSING: return EXIT_USAGE;
    case STORAGE_BROKEN: return EXIT_MACHINE;
    }
    int code = open_remote(a, w, url);
    memory_release(url);
    return code;
}

static void take_answer(struct asking *a, const struct service_answer *answer)
{
    if (service_answer_is_good(answer)) {
        *a->answer = (struct asking_answer){ .body = value_share(answer->body) };
    } else {
        *a->answer = (struct asking_answer){ .code = memory_text(answer->code),
                                             .message = memory_text(answer->message) };
    }
    a->answer = NULL;
}

static void on_answer(struct call *c, const struct service_answer *answer)
{
    take_answer(c->owner, answer);
    call_close(c);
    memory_release(c);
}

/* The request is read as one that came over HTTP is, so that the same faults are found. */
static void ask_store(struct asking *a, const char *operation, const struct value *input,
                      struct asking_answer *ret_answer)
{
    struct buf target = { 0 }, body = { 0 };
    struct service_answer refused;
    enum operation o;
    struct value *read;
    buf_print(&target, "AWSStepFunctions.%s", operation);
    write_json(&body, input);
    a->answer = ret_answer;
    if (request_read(buf_string(&target), body.text, body.size, &o, &read, &refused)) {
        struct call *c = memory_zero(sizeof *c);
        *c = (struct call){ .operation = o,
                            .input = read,
                            .now_ms = station_now_ms(&a->station),
                            .on_answer = on_answer,
                            .owner = a };
        api_of(o)(&a->station, c);
    } else {
        take_answer(a, &refused);
        service_answer_release(&refused);
    }
    while (a->answer != NULL) {
        station_turn(&a->station, true);
    }
    buf_release(&target);
    buf_release(&body);
}

/* ---- Either ---- */

int asker_open(const struct asl_workflow *w, const struct options *o,
               const struct asking_place *place, bool changes, const struct serve_more *more,
               struct asking **ret_asking)
{
    struct asking *a = memory_zero(sizeof *a);
    struct wanted wanted = { w, place, changes };
    int code = EXIT_USAGE;
    *a = (struct asking){ .options = o, .more = *more };
    if (place->url != NULL && o->store != NULL) {
        message_print(o->program, "--store and --url are two places: give one");
    } else {
        code =
            place->url != NULL ? open_remote(a, &wanted, place->url) : open_store(a, &wanted);
    }
    if (code != EXIT_SUCCEEDED) {
        asker_close(a);
        return code;
    }
    *ret_asking = a;
    return code;
}

bool asker_ask(struct asking *a, const char *operation, const struct value *input,
               struct asking_answer *ret_answer)
{
    if (a->remote != NULL) {
        return ask_remote(a, operation, input, ret_answer);
    }
    ask_store(a, operation, input, ret_answer);
    return true;
}

void asker_close(struct asking *a)
{
    if (a == NULL) {
        return;
    }
    remote_close(a->remote);
    if (a->store != NULL) {
        station_empty(&a->station);
    }
    if (a->more.close != NULL) {
        a->more.close(a->more.owner);
    }
    if (a->store != NULL) {
        station_close(&a->station);
        store_close(a->store);
    }
    memory_release(a);
}

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

/* Read the token that the server asks for: new, NULL if none is given. Returns the exit code,
 * after a message if it is not EXIT_SUCCEEDED. */
static int read_token(const struct asking *a, const struct wanted *w, char **ret_token)
{
    struct buf why = { 0 };
    *ret_token = NULL;
    bool is_read =
        w->place->token == NULL || access_read_token(w->place->token, ret_token, &why);
    if (!is_read) {
        message_print(a->options->program, "--token: %s", buf_string(&why));
    }
    buf_release(&why);
    return is_read ? EXIT_SUCCEEDED : EXIT_USAGE;
}

/* As read_token(). */
static int open_remote(struct asking *a, const struct wanted *w, const char *url)
{
    struct buf why = { 0 };
    char *token;
    int code = read_token(a, w, &token);
    if (code == EXIT_SUCCEEDED &&
        !remote_open(&(struct remote_options){ url, token, session_tls(w->workflow) },
                     &a->remote, &why)) {
        message_print(a->options->program, "--url %s: %s", url, buf_string(&why));
        code = EXIT_USAGE;
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

/* The servers of a store that live. */
struct nodes {
    struct one_node {
        int64_t id;
        char *url; /* owned */
    } * all;       /* owned: [count] */
    size_t count, room;
};

static void note_node(void *owner, const struct shared_view *v)
{
    struct nodes *n = owner;
    if (v->url[0] != '\0' && v->left_ms > 0) {
        n->all = memory_grow(n->all, n->count, &n->room, sizeof *n->all);
        n->all[n->count++] = (struct one_node){ v->id, memory_text(v->url) };
    }
}

static void release_nodes(struct nodes *n)
{
    for (size_t i = 0; i < n->count; i++) {
        memory_release(n->all[i].url);
    }
    memory_release(n->all);
}

/* Returns true if the node answers at its URL; why it does not is appended. An address may be
 * another machine's own, or have become somebody else's: who is not the node is asked nothing.
 */
static bool reach(struct asking *a, const char *token, const struct wanted *w,
                  const struct one_node *node, const char *store, struct buf *tried)
{
    struct buf why = { 0 };
    bool is_reached =
        remote_open(&(struct remote_options){ node->url, token, session_tls(w->workflow) },
                    &a->remote, &why) &&
        remote_is_node(a->remote, &(struct remote_node){ node->id, store }, &why);
    if (!is_reached) {
        buf_print(tried, "\n%s", buf_string(&why));
        remote_close(a->remote);
        a->remote = NULL;
    }
    buf_release(&why);
    return is_reached;
}

static int reach_any(struct asking *a, const struct wanted *w, const struct nodes *n,
                     const char *store)
{
    struct buf tried = { 0 };
    char *token = NULL;
    int code = read_token(a, w, &token);
    for (size_t i = 0; code == EXIT_SUCCEEDED && a->remote == NULL && i < n->count; i++) {
        reach(a, token, w, &n->all[i], store, &tried);
    }
    if (code == EXIT_SUCCEEDED && a->remote == NULL) {
        code = EXIT_MACHINE;
        message_print(a->options->program, "--store: %s%s",
                      n->count == 0
                          ? "no server of this store runs, which could do that"
                          : "no server of this store can be reached from here, of those "
                            "that have a lease:",
                      buf_string(&tried));
    }
    memory_release(token);
    buf_release(&tried);
    return code;
}

/* What is under way is a node's. */
static int open_node(struct asking *a, const struct wanted *w)
{
    struct nodes n = { .count = 0 };
    struct buf store = { 0 };
    int code = EXIT_MACHINE;
    store_nodes(a->store, note_node, &n);
    store_who(a->store, &store);
    if (store_fault(a->store) != NULL) {
        message_print(a->options->program, "the store cannot be read: %s",
                      store_fault(a->store));
    } else {
        code = reach_any(a, w, &n, buf_string(&store));
    }
    store_close(a->store);
    a->store = NULL;
    release_nodes(&n);
    buf_release(&store);
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

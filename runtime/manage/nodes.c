#include "runtime/manage/nodes.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/base/output.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/storage.h"
#include "runtime/machine/machine.h"
#include "runtime/machine/shelf.h"
#include "runtime/manage/sheet.h"
#include "runtime/postgres/postgres.h"
#include "runtime/program/answer.h"
#include "runtime/program/feature.h"
#include "runtime/program/option.h"
#include "runtime/program/options.h"
#include "runtime/store/shared.h"
#include "runtime/store/store.h"
#include "runtime/value/time.h"
#include "runtime/value/value.h"

#define WANTED "--store postgres:CONNINFO is wanted: a store that many servers have at once"

struct nodes_options {
    struct options common; /* first */
    const char *what;      /* of `store`: init or upgrade */
    bool is_json;
};

/* What is behind postgres: in --store, or NULL after a message. */
static const char *conninfo_of(const struct options *o)
{
    const char *conninfo = storage_conninfo(o);
    if (conninfo == NULL) {
        message_print(o->program, "%s", WANTED);
    }
    return conninfo;
}

/* Returns an exit code, after a message if it is not EXIT_SUCCEEDED. */
static int open_store(const struct asl_workflow *w, const struct options *o,
                      struct store **ret_store)
{
    bool is_lasting;
    return conninfo_of(o) == NULL ? EXIT_USAGE
                                  : storage_open(o, w->name, ret_store, &is_lasting);
}

/* Closes it. Returns EXIT_MACHINE, after a message, if the store could not be read. */
static int close_store(const struct options *o, struct store *s)
{
    const char *fault = store_fault(s);
    int code = fault != NULL ? EXIT_MACHINE : EXIT_SUCCEEDED;
    if (fault != NULL) {
        message_print(o->program, "the store cannot be read: %s", fault);
    }
    store_close(s);
    return code;
}

static int flush(const struct options *o)
{
    if (fflush(output_file()) != 0) {
        message_print(o->program, "standard output: cannot be written: %s", strerror(errno));
        return EXIT_MACHINE;
    }
    return EXIT_SUCCEEDED;
}

/* ---- nodes ---- */

static void add_node(void *owner, const struct shared_view *v)
{
    struct value **list = owner, *node = value_object();
    value_set_take(&node, "node", value_int(v->id));
    value_set_text(&node, "name", v->name);
    value_set_text(&node, "url", v->url);
    value_set_take(&node, "since", value_int(v->since_ms));
    value_set_take(&node, "leaseMilliseconds", value_int(v->left_ms));
    value_set_take(&node, "executions", value_int(v->jobs));
    value_append_take(list, node);
}

static int64_t number_in(const struct value *v, const char *key)
{
    struct value *member;
    int64_t number = 0;
    return value_member(v, key, &member) && value_is_int(member, &number) ? number : 0;
}

static void add_number(struct sheet *s, int64_t number)
{
    struct buf text = { 0 };
    buf_int(&text, number);
    sheet_add(s, buf_string(&text));
    buf_release(&text);
}

static void show(const struct value *list)
{
    static const char *const heads[] = { "NODE",  "NAME",       "URL",
                                         "SINCE", "LEASE (MS)", "EXECUTIONS" };
    struct sheet s;
    sheet_open(&s, heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < value_count(list); i++) {
        const struct value *v = value_item(list, i);
        char since[TIME_TEXT_ROOM];
        time_write(since, number_in(v, "since"));
        add_number(&s, number_in(v, "node"));
        sheet_add(&s, value_member_text(v, "name"));
        sheet_add(&s, value_member_text(v, "url"));
        sheet_add(&s, since);
        add_number(&s, number_in(v, "leaseMilliseconds"));
        add_number(&s, number_in(v, "executions"));
    }
    sheet_print(&s);
}

static int run_nodes(const struct asl_workflow *w, const struct options *o)
{
    struct store *s;
    int code = open_store(w, o, &s);
    if (code != EXIT_SUCCEEDED) {
        return code;
    }
    struct value *list = value_array(0), *all = value_object();
    store_nodes(s, add_node, &list);
    code = close_store(o, s);
    if (code == EXIT_SUCCEEDED && !((const struct nodes_options *)o)->is_json) {
        show(list);
        code = flush(o);
    } else if (code == EXIT_SUCCEEDED) {
        value_set_take(&all, "nodes", value_share(list));
        answer_print(output_file(), all);
        code = flush(o);
    }
    value_release(all);
    value_release(list);
    return code;
}

/* ---- Executions that no node has ---- */

struct search {
    struct ledger ledger;
    struct store *store;
    const struct nodes_wanted *wanted;
    struct value *list; /* owned */

    /* The revision that was looked for last: many executions are of one. */
    uint64_t number;
    struct value *revision; /* owned; NULL if there is none */
};

static bool is_wanted(const struct nodes_wanted *w, const struct value *entry)
{
    const char *arn = value_member_text(entry, "stateMachineArn");
    const char *colon = arn != NULL ? strrchr(arn, ':') : NULL;
    bool is_status =
        w->status == NULL || strcmp(w->status, value_member_text(entry, "status")) == 0;
    return is_status &&
           (w->machine == NULL || (colon != NULL && (strcmp(arn, w->machine) == 0 ||
                                                     strcmp(colon + 1, w->machine) == 0)));
}

/* Which definition can go on with it: that of its revision. */
static void add_digest(struct search *s, const struct value *entry, struct value **item)
{
    const struct machines machines = { .store = s->store };
    uint64_t number = (uint64_t)number_in(entry, "revision");
    if (number != s->number) {
        value_release(s->revision);
        s->revision = shelf_revision(&machines, number);
        s->number = number;
    }
    const char *definition =
        s->revision != NULL ? value_member_text(s->revision, "definition") : NULL;
    if (definition != NULL) {
        revision_tell_digest(item, definition);
    }
}

static void add_number_of(void *owner, uint64_t number)
{
    struct ledger_numbers *n = owner;
    n->list = memory_grow(n->list, n->count, &n->room, sizeof *n->list);
    n->list[n->count++] = number;
}

static bool add_execution(void *owner, uint64_t number, const struct value *entry)
{
    static const char *const kept[] = { "executionArn", "stateMachineArn", "name", "status" };
    struct search *s = owner;
    (void)number;
    if (is_wanted(s->wanted, entry)) {
        struct value *item = value_object();
        for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
            value_set_text(&item, kept[i], value_member_text(entry, kept[i]));
        }
        value_set_take(&item, "startDate",
                       value_double((double)number_in(entry, "startDate") / 1000));
        add_digest(s, entry, &item);
        value_append_take(&s->list, item);
    }
    return true;
}

int nodes_unclaimed(const struct asl_workflow *w, const struct options *o,
                    const struct nodes_wanted *wanted, struct value **ret_executions)
{
    struct search found = { .wanted = wanted };
    int code = open_store(w, o, &found.store);
    if (code != EXIT_SUCCEEDED) {
        return code;
    }
    found.list = value_array(0);
    ledger_open(&found.ledger, found.store);
    struct ledger_numbers n = { .count = 0 };
    store_unclaimed(found.store, add_number_of, &n);
    ledger_visit_entries(&found.ledger, n.list, n.count, add_execution, &found);
    memory_release(n.list);
    value_release(found.revision);
    code = close_store(o, found.store);
    if (code == EXIT_SUCCEEDED) {
        *ret_executions = found.list;
    } else {
        value_release(found.list);
    }
    return code;
}

/* ---- store ---- */

static int run_store(const struct asl_workflow *w, const struct options *o)
{
    const char *what = ((const struct nodes_options *)o)->what;
    const char *conninfo = conninfo_of(o);
    struct buf why = { 0 };
    bool is_upgrade = what != NULL && strcmp(what, "upgrade") == 0;
    (void)w;
    if (conninfo == NULL) {
        return EXIT_USAGE;
    }
    if (what == NULL || (!is_upgrade && strcmp(what, "init") != 0)) {
        message_print(o->program,
                      "the usage is: %s store init|upgrade --store "
                      "postgres:CONNINFO",
                      o->program);
        return EXIT_USAGE;
    }
    bool is_made = postgres_make(conninfo, is_upgrade, &why);
    if (!is_made) {
        message_print(o->program, "--store postgres: %s", buf_string(&why));
    }
    buf_release(&why);
    return is_made ? EXIT_SUCCEEDED : EXIT_MACHINE;
}

/* ---- The command line ---- */

static bool set_what(struct options *o, const struct option_row *row, const char *value,
                     struct buf *why)
{
    if (((struct nodes_options *)o)->what != NULL) {
        buf_print(why, "'%s' is one word too many", value);
        return false;
    }
    return option_text(o, row, value, why);
}

static const struct option_row what = { .word = "what is to be done",
                                        .value = "init|upgrade",
                                        .help = "make the tables, or bring them up to date",
                                        .set = set_what,
                                        .place = offsetof(struct nodes_options, what) };

static const struct option_row where[] = {
    { "--store", OPTION_VALUE, "STORE", "the store of the servers: postgres:CONNINFO",
      option_text, offsetof(struct options, store), 0, 0 },
    OPTION_END,
};

static const struct option_row of_nodes[] = {
    { "--json", OPTION_NOTHING, NULL, "as JSON, instead of a table", option_flag,
      offsetof(struct nodes_options, is_json), 0, 0 },
    OPTION_END,
};

static const struct option_row *const nodes_rows[] = { where, of_nodes, NULL };
static const struct option_row *const making_rows[] = { where, NULL };

const struct asl_feature asl_feature_nodes = {
    .word = "nodes",
    .usage = "--store postgres:CONNINFO [--json]",
    .help = "list the servers that have a store at once, with how much each has",
    .options = nodes_rows,
    .size = sizeof(struct nodes_options),
    .run = run_nodes,
};

const struct asl_feature asl_feature_store = {
    .word = "store",
    .usage = "init|upgrade --store postgres:CONNINFO",
    .help = "make the tables of a store in PostgreSQL, or bring them up to date",
    .argument = &what,
    .options = making_rows,
    .size = sizeof(struct nodes_options),
    .run = run_store,
};

#include "runtime/station/childmail.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/ledger/outcome.h"
#include "runtime/store/shared.h"
#include "runtime/value/member.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

#define STOP "StopChild"
#define END  "ChildEnded"

#define ROW(name) MEMBER(struct childmail, name)

static const struct member members[] = {
    ROW(child), ROW(parent),   ROW(map_run),        ROW(index),  ROW(items),
    ROW(bytes), ROW(redrives), ROW(child_redrives), ROW(status), MEMBER_END,
};
#undef ROW

void childmail_send(struct store *s, const struct childmail *m)
{
    struct buf body = { 0 };
    member_begin(&body);
    member_write(&body, m, members);
    member_end(&body);
    int64_t id = store_send(s, m->is_stop ? m->child : m->parent,
                            &(struct shared_letter){ .operation = m->is_stop ? STOP : END,
                                                     .body = store_buf(&body) });
    store_leave(s, id);
    buf_release(&body);
}

void childmail_send_end(struct store *s, uint64_t number, const struct value *entry,
                        const struct execution_child *c, enum execution_status status)
{
    childmail_send(s, &(struct childmail){
                          .child = number,
                          .parent = (uint64_t)outcome_int(entry, "parent"),
                          .map_run = (char *)(uintptr_t)value_member_text(entry, "mapRunArn"),
                          .index = c->index,
                          .items = c->items,
                          .bytes = c->bytes,
                          .redrives = outcome_int(entry, "mapRunRedrives"),
                          .child_redrives = outcome_int(entry, "redriveCount"),
                          .status = (uint8_t)status,
                      });
}

bool childmail_read(const struct shared_letter *l, struct childmail *ret_mail)
{
    struct value *body = NULL;
    struct read_error e;
    bool is_stop = strcmp(l->operation, STOP) == 0;
    bool is_one = (is_stop || strcmp(l->operation, END) == 0) &&
                  read_json_own(l->body.at, l->body.size, &body, &e);
    if (is_one) {
        *ret_mail = (struct childmail){ .is_stop = is_stop };
        member_read(ret_mail, body, members);
    }
    value_release(body);
    return is_one;
}

#include "runtime/ledger/outcome.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/ledger/ledger.h"
#include "runtime/ledger/table.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

int64_t outcome_int(const struct value *entry, const char *key)
{
    struct value *v;
    int64_t number = 0;
    return value_member(entry, key, &v) && value_is_int(v, &number) ? number : 0;
}

enum execution_status outcome_status(const struct value *entry)
{
    const char *word = value_member_text(entry, "status");
    enum execution_status status = EXECUTION_RUNNING;
    while (strcmp(execution_status_word(status), word) != 0) {
        status++;
    }
    return status;
}

struct value *outcome_value(struct ledger *l, unsigned table, uint64_t number)
{
    struct buf text = { 0 };
    struct value *v = NULL;
    struct read_error e;
    if (ledger_get(l, table, number, &text)) {
        read_json(text.text, text.size, &v, &e);
    }
    buf_release(&text);
    return v;
}

bool outcome_read(struct ledger *l, uint64_t number, struct outcome *ret_outcome)
{
    struct value *entry = ledger_read(l, number);
    if (entry == NULL) {
        return false;
    }
    *ret_outcome =
        (struct outcome){ .entry = entry,
                          .answer = { .status = outcome_status(entry),
                                      .arn = value_member_text(entry, "executionArn"),
                                      .machine_arn =
                                          value_member_text(entry, "stateMachineArn"),
                                      .name = value_member_text(entry, "name"),
                                      .start_ms = outcome_int(entry, "startDate"),
                                      .stop_ms = outcome_int(entry, "stopDate"),
                                      .input = outcome_value(l, TABLE_INPUT, number),
                                      .output = outcome_value(l, TABLE_OUTPUT, number),
                                      .error = value_member_text(entry, "error"),
                                      .cause = value_member_text(entry, "cause"),
                                      .redrives = outcome_int(entry, "redriveCount") } };
    return true;
}

void outcome_close(struct outcome *o)
{
    value_release(o->answer.input);
    value_release(o->answer.output);
    value_release(o->entry);
}

struct value *outcome_redriven(const struct value *entry, int64_t at_ms)
{
    static const char *const of_end[] = { "stopDate", "error", "cause", NULL };
    struct value *e = value_share((struct value *)(uintptr_t)entry);
    for (const char *const *key = of_end; *key != NULL; key++) {
        value_release(value_take_member(&e, *key));
    }
    value_set_text(&e, "status", execution_status_word(EXECUTION_RUNNING));
    value_set_take(&e, "redriveCount", value_int(outcome_int(entry, "redriveCount") + 1));
    value_set_take(&e, "redriveDate", value_int(at_ms));
    return e;
}

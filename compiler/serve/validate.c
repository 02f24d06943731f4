#include "compiler/serve/validate.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "compiler/base/report.h"
#include "compiler/testing/verdict.h"
#include "runtime/api/reply.h"
#include "runtime/endpoint/call.h"
#include "runtime/value/value.h"

/* Diagnostics in an answer, where the request does not say how many it wants, or says 0. */
#define USUAL 100

struct validation {
    struct value *list; /* owned */
    size_t most;
    bool with_warnings;
    bool is_truncated;
    bool has_errors;
};

static void on_row(void *owner, const struct report_row *row)
{
    struct validation *v = owner;
    v->has_errors = v->has_errors || row->is_error;
    if (!row->is_error && !v->with_warnings) {
        return;
    }
    if (value_count(v->list) == v->most) {
        v->is_truncated = true;
        return;
    }
    struct value *o = value_object();
    value_set_text(&o, "severity", row->is_error ? "ERROR" : "WARNING");
    value_set_text(&o, "code", row->code);
    value_set_take(&o, "message", value_text_n(row->text, row->text_size));
    value_set_text(&o, "location", row->location);
    value_append_take(&v->list, o);
}

static bool is_text(const struct call *c, const char *member, const char *word)
{
    const char *text = call_text(c, member);
    return text != NULL && strcmp(text, word) == 0;
}

void validate_call(struct station *s, struct call *c)
{
    const char *definition = call_text(c, "definition");
    int64_t most = call_number(c, "maxResults", 0);
    struct validation v = { .list = value_array(0),
                            .most = most > 0 ? (size_t)most : USUAL,
                            .with_warnings = is_text(c, "severity", "WARNING") };
    struct verdict verdict;
    verdict_make(&verdict, &(struct verdict_request){ .text = definition,
                                                      .size = strlen(definition),
                                                      .type = is_text(c, "type", "EXPRESS")
                                                                  ? CHECK_EXPRESS
                                                                  : CHECK_STANDARD });
    verdict_each(&verdict, on_row, &v);
    verdict_release(&verdict);
    struct value *body = value_object();
    value_set_text(&body, "result", v.has_errors ? "FAIL" : "OK");
    value_set_take(&body, "diagnostics", v.list);
    value_set_take(&body, "truncated", value_bool(v.is_truncated));
    reply_good(s, c, body);
}

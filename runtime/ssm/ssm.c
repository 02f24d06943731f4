#include "runtime/ssm/ssm.h"

#include <stddef.h>

#include "runtime/base/memory.h"
#include "runtime/service/ask.h"
#include "runtime/ssm/finding.h"
#include "runtime/ssm/marking.h"
#include "runtime/ssm/storing.h"
#include "runtime/store/database.h"

/* A label belongs to one version of a parameter. What a version says is in `about`: all that
 * its request had but the name and the value. */
static const char schema[] =
    "CREATE TABLE IF NOT EXISTS parameter (name TEXT PRIMARY KEY, version INTEGER NOT NULL, "
    "tags TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS version (name TEXT NOT NULL REFERENCES parameter (name) ON "
    "DELETE CASCADE, version INTEGER NOT NULL, value TEXT NOT NULL, about TEXT NOT NULL, "
    "made_ms INTEGER NOT NULL, PRIMARY KEY (name, version)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS label (name TEXT NOT NULL REFERENCES parameter (name) ON "
    "DELETE CASCADE, label TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (name, label)) "
    "WITHOUT ROWID;";

struct ssm {
    struct database *database;
};

#define NULL_TEXT                                                                              \
    "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member "    \
    "must not be null"

static const struct ask_words words = {
    .value_code = "ValidationException",
    .missing = { NULL, "ValidationException", NULL_TEXT },
    .not_text = { NULL, "SerializationException", "%s is not a string." },
    .not_integer = { NULL, "SerializationException", "%s is not an integer." },
    .missing_is_small = true,
};

static const struct ask_operation operations[] = {
    { "AddTagsToResource", marking_tag, true },
    { "DeleteParameter", storing_delete, true },
    { "DeleteParameters", storing_delete_many, true },
    { "DescribeParameters", finding_describe, false },
    { "GetParameter", finding_get, false },
    { "GetParameterHistory", finding_history, false },
    { "GetParameters", finding_get_many, false },
    { "GetParametersByPath", finding_by_path, false },
    { "LabelParameterVersion", marking_label, true },
    { "ListTagsForResource", marking_list_tags, false },
    { "PutParameter", storing_put, true },
    { "RemoveTagsFromResource", marking_untag, true },
    { "UnlabelParameterVersion", marking_unlabel, true },
    { NULL, NULL, false },
};

bool ssm_open(const char *folder, struct ssm **ret_ssm, struct buf *why)
{
    struct database *d;
    if (!database_open_private(folder, "ssm.db", schema, &d, why)) {
        return false;
    }
    *ret_ssm = memory_zero(sizeof **ret_ssm);
    (*ret_ssm)->database = d;
    return true;
}

void ssm_close(struct ssm *s)
{
    if (s != NULL) {
        database_close(s->database);
        memory_release(s);
    }
}

void ssm_answer(struct ssm *s, const char *operation, const struct value *request,
                int64_t now_ms, struct service_answer *ret_answer)
{
    struct ask a = { .words = &words,
                     .database = s->database,
                     .request = request,
                     .now_ms = now_ms,
                     .answer = ret_answer };
    ask_run(&a, operations, operation);
}

#include "runtime/secrets/secrets.h"

#include <stddef.h>

#include "runtime/base/memory.h"
#include "runtime/secrets/edition.h"
#include "runtime/secrets/password.h"
#include "runtime/secrets/secret.h"
#include "runtime/secrets/secretlist.h"
#include "runtime/service/ask.h"
#include "runtime/store/database.h"

/* A stage, such as AWSCURRENT, belongs to one version of a secret. A secret that is to be
 * deleted has the time of that. */
static const char schema[] =
    "CREATE TABLE IF NOT EXISTS secret (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, "
    "arn TEXT NOT NULL UNIQUE, about TEXT NOT NULL, tags TEXT NOT NULL, made_ms INTEGER NOT "
    "NULL, changed_ms INTEGER NOT NULL, deleted_ms INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS version (key INTEGER PRIMARY KEY, secret INTEGER NOT NULL "
    "REFERENCES secret (key) ON DELETE CASCADE, id TEXT NOT NULL, text TEXT, bytes TEXT, "
    "made_ms INTEGER NOT NULL, UNIQUE (secret, id));"
    "CREATE TABLE IF NOT EXISTS stage (secret INTEGER NOT NULL REFERENCES secret (key) ON "
    "DELETE CASCADE, stage TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (secret, stage)) "
    "WITHOUT ROWID;";

struct secrets {
    struct database *database;
    struct random *random;
};

static const struct ask_words words = {
    .value_code = "InvalidParameterException",
    .missing = { NULL, "ValidationException",
                 "1 validation error detected: Value null at '%s' failed to satisfy "
                 "constraint: Member must not be null" },
    .not_text = { NULL, "SerializationException", "%s is not a string." },
    .not_integer = { NULL, "SerializationException", "%s is not an integer." },
    .missing_is_small = true,
};

static const struct ask_operation operations[] = {
    { "CreateSecret", secret_create, true },
    { "DeleteSecret", secret_delete, true },
    { "DescribeSecret", secret_describe, false },
    { "GetRandomPassword", password_make, false },
    { "GetSecretValue", edition_get, false },
    { "ListSecretVersionIds", edition_list, false },
    { "ListSecrets", secretlist_answer, false },
    { "PutSecretValue", edition_put, true },
    { "RestoreSecret", secret_restore, true },
    { "TagResource", secret_tag, true },
    { "UntagResource", secret_untag, true },
    { "UpdateSecret", secret_update, true },
    { "UpdateSecretVersionStage", edition_move_stage, true },
    { NULL, NULL, false },
};

bool secrets_open(const char *folder, struct random *random, struct secrets **ret_secrets,
                  struct buf *why)
{
    struct database *d;
    if (!database_open_private(folder, "secrets.db", schema, &d, why)) {
        return false;
    }
    struct secrets *s = memory_zero(sizeof *s);
    s->database = d;
    s->random = random;
    *ret_secrets = s;
    return true;
}

void secrets_close(struct secrets *s)
{
    if (s != NULL) {
        database_close(s->database);
        memory_release(s);
    }
}

void secrets_answer(struct secrets *s, const char *operation, const struct value *request,
                    int64_t now_ms, struct service_answer *ret_answer)
{
    struct ask a = { .words = &words,
                     .database = s->database,
                     .random = s->random,
                     .request = request,
                     .now_ms = now_ms,
                     .answer = ret_answer };
    ask_run(&a, operations, operation);
}

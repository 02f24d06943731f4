#include "runtime/secrets/edition.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/base/text.h"
#include "runtime/call/shape.h"
#include "runtime/secrets/keep.h"
#include "runtime/service/ask.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

#define CURRENT  "AWSCURRENT"
#define PREVIOUS "AWSPREVIOUS"

#define VALUE_MAX    65536
#define ID_MIN       32
#define ID_MAX       64
#define STAGES_MAX   20
#define STAGE_MAX    256
#define VERSIONS_MAX 100
#define PAGE         100

/* ---- Values ---- */

static bool check_bytes(struct ask *a, const char *base64)
{
    struct buf bytes = { 0 };
    bool is_base64 = shape_decode(&bytes, base64, strlen(base64));
    size_t size = bytes.size;
    buf_release(&bytes);
    return (is_base64 && size > 0 && size <= VALUE_MAX) ||
           ask_fail_value(a, "SecretBinary must be base64 of 1 to %d bytes.", VALUE_MAX);
}

bool edition_check(struct ask *a, bool *ret_has)
{
    const char *text = value_member_text(a->request, "SecretString");
    const char *bytes = value_member_text(a->request, "SecretBinary");
    *ret_has = text != NULL || bytes != NULL;
    if (text != NULL && bytes != NULL) {
        return ask_fail_value(a, "You can't specify both a binary secret value and a string "
                                 "secret value in the same secret.");
    }
    if (text != NULL && (text[0] == '\0' || strlen(text) > VALUE_MAX)) {
        return ask_fail_value(a, "SecretString must have 1 to %d bytes.", VALUE_MAX);
    }
    return bytes == NULL || check_bytes(a, bytes);
}

char *edition_id(struct ask *a)
{
    const char *token = value_member_text(a->request, "ClientRequestToken");
    char id[RANDOM_UUID_SIZE + 1];
    if (token != NULL) {
        size_t size = strlen(token);
        if (size < ID_MIN || size > ID_MAX) {
            ask_fail_value(a, "ClientRequestToken must be %d-%d characters long.", ID_MIN,
                           ID_MAX);
            return NULL;
        }
        return memory_text(token);
    }
    random_uuid(a->random, id);
    return memory_text(id);
}

/* ---- Rows ---- */

/* Returns true if the two texts are equal or both absent. */
static bool is_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Returns true if there is a version of that identifier. */
static bool has_version(struct ask *a, const struct keep *k, const char *id, bool *ret_same)
{
    struct statement *s = database_statement(
        a->database, "SELECT text, bytes FROM version WHERE secret = ?1 AND id = ?2");
    database_set_int(s, 1, k->key);
    database_set_text(s, 2, id);
    bool is_there = database_row(s);
    if (is_there && ret_same != NULL) {
        *ret_same =
            is_same(database_text(s, 0), value_member_text(a->request, "SecretString")) &&
            is_same(database_text(s, 1), value_member_text(a->request, "SecretBinary"));
    }
    database_leave(s);
    return is_there;
}

static void insert(struct ask *a, const struct keep *k, const char *id)
{
    struct statement *s = database_statement(
        a->database, "INSERT INTO version (secret, id, text, bytes, made_ms) VALUES (?1, ?2, "
                     "?3, ?4, ?5)");
    database_set_int(s, 1, k->key);
    database_set_text(s, 2, id);
    database_set_text(s, 3, value_member_text(a->request, "SecretString"));
    database_set_text(s, 4, value_member_text(a->request, "SecretBinary"));
    database_set_int(s, 5, a->now_ms);
    database_run(s);
}

/* The oldest versions without a stage are forgotten once there are many. */
static void forget_old(struct ask *a, const struct keep *k)
{
    struct statement *s = database_statement(
        a->database,
        "DELETE FROM version WHERE secret = ?1 AND id NOT IN (SELECT id FROM stage WHERE "
        "secret = ?1) AND key NOT IN (SELECT key FROM version WHERE secret = ?1 ORDER BY key "
        "DESC LIMIT ?2)");
    database_set_int(s, 1, k->key);
    database_set_int(s, 2, VERSIONS_MAX);
    database_run(s);
}

/* ---- Stages ---- */

/* The version that has the stage: new, or NULL. */
static char *holder_of(struct ask *a, const struct keep *k, const char *stage)
{
    struct statement *s = database_statement(
        a->database, "SELECT id FROM stage WHERE secret = ?1 AND stage = ?2");
    char *id = NULL;
    database_set_int(s, 1, k->key);
    database_set_text(s, 2, stage);
    if (database_row(s)) {
        id = memory_text(database_text(s, 0));
        database_leave(s);
    }
    return id;
}

static void set_stage(struct ask *a, const struct keep *k, const char *stage, const char *id)
{
    struct statement *s = database_statement(
        a->database, "INSERT INTO stage (secret, stage, id) VALUES (?1, ?2, ?3) ON CONFLICT "
                     "(secret, stage) DO UPDATE SET id = ?3");
    database_set_int(s, 1, k->key);
    database_set_text(s, 2, stage);
    database_set_text(s, 3, id);
    database_run(s);
}

static void unset_stage(struct ask *a, const struct keep *k, const char *stage)
{
    struct statement *s =
        database_statement(a->database, "DELETE FROM stage WHERE secret = ?1 AND stage = ?2");
    database_set_int(s, 1, k->key);
    database_set_text(s, 2, stage);
    database_run(s);
}

/* Where the current version changes, the one before it is the previous. */
static void move_stage(struct ask *a, const struct keep *k, const char *stage, const char *id)
{
    char *before = strcmp(stage, CURRENT) == 0 ? holder_of(a, k, stage) : NULL;
    if (before != NULL && strcmp(before, id) != 0) {
        char *previous = holder_of(a, k, PREVIOUS);
        if (previous != NULL && strcmp(previous, id) == 0) {
            unset_stage(a, k, PREVIOUS);
        }
        set_stage(a, k, PREVIOUS, before);
        memory_release(previous);
    }
    set_stage(a, k, stage, id);
    memory_release(before);
}

/* The stages of one version: new, an array. */
static struct value *stages_of(struct ask *a, const struct keep *k, const char *id)
{
    struct value *stages = value_array(0);
    struct statement *s = database_statement(
        a->database, "SELECT stage FROM stage WHERE secret = ?1 AND id = ?2 ORDER BY stage");
    database_set_int(s, 1, k->key);
    database_set_text(s, 2, id);
    while (database_row(s)) {
        value_append_take(&stages, value_text(database_text(s, 0)));
    }
    return stages;
}

struct value *edition_stages(struct ask *a, const struct keep *k)
{
    struct value *all = value_object();
    struct statement *s = database_statement(
        a->database, "SELECT id FROM version WHERE secret = ?1 ORDER BY key");
    database_set_int(s, 1, k->key);
    while (database_row(s)) {
        const char *id = database_text(s, 0);
        struct value *stages = stages_of(a, k, id);
        if (value_count(stages) > 0) {
            value_set_take(&all, id, value_share(stages));
        }
        value_release(stages);
    }
    return all;
}

/* ---- Stored ---- */

bool edition_store(struct ask *a, const struct keep *k, const char *id,
                   const struct value *stages)
{
    bool is_same_value = false;
    if (has_version(a, k, id, &is_same_value)) {
        return is_same_value ||
               ask_fail(a, "ResourceExistsException",
                        "You can't use ClientRequestToken %s because that value is already in "
                        "use for a version of secret %s.",
                        id, k->arn);
    }
    char *current = holder_of(a, k, CURRENT);
    insert(a, k, id);
    for (size_t i = 0; i < value_count(stages); i++) {
        move_stage(a, k, value_string(value_item(stages, i)), id);
    }
    if (current == NULL) {
        set_stage(a, k, CURRENT, id);
    }
    memory_release(current);
    forget_old(a, k);
    return true;
}

static bool check_stages(struct ask *a, const struct value *stages)
{
    bool is_good = value_type(stages) == VALUE_ARRAY && value_count(stages) > 0 &&
                   value_count(stages) <= STAGES_MAX;
    for (size_t i = 0; is_good && i < value_count(stages); i++) {
        const struct value *stage = value_item(stages, i);
        is_good = value_type(stage) == VALUE_STRING && value_string_size(stage) > 0 &&
                  value_string_size(stage) <= STAGE_MAX;
    }
    return is_good || ask_fail_value(a, "VersionStages must be 1 to %d texts of 1 to %d bytes.",
                                     STAGES_MAX, STAGE_MAX);
}

/* The stages that a new version shall have: new. */
static struct value *wanted_stages(struct ask *a)
{
    struct value *stages = NULL;
    if (value_member(a->request, "VersionStages", &stages) && !value_is_null(stages)) {
        return value_share(stages);
    }
    stages = value_array(1);
    value_append_take(&stages, value_text(CURRENT));
    return stages;
}

static void put(struct ask *a, struct keep *k, const char *id, const struct value *stages)
{
    if (!check_stages(a, stages) || !edition_store(a, k, id, stages)) {
        return;
    }
    k->changed_ms = a->now_ms;
    keep_store(a, k);
    struct value *body = keep_show_name(k);
    value_set_text(&body, "VersionId", id);
    value_set_take(&body, "VersionStages", stages_of(a, k, id));
    keep_answer(a, body);
}

void edition_put(struct ask *a)
{
    struct keep k = { .key = 0 };
    bool has_value;
    if (keep_find(a, false, &k) && edition_check(a, &has_value) &&
        (has_value || ask_fail(a, "InvalidRequestException",
                               "You must provide either SecretString or SecretBinary."))) {
        char *id = edition_id(a);
        struct value *stages = wanted_stages(a);
        if (id != NULL) {
            put(a, &k, id, stages);
        }
        value_release(stages);
        memory_release(id);
    }
    keep_release(&k);
}

/* ---- Got ---- */

static bool refuse_version(struct ask *a, const char *id)
{
    return ask_fail(a, "ResourceNotFoundException",
                    "Secrets Manager can't find the specified secret value for VersionId: %s",
                    id);
}

/* The version that the request means: new, or NULL after a failure. */
static char *wanted_version(struct ask *a, const struct keep *k)
{
    const char *id = value_member_text(a->request, "VersionId");
    const char *stage = value_member_text(a->request, "VersionStage");
    char *holder = NULL;
    if (id == NULL || stage != NULL) {
        stage = stage != NULL ? stage : CURRENT;
        holder = holder_of(a, k, stage);
    }
    if (id == NULL && holder == NULL) {
        ask_fail(a, "ResourceNotFoundException",
                 "Secrets Manager can't find the specified secret value for staging label: %s",
                 stage);
        return NULL;
    }
    if (id == NULL) {
        return holder;
    }
    bool is_it = stage == NULL || text_is(holder, id);
    memory_release(holder);
    if (!has_version(a, k, id, NULL)) {
        refuse_version(a, id);
        return NULL;
    }
    if (!is_it) {
        ask_fail(a, "InvalidRequestException",
                 "You provided a VersionStage that is not "
                 "associated to the provided VersionId.");
        return NULL;
    }
    return memory_text(id);
}

static void answer_value(struct ask *a, const struct keep *k, const char *id)
{
    struct value *body = keep_show_name(k);
    struct statement *s = database_statement(
        a->database, "SELECT text, bytes, made_ms FROM version WHERE secret = ?1 AND id = ?2");
    database_set_int(s, 1, k->key);
    database_set_text(s, 2, id);
    value_set_text(&body, "VersionId", id);
    if (database_row(s)) {
        value_set_text(&body, "SecretString", database_text(s, 0));
        value_set_text(&body, "SecretBinary", database_text(s, 1));
        value_set_take(&body, "VersionStages", stages_of(a, k, id));
        value_set_take(&body, "CreatedDate", keep_time(database_int(s, 2)));
        database_leave(s);
    }
    keep_answer(a, body);
}

void edition_get(struct ask *a)
{
    struct keep k = { .key = 0 };
    if (keep_find(a, false, &k)) {
        char *id = wanted_version(a, &k);
        if (id != NULL) {
            answer_value(a, &k, id);
        }
        memory_release(id);
    }
    keep_release(&k);
}

/* ---- Listed ---- */

/* A page of versions behind the key `after`. */
static struct value *list_versions(struct ask *a, const struct keep *k, int64_t after,
                                   int64_t most, bool has_all)
{
    struct value *list = value_array(0), *body = value_object();
    struct statement *s = database_statement(
        a->database, "SELECT key, id, made_ms FROM version WHERE secret = ?1 AND key > ?2 "
                     "ORDER BY key");
    int64_t last = after;
    bool is_cut = false;
    database_set_int(s, 1, k->key);
    database_set_int(s, 2, after);
    while (!is_cut && database_row(s)) {
        struct value *stages = stages_of(a, k, database_text(s, 1));
        bool is_wanted = has_all || value_count(stages) > 0;
        is_cut = is_wanted && (int64_t)value_count(list) == most;
        if (is_wanted && !is_cut) {
            struct value *one = value_object();
            last = database_int(s, 0);
            value_set_text(&one, "VersionId", database_text(s, 1));
            value_set_take(&one, "VersionStages", value_share(stages));
            value_set_take(&one, "CreatedDate", keep_time(database_int(s, 2)));
            value_append_take(&list, one);
        }
        value_release(stages);
    }
    value_set_take(&body, "Versions", list);
    if (is_cut) {
        struct buf token = { 0 };
        buf_int(&token, last);
        value_set_text(&body, "NextToken", buf_string(&token));
        buf_release(&token);
    }
    value_set_text(&body, "ARN", k->arn);
    value_set_text(&body, "Name", k->name);
    return body;
}

void edition_list(struct ask *a)
{
    struct keep k = { .key = 0 };
    struct value *token = NULL, *deprecated = NULL;
    int64_t most, after = 0;
    value_member(a->request, "IncludeDeprecated", &deprecated);
    if (value_member(a->request, "NextToken", &token)) {
        struct number n = value_read_long(token);
        after = n.kind == NUMBER_INT ? n.integer : -1;
    }
    if (!ask_int(a, a->request, "MaxResults", PAGE, &most)) {
        return;
    }
    if (most < 1 || most > PAGE) {
        ask_fail_value(a, "MaxResults must be between 1 and %d.", PAGE);
    } else if (after < 0) {
        ask_fail(a, "InvalidNextTokenException", "The NextToken value is invalid.");
    } else if (keep_find(a, true, &k)) {
        keep_answer(a, list_versions(a, &k, after, most, value_is_true(deprecated)));
    }
    keep_release(&k);
}

/* ---- Stages moved ---- */

/* A stage is taken only from the version that the request says has it. */
static bool check_source(struct ask *a, const char *stage, const char *holder)
{
    const char *from = value_member_text(a->request, "RemoveFromVersionId");
    const char *to = value_member_text(a->request, "MoveToVersionId");
    if (from != NULL && !text_is(holder, from)) {
        return ask_fail_value(a,
                              "Staging label %s is not attached to version %s, which "
                              "RemoveFromVersionId names.",
                              stage, from);
    }
    if (holder != NULL && to != NULL && from == NULL && strcmp(holder, to) != 0) {
        return ask_fail_value(a,
                              "The parameter RemoveFromVersionId can't be empty. Staging label "
                              "%s is currently attached to version %s, so you must explicitly "
                              "reference that version in RemoveFromVersionId.",
                              stage, holder);
    }
    return to != NULL || strcmp(stage, CURRENT) != 0 ||
           ask_fail_value(a,
                          "You can only move staging label %s to a different secret version. "
                          "It can't be completely removed.",
                          CURRENT);
}

static void move(struct ask *a, struct keep *k, const char *stage)
{
    const char *from = value_member_text(a->request, "RemoveFromVersionId");
    const char *to = value_member_text(a->request, "MoveToVersionId");
    char *holder = holder_of(a, k, stage);
    bool is_good = check_source(a, stage, holder) &&
                   (to == NULL || has_version(a, k, to, NULL) || refuse_version(a, to));
    if (is_good && to != NULL) {
        move_stage(a, k, stage, to);
    } else if (is_good && from != NULL) {
        unset_stage(a, k, stage);
    }
    if (is_good) {
        k->changed_ms = a->now_ms;
        keep_store(a, k);
        keep_answer(a, keep_show_name(k));
    }
    memory_release(holder);
}

void edition_move_stage(struct ask *a)
{
    struct keep k = { .key = 0 };
    const char *stage = ask_text(a, a->request, "VersionStage");
    if (stage != NULL && keep_find(a, false, &k)) {
        move(a, &k, stage);
    }
    keep_release(&k);
}

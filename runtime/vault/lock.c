#include "runtime/vault/lock.h"

#include <stddef.h>
#include <string.h>

#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/setting.h"
#include "runtime/vault/visit.h"

#define MODE  "Mode"
#define UNTIL "RetainUntilDate"

#define DAY_S  (INT64_C(24) * 60 * 60)
#define YEAR_S (365 * DAY_S)

const struct value *lock_retention(const struct known *r)
{
    struct value *is = NULL;
    return value_member(r->more, LOCK_RETENTION, &is) && !value_is_null(is) ? is : NULL;
}

bool lock_is_enabled(struct visit *v, const char *bucket)
{
    struct value *is = setting_load(v, bucket, SETTING_LOCK);
    const char *enabled = value_member_text(is, "ObjectLockEnabled");
    bool is_enabled = enabled != NULL && strcmp(enabled, "Enabled") == 0;
    value_release(is);
    return is_enabled;
}

static bool is_mode(const char *mode)
{
    return mode != NULL && (strcmp(mode, "GOVERNANCE") == 0 || strcmp(mode, "COMPLIANCE") == 0);
}

/* Whole seconds since 1970; -1 if there is none. */
static int64_t until_of(const struct value *retention)
{
    struct value *is = NULL;
    if (!value_member(retention, UNTIL, &is) || value_type(is) != VALUE_NUMBER) {
        return -1;
    }
    struct number n = value_to_number(is);
    return n.kind == NUMBER_INT ? n.integer : (int64_t)n.real;
}

bool lock_check_retention(struct visit *v, const struct value *retention)
{
    if (!is_mode(value_member_text(retention, MODE)) || until_of(retention) < 0) {
        return visit_refuse(v, "MalformedXML");
    }
    return until_of(retention) * 1000 > v->ask.now_ms ||
           visit_refuse_with(v, "InvalidArgument",
                             "The retain until date must be in the "
                             "future!");
}

/* ---- New objects ---- */

/* What the bucket says: new, or NULL. */
static struct value *default_retention(struct visit *v)
{
    struct value *is = setting_load(v, v->bucket, SETTING_LOCK), *rule = NULL, *all = NULL;
    struct value *retention = NULL;
    int64_t days = 0, years = 0;
    if (value_member(is, "Rule", &rule) && value_member(rule, "DefaultRetention", &all) &&
        is_mode(value_member_text(all, MODE)) && ask_int(&v->ask, all, "Days", 0, &days) &&
        ask_int(&v->ask, all, "Years", 0, &years)) {
        int64_t until_s = v->ask.now_ms / 1000 + days * DAY_S + years * YEAR_S;
        retention = value_object();
        value_set_text(&retention, MODE, value_member_text(all, MODE));
        value_set_take(&retention, UNTIL, value_int(until_s));
    }
    value_release(is);
    return retention;
}

/* What the request's headers say: new, or NULL. */
static struct value *wanted_retention(struct visit *v)
{
    const char *mode = visit_text(v, "ObjectLockMode");
    struct value *until = NULL, *retention = value_object();
    bool has_until = value_member(v->ask.request, "ObjectLockRetainUntilDate", &until);
    value_set_text(&retention, MODE, mode);
    if (has_until) {
        value_set_take(&retention, UNTIL, value_share(until));
    }
    if (mode == NULL && !has_until) {
        value_release(retention);
        return NULL;
    }
    return retention;
}

static bool check_request(struct visit *v, const struct value *wanted, const char *hold)
{
    if (wanted == NULL && hold == NULL) {
        return true;
    }
    if (!lock_is_enabled(v, v->bucket)) {
        return visit_refuse_with(v, "InvalidRequest",
                                 "Bucket is missing Object Lock Configuration");
    }
    if (wanted != NULL && (value_member_text(wanted, MODE) == NULL || until_of(wanted) < 0)) {
        return visit_refuse_with(v, "InvalidArgument",
                                 "x-amz-object-lock-retain-until-date and "
                                 "x-amz-object-lock-mode must both be supplied");
    }
    if (wanted != NULL && !is_mode(value_member_text(wanted, MODE))) {
        return visit_refuse_with(v, "InvalidArgument", "Unknown wormMode directive.");
    }
    if (hold != NULL && strcmp(hold, "ON") != 0 && strcmp(hold, "OFF") != 0) {
        return visit_refuse_with(v, "InvalidArgument",
                                 "Legal Hold must be either of 'ON' or 'OFF'");
    }
    return wanted == NULL || lock_check_retention(v, wanted);
}

bool lock_of_request(struct visit *v, struct known *r)
{
    const char *hold = visit_text(v, "ObjectLockLegalHoldStatus");
    struct value *wanted = wanted_retention(v);
    bool is_good = check_request(v, wanted, hold);
    if (is_good && wanted == NULL) {
        wanted = default_retention(v);
    }
    if (is_good && wanted != NULL) {
        value_set_take(&r->more, LOCK_RETENTION, value_share(wanted));
    }
    if (is_good) {
        value_set_text(&r->more, LOCK_HOLD, hold);
    }
    value_release(wanted);
    return is_good;
}

/* ---- Locked ---- */

static bool bypasses(struct visit *v)
{
    struct value *is = NULL;
    return value_member(v->ask.request, "BypassGovernanceRetention", &is) && value_is_true(is);
}

bool lock_allows(struct visit *v, const struct known *r)
{
    const char *hold = value_member_text(r->more, LOCK_HOLD);
    struct value *retention = NULL;
    bool is_kept =
        value_member(r->more, LOCK_RETENTION, &retention) &&
        until_of(retention) * 1000 > v->ask.now_ms &&
        (strcmp(value_member_text(retention, MODE), "COMPLIANCE") == 0 || !bypasses(v));
    bool is_held = hold != NULL && strcmp(hold, "ON") == 0;
    return (!is_kept && !is_held) ||
           visit_refuse_with(v, "AccessDenied",
                             "Access Denied because object protected by object lock.");
}

bool lock_forbids(struct visit *v, const struct known *r, const struct value *retention)
{
    struct value *old = NULL;
    if (!value_member(r->more, LOCK_RETENTION, &old) || until_of(old) * 1000 <= v->ask.now_ms) {
        return false;
    }
    const char *mode = value_member_text(old, MODE),
               *wanted = value_member_text(retention, MODE);
    bool is_same = wanted != NULL && strcmp(mode, wanted) == 0;
    bool is_longer = until_of(retention) >= until_of(old);
    bool is_free = strcmp(mode, "GOVERNANCE") == 0 && bypasses(v);
    return !is_free && !(is_same && is_longer);
}

void lock_set_headers(const struct known *r, struct value **body)
{
    const struct value *retention = lock_retention(r);
    struct value *until = NULL;
    if (retention != NULL) {
        value_set_text(body, "ObjectLockMode", value_member_text(retention, MODE));
        if (value_member(retention, UNTIL, &until)) {
            value_set_take(body, "ObjectLockRetainUntilDate", value_share(until));
        }
    }
    value_set_text(body, "ObjectLockLegalHoldStatus", value_member_text(r->more, LOCK_HOLD));
}

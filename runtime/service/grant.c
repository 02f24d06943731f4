#include "runtime/service/grant.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

struct value *grant_read(const char *policy)
{
    struct value *v = NULL;
    struct read_error ignored;
    bool is_object = policy != NULL && read_json(policy, strlen(policy), &v, &ignored) &&
                     value_type(v) == VALUE_OBJECT;
    if (!is_object) {
        value_release(v);
        v = value_object();
    }
    return v;
}

static const struct value *statements_of(const struct value *policy)
{
    struct value *all = NULL;
    return value_member(policy, "Statement", &all) && value_type(all) == VALUE_ARRAY ? all
                                                                                     : NULL;
}

/* One is shown without its array, as AWS does. Takes the array. */
static struct value *one_or_all(struct value *all)
{
    if (value_count(all) != 1) {
        return all;
    }
    struct value *one = value_share(value_item(all, 0));
    value_release(all);
    return one;
}

static struct value *principals(const struct value *accounts)
{
    struct value *all = value_array(0), *who = value_object();
    for (size_t i = 0; i < value_count(accounts); i++) {
        struct buf arn = { 0 };
        const char *account = value_string(value_item(accounts, i));
        if (strcmp(account, "*") == 0) {
            buf_text(&arn, account);
        } else {
            buf_print(&arn, "arn:%s:iam::%s:root", account_partition(), account);
        }
        value_append_take(&all, value_text(buf_string(&arn)));
        buf_release(&arn);
    }
    value_set_take(&who, "AWS", one_or_all(all));
    return who;
}

static struct value *actions_of(const struct grant *g)
{
    struct value *all = value_array(0);
    for (size_t i = 0; i < value_count(g->actions); i++) {
        struct buf action = { 0 };
        buf_print(&action, "%s%s", g->prefix, value_string(value_item(g->actions, i)));
        value_append_take(&all, value_text(buf_string(&action)));
        buf_release(&action);
    }
    return one_or_all(all);
}

static struct value *statement_of(const struct grant *g)
{
    struct value *s = value_object();
    value_set_text(&s, "Sid", g->label);
    value_set_text(&s, "Effect", "Allow");
    value_set_take(&s, "Principal", principals(g->accounts));
    value_set_take(&s, "Action", actions_of(g));
    value_set_text(&s, "Resource", g->resource);
    return s;
}

/* The statements of other labels: new. *ret_had tells whether there was one of this. */
static struct value *others(const struct value *policy, const char *label, bool *ret_had)
{
    const struct value *all = statements_of(policy);
    struct value *rest = value_array(0);
    *ret_had = false;
    for (size_t i = 0; i < value_count(all); i++) {
        struct value *s = value_item(all, i);
        if (text_is(value_member_text(s, "Sid"), label)) {
            *ret_had = true;
        } else {
            value_append_take(&rest, value_share(s));
        }
    }
    return rest;
}

struct value *grant_add(const char *policy, const char *version, const char *id,
                        const struct grant *grant)
{
    struct value *v = grant_read(policy);
    bool had;
    struct value *statements = others(v, grant->label, &had);
    if (had) {
        value_release(statements);
        value_release(v);
        return NULL;
    }
    if (value_count(v) == 0) {
        value_set_text(&v, "Version", version);
        value_set_text(&v, "Id", id);
    }
    value_append_take(&statements, statement_of(grant));
    value_set_take(&v, "Statement", statements);
    return v;
}

struct value *grant_remove(const char *policy, const char *label)
{
    struct value *v = grant_read(policy);
    bool had;
    struct value *statements = others(v, label, &had);
    if (!had) {
        value_release(statements);
        value_release(v);
        return NULL;
    }
    value_set_take(&v, "Statement", statements);
    return v;
}

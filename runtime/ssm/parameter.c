#include "runtime/ssm/parameter.h"

#include <nettle/sha2.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/aws/account.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/call/shape.h"
#include "runtime/service/answer.h"
#include "runtime/service/ask.h"
#include "runtime/store/database.h"
#include "runtime/value/value.h"

/* ---- Rows ---- */

void parameter_read(struct statement *s, struct parameter *ret)
{
    *ret = (struct parameter){ .name = memory_text(database_text(s, 0)),
                               .version = database_int(s, 1),
                               .latest = database_int(s, 2),
                               .text = memory_text(database_text(s, 3)),
                               .about = database_json(s, 4),
                               .made_ms = database_int(s, 5) };
}

void parameter_release(struct parameter *p)
{
    memory_release(p->name);
    memory_release(p->text);
    memory_release(p->selector);
    value_release(p->about);
    *p = (struct parameter){ .name = NULL };
}

static bool read_one(struct statement *s, struct parameter *ret)
{
    if (!database_row(s)) {
        return false;
    }
    parameter_read(s, ret);
    database_leave(s);
    return true;
}

static bool load_latest(struct ask *a, const char *name, struct parameter *ret)
{
    struct statement *s = database_statement(
        a->database, "SELECT " PARAMETER_COLUMNS " FROM parameter p JOIN version v ON v.name = "
                     "p.name AND v.version = p.version WHERE p.name = ?1");
    database_set_text(s, 1, name);
    return read_one(s, ret);
}

static bool load_version(struct ask *a, const char *name, const char *number,
                         struct parameter *ret)
{
    struct statement *s = database_statement(
        a->database, "SELECT " PARAMETER_COLUMNS " FROM parameter p JOIN version v ON v.name = "
                     "p.name WHERE p.name = ?1 AND v.version = ?2");
    database_set_text(s, 1, name);
    database_set_int(s, 2, strlen(number) < 19 ? strtoll(number, NULL, 10) : 0);
    return read_one(s, ret);
}

static bool load_label(struct ask *a, const char *name, const char *label,
                       struct parameter *ret)
{
    struct statement *s = database_statement(
        a->database,
        "SELECT " PARAMETER_COLUMNS " FROM parameter p JOIN label l ON l.name = p.name JOIN "
        "version v ON v.name = l.name AND v.version = l.version WHERE p.name = ?1 AND l.label "
        "= ?2");
    database_set_text(s, 1, name);
    database_set_text(s, 2, label);
    return read_one(s, ret);
}

static bool is_number(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* ---- Names ---- */

/* A name as it is called apart: the parameter's, and its version or label, or NULL. */
struct call {
    char *name;           /* owned */
    const char *selector; /* in it */
};

/* In an ARN the name stands behind "parameter/"; its own first slash is that one. */
static struct call take_apart(const char *called)
{
    const char *name = called;
    bool is_arn = strncmp(called, "arn:", 4) == 0;
    if (is_arn && strstr(called, ":parameter/") != NULL) {
        name = strstr(called, ":parameter/") + strlen(":parameter/");
        name -= strchr(name, '/') != NULL;
    }
    struct call c = { .name = memory_text(name) };
    char *colon = strchr(c.name, ':');
    if (colon != NULL) {
        *colon = '\0';
        c.selector = colon + 1;
    }
    return c;
}

static bool load(struct ask *a, const struct call *c, const char *name, struct parameter *ret)
{
    bool is_there = c->selector == NULL      ? load_latest(a, name, ret)
                    : is_number(c->selector) ? load_version(a, name, c->selector, ret)
                                             : load_label(a, name, c->selector, ret);
    if (is_there && c->selector != NULL) {
        struct buf selector = { 0 };
        buf_print(&selector, ":%s", c->selector);
        ret->selector = buf_take(&selector);
    }
    return is_there;
}

static bool load_call(struct ask *a, const char *called, const struct call *c,
                      struct parameter *ret)
{
    *ret = (struct parameter){ .name = NULL };
    if (load(a, c, c->name, ret)) {
        return true;
    }
    if (strncmp(called, "arn:", 4) != 0 || c->name[0] == '/') {
        return false;
    }
    struct buf path = { 0 };
    buf_print(&path, "/%s", c->name);
    bool is_there = load(a, c, path.text, ret);
    buf_release(&path);
    return is_there;
}

bool parameter_load(struct ask *a, const char *called, struct parameter *ret)
{
    struct call c = take_apart(called);
    bool is_there = load_call(a, called, &c, ret);
    memory_release(c.name);
    return is_there;
}

bool parameter_refuse(struct ask *a)
{
    ask_fail(a, "ParameterNotFound", "%s", "");
    memory_release(a->answer->message);
    a->answer->message = NULL;
    return false;
}

/* Of a parameter that is there another version may be missing. */
static bool refuse(struct ask *a, const struct call *c)
{
    struct parameter latest = { .name = NULL };
    bool is_there = c->selector != NULL && load_latest(a, c->name, &latest);
    parameter_release(&latest);
    if (!is_there) {
        return parameter_refuse(a);
    }
    return ask_fail(a, "ParameterVersionNotFound",
                    is_number(c->selector)
                        ? "Systems Manager could not find version %s of %s. Verify the "
                          "version and try again."
                        : "Systems Manager could not find label %s of %s. Verify the label "
                          "and try again.",
                    c->selector, c->name);
}

bool parameter_find(struct ask *a, const char *called, struct parameter *ret)
{
    *ret = (struct parameter){ .name = NULL };
    if (called == NULL) {
        return false;
    }
    struct call c = take_apart(called);
    bool is_there = load_call(a, called, &c, ret) || refuse(a, &c);
    memory_release(c.name);
    return is_there;
}

/* ---- Shown ---- */

bool parameter_is_secure(const struct parameter *p)
{
    return text_is(value_member_text(p->about, "Type"), "SecureString");
}

/* What stands for a value that is not decrypted: it is made of the name and version alone. */
static void set_cover(struct value **to, const struct parameter *p)
{
    struct sha256_ctx sum;
    unsigned char digest[SHA256_DIGEST_SIZE];
    struct buf text = { 0 }, cover = { 0 };
    buf_print(&text, "%s:%lld", p->name, (long long)p->version);
    sha256_init(&sum);
    sha256_update(&sum, text.size, (const unsigned char *)text.text);
    sha256_digest(&sum, sizeof digest, digest);
    buf_text(&cover, "AQICAH");
    shape_encode(&cover, (const char *)digest, sizeof digest);
    value_set_text(to, "Value", buf_string(&cover));
    buf_release(&text);
    buf_release(&cover);
}

static void set_value(struct value **to, const struct parameter *p, bool decrypts)
{
    if (parameter_is_secure(p) && !decrypts) {
        set_cover(to, p);
    } else {
        value_set_text(to, "Value", p->text);
    }
}

static void set_arn(struct value **to, const char *name)
{
    struct buf arn = { 0 };
    buf_print(&arn, "arn:%s:ssm:%s:%s:parameter%s%s", account_partition(), account_region(),
              account_id(), name[0] == '/' ? "" : "/", name);
    value_set_text(to, "ARN", buf_string(&arn));
    buf_release(&arn);
}

static void set_time(struct value **to, const struct parameter *p)
{
    value_set_take(to, "LastModifiedDate", value_double((double)p->made_ms / 1000));
}

static void set_user(struct value **to)
{
    struct buf user = { 0 };
    buf_print(&user, "arn:%s:iam::%s:root", account_partition(), account_id());
    value_set_text(to, "LastModifiedUser", buf_string(&user));
    buf_release(&user);
}

static void set_about(struct value **to, const struct parameter *p, const char *member)
{
    value_set_text(to, member, value_member_text(p->about, member));
}

struct value *parameter_show(const struct parameter *p, bool decrypts)
{
    struct value *o = value_object();
    value_set_text(&o, "Name", p->name);
    set_about(&o, p, "Type");
    set_value(&o, p, decrypts);
    value_set_take(&o, "Version", value_int(p->version));
    value_set_text(&o, "Selector", p->selector);
    set_time(&o, p);
    set_arn(&o, p->name);
    set_about(&o, p, "DataType");
    return o;
}

/* What the two longer forms have in common, in front of and behind their own. */
static struct value *begin_long(const struct parameter *p)
{
    struct value *o = value_object();
    value_set_text(&o, "Name", p->name);
    set_about(&o, p, "Type");
    set_about(&o, p, "KeyId");
    set_time(&o, p);
    set_user(&o);
    set_about(&o, p, "Description");
    set_about(&o, p, "AllowedPattern");
    value_set_take(&o, "Version", value_int(p->version));
    return o;
}

static void end_long(struct value **o, const struct parameter *p)
{
    set_about(o, p, "Tier");
    value_set_take(o, "Policies", value_array(0));
    set_about(o, p, "DataType");
}

struct value *parameter_show_about(const struct parameter *p)
{
    struct value *o = begin_long(p);
    set_arn(&o, p->name);
    end_long(&o, p);
    return o;
}

struct value *parameter_show_history(struct ask *a, const struct parameter *p, bool decrypts)
{
    struct value *o = begin_long(p);
    set_value(&o, p, decrypts);
    value_set_take(&o, "Labels", parameter_labels(a, p->name, p->version));
    end_long(&o, p);
    return o;
}

struct value *parameter_labels(struct ask *a, const char *name, int64_t version)
{
    struct value *labels = value_array(0);
    struct statement *s = database_statement(
        a->database, "SELECT label FROM label WHERE name = ?1 AND version = ?2 ORDER BY label");
    database_set_text(s, 1, name);
    database_set_int(s, 2, version);
    while (database_row(s)) {
        value_append_take(&labels, value_text(database_text(s, 0)));
    }
    return labels;
}

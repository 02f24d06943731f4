#include "compiler/stock/cfnresolve.h"

#include <stddef.h>
#include <string.h>

#include "compiler/stock/cfnmake.h"
#include "compiler/stock/cfnstock.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/decide.h"
#include "compiler/template/naming.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/local/hub.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define PARAMETER "AWS::SSM::Parameter"
#define SECRET    "AWS::SecretsManager::Secret"

static struct hub *hub; /* NULL: only templates are looked at */
static int64_t time_ms;

void cfn_resolve_by(struct hub *h, int64_t now_ms)
{
    hub = h;
    time_ms = now_ms;
}

/* ---- Templates ---- */

struct owner {
    struct template *of;
    const struct doc_node *resource; /* NULL: there is none */
};

/* What makes the thing of that type and name. */
static struct owner owner_of(struct template *t, const char *type, const char *name)
{
    for (struct template *o = t->s->all; o != NULL; o = o->next) {
        for (const struct doc_node *n = template_resources(o); n != NULL; n = n->next) {
            bool is_made = false;
            const char *called =
                strcmp(template_type(n), type) == 0 && decide_makes(o, n, &is_made) && is_made
                    ? naming_resource(o, n)
                    : NULL;
            if (called != NULL && strcmp(called, name) == 0) {
                return (struct owner){ o, n };
            }
        }
    }
    return (struct owner){ NULL, NULL };
}

static const char *said_of(const struct owner *o, const char *property)
{
    const struct doc_node *n =
        o->resource == NULL ? NULL : template_property(o->resource, property);
    return n == NULL ? NULL : result_text_of(o->of, n, "");
}

/* ---- Services ---- */

/* A text in the answer of a service, in the arena; NULL if it has none. */
static const char *ask(struct template *t, const char *service, const char *operation,
                       const char *name_as, const char *name, const char *outer,
                       const char *member)
{
    struct value *input = value_object(), *inner = NULL;
    struct hub_request r = { service, operation, input, time_ms };
    struct buf ignored = { 0 };
    value_set_text(&input, name_as, name);
    r.input = input;
    struct value *answer = hub == NULL ? NULL : hub_ask(hub, &r, &ignored);
    inner = outer != NULL && value_member(answer, outer, &inner) ? inner : answer;
    const char *text = value_member_text(inner, member);
    text = text == NULL ? NULL : arena_text(t->s->a, text);
    value_release(answer);
    value_release(input);
    buf_release(&ignored);
    return text;
}

/* ---- Parameters ---- */

/* A version may stand behind the name. */
static const char *parameter(struct template *t, const char *reference)
{
    const char *name = arena_text_n(t->s->a, reference, strcspn(reference, ":"));
    struct owner o = owner_of(t, PARAMETER, name);
    const char *text = said_of(&o, "Value");
    return text != NULL ? text
                        : ask(t, "ssm", "GetParameter", "Name", name, "Parameter", "Value");
}

/* ---- Secrets ---- */

/* A secret that is drawn is so before anything is made of it. */
static void draw(const struct owner *o)
{
    struct cfn_things things = { 0 }, later = { 0 };
    if (cfn_stock(o->of, o->resource, &things, &later)) {
        cfn_make(&things, hub, time_ms);
    }
    cfn_stock_release(&things);
    cfn_stock_release(&later);
}

static const char *secret_text(struct template *t, const char *name)
{
    struct owner o = owner_of(t, SECRET, name);
    const char *text = said_of(&o, "SecretString");
    if (text == NULL && o.resource != NULL && hub != NULL) {
        draw(&o);
    }
    return text != NULL ? text
                        : ask(t, "secretsmanager", "GetSecretValue", "SecretId", name, NULL,
                              "SecretString");
}

/* A member of a text that is JSON, in the arena; NULL if it has none. */
static const char *member_of(struct template *t, const char *text, const char *key)
{
    struct value *json = NULL, *member = NULL;
    struct read_error ignored;
    const char *found = NULL;
    if (read_json(text, strlen(text), &json, &ignored) && value_member(json, key, &member)) {
        char *whole = value_type(member) == VALUE_STRING ? memory_text(value_string(member))
                                                         : write_text(member);
        found = arena_text(t->s->a, whole);
        memory_release(whole);
    }
    value_release(json);
    return found;
}

/* "NAME", "ARN", and behind it ":SecretString:KEY" and perhaps a stage and a version. */
static const char *secret(struct template *t, const char *reference)
{
    static const char begin[] = ":secret:";
    bool is_arn = strncmp(reference, "arn:", 4) == 0;
    const char *at = is_arn ? strstr(reference, begin) : NULL;
    const char *from = at != NULL ? at + strlen(begin) : reference;
    const char *name = arena_text_n(t->s->a, from, strcspn(from, ":"));
    const char *rest = from + strlen(name), *what = ":SecretString:";
    const char *text = secret_text(t, name);
    size_t key = strncmp(rest, what, strlen(what)) == 0 ? strcspn(rest + strlen(what), ":") : 0;
    return text == NULL || key == 0
               ? text
               : member_of(t, text, arena_text_n(t->s->a, rest + strlen(what), key));
}

/* ---- All of them ---- */

static const struct {
    const char *service;
    const char *(*find)(struct template *t, const char *reference);
} kinds[] = {
    { "ssm:", parameter },
    { "ssm-secure:", parameter },
    { "secretsmanager:", secret },
};

bool cfn_resolve(struct template *t, const struct doc_node *at, const char *reference,
                 struct buf *out)
{
    const char *text = NULL;
    (void)at;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t size = strlen(kinds[i].service);
        if (strncmp(reference, kinds[i].service, size) == 0) {
            text = kinds[i].find(t, reference + size);
        }
    }
    buf_text(out, text != NULL ? text : "");
    return text != NULL;
}

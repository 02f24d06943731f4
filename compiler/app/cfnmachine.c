#include "compiler/app/cfnmachine.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/stock/cfnvalue.h"
#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/machine.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/machine/machineconf.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

/* ---- Properties ---- */

/* CloudFormation's name, or SAM's; NULL if neither is there. */
static const struct doc_node *property(const struct template_machine *m, const char *name,
                                       const char *sam_name)
{
    const struct doc_node *n = template_property(m->resource, name);
    return n != NULL ? n : template_property(m->resource, sam_name);
}

static struct value *value_of(const struct template_machine *m, const struct doc_node *n)
{
    struct value *v = NULL;
    return n != NULL && cfn_value(m->of, n, &v) == CFN_VALUE ? v : NULL;
}

/* ---- Its configuration ---- */

/* With names as the API has them, which begin with small letters, and truths that are texts as
 * truths: new. */
static struct value *as_api(struct arena *a, struct value *v)
{
    if (value_type(v) == VALUE_OBJECT) {
        struct value *object = value_object();
        for (struct value_walk w = value_walk(v); value_step(&w);) {
            char *name = arena_text(a, w.key);
            name[0] = (char)tolower((unsigned char)name[0]);
            value_set_take(&object, name, as_api(a, w.value));
        }
        return object;
    }
    if (value_type(v) == VALUE_ARRAY) {
        struct value *list = value_array(value_count(v));
        for (size_t i = 0; i < value_count(v); i++) {
            value_append_take(&list, as_api(a, value_item(v, i)));
        }
        return list;
    }
    const char *text = value_type(v) == VALUE_STRING ? value_string(v) : "";
    bool is_true = strcmp(text, "true") == 0;
    return is_true || strcmp(text, "false") == 0 ? value_bool(is_true) : value_share(v);
}

static struct value *config_of(const struct template_machine *m)
{
    static const struct {
        const char *name, *sam_name, *member;
    } parts[] = {
        { "LoggingConfiguration", "Logging", "loggingConfiguration" },
        { "TracingConfiguration", "Tracing", "tracingConfiguration" },
        { "EncryptionConfiguration", "EncryptionConfiguration", "encryptionConfiguration" },
    };
    struct value *given = value_object(), *config = NULL;
    struct service_answer refusal = { .status = 0 };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct value *v = value_of(m, property(m, parts[i].name, parts[i].sam_name));
        if (v != NULL) {
            value_set_take(&given, parts[i].member, as_api(m->of->s->a, v));
        }
        value_release(v);
    }
    if (machineconf_is_given(given) && !machineconf_read(given, NULL, &config, &refusal)) {
        template_warn(m->of, m->resource,
                      "how '%s' logs and is encrypted is left out: AWS "
                      "would not take it",
                      m->id);
    }
    service_answer_release(&refusal);
    value_release(given);
    return config;
}

/* ---- Tags ---- */

static void append_tag(struct value **tags, const char *key, const char *text)
{
    struct value *tag = value_object();
    value_set_text(&tag, "key", key);
    value_set_text(&tag, "value", text);
    value_append_take(tags, tag);
}

/* SAM has an object of them, and adds one of its own. */
static struct value *tags_of(const struct template_machine *m)
{
    struct value *given = value_of(m, property(m, "Tags", "Tags")), *tags = value_array(1);
    for (size_t i = 0; value_type(given) == VALUE_ARRAY && i < value_count(given); i++) {
        const struct value *one = value_item(given, i);
        append_tag(&tags, value_member_text(one, "Key"), value_member_text(one, "Value"));
    }
    if (value_type(given) == VALUE_OBJECT) {
        for (struct value_walk w = value_walk(given); value_step(&w);) {
            append_tag(&tags, w.key, value_member_text(given, w.key));
        }
    }
    if (strcmp(template_type(m->resource), "AWS::Serverless::StateMachine") == 0) {
        append_tag(&tags, "stateMachine:createdBy", "SAM");
    }
    value_release(given);
    return tags;
}

/* ---- The whole ---- */

static const char *role_of(const struct template_machine *m)
{
    const struct doc_node *n = property(m, "RoleArn", "Role");
    const char *role = result_text_of(m->of, n, "");
    bool is_arn = role != NULL && strncmp(role, "arn:", 4) == 0;
    if (role != NULL && role[0] != '\0' && !is_arn) {
        template_warn(m->of, n, "'%s' is not the ARN of a role", role);
    }
    return is_arn ? role : NULL;
}

void cfn_machine_read(const struct template_machine *m, struct cfn_machine *ret_machine)
{
    m->of->left->is_lenient = true;
    *ret_machine =
        (struct cfn_machine){ .role = role_of(m), .config = config_of(m), .tags = tags_of(m) };
    m->of->left->is_lenient = false;
}

void cfn_machine_release(struct cfn_machine *m)
{
    value_release(m->config);
    value_release(m->tags);
}

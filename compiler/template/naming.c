#include "compiler/template/naming.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "compiler/base/arena.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/template/decide.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

#define RULE_LETTERS  64
#define HASH_LETTERS  8
#define STACK_LETTERS 20 /* of a stack's name in front of others: AWS's names are short */

const char *naming_place(const struct template *t, const struct doc_node *at)
{
    struct source_place place = source_place(t->source, at->span.start);
    return arena_print(t->s->a, "%s:%d:%d", t->path, place.line, place.column);
}

/* ---- By a property ---- */

/* The property that names resources of a type: those whose types do not tell it. */
static const struct doc_node *name_of(const struct doc_node *resource)
{
    static const char *const named[][2] = {
        { "AWS::Serverless::StateMachine", "Name" },
        { "AWS::StepFunctions::StateMachine", "StateMachineName" },
        { "AWS::StepFunctions::Activity", "Name" },
        { "AWS::Serverless::Function", "FunctionName" },
        { "AWS::DynamoDB::GlobalTable", "TableName" },
        { "AWS::Serverless::SimpleTable", "TableName" },
        { "AWS::Events::EventBus", "Name" },
        { "AWS::Events::Rule", "Name" },
        { "AWS::Events::Connection", "Name" },
        { "AWS::Events::ApiDestination", "Name" },
        { "AWS::Scheduler::Schedule", "Name" },
        { "AWS::SSM::Parameter", "Name" },
        { "AWS::SecretsManager::Secret", "Name" },
        { "AWS::ECS::TaskDefinition", "Family" },
        { "AWS::Glue::Job", "Name" },
        { "AWS::Glue::Crawler", "Name" },
        { "AWS::CodeBuild::Project", "Name" },
    };
    const char *type = template_type(resource), *last = strrchr(type, ':');
    char usual[64] = "";
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (strcmp(named[i][0], type) == 0) {
            return template_property(resource, named[i][1]);
        }
    }
    if (last != NULL && strlen(last) < sizeof usual - sizeof "Name") {
        memcpy(usual, last + 1, strlen(last));
        memcpy(usual + strlen(last) - 1, "Name", sizeof "Name");
    }
    return template_property(resource, usual);
}

/* ---- By an id ---- */

static bool is_bucket(const struct doc_node *resource)
{
    return strcmp(template_type(resource), "AWS::S3::Bucket") == 0;
}

/* Queues and topics that keep the order have names that tell it. */
static bool is_ordered(struct template *t, const struct doc_node *resource)
{
    const struct doc_node *n = template_property(resource, "FifoQueue");
    n = n != NULL ? n : template_property(resource, "FifoTopic");
    const char *text = n == NULL ? NULL : result_text_of(t, n, "");
    return text != NULL && strcmp(text, "true") == 0;
}

/* How many letters the names of a type have. */
struct sizes {
    const char *type;
    size_t least, most;
};

static const struct sizes *sizes_of(const struct doc_node *resource)
{
    static const struct sizes all[] = {
        { "AWS::DynamoDB::GlobalTable", 3, 255 },
        { "AWS::DynamoDB::Table", 3, 255 },
        { "AWS::Events::ApiDestination", 1, RULE_LETTERS },
        { "AWS::Events::Connection", 1, RULE_LETTERS },
        { "AWS::Events::Rule", 1, RULE_LETTERS },
        { "AWS::Lambda::Function", 1, 64 },
        { "AWS::S3::Bucket", 3, 63 },
        { "AWS::SQS::Queue", 1, 80 },
        { "AWS::Scheduler::Schedule", 1, RULE_LETTERS },
        { "AWS::Serverless::Function", 1, 64 },
        { "AWS::Serverless::SimpleTable", 3, 255 },
        { "AWS::Serverless::StateMachine", 1, 80 },
        { "AWS::StepFunctions::Activity", 1, 80 },
        { "AWS::StepFunctions::StateMachine", 1, 80 },
        { "", 1, 256 }, /* of all others */
    };
    const struct sizes *s = all;
    while (s->type[0] != '\0' && strcmp(s->type, template_type(resource)) != 0) {
        s++;
    }
    return s;
}

/* A name that is too long ends with letters that tell it from others that begin so. */
static const char *cut(const struct template *t, const char *name, size_t most)
{
    size_t size = strlen(name);
    return size <= most ? name
                        : arena_print(t->s->a, "%.*s-%08x", (int)(most - HASH_LETTERS - 1),
                                      name, (unsigned)(text_hash(name, size) & UINT32_MAX));
}

/* Names of buckets have no capitals. */
static const char *finished(struct template *t, const struct doc_node *resource,
                            const char *name)
{
    size_t most = sizes_of(resource)->most;
    if (is_ordered(t, resource)) {
        return arena_print(t->s->a, "%s.fifo", cut(t, name, most - strlen(".fifo")));
    }
    name = cut(t, name, most);
    char *text = arena_text(t->s->a, name);
    for (char *at = text; is_bucket(resource) && *at != '\0'; at++) {
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    }
    return text;
}

/* ---- Names that are taken ---- */

/* Returns true if names of both types come out of one pot: their ARNs begin alike. */
static bool is_same_kind(const struct template *t, const char *one, const char *other)
{
    struct buf a = { 0 }, b = { 0 };
    bool is_same = strcmp(one, other) == 0;
    if (!is_same) {
        is_same = t->s->names->put(&a, one, "", "Arn") &&
                  t->s->names->put(&b, other, "", "Arn") &&
                  strcmp(buf_string(&a), buf_string(&b)) == 0;
    }
    buf_release(&a);
    buf_release(&b);
    return is_same;
}

static bool is_made(struct template *t, const struct doc_node *resource)
{
    bool is = false;
    return decide_makes(t, resource, &is) && is;
}

/* Parts of a template have its sections. */
static bool is_one(const struct template *a, const struct template *b)
{
    return a->sections == b->sections;
}

/* Names of buckets have no capitals, whatever their ids have. */
static bool is_equal(const struct doc_node *resource, const char *one, const char *other)
{
    return (is_bucket(resource) ? strcasecmp(one, other) : strcmp(one, other)) == 0;
}

/* Somebody has written that name, or an earlier template has a resource of that id. */
static bool is_taken(struct template *t, const struct doc_node *resource)
{
    const char *type = template_type(resource);
    bool is_earlier = true;
    for (struct template *o = t->s->all; o != NULL; o = o->next) {
        is_earlier = is_earlier && !is_one(o, t);
        for (const struct doc_node *n = template_resources(o); n != NULL; n = n->next) {
            const struct doc_node *given = name_of(n);
            bool is_alike = given != NULL
                                ? given->type == DOC_STRING &&
                                      is_equal(resource, given->text, resource->name)
                                : is_earlier && is_equal(resource, n->name, resource->name);
            if (is_alike && n != resource && is_same_kind(t, template_type(n), type) &&
                is_made(o, n)) {
                return true;
            }
        }
    }
    return false;
}

/* ---- Stacks ---- */

/* A stack is called as its template's file or its folder, or as the template around calls it.
 */
static const char *written_stack(const struct template *t)
{
    const char *slash = strrchr(t->path, '/'), *base = slash != NULL ? slash + 1 : t->path;
    size_t size = strcspn(base, ".");
    bool is_usual = size == strlen("template") && strncmp(base, "template", size) == 0;
    const char *last = strrchr(t->folder, '/');
    last = last != NULL ? last + 1 : t->folder;
    if (t->prefix[0] != '\0') {
        return arena_text_n(t->s->a, t->prefix, strlen(t->prefix) - 1);
    }
    return is_usual && isalnum((unsigned char)last[0]) ? last
                                                       : arena_text_n(t->s->a, base, size);
}

static const char *plain_stack(const struct template *t)
{
    char *text = arena_text(t->s->a, written_stack(t));
    for (char *at = text; *at != '\0'; at++) {
        *at = isalnum((unsigned char)*at) ? *at : '-';
    }
    text += strspn(text, "-"); /* no bucket's name begins so */
    return *text == '\0' ? "stack" : arena_text_n(t->s->a, text, strnlen(text, STACK_LETTERS));
}

/* Of several with one name those behind the first have a number. */
static const char *stack_of(const struct template *t)
{
    const char *own = plain_stack(t);
    size_t count = 1;
    for (const struct template *o = t->s->all; o != NULL && !is_one(o, t); o = o->next) {
        count += strcmp(plain_stack(o), own) == 0;
    }
    return count == 1 ? own : arena_print(t->s->a, "%s-%zu", own, count);
}

static const char *in_stack(struct template *t, const char *name)
{
    return arena_print(t->s->a, "%s-%s", stack_of(t), name);
}

/* ---- Names ---- */

static const char *usual_name(struct template *t, const struct doc_node *resource)
{
    bool is_short = strlen(resource->name) < sizes_of(resource)->least;
    bool is_second = t->s->names != NULL && (is_short || is_taken(t, resource));
    return finished(t, resource, is_second ? in_stack(t, resource->name) : resource->name);
}

const char *naming_resource(struct template *t, const struct doc_node *resource)
{
    return result_text_of(t, name_of(resource), usual_name(t, resource));
}

const char *naming_api(struct template *t, const char *id)
{
    bool is_written = template_member(t, "Resources", id) != NULL;
    for (const struct template *o = t->s->all; o != NULL && !is_one(o, t); o = o->next) {
        if (!is_written || template_member(o, "Resources", id) != NULL) {
            return in_stack(t, id);
        }
    }
    return id;
}

const char *naming_part(struct template *t, const struct doc_node *resource, const char *part)
{
    const char *name = arena_print(t->s->a, "%s%s", resource->name, part);
    for (const struct template *o = t->s->all; o != NULL && !is_one(o, t); o = o->next) {
        if (template_member(o, "Resources", resource->name) != NULL) {
            return cut(t, in_stack(t, name), RULE_LETTERS);
        }
    }
    return cut(t, name, RULE_LETTERS);
}

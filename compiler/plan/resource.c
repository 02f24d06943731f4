#include "compiler/plan/resource.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/plan/checker.h"
#include "compiler/read/field.h"

#define ARN_PARTS 6 /* arn:partition:service:region:account:resource */

struct text {
    const char *at;
    size_t size;
};

static const struct integration {
    const char *service, *actions, *patterns;
} integrations[] = {
#define INTEGRATION(service, actions, patterns) { service, actions, patterns },
#include "compiler/plan/integrations.def"
#undef INTEGRATION
};

static bool text_is(struct text t, const char *word)
{
    return strlen(word) == t.size && memcmp(t.at, word, t.size) == 0;
}

static bool begins(struct text t, const char *with)
{
    return strlen(with) <= t.size && memcmp(t.at, with, strlen(with)) == 0;
}

static bool ends(struct text t, const char *with)
{
    size_t size = strlen(with);
    return size <= t.size && memcmp(t.at + t.size - size, with, size) == 0;
}

static struct text after(struct text t, size_t bytes)
{
    return (struct text){ t.at + bytes, t.size - bytes };
}

/* What stands before `mark`, or all of it. */
static struct text before(struct text t, char mark)
{
    const char *at = memchr(t.at, mark, t.size);
    return (struct text){ t.at, at == NULL ? t.size : (size_t)(at - t.at) };
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* scheme:something, as every URI and ARN is. */
static bool is_uri(struct text t)
{
    size_t i = 0;
    while (i < t.size &&
           (is_letter(t.at[i]) ||
            (i > 0 && (is_word_char(t.at[i]) || t.at[i] == '+' || t.at[i] == '.')))) {
        i++;
    }
    return i > 0 && i + 1 < t.size && t.at[i] == ':';
}

/* function:NAME or function:NAME:QUALIFIER; NULL: it is one. */
static const char *wrong_with_function(struct text resource)
{
    static const char word[] = "function:";
    if (!begins(resource, word)) {
        return NULL;
    }
    struct text rest = after(resource, sizeof word - 1);
    struct text name = before(rest, ':');
    if (name.size == 0) {
        return "the function has no name";
    }
    if (name.size == rest.size) {
        return NULL;
    }
    struct text qualifier = after(rest, name.size + 1);
    bool fits = qualifier.size > 0;
    for (size_t i = 0; i < qualifier.size; i++) {
        fits = fits && is_word_char(qualifier.at[i]);
    }
    return fits || text_is(qualifier, "$LATEST") ? NULL
                                                 : "the function's version or alias is none";
}

/* True where `word` is one of the blank-parted `words`. */
static bool is_among(const char *words, struct text word)
{
    for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        if (size == word.size && memcmp(at, word.at, size) == 0) {
            return true;
        }
        at += size;
    }
    return false;
}

static bool takes_pattern(const struct integration *i, struct text pattern)
{
    return pattern.size == 0 ||
           (text_is(pattern, ".sync") && strchr(i->patterns, 's') != NULL) ||
           (text_is(pattern, ".sync:2") && strchr(i->patterns, '2') != NULL) ||
           (text_is(pattern, ".waitForTaskToken") && strchr(i->patterns, 'w') != NULL);
}

struct verdict {
    const char *wrong; /* NULL: nothing */
    bool sure;         /* AWS refuses it; else AWS may know more than this table */
};

static struct verdict judge_sdk(struct text call)
{
    struct text service = before(call, ':');
    struct text action =
        service.size < call.size ? after(call, service.size + 1) : (struct text){ "", 0 };
    struct text name = before(action, '.');
    if (service.size == 0 || name.size == 0) {
        return (struct verdict){ "it must be aws-sdk:SERVICE:ACTION", true };
    }
    if (name.size < action.size && !text_is(after(action, name.size), ".waitForTaskToken")) {
        return (struct verdict){ "an aws-sdk integration takes .waitForTaskToken only", true };
    }
    return (struct verdict){ NULL, false };
}

static struct verdict judge_integration(struct text resource)
{
    struct text service = before(resource, ':');
    struct text rest = service.size < resource.size ? after(resource, service.size + 1)
                                                    : (struct text){ "", 0 };
    struct text action = before(rest, '.');
    if (text_is(service, "activity")) {
        return (struct verdict){ rest.size == 0 ? "the activity has no name" : NULL, true };
    }
    if (text_is(service, "aws-sdk")) {
        return judge_sdk(rest);
    }
    for (size_t i = 0; i < sizeof integrations / sizeof integrations[0]; i++) {
        if (!text_is(service, integrations[i].service)) {
            continue;
        }
        if (!is_among(integrations[i].actions, action)) {
            return (struct verdict){ "that service has no such action here", true };
        }
        bool fits = takes_pattern(&integrations[i], after(rest, action.size));
        return (struct verdict){ fits ? NULL : "that action can not be waited for in this way",
                                 false };
    }
    return (struct verdict){ "that service is not known here", false };
}

static struct verdict judge_arn(struct text t)
{
    struct text part[ARN_PARTS];
    for (size_t i = 0; i + 1 < ARN_PARTS; i++) {
        part[i] = before(t, ':');
        if (part[i].size == t.size) {
            return (struct verdict){ "an ARN has six parts", true };
        }
        t = after(t, part[i].size + 1);
    }
    if (t.size == 0) {
        return (struct verdict){ "the ARN names nothing", true };
    }
    if (text_is(part[2], "lambda")) {
        return (struct verdict){ wrong_with_function(t), true };
    }
    return text_is(part[2], "states") ? judge_integration(t) : (struct verdict){ NULL, false };
}

static struct verdict judge(struct text t)
{
    const char *open = strstr(t.at, "${");
    if (memchr(t.at, '\0', t.size) != NULL) {
        return (struct verdict){ "it holds the character U+0000", true };
    }
    if (open != NULL) {
        return (struct verdict){ strchr(open, '}') == NULL ? "its ${ is never closed" : NULL,
                                 true };
    }
    if (!is_uri(t)) {
        return (struct verdict){ "it is neither an ARN nor a URI", true };
    }
    return begins(t, "arn:") ? judge_arn(t) : (struct verdict){ NULL, false };
}

/* What Express workflows do without (I-20). */
static void check_express(const struct checker *c, const struct state *task,
                          const struct doc_node *resource, struct text t)
{
    if (ends(t, ".waitForTaskToken")) {
        diag_say(c->diag, DIAG_EXPRESS_TOKEN, resource->span, task->where, NULL);
    } else if (ends(t, ".sync") || ends(t, ".sync:2")) {
        diag_say(c->diag, DIAG_EXPRESS_SYNC, resource->span, task->where, NULL);
    } else if (begins(t, "arn:") && strstr(t.at, ":activity:") != NULL) {
        diag_say(c->diag, DIAG_EXPRESS_ACTIVITY, resource->span, task->where, NULL);
    }
}

void resource_check(const struct checker *c, const struct state *task)
{
    const struct doc_node *resource = task->field[FIELD_RESOURCE];
    if (resource == NULL) {
        return;
    }
    struct text t = { resource->text, resource->text_size };
    struct verdict v = judge(t);
    if (v.wrong != NULL) {
        diag_say(c->diag, v.sure ? DIAG_RESOURCE_INVALID : DIAG_RESOURCE_UNCERTAIN,
                 resource->span, task->where, resource->text, v.wrong, NULL);
    }
    if (c->type == CHECK_EXPRESS) {
        check_express(c, task, resource, t);
    }
}

#include "compiler/check/resource.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/check/checker.h"
#include "compiler/read/field.h"
#include "runtime/aws/arn.h"

static const struct integration {
    const char *service, *actions, *patterns;
} integrations[] = {
#define INTEGRATION(service, actions, patterns) { service, actions, patterns },
#include "compiler/check/integrations.def"
#undef INTEGRATION
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* scheme:something, as every URI and ARN is. */
static bool is_uri(struct arn_part t)
{
    size_t i = 0;
    while (i < t.size &&
           (is_letter(t.text[i]) ||
            (i > 0 && (is_word_char(t.text[i]) || t.text[i] == '+' || t.text[i] == '.')))) {
        i++;
    }
    return i > 0 && i + 1 < t.size && t.text[i] == ':';
}

/* function:NAME or function:NAME:QUALIFIER; NULL: it is one. */
static const char *wrong_with_function(struct arn_part resource)
{
    static const char word[] = "function:";
    if (!arn_part_begins(resource, word)) {
        return NULL;
    }
    struct arn_part rest = arn_part_after(resource, sizeof word - 1);
    struct arn_part name = arn_part_before(rest, ':');
    if (name.size == 0) {
        return "the function has no name";
    }
    if (name.size == rest.size) {
        return NULL;
    }
    struct arn_part qualifier = arn_part_after(rest, name.size + 1);
    bool fits = qualifier.size > 0;
    for (size_t i = 0; i < qualifier.size; i++) {
        fits = fits && is_word_char(qualifier.text[i]);
    }
    return fits || arn_part_is(qualifier, "$LATEST")
               ? NULL
               : "the function's version or alias is none";
}

/* True where `word` is one of the blank-parted `words`. */
static bool is_among(const char *words, struct arn_part word)
{
    for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
        size_t size = strcspn(at, " ");
        if (size == word.size && memcmp(at, word.text, size) == 0) {
            return true;
        }
        at += size;
    }
    return false;
}

static bool takes_pattern(const struct integration *i, struct arn_part pattern)
{
    return pattern.size == 0 ||
           (arn_part_is(pattern, ".sync") && strchr(i->patterns, 's') != NULL) ||
           (arn_part_is(pattern, ".sync:2") && strchr(i->patterns, '2') != NULL) ||
           (arn_part_is(pattern, ".waitForTaskToken") && strchr(i->patterns, 'w') != NULL);
}

struct verdict {
    const char *wrong; /* NULL: nothing */
    bool sure;         /* AWS refuses it; else AWS may know more than this table */
};
static const struct verdict is_fine = { .wrong = NULL };

/* NULL: it is fine. */
static struct verdict refused(const char *wrong)
{
    return (struct verdict){ .wrong = wrong, .sure = true };
}

static struct verdict doubtful(const char *wrong)
{
    return (struct verdict){ .wrong = wrong };
}

static struct verdict judge_sdk(struct arn_part call)
{
    struct arn_part service = arn_part_before(call, ':');
    struct arn_part action = arn_part_after(call, service.size + 1);
    struct arn_part name = arn_part_before(action, '.');
    if (service.size == 0 || name.size == 0) {
        return refused("it must be aws-sdk:SERVICE:ACTION");
    }
    if (name.size < action.size &&
        !arn_part_is(arn_part_after(action, name.size), ".waitForTaskToken")) {
        return refused("an aws-sdk integration takes .waitForTaskToken only");
    }
    return is_fine;
}

static const struct integration *find_integration(struct arn_part service)
{
    for (size_t i = 0; i < sizeof integrations / sizeof integrations[0]; i++) {
        if (arn_part_is(service, integrations[i].service)) {
            return &integrations[i];
        }
    }
    return NULL;
}

static struct verdict judge_integration(struct arn_part resource)
{
    struct arn_part service = arn_part_before(resource, ':');
    struct arn_part rest = arn_part_after(resource, service.size + 1);
    struct arn_part action = arn_part_before(rest, '.');
    if (arn_part_is(service, "activity")) {
        return rest.size == 0 ? refused("the activity has no name") : is_fine;
    }
    if (arn_part_is(service, "aws-sdk")) {
        return judge_sdk(rest);
    }
    const struct integration *known = find_integration(service);
    if (known == NULL) {
        return doubtful("that service is not known here");
    }
    if (!is_among(known->actions, action)) {
        return refused("that service has no such action here");
    }
    return takes_pattern(known, arn_part_after(rest, action.size))
               ? is_fine
               : doubtful("that action can not be waited for in this way");
}

static struct verdict judge_arn(struct arn_part t)
{
    struct arn arn;
    if (!arn_read(t, &arn)) {
        return refused("an ARN has six parts");
    }
    if (arn.rest.size == 0) {
        return refused("the ARN names nothing");
    }
    if (arn_part_is(arn.service, "lambda")) {
        return refused(wrong_with_function(arn.rest));
    }
    return arn_part_is(arn.service, "states") ? judge_integration(arn.rest) : is_fine;
}

static struct verdict judge(struct arn_part t)
{
    const char *open = strstr(t.text, "${");
    if (memchr(t.text, '\0', t.size) != NULL) {
        return refused("it holds the character U+0000");
    }
    if (open != NULL) {
        return strchr(open, '}') == NULL ? refused("its ${ is never closed") : is_fine;
    }
    if (!is_uri(t)) {
        return refused("it is neither an ARN nor a URI");
    }
    return arn_part_begins(t, "arn:") ? judge_arn(t) : is_fine;
}

static void say(const struct checker *c, const struct state *s, const struct doc_node *resource,
                struct verdict v)
{
    if (v.wrong != NULL) {
        diag_say(c->diag, v.sure ? DIAG_RESOURCE_INVALID : DIAG_RESOURCE_UNCERTAIN,
                 resource->span, s->where, resource->text, v.wrong, NULL);
    }
}

void resource_check_data(const struct checker *c, const struct state *map,
                         const struct doc_node *resource, const char *actions,
                         const char *wrong)
{
    if (resource == NULL || resource->type != DOC_STRING) {
        return;
    }
    struct arn_part t = { resource->text, resource->text_size };
    struct arn arn;
    bool fits =
        arn_read(t, &arn) && arn_part_is(arn.service, "states") && is_among(actions, arn.rest);
    bool open = strstr(t.text, "${") != NULL;
    say(c, map, resource, open ? judge(t) : refused(fits ? NULL : wrong));
}

void resource_check_express(const struct checker *c, const struct state *s, struct span at,
                            enum arn_lack lack)
{
    static const enum diag_code codes[] = {
        [ARN_LACKS_TOKEN] = DIAG_EXPRESS_TOKEN,
        [ARN_LACKS_JOB] = DIAG_EXPRESS_SYNC,
        [ARN_LACKS_ACTIVITY] = DIAG_EXPRESS_ACTIVITY,
        [ARN_LACKS_MAP] = DIAG_EXPRESS_MAP,
    };
    const struct state *map = state_express_map(s);
    if (lack == ARN_LACKS_NOTHING) {
        return;
    }
    if (c->type == CHECK_EXPRESS) {
        diag_say(c->diag, codes[lack], at, s->where, arn_lack_words(lack), NULL);
    } else if (map != NULL) {
        diag_say(c->diag, DIAG_EXPRESS_CHILD, at, s->where, map->name, arn_lack_words(lack),
                 NULL);
    }
}

void resource_check(const struct checker *c, const struct state *task)
{
    const struct doc_node *resource = task->field[FIELD_RESOURCE];
    if (resource == NULL) {
        return;
    }
    struct arn_part t = { resource->text, resource->text_size };
    say(c, task, resource, judge(t));
    resource_check_express(c, task, resource->span, arn_express_lack(resource->text));
}

#include "compiler/check/resource.h"

#include <stdbool.h>
#include <string.h>

#include "compiler/aws/sdk.h"
#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/check/checker.h"
#include "compiler/check/integration.h"
#include "compiler/check/parameters.h"
#include "compiler/read/field.h"
#include "runtime/aws/arn.h"

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

/* What is wrong with a function's part of an ARN, which must be function:NAME or
 * function:NAME:QUALIFIER. Returns NULL if nothing is. Static. */
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
               : "what stands behind the function's name is not a version or an alias";
}

/* Returns true where `word` is one of the blank-parted `words`. */
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

struct verdict {
    const char *wrong; /* what is wrong, or NULL if nothing is */
    bool sure;         /* AWS refuses it; else AWS may know more than these tables */
    const char *meant; /* what was probably meant by a part of the resource; NULL: nothing */
    struct arn_part part;
};
static const struct verdict is_fine = { .wrong = NULL };

static const char wrong_pattern[] = "that action cannot be waited for in this way";

static const char *text_of(const struct checker *c, struct arn_part part)
{
    return arena_text_n(c->arena, part.text, part.size);
}

/* Returns NULL if it is fine. */
static struct verdict refused(const char *wrong)
{
    return (struct verdict){ .wrong = wrong, .sure = true };
}

static struct verdict doubtful(const char *wrong)
{
    return (struct verdict){ .wrong = wrong };
}

/* What was probably meant, behind a verdict. */
static struct verdict meaning(struct verdict v, struct arn_part part, const char *nearest)
{
    v.meant = nearest;
    v.part = part;
    return v;
}

static struct verdict judge_sdk(const struct checker *c, struct arn_part call)
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
    switch (sdk_standing(service, name)) {
    case SDK_SERVICE_UNKNOWN:
        return meaning(doubtful("AWS has no service of that name"), service,
                       sdk_nearest_service(c->arena, service));
    case SDK_ACTION_UNKNOWN:
        return meaning(doubtful("the service has no action of that name"), name,
                       sdk_nearest_action(c->arena, service, name));
    case SDK_ACTION_UNSUPPORTED: return doubtful("Step Functions does not support that action");
    case SDK_SERVICE_RETIRED: return doubtful("AWS has closed that service");
    case SDK_SERVICE_UNLISTED:
        return doubtful(
            "that service is not in the list of those that Step Functions supports");
    case SDK_KNOWN: break;
    }
    return is_fine;
}

static struct verdict judge_optimised(const struct checker *c, struct arn_part service,
                                      struct arn_part action, struct arn_part pattern)
{
    const struct integration *known = integration_find(service, action);
    if (known != NULL) {
        /* Two pages of AWS's documentation differ on EKS. */
        bool is_unsure =
            arn_part_is(service, "eks") && arn_part_is(pattern, ".waitForTaskToken");
        return integration_takes_pattern(known, pattern) ? is_fine
               : is_unsure                               ? doubtful(wrong_pattern)
                                                         : refused(wrong_pattern);
    }
    if (integration_is_doubtful(service, action)) {
        return doubtful("AWS does not document that integration");
    }
    if (!integration_has_service(service)) {
        return meaning(refused("Step Functions has no integration of that service"), service,
                       integration_nearest_service(text_of(c, service)));
    }
    return meaning(refused("that integration has no such action"), action,
                   integration_nearest_action(service, text_of(c, action)));
}

static struct verdict judge_integration(const struct checker *c, struct arn_part resource)
{
    struct arn_part service = arn_part_before(resource, ':');
    struct arn_part rest = arn_part_after(resource, service.size + 1);
    struct arn_part action = arn_part_before(rest, '.');
    if (arn_part_is(service, "activity")) {
        return rest.size == 0 ? refused("the activity has no name") : is_fine;
    }
    return arn_part_is(service, "aws-sdk")
               ? judge_sdk(c, rest)
               : judge_optimised(c, service, action, arn_part_after(rest, action.size));
}

static struct verdict judge_arn(const struct checker *c, struct arn_part t)
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
    return arn_part_is(arn.service, "states") ? judge_integration(c, arn.rest) : is_fine;
}

static struct verdict judge(const struct checker *c, struct arn_part t)
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
    return arn_part_begins(t, "arn:") ? judge_arn(c, t) : is_fine;
}

static void say(const struct checker *c, const struct state *s, const struct doc_node *resource,
                struct verdict v)
{
    if (v.wrong == NULL) {
        return;
    }
    diag_say(c->diag, v.sure ? DIAG_RESOURCE_INVALID : DIAG_RESOURCE_UNCERTAIN, resource->span,
             s->where, resource->text, v.wrong, NULL);
    if (v.meant != NULL) {
        const char *rest = v.part.text + v.part.size;
        int before = (int)(v.part.text - resource->text);
        diag_meant(c->diag, v.meant,
                   arena_print(c->arena, "%.*s%s%s", before, resource->text, v.meant, rest));
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
    say(c, map, resource, open ? judge(c, t) : refused(fits ? NULL : wrong));
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
    struct verdict v = judge(c, t);
    say(c, task, resource, v);
    resource_check_express(c, task, resource->span, arn_express_lack(resource->text));
    if (v.wrong == NULL || !v.sure) {
        parameters_check(c, task);
    }
}

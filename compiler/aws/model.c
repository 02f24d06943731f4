#include "compiler/aws/model.h"

#include <string.h>

#include "compiler/aws/pack.h"
#include "compiler/aws/sdk.h"
#include "compiler/base/arena.h"
#include "runtime/aws/arn.h"

__asm__(".section .rodata\n"
        "model_pack:\n"
        ".incbin \"" ASLC_MODELS "\"\n"
        ".previous\n");
extern const char model_pack[];

/* The optimised integrations, and the calls of the API that they are. */
static const struct {
    const char *integration, *service, *action;
} optimised[] = {
    { "dynamodb:getItem", "dynamodb", "getItem" },
    { "dynamodb:putItem", "dynamodb", "putItem" },
    { "dynamodb:updateItem", "dynamodb", "updateItem" },
    { "dynamodb:deleteItem", "dynamodb", "deleteItem" },
    { "events:putEvents", "eventbridge", "putEvents" },
    { "sns:publish", "sns", "publish" },
    { "sqs:sendMessage", "sqs", "sendMessage" },
    { "states:startExecution", "sfn", "startExecution" },
};

static struct model_line *split(struct arena *a, struct arn_part line)
{
    struct model_line *made = arena_get(a, sizeof *made);
    size_t room = 1;
    for (size_t i = 0; i < line.size; i++) {
        room += line.text[i] == ' ';
    }
    made->words = arena_array(a, room, sizeof *made->words);
    while (made->count < room) {
        struct arn_part word = arn_part_before(line, ' ');
        made->words[made->count++] = arena_text_n(a, word.text, word.size);
        line = arn_part_after(line, made->count < room ? word.size + 1 : word.size);
    }
    return made;
}

const struct model_line *model_service(struct arena *a, const char *service)
{
    const char *at = pack_text(a, model_pack, arn_part(service));
    struct model_line *first = NULL, **last = &first;
    while (at != NULL && *at != '\0') {
        struct arn_part line = { at, strcspn(at, "\n") };
        *last = split(a, line);
        last = &(*last)->next;
        at += line.size + 1;
    }
    return first;
}

const struct model_line *model_find(const struct model_line *service, const char *kind,
                                    const char *name)
{
    const struct model_line *l = service;
    while (l != NULL && (strcmp(l->words[0], kind) != 0 ||
                         (name != NULL && strcmp(l->words[1], name) != 0))) {
        l = l->next;
    }
    return l;
}

const struct model_line *model_shape(const struct model_line *service, const char *kind)
{
    static const char *const kinds[] = { "structure", "list", "map" };
    const struct model_line *found = NULL;
    for (size_t i = 0; found == NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
        found = model_find(service, kinds[i], kind);
    }
    return found;
}

/* The parts of NAME|API|AT|KIND|FLAGS; NULL for one that is empty. */
static const char *take_part(struct arena *a, const char **word)
{
    size_t size = strcspn(*word, "|");
    const char *part = size == 0 ? NULL : arena_text_n(a, *word, size);
    *word += size + ((*word)[size] == '|');
    return part;
}

struct model_member model_member(struct arena *a, const char *word)
{
    struct model_member m = { .name = take_part(a, &word) };
    m.api = take_part(a, &word);
    m.api = m.api != NULL ? m.api : m.name;
    m.at = take_part(a, &word);
    const char *slash = m.at == NULL ? NULL : strchr(m.at, '/');
    if (slash != NULL) {
        m.form = slash + 1;
        m.at = arena_text_n(a, m.at, (size_t)(slash - m.at));
    }
    m.kind = take_part(a, &word);
    m.flags = take_part(a, &word);
    m.flags = m.flags != NULL ? m.flags : "";
    return m;
}

const char *model_word(const struct model_line *line, size_t at)
{
    return at >= line->count || strcmp(line->words[at], "-") == 0 ? NULL : line->words[at];
}

bool model_call(struct arena *a, const char *resource, struct model_call *ret_call)
{
    static const char sdk[] = "aws-sdk:";
    struct arn arn;
    struct arn_part plain;
    arn_pattern(arn_part(resource), &plain);
    if (!arn_read(plain, &arn) || !arn_part_is(arn.service, "states")) {
        return false;
    }
    for (size_t i = 0; i < sizeof optimised / sizeof optimised[0]; i++) {
        if (arn_part_is(arn.rest, optimised[i].integration)) {
            *ret_call = (struct model_call){ .service = optimised[i].service,
                                             .action = optimised[i].action,
                                             .is_optimised = true };
            return true;
        }
    }
    if (!arn_part_begins(arn.rest, sdk)) {
        return false;
    }
    struct arn_part call = arn_part_after(arn.rest, sizeof sdk - 1);
    struct arn_part service = arn_part_before(call, ':');
    if (service.size == call.size) {
        return false;
    }
    struct arn_part action = arn_part_after(call, service.size + 1);
    enum sdk_standing standing = sdk_standing(service, action);
    if (standing != SDK_KNOWN && standing != SDK_SERVICE_UNLISTED &&
        standing != SDK_SERVICE_RETIRED) {
        return false;
    }
    *ret_call = (struct model_call){ .service = arena_text_n(a, service.text, service.size),
                                     .action = arena_text_n(a, action.text, action.size) };
    return true;
}

bool model_is_embedded(struct arena *a, const char *resource)
{
    static const char *const embedded[] = {
        "dynamodb", "dynamodbstreams", "eventbridge", "s3", "secretsmanager", "sns", "sqs",
        "ssm"
    };
    struct model_call call;
    bool is = false;
    if (model_call(a, resource, &call)) {
        for (size_t i = 0; !is && i < sizeof embedded / sizeof embedded[0]; i++) {
            is = strcmp(call.service, embedded[i]) == 0;
        }
    }
    return is;
}

/* An operation's name begins with a capital, so that no state has such a name in C. */
const char *model_id(struct arena *a, const char *prefix, const char *resource)
{
    struct model_call call;
    if (!model_call(a, resource, &call)) {
        return arn_is_call(resource, "http:invoke")         ? "asl_call_http"
               : arn_is_call(resource, "apigateway:invoke") ? "asl_call_gateway"
                                                            : NULL;
    }
    return arena_print(a, "%s_%s%s_%c%s", prefix, call.is_optimised ? "" : "sdk_", call.service,
                       call.action[0] - 'a' + 'A', call.action + 1);
}

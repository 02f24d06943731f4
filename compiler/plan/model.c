#include "compiler/plan/model.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "runtime/aws/arn.h"

/* The file as it is, with a NUL behind. */
__asm__(".section .rodata\n"
        "model_lines:\n"
        ".incbin \"compiler/plan/models.txt\"\n"
        ".byte 0\n"
        ".previous\n");
extern const char model_lines[];

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

static struct arn_part line_at(const char *at)
{
    return (struct arn_part){ at, strcspn(at, "\n") };
}

/* Where the next line begins; NULL behind the last. */
static const char *next_line(const char *at)
{
    at += strcspn(at, "\n");
    return at[0] == '\0' || at[1] == '\0' ? NULL : at + 1;
}

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

static bool begins_service(const char *at, const char *service)
{
    static const char word[] = "service ";
    size_t size = service == NULL ? 0 : strlen(service);
    return strncmp(at, word, sizeof word - 1) == 0 &&
           (service == NULL || (strncmp(at + sizeof word - 1, service, size) == 0 &&
                                at[sizeof word - 1 + size] == ' '));
}

const struct model_line *model_service(struct arena *a, const char *service)
{
    const char *at = model_lines;
    while (at != NULL && !begins_service(at, service)) {
        at = next_line(at);
    }
    if (at == NULL) {
        return NULL;
    }
    struct model_line *first = split(a, line_at(at)), *last = first;
    while ((at = next_line(at)) != NULL && !begins_service(at, NULL)) {
        last->next = split(a, line_at(at));
        last = last->next;
    }
    return first;
}

const struct model_line *model_find(const struct model_line *service, const char *kind,
                                    const char *name)
{
    const struct model_line *l = service;
    while (l != NULL && (strcmp(l->words[0], kind) != 0 || strcmp(l->words[1], name) != 0)) {
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

const char *model_word(const struct model_line *line, size_t at)
{
    return at >= line->count || strcmp(line->words[at], "-") == 0 ? NULL : line->words[at];
}

/* Returns true if the table has the action, without taking all of the service apart. */
static bool has_action(struct arn_part service, struct arn_part action)
{
    bool is_inside = false;
    for (const char *at = model_lines; at != NULL; at = next_line(at)) {
        struct arn_part line = line_at(at), word = arn_part_before(line, ' ');
        struct arn_part name = arn_part_before(arn_part_after(line, word.size + 1), ' ');
        if (arn_part_is(word, "service")) {
            is_inside =
                name.size == service.size && memcmp(name.text, service.text, name.size) == 0;
        } else if (is_inside && arn_part_is(word, "action") && name.size == action.size &&
                   memcmp(name.text, action.text, name.size) == 0) {
            return true;
        }
    }
    return false;
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
    if (!has_action(service, action)) {
        return false;
    }
    *ret_call = (struct model_call){ .service = arena_text_n(a, service.text, service.size),
                                     .action = arena_text_n(a, action.text, action.size) };
    return true;
}

bool model_is_embedded(struct arena *a, const char *resource)
{
    struct model_call call;
    return model_call(a, resource, &call) && strcmp(call.service, "lambda") != 0 &&
           strcmp(call.service, "sfn") != 0;
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

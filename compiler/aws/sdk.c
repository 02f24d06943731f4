#include "compiler/aws/sdk.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "runtime/base/nearest.h"

/* The file as it is, with a NUL behind. */
__asm__(".section .rodata\n"
        "sdk_services:\n"
        ".incbin \"compiler/aws/services.txt\"\n"
        ".byte 0\n"
        ".previous\n");
extern const char sdk_services[];

/* More than any service has actions. */
enum { WORDS_MAX = 1000 };

/* The parts of a line, from its first byte. */
struct line {
    struct arn_part service, prefix, status, client, actions;
};

static struct arn_part cut(const char **at, const char *marks)
{
    struct arn_part part = { *at, strcspn(*at, marks) };
    *at += part.size;
    *at += **at == '\0' ? 0 : 1;
    return part;
}

/* False behind the last line. */
static bool next_line(const char **at, struct line *ret_line)
{
    if (**at == '\0') {
        return false;
    }
    ret_line->service = cut(at, "\t");
    ret_line->prefix = cut(at, "\t");
    ret_line->status = cut(at, "\t");
    ret_line->client = cut(at, "\t");
    ret_line->actions = cut(at, "\n");
    return true;
}

static bool is_same(struct arn_part a, struct arn_part b)
{
    return a.size == b.size && memcmp(a.text, b.text, a.size) == 0;
}

static bool find(struct arn_part service, struct line *ret_line)
{
    for (const char *at = sdk_services; next_line(&at, ret_line);) {
        if (is_same(ret_line->service, service)) {
            return true;
        }
    }
    return false;
}

/* The next action of a service, and whether it is supported; false behind the last. */
static bool next_action(struct arn_part *actions, struct arn_part *ret_action,
                        bool *ret_supported)
{
    if (actions->size == 0) {
        return false;
    }
    *ret_supported = *actions->text != '!';
    *ret_action = arn_part_before(*actions, ' ');
    *actions = arn_part_after(*actions, ret_action->size + 1);
    *ret_action = arn_part_after(*ret_action, *ret_supported ? 0 : 1);
    return true;
}

enum sdk_standing sdk_standing(struct arn_part service, struct arn_part action)
{
    struct line line;
    struct arn_part known;
    bool supported;
    if (!find(service, &line)) {
        return SDK_SERVICE_UNKNOWN;
    }
    for (struct arn_part rest = line.actions; next_action(&rest, &known, &supported);) {
        if (is_same(known, action)) {
            return !supported                            ? SDK_ACTION_UNSUPPORTED
                   : arn_part_is(line.status, "retired") ? SDK_SERVICE_RETIRED
                   : arn_part_is(line.status, "listed")  ? SDK_KNOWN
                                                         : SDK_SERVICE_UNLISTED;
        }
    }
    return SDK_ACTION_UNKNOWN;
}

void sdk_each_service(sdk_visit *f, void *owner)
{
    struct line line;
    for (const char *at = sdk_services; next_line(&at, &line);) {
        if (arn_part_is(line.status, "listed")) {
            f(owner, line.service);
        }
    }
}

void sdk_each_action(struct arn_part service, sdk_visit *f, void *owner)
{
    struct line line;
    struct arn_part known;
    bool supported;
    if (!find(service, &line)) {
        return;
    }
    for (struct arn_part rest = line.actions; next_action(&rest, &known, &supported);) {
        if (supported) {
            f(owner, known);
        }
    }
}

static const char *text_of(struct arena *a, struct arn_part part)
{
    return arena_text_n(a, part.text, part.size);
}

const char *sdk_nearest_service(struct arena *a, struct arn_part service)
{
    const char *words[WORDS_MAX];
    size_t count = 0;
    struct line line;
    for (const char *at = sdk_services; count < WORDS_MAX && next_line(&at, &line);) {
        if (is_same(line.client, service)) {
            return text_of(a, line.service);
        }
        words[count++] = text_of(a, line.service);
    }
    return nearest_word(text_of(a, service), words, count);
}

const char *sdk_nearest_action(struct arena *a, struct arn_part service, struct arn_part action)
{
    const char *words[WORDS_MAX];
    size_t count = 0;
    struct line line;
    struct arn_part known;
    bool supported;
    if (!find(service, &line)) {
        return NULL;
    }
    for (struct arn_part rest = line.actions;
         count < WORDS_MAX && next_action(&rest, &known, &supported);) {
        words[count++] = text_of(a, known);
    }
    return nearest_word(text_of(a, action), words, count);
}

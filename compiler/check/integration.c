#include "compiler/check/integration.h"

#include <stddef.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/nearest.h"

static const struct integration integrations[] = {
#define ASL_INTEGRATION(service, action, patterns, takes)                                      \
    { service, action, patterns, &takes, #takes },
#include <asl/integrations.def>
};
enum { INTEGRATIONS = sizeof integrations / sizeof integrations[0] };

/* Workflows that run on AWS use them, or AWS has announced them; what they take is not known.
 */
static const struct {
    const char *service, *action;
} doubtful[] = {
    { "bedrock-agentcore", "invokeHarness" },
    { "eks", "createAddon" },
    { "eks", "deleteAddon" },
    { "lambda", "listFunctions" },
};

const struct integration *integration_find(struct arn_part service, struct arn_part action)
{
    for (size_t i = 0; i < INTEGRATIONS; i++) {
        if (arn_part_is(service, integrations[i].service) &&
            arn_part_is(action, integrations[i].action)) {
            return &integrations[i];
        }
    }
    return NULL;
}

const struct integration *integration_of(const char *resource)
{
    struct arn arn;
    if (!arn_read(arn_part(resource), &arn) || !arn_part_is(arn.service, "states")) {
        return NULL;
    }
    struct arn_part service = arn_part_before(arn.rest, ':');
    struct arn_part rest = arn_part_after(arn.rest, service.size + 1);
    return integration_find(service, arn_part_before(rest, '.'));
}

bool integration_has_service(struct arn_part service)
{
    for (size_t i = 0; i < INTEGRATIONS; i++) {
        if (arn_part_is(service, integrations[i].service)) {
            return true;
        }
    }
    return false;
}

bool integration_takes_pattern(const struct integration *i, struct arn_part pattern)
{
    return pattern.size == 0 ||
           (arn_part_is(pattern, ".sync") && strchr(i->patterns, 's') != NULL) ||
           (arn_part_is(pattern, ".sync:2") && strchr(i->patterns, '2') != NULL) ||
           (arn_part_is(pattern, ".waitForTaskToken") && strchr(i->patterns, 'w') != NULL);
}

bool integration_is_doubtful(struct arn_part service, struct arn_part action)
{
    for (size_t i = 0; i < sizeof doubtful / sizeof doubtful[0]; i++) {
        if (arn_part_is(service, doubtful[i].service) &&
            arn_part_is(action, doubtful[i].action)) {
            return true;
        }
    }
    return false;
}

const char *integration_nearest_service(const char *service)
{
    const char *words[INTEGRATIONS];
    size_t count = 0;
    for (size_t i = 0; i < INTEGRATIONS; i++) {
        if (count == 0 || strcmp(words[count - 1], integrations[i].service) != 0) {
            words[count++] = integrations[i].service;
        }
    }
    return nearest_word(service, words, count);
}

const char *integration_nearest_action(struct arn_part service, const char *action)
{
    const char *words[INTEGRATIONS];
    size_t count = 0;
    for (size_t i = 0; i < INTEGRATIONS; i++) {
        if (arn_part_is(service, integrations[i].service)) {
            words[count++] = integrations[i].action;
        }
    }
    return nearest_word(action, words, count);
}

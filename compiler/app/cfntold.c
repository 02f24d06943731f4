#include "compiler/app/cfntold.h"

#include <stddef.h>
#include <string.h>

#include "compiler/gateway/cfnguard.h"
#include "compiler/read/doc.h"
#include "compiler/template/template.h"
#include "runtime/base/text.h"

#define LETS_IN   "everybody may call what it guards"
#define OWN_WORDS "what the API refuses it refuses in its own words"
#define NO_STATE  "no state of a window is handed on"
#define AT_ONCE   "the schedule begins at once"
#define NO_END    "the schedule goes on"
#define NO_RETRY  "a call that nobody waits for is made once, and is lost where it fails"

/* By the end of a type's name. */
static const struct {
    const char *type, *property, *effect;
} rows[] = {
    { "::Function", "EventInvokeConfig", NO_RETRY },
    { "::Function", "DeadLetterQueue", NO_RETRY },
    { "::Function", "DeadLetterConfig", NO_RETRY },
    { "::Function", "FileSystemConfigs", "no file system is mounted" },
    { "::Api", "GatewayResponses", OWN_WORDS },
    { "::GatewayResponse", "ResponseType", OWN_WORDS },
    { "::Method", "RequestValidatorId", "requests are not checked before they are mapped" },
    { "::EventSourceMapping", "TumblingWindowInSeconds", NO_STATE },
    { "::Schedule", "StartDate", AT_ONCE },
    { "::Schedule", "EndDate", NO_END },
    { "::Api", "Auth", LETS_IN },
    { "::HttpApi", "Auth", LETS_IN },
};
#define ROWS (sizeof rows / sizeof rows[0])

/* Returns true if it says nothing that is not heeded. */
static bool is_kept(size_t row, const struct doc_node *n)
{
    return doc_is_text(n, "NONE") ||
           (strcmp(rows[row].property, "Auth") == 0 && cfn_guard_is_kept(n));
}

/* The events of functions and state machines have some of that, too. */
static void tell_events(struct template *t, const struct doc_node *resource)
{
    static const char *const names[][2] = { { "Auth", LETS_IN },
                                            { "TumblingWindowInSeconds", NO_STATE },
                                            { "StartDate", AT_ONCE },
                                            { "EndDate", NO_END } };
    const struct doc_node *all = template_property(resource, "Events");
    const struct doc_node *one = all == NULL || all->type != DOC_OBJECT ? NULL : all->first;
    for (; one != NULL; one = one->next) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            const struct doc_node *n = template_property(one, names[i][0]);
            if (n != NULL && !cfn_guard_is_kept(n)) {
                template_warn(t, n, "%s of the event '%s' is left out here: %s", names[i][0],
                              one->name, names[i][1]);
            }
        }
    }
}

void cfn_told(struct template *t, const struct doc_node *resource)
{
    for (size_t i = 0; i < ROWS; i++) {
        const struct doc_node *n = text_ends_with(template_type(resource), rows[i].type)
                                       ? template_property(resource, rows[i].property)
                                       : NULL;
        if (n != NULL && !is_kept(i, n)) {
            template_warn(t, n, "%s of '%s' is left out here: %s", rows[i].property,
                          resource->name, rows[i].effect);
        }
    }
    tell_events(t, resource);
}

void cfn_told_globals(struct template *t)
{
    for (size_t i = 0; i < ROWS; i++) {
        const struct doc_node *all = template_member(t, "Globals", rows[i].type + strlen("::"));
        const struct doc_node *n = all == NULL ? NULL : doc_member(all, rows[i].property);
        if (n != NULL && !is_kept(i, n)) {
            template_warn(t, n, "%s of Globals' %s is left out here: %s", rows[i].property,
                          all->name, rows[i].effect);
        }
    }
}

bool cfn_told_custom(struct template *t, const struct doc_node *resource)
{
    const char *type = template_type(resource);
    bool is = strcmp(type, "AWS::CloudFormation::CustomResource") == 0 ||
              strncmp(type, "Custom::", strlen("Custom::")) == 0;
    if (is) {
        template_warn(t, resource,
                      "the custom resource '%s' is not made here: what makes it is not called, "
                      "and its attributes are their names",
                      resource->name);
    }
    return is;
}

#include "runtime/program/keeping.h"

#include <asl/asl.h>
#include <inttypes.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/message.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"

/* Returns NULL if the options go with --store, else why they do not. Static. */
static const char *misfit(const struct options *o)
{
    if (o->name == NULL) {
        return "--store needs --name NAME, by which the same command goes on";
    }
    return NULL;
}

/* Behind the name come a hyphen and the number of a line. */
#define STEM_BYTES (80 - 1 - 20)

const char *keeping_lines_misfit(const struct options *o)
{
    if (o->store == NULL) {
        return o->name == NULL ? NULL : "--name is for --store: line N is execution NAME-N";
    }
    if (o->name != NULL && strlen(o->name) > STEM_BYTES) {
        return "--name: with --store it has 59 letters at most, since line numbers follow it";
    }
    return NULL;
}

char *keeping_line_name(const struct options *o, uint64_t number)
{
    struct buf name = { 0 };
    if (o->name == NULL) {
        return NULL;
    }
    buf_print(&name, "%s-%" PRIu64, o->name, number);
    return buf_take(&name);
}

const struct feature_keeping *keeping_of(const struct asl_workflow *w, const struct options *o)
{
    const struct feature_keeping *keeping = NULL;
    const char *why = misfit(o);
    for (const struct asl_feature *const *f = w->features; *f != NULL; f++) {
        keeping = (*f)->keeping != NULL ? (*f)->keeping : keeping;
    }
    if (why == NULL && keeping == NULL) {
        why = "--store: this program has no store, since it was built without 'serve'";
    }
    if (why != NULL) {
        message_print(o->program, "%s", why);
    }
    return why == NULL ? keeping : NULL;
}

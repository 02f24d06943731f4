/*
 * asl_main: a workflow's program.
 */
#include <asl/asl.h>
#include <stdio.h>

#include "runtime/serve/feature.h"
#include "runtime/serve/info.h"
#include "runtime/serve/options.h"

int asl_main(const struct asl_workflow *w, int argc, char **argv)
{
    struct options o;
    int code = EXIT_SUCCEEDED;
    if (!options_read(&o, w->features, argc, argv)) {
        code = EXIT_USAGE;
    } else if (o.help) {
        options_help(o.program, w->features);
    } else if (o.version) {
        puts(INFO_VERSION);
    } else {
        code = o.feature->run(w, &o);
    }
    options_release(&o);
    return code;
}

/*
 * asl_main: a workflow's program.
 */
#include <asl/asl.h>
#include <stdio.h>

#include "runtime/base/exit.h"
#include "runtime/program/feature.h"
#include "runtime/program/info.h"
#include "runtime/program/options.h"

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

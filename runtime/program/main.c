/*
 * asl_main: a workflow's program.
 */
#include <asl/asl.h>
#include <signal.h>
#include <stdio.h>

#include "runtime/base/exit.h"
#include "runtime/program/feature.h"
#include "runtime/program/help.h"
#include "runtime/program/info.h"
#include "runtime/program/options.h"

int asl_main(const struct asl_workflow *w, int argc, char **argv)
{
    struct options *o = options_read(w->features, argc, argv);
    int code = EXIT_SUCCEEDED;
    /* A file that may not grow any more (ulimit -f) is an error of its write(), not the end. */
    signal(SIGXFSZ, SIG_IGN);
    if (o == NULL) {
        return EXIT_USAGE;
    }
    if (o->help) {
        help_print(w, o);
    } else if (o->version) {
        puts(INFO_VERSION);
    } else {
        code = o->feature->run(w, o);
    }
    options_release(o);
    return code;
}

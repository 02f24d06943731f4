#include "runtime/program/asking.h"

#include <stddef.h>

#include <asl/asl.h>

#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/value/value.h"

void asking_answer_release(struct asking_answer *a)
{
    memory_release(a->code);
    memory_release(a->message);
    value_release(a->body);
    *a = (struct asking_answer){ .code = NULL };
}

const struct feature_asking *asking_of(const struct asl_workflow *w)
{
    for (const struct asl_feature *const *f = w->features; *f != NULL; f++) {
        if ((*f)->asking != NULL) {
            return (*f)->asking;
        }
    }
    return NULL;
}

int asking_judge(const struct options *o, const struct asking_answer *a)
{
    if (a->code == NULL) {
        return EXIT_SUCCEEDED;
    }
    message_print(o->program, "%s: %s", a->code, a->message != NULL ? a->message : "");
    return EXIT_FAILED;
}

int asking_once(const struct asl_workflow *w, const struct options *o,
                const struct asking_place *place, const char *operation,
                const struct value *input)
{
    const struct feature_asking *how = asking_of(w);
    struct asking *asking = NULL;
    struct asking_answer answer;
    if (how == NULL) {
        message_print(o->program, "--store and --url: this program was built without serve");
        return EXIT_USAGE;
    }
    int code = how->open(w, o, place, true, &asking);
    if (code == EXIT_SUCCEEDED) {
        code = EXIT_MACHINE;
        if (how->ask(asking, operation, input, &answer)) {
            code = asking_judge(o, &answer);
            asking_answer_release(&answer);
        }
        how->close(asking);
    }
    return code;
}

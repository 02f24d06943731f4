/*
 * session.h - one run of aslc: how each of its definitions is read and looked through, and how
 * messages are told.
 */
#ifndef COMPILER_SESSION_H
#define COMPILER_SESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler/drive/bindings.h"

struct arena;
struct assembly;
struct diag;
struct doc_node;
struct options;
struct pair;
struct source;
struct substitute;
struct template_machine;
struct workflow;

#ifndef ASLC_VERSION
#define ASLC_VERSION "unknown"
#endif

/* What is the same for each of its definitions; all borrowed. */
struct session {
    struct arena *a;
    const struct options *o;
    const struct pair *pairs; /* of -D and --substitutions */
    struct substitute *substitute;
    struct bindings tasks;      /* of --tasks */
    const struct assembly *all; /* of --template; NULL if there is none */
};

/* What is to be compiled or looked at: a file of the command line, or a state machine of
 * --template (chosen.h). */
struct chosen {
    const char *label;                      /* what messages call it; NULL behind the last */
    const char *path;                       /* the file that its text is from */
    const struct template_machine *machine; /* NULL: a file of its own */
};

/* One definition on its way. */
struct definition {
    struct diag *d;
    struct source
        *source; /* NULL after a message, where it cannot be read; so are those below */
    struct doc_node *doc;
    struct workflow *ast;
};

/* A diag that is as the user wants messages. */
struct diag *session_diag(const struct session *s);

/* Read a definition and look through it; what is wrong with it is in `d`. */
struct definition session_look(const struct session *s, struct diag *d, const struct chosen *c);

/* Tell what is to be told. Returns true if nothing stands in the way. */
bool session_report(const struct session *s, const struct diag *d);

/* The same for the last of the definitions: now it is known which -D fills nothing. The names
 * of a file may be meant for other definitions as well. */
bool session_report_last(const struct session *s, struct diag *d);

#endif

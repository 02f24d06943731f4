/* replay FILE: the cases of FILE, evaluated from the tables that `roundtrip emit` has printed.
 * `roundtrip_parts` lists those of each file of C, in order. */
#include <stdio.h>

#include <asl/tree.h>

#include "tests/roundtrip/cases.h"

extern const struct asl_expr *const *const *const roundtrip_parts[];
extern const size_t roundtrip_size;

int main(int argc, char **argv)
{
    struct cases *c = argc == 2 ? cases_read(argv[1]) : NULL;
    if (c == NULL) {
        fprintf(stderr, "usage: replay FILE\n");
        return 2;
    }
    for (size_t i = 0; i < cases_count(c); i++) {
        const struct asl_expr *const *tree =
            roundtrip_parts[i / roundtrip_size][i % roundtrip_size];
        cases_run(c, i, tree == NULL ? NULL : *tree, stdout);
    }
    cases_release(c);
    return 0;
}

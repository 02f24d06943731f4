#include "compiler/aws/optimised.h"

#include <stddef.h>
#include <string.h>

static const struct optimised_call calls[] = {
#define OPTIMISED(...) { __VA_ARGS__ },
#include "compiler/aws/optimised.def"
};

static const struct optimised_moves moves[] = {
#define MOVES(...) { __VA_ARGS__ },
#include "compiler/aws/optimised.def"
};

static const struct optimised_lookup lookups[] = {
#define LOOKS_UP(...) { __VA_ARGS__ },
#include "compiler/aws/optimised.def"
};

static const struct optimised_cargo cargoes[] = {
#define CARRIES(...) { __VA_ARGS__ },
#include "compiler/aws/optimised.def"
};

static const struct optimised_parsing parsings[] = {
#define PARSES(...) { __VA_ARGS__ },
#include "compiler/aws/optimised.def"
};

static const struct optimised_refusal refusals[] = {
#define REFUSES(...) { __VA_ARGS__ },
#include "compiler/aws/optimised.def"
};

static const struct optimised_job jobs[] = {
#define JOB(...) { __VA_ARGS__ },
#include "compiler/aws/optimised.def"
};

/* The function that finds a row of a table by its integration. */
#define FINDER(name, table)                                                                    \
    const struct name *name(const char *integration)                                           \
    {                                                                                          \
        for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++) {                        \
            if (strcmp((table)[i].integration, integration) == 0) {                            \
                return &(table)[i];                                                            \
            }                                                                                  \
        }                                                                                      \
        return NULL;                                                                           \
    }

FINDER(optimised_moves, moves)
FINDER(optimised_lookup, lookups)
FINDER(optimised_cargo, cargoes)
FINDER(optimised_parsing, parsings)
FINDER(optimised_refusal, refusals)
FINDER(optimised_job, jobs)

const struct optimised_call *optimised_call(struct arn_part integration)
{
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (arn_part_is(integration, calls[i].integration)) {
            return &calls[i];
        }
    }
    return NULL;
}

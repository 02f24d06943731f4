#include "compiler/serve/complete.h"

#include <stddef.h>
#include <string.h>

#include <asl/asl.h>

#include "compiler/base/arena.h"
#include "compiler/drive/without.h"
#include "runtime/complete/candidates.h"
#include "runtime/complete/completion.h"
#include "runtime/program/feature.h"
#include "runtime/program/option.h"

/* ---- Values that only aslc has ----------------------------------------------------------- */

/* FEATURE,... */
static void offer_features(struct candidates *c)
{
    struct arena *a = arena_new();
    for (const char *at = without_words(a); *at != '\0'; at += strspn(at, ", ")) {
        size_t size = strcspn(at, ",");
        candidates_offer_next(c, arena_text_n(a, at, size), NULL);
        at += size;
    }
    arena_release(a);
}

static const struct message {
    const char *slug, *warning; /* NULL: it is an error */
} messages[] = {
#define ERROR(slug)                               NULL
#define WARNING(slug)                             "no-" slug
#define DIAG(name, slug, severity, code, text, x) { slug, severity(slug) },
#include "compiler/base/diag.def"
};
enum { MESSAGES = sizeof messages / sizeof messages[0] };

/* CODE[:STATE] */
static void offer_slugs(struct candidates *c)
{
    for (size_t i = 0; i < MESSAGES; i++) {
        candidates_offer(c, messages[i].slug, NULL);
    }
}

/* error|no-SLUG */
static void offer_warnings(struct candidates *c)
{
    candidates_offer(c, "error", "warnings are errors");
    for (size_t i = 0; i < MESSAGES; i++) {
        if (messages[i].warning != NULL) {
            candidates_offer(c, messages[i].warning, NULL);
        }
    }
}

static const struct candidates_kind kinds[] = {
    { "FEATURE,...", offer_features },
    { "CODE[:STATE]", offer_slugs },
    { "error|no-SLUG", offer_warnings },
    { NULL, NULL },
};

/* ---- What aslc does without a subcommand: it compiles ------------------------------------ */

static const struct {
    const char *word, *value, *help;
} words[] = {
#define OPTION(text, word, value, help) { text, value, help },
#include "compiler/drive/options.def"
};
enum { WORDS = sizeof words / sizeof words[0] };

static void fill_rows(struct option_row rows[WORDS + 1])
{
    for (size_t i = 0; i < WORDS; i++) {
        const char *value = words[i].value;
        rows[i] = (struct option_row){ .word = words[i].word,
                                       .takes = value == NULL     ? OPTION_NOTHING
                                                : value[0] == '[' ? OPTION_MAYBE_VALUE
                                                                  : OPTION_VALUE,
                                       .value = value,
                                       .help = words[i].help };
    }
    rows[WORDS] = (struct option_row)OPTION_END;
}

static int run(const struct asl_workflow *w, const struct options *o)
{
    static const struct option_row definition = { .value = "DEFINITION" };
    struct option_row rows[WORDS + 1];
    const struct option_row *const tables[] = { rows, NULL };
    const struct asl_feature compile = { .options = tables, .argument = &definition };
    fill_rows(rows);
    return completion_run(w, o, &compile, kinds);
}

static const struct option_row *const options[] = { NULL };

const struct asl_feature complete_feature = {
    .word = "completion",
    .usage = COMPLETION_USAGE,
    .help = COMPLETION_HELP,
    .argument = &completion_shell,
    .options = options,
    .size = sizeof(struct completion_options),
    .run = run,
};

#include "runtime/complete/completion.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/complete/candidates.h"
#include "runtime/complete/scripts.h"
#include "runtime/program/feature.h"

static const struct {
    const char *shell, *script;
    const size_t *size;
} scripts[] = {
    { "bash", complete_bash, &complete_bash_size },
    { "zsh", complete_zsh, &complete_zsh_size },
    { "fish", complete_fish, &complete_fish_size },
};
enum { SCRIPTS = sizeof scripts / sizeof scripts[0] };

/* ---- The script -------------------------------------------------------------------------- */

/* What may be part of a function's name stays; the rest becomes '_'. */
static void put_identifier(struct buf *out, const char *name)
{
    for (; *name != '\0'; name++) {
        char c = isalnum((unsigned char)*name) ? *name : '_';
        buf_put(out, &c, 1);
    }
}

/* As a word of a shell, which may have any sign in it. */
static void put_word(struct buf *out, const char *name)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-";
    for (; *name != '\0'; name++) {
        if (strchr(plain, *name) == NULL && (unsigned char)*name < 0x80) {
            buf_put(out, "\\", 1);
        }
        buf_put(out, name, 1);
    }
}

static void print_script(const char *script, size_t size, const char *program)
{
    static const char name[] = "@NAME@", id[] = "@ID@";
    struct buf out = { 0 };
    for (size_t i = 0; i < size;) {
        if (size - i >= sizeof name - 1 && memcmp(script + i, name, sizeof name - 1) == 0) {
            put_word(&out, program);
            i += sizeof name - 1;
        } else if (size - i >= sizeof id - 1 && memcmp(script + i, id, sizeof id - 1) == 0) {
            put_identifier(&out, program);
            i += sizeof id - 1;
        } else {
            buf_put(&out, script + i++, 1);
        }
    }
    fwrite(buf_string(&out), 1, out.size, stdout);
    buf_release(&out);
}

/* ---- The command line -------------------------------------------------------------------- */

const struct option_row completion_shell = {
    .value = COMPLETION_USAGE,
    .set = option_add,
    .place = offsetof(struct completion_options, words),
};

/* Behind the first of the words stands the program as it was typed, and then what follows it,
 * each with '=' in front, so that none is taken for an option of ours. */
static bool answer(const struct candidates_request *request, const struct option_list *list)
{
    if (list->count < 3) {
        return false;
    }
    for (size_t i = 1; i < list->count; i++) {
        if (list->texts[i][0] != '=') {
            return false;
        }
    }
    struct candidates_request r = *request;
    const char **words = memory_get((list->count - 2) * sizeof *words);
    for (size_t i = 2; i < list->count; i++) {
        words[r.count++] = list->texts[i] + 1;
    }
    r.words = words;
    candidates_print(&r);
    memory_release(words);
    return true;
}

int completion_run(const struct asl_workflow *w, const struct options *o,
                   const struct asl_feature *unnamed, const struct candidates_kind *kinds)
{
    const struct option_list *list = &((const struct completion_options *)o)->words;
    const char *wanted = list->count > 0 ? list->texts[0] : "";
    size_t i = 0;
    while (i < SCRIPTS && (list->count != 1 || strcmp(scripts[i].shell, wanted) != 0)) {
        i++;
    }
    if (i < SCRIPTS) {
        print_script(scripts[i].script, *scripts[i].size, o->program);
        return EXIT_SUCCEEDED;
    }
    struct candidates_request request = { .workflow = w, .unnamed = unnamed, .kinds = kinds };
    if (strcmp(wanted, COMPLETION_WORDS) == 0 && answer(&request, list)) {
        return EXIT_SUCCEEDED;
    }
    message_print(o->program, "the usage is: %s completion " COMPLETION_USAGE, o->program);
    return EXIT_USAGE;
}

/* ---- Of a workflow's program ------------------------------------------------------------- */

static int run(const struct asl_workflow *w, const struct options *o)
{
    return completion_run(w, o, w->features[0], NULL);
}

static const struct option_row *const options[] = { NULL };

const struct asl_feature asl_feature_completion = {
    .word = "completion",
    .usage = COMPLETION_USAGE,
    .help = COMPLETION_HELP,
    .argument = &completion_shell,
    .options = options,
    .size = sizeof(struct completion_options),
    .run = run,
};

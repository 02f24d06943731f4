#include "compiler/drive/depend.h"

#include <stdio.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/drive/options.h"
#include "compiler/drive/place.h"
#include "compiler/drive/usage.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"

#define RULE_SIZE_MAX (64u << 20) /* of what a compiler writes about one file */

struct depend *depend_new(struct arena *a)
{
    struct depend *d = arena_get(a, sizeof *d);
    *d = (struct depend){ .a = a };
    return d;
}

/* `word` is quoted and stays; few files are read, so that looking at all of them is quick. */
static void add(struct depend *d, const char *word)
{
    for (size_t i = 0; i < d->count; i++) {
        if (strcmp(d->words[i], word) == 0) {
            return;
        }
    }
    if (d->count == d->room) {
        size_t room = d->room == 0 ? 16 : 2 * d->room;
        const char **words = arena_array(d->a, room, sizeof *words);
        if (d->count > 0) {
            memcpy(words, d->words, d->count * sizeof *words);
        }
        d->words = words;
        d->room = room;
    }
    d->words[d->count++] = word;
}

/* As gcc writes it: make takes backslashes for themselves but in front of what they escape, and
 * there each needs one more. */
static const char *quoted(struct arena *a, const char *name)
{
    struct buf out = { 0 };
    size_t backslashes = 0;
    for (const char *c = name; *c != '\0'; c++) {
        bool is_blank = *c == ' ' || *c == '\t';
        for (size_t i = 0; (is_blank || *c == '#') && i <= backslashes; i++) {
            buf_char(&out, '\\');
        }
        if (*c == '$') {
            buf_char(&out, '$');
        }
        buf_char(&out, *c);
        backslashes = *c == '\\' ? backslashes + 1 : 0;
    }
    const char *word = arena_text_n(a, buf_string(&out), out.size);
    buf_release(&out);
    return word;
}

void depend_file(struct depend *d, const char *path)
{
    if (path != NULL && strcmp(path, "-") != 0) {
        add(d, quoted(d->a, path));
    }
}

/* Returns true where a backslash takes its meaning from the blank or line break behind it. */
static bool is_escape(const char *at)
{
    return at[0] == '\\' && at[1] != '\0';
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\n' || (at[0] == '\\' && at[1] == '\n')) {
        at++;
    }
    return at;
}

/* Behind the word that starts at `at`; its quotes stay in it. */
static const char *word_end(const char *at)
{
    while (*at != '\0' && *at != ' ' && *at != '\t' && *at != '\n') {
        if (at[0] == '\\' && at[1] == '\n') {
            return at;
        }
        at += is_escape(at) ? 2 : 1;
    }
    return at;
}

int depend_rule(struct depend *d, const char *path)
{
    struct buf text = { 0 };
    int failed = descriptor_read_path(path, &text, RULE_SIZE_MAX);
    if (failed != 0) {
        fprintf(stderr, "aslc: the compiler has not written what it read: '%s': %s\n", path,
                strerror(-failed));
        buf_release(&text);
        return 3;
    }
    const char *at = strstr(buf_string(&text), ": ");
    at = at != NULL ? skip_blanks(at + 1) : "";
    while (*at != '\0') {
        const char *end = word_end(at);
        add(d, arena_text_n(d->a, at, (size_t)(end - at)));
        at = skip_blanks(end);
    }
    buf_release(&text);
    return 0;
}

const char *depend_path(struct arena *a, const struct options *o, const char *output)
{
    if (o->rules.file != NULL) {
        return o->rules.file;
    }
    const char *slash = strrchr(output, '/');
    const char *name = slash != NULL ? slash + 1 : output;
    const char *dot = strrchr(name, '.');
    bool has_ending = dot != NULL && dot != name;
    size_t size = has_ending ? (size_t)(dot - output) : strlen(output);
    return arena_print(a, "%.*s.d", (int)size, output);
}

static void put_targets(struct buf *out, struct arena *a, const struct options *o,
                        const char *output)
{
    const struct options_target *target = o->rules.targets;
    if (target->name == NULL) {
        buf_text(out, quoted(a, output));
    }
    for (; target->name != NULL; target++) {
        buf_text(out, target->is_quoted ? quoted(a, target->name) : target->name);
        buf_text(out, target[1].name != NULL ? " " : "");
    }
    buf_char(out, ':');
}

static int refuse_break(const struct depend *d, const char *output)
{
    const char *bad = output != NULL && strchr(output, '\n') != NULL ? output : NULL;
    for (size_t i = 0; i < d->count && bad == NULL; i++) {
        bad = strchr(d->words[i], '\n') != NULL ? d->words[i] : NULL;
    }
    return bad == NULL ? 0
                       : usage_fail("'%s' has a line break in its name, which no rule for make "
                                    "can have",
                                    bad);
}

int depend_write(const struct depend *d, const struct options *o, const char *output)
{
    int code = refuse_break(d, output);
    if (code != 0) {
        return code;
    }
    struct buf out = { 0 };
    put_targets(&out, d->a, o, output);
    for (size_t i = 0; i < d->count; i++) {
        buf_print(&out, "%s%s", i == 0 ? " " : " \\\n  ", d->words[i]);
    }
    buf_char(&out, '\n');
    for (size_t i = 1; o->rules.has_phony && i < d->count; i++) {
        buf_print(&out, "\n%s:\n", d->words[i]);
    }
    const char *path = depend_path(d->a, o, output);
    code = strcmp(path, "-") == 0 ? place_print(buf_string(&out), out.size)
                                  : place_bytes(d->a, buf_string(&out), out.size, path, false);
    buf_release(&out);
    return code;
}

#include "compiler/drive/cc.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/drive/scratch.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"

static struct cc split(struct arena *a, const char *text, const char *advice)
{
    const char **words = arena_array(a, strlen(text) / 2 + 2, sizeof *words);
    struct cc c = { .words = words, .advice = advice };
    while (*(text += strspn(text, " \t")) != '\0') {
        size_t size = strcspn(text, " \t");
        words[c.size++] = arena_text_n(a, text, size);
        text += size;
    }
    return c;
}

static bool is_blank(const char *text)
{
    return text == NULL || text[strspn(text, " \t")] == '\0';
}

struct cc cc_find(struct arena *a, const char *named)
{
    const char *text = named != NULL ? named : getenv("CC");
    return split(a, is_blank(text) ? "cc" : text,
                 "install gcc, or name a C compiler with --cc");
}

bool cc_is_chosen(const char *named)
{
    return named != NULL || !is_blank(getenv("CC"));
}

/* ---- Quicker ones ---- */

const char *cc_on_path(struct arena *a, const char *name)
{
    const char *at = getenv("PATH");
    while (at != NULL && *at != '\0') {
        size_t size = strcspn(at, ":");
        const char *path = arena_print(a, "%.*s/%s", (int)size, at, name);
        if (size > 0 && access(path, X_OK) == 0) {
            return path;
        }
        at += size + (at[size] == ':');
    }
    return NULL;
}

struct cc cc_find_tcc(struct arena *a)
{
    const char *path = cc_on_path(a, "tcc");
    return path != NULL ? split(a, "tcc", "install tcc") : (struct cc){ 0 };
}

struct cc cc_sanitizers(struct arena *a, const char *path)
{
    struct buf text = { 0 };
    struct cc found = { 0 };
    if (descriptor_read_path(path, &text, SIZE_MAX) == 0) {
        text.size = strcspn(buf_string(&text), "\n");
        struct cc all = split(a, arena_text_n(a, buf_string(&text), text.size), "");
        const char **words = arena_array(a, all.size + 1, sizeof *words);
        found.words = words;
        for (size_t i = 0; i < all.size; i++) {
            if (strncmp(all.words[i], "-fsanitize", 10) == 0 ||
                strncmp(all.words[i], "-fno-sanitize", 13) == 0) {
                words[found.size++] = all.words[i];
            }
        }
    }
    buf_release(&text);
    return found;
}

const char *cc_quick_linker(struct arena *a, const struct cc *c)
{
    for (size_t i = 0; i < c->size; i++) {
        if (strncmp(c->words[i], "-fuse-ld", 8) == 0) {
            return NULL;
        }
    }
    if (cc_on_path(a, "ld.mold") != NULL) {
        return "-fuse-ld=mold";
    }
    return cc_on_path(a, "ld.gold") != NULL ? "-fuse-ld=gold" : NULL;
}

/* ---- The C++ compiler ---- */

/* Returns the C++ compiler's name for a C compiler's: "aarch64-linux-gnu-g++-12" for
 * "aarch64-linux-gnu-gcc-12". Returns NULL where the name tells none. */
static const char *cxx_word(struct arena *a, const char *word)
{
    static const struct {
        const char *c, *cxx;
    } pairs[] = { { "gcc", "g++" }, { "clang", "clang++" }, { "cc", "c++" } };
    const char *slash = strrchr(word, '/');
    const char *base = slash != NULL ? slash + 1 : word;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        for (const char *at = strstr(base, pairs[i].c); at != NULL;
             at = strstr(at + 1, pairs[i].c)) {
            const char *rest = at + strlen(pairs[i].c);
            bool is_start = at == base || at[-1] == '-';
            bool is_end = *rest == '\0' || (*rest == '-' && rest[1] >= '0' && rest[1] <= '9');
            if (is_start && is_end) {
                return arena_print(a, "%.*s%s%s", (int)(at - word), word, pairs[i].cxx, rest);
            }
        }
    }
    return NULL;
}

bool cc_find_cxx(struct arena *a, const struct cc *c, const char *file, struct cc *ret_cxx)
{
    static const char advice[] = "install it, or name a C++ compiler with CXX=...";
    const char *named = getenv("CXX");
    if (!is_blank(named)) {
        *ret_cxx = split(a, named, advice);
        return true;
    }
    const char **words = arena_array(a, c->size + 1, sizeof *words);
    bool is_found = false;
    for (size_t i = 0; i < c->size; i++) {
        const char *cxx = is_found ? NULL : cxx_word(a, c->words[i]);
        words[i] = cxx != NULL ? cxx : c->words[i];
        is_found = is_found || cxx != NULL;
    }
    if (!is_found) {
        fprintf(stderr,
                "aslc: '%s' is C++, and which C++ compiler belongs to '%s' is not known: name "
                "it with CXX=...\n",
                file, c->words[0]);
        return false;
    }
    *ret_cxx = (struct cc){ .words = words, .size = c->size, .advice = advice };
    return true;
}

/* ---- Running them ---- */

static int trouble(const struct cc *c, const char *program, int error, int status)
{
    if (error == -ENOENT) {
        fprintf(stderr, "aslc: there is no '%s': %s\n", program, c->advice);
    } else if (error != 0 && error != -EINTR) {
        fprintf(stderr, "aslc: cannot run '%s': %s\n", program, strerror(-error));
    } else if (error == 0 && WIFSIGNALED(status)) {
        fprintf(stderr, "aslc: '%s' was ended by signal %d\n", program, WTERMSIG(status));
    } else if (error == 0) {
        fprintf(stderr, "aslc: '%s' failed with exit code %d\n", program, WEXITSTATUS(status));
    }
    return 3;
}

int cc_run(const struct cc *c, const char *const *argv, struct buf *output)
{
    int status = 0;
    int error = scratch_run(argv, output, &status);
    return error == 0 && status == 0 ? 0 : trouble(c, argv[0], error, status);
}

bool cc_try(struct arena *a, const char *const *argv)
{
    struct buf said = { 0 };
    int status = 0;
    bool is_good = scratch_run_quietly(a, argv, &said, &status) == 0 && status == 0;
    if (is_good && said.size > 0) {
        fwrite(said.text, 1, said.size, stderr);
    }
    buf_release(&said);
    return is_good;
}

/* Run the compiler with one argument more, for the first line that it prints. Returns 0 and
 * *ret_line in the arena, or what scratch_run() returns; NULL where it failed. */
static int ask(struct arena *a, const struct cc *c, const char *question, const char **ret_line)
{
    const char **argv = arena_array(a, c->size + 2, sizeof *argv);
    struct buf said = { 0 };
    int status = 0;
    memcpy(argv, c->words, c->size * sizeof *argv);
    argv[c->size] = question;
    int error = scratch_run(argv, &said, &status);
    *ret_line = NULL;
    if (error == 0 && status == 0) {
        *ret_line = arena_text_n(a, buf_string(&said), strcspn(buf_string(&said), "\n"));
    }
    buf_release(&said);
    return error;
}

int cc_machine(struct arena *a, const struct cc *c, const char **ret_machine)
{
    const char *line;
    int error = ask(a, c, "-dumpmachine", &line);
    if (error != 0) {
        return trouble(c, c->words[0], error, 0);
    }
    size_t size = line != NULL ? strcspn(line, "-") : 0;
    *ret_machine = size > 0 ? arena_text_n(a, line, size) : NULL;
    return 0;
}

const char *cc_library(struct arena *a, const struct cc *c, const char *file)
{
    const char *line;
    int error = ask(a, c, arena_print(a, "-print-file-name=%s", file), &line);
    return error == 0 && line != NULL && strchr(line, '/') != NULL ? line : NULL;
}

bool cc_counts(const struct cc *c)
{
    static const char *const words[] = { "--coverage", "-coverage", "-fprofile-arcs",
                                         "-ftest-coverage", "-fprofile-generate" };
    for (size_t i = 0; i < c->size; i++) {
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) {
            if (strcmp(c->words[i], words[k]) == 0) {
                return true;
            }
        }
    }
    return false;
}

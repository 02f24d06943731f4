#include "compiler/plan/ident.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/table.h"

#define FOLD_MAX 40

struct ident {
    struct arena *arena;
    const char *prefix;
    struct table *taken; /* names; any value but NULL */
    struct table *tried; /* a name -> the highest number that was tried behind it */
};

/* Words that would be keywords, macros or well-known names of C's library if they stood alone.
 */
static const char *const hostile_prefixes[] = {
    "auto",          "break",     "case",     "char",    "const",    "continue",
    "default",       "do",        "double",   "else",    "enum",     "extern",
    "float",         "for",       "goto",     "if",      "inline",   "int",
    "long",          "register",  "restrict", "return",  "short",    "signed",
    "sizeof",        "static",    "struct",   "switch",  "typedef",  "union",
    "unsigned",      "void",      "volatile", "while",   "asm",      "typeof",
    "alignas",       "alignof",   "atomic",   "bool",    "complex",  "false",
    "generic",       "imaginary", "noreturn", "nullptr", "true",     "thread_local",
    "static_assert", "constexpr", "main",     "errno",   "stdin",    "stdout",
    "stderr",        "eof",       "null",     "assert",  "offsetof", "unix",
    "linux",         "asl",       "jna",      NULL
};

/* Names with an underscore that C, its headers or its compilers know without being told. */
static const char *const taken_by_c[] = {
    "size_t",          "wchar_t",          "ptrdiff_t",      "max_align_t",
    "nullptr_t",       "gamma_r",          "gammaf_r",       "gammal_r",
    "lgamma_r",        "lgammaf_r",        "lgammal_r",      "aligned_alloc",
    "posix_memalign",  "fputc_unlocked",   "fputs_unlocked", "fprintf_unlocked",
    "printf_unlocked", "putchar_unlocked", "puts_unlocked",  "putc_unlocked",
    "fwrite_unlocked", "pthread_create",   "json_object",    NULL
};

static const char *const workflow_derived[] = { "_state",    "_states",   "_step",
                                                "_machine",  "_workflow", "_definition",
                                                "_handlers", "_tasks",    NULL };

static bool is_listed(const char *const *list, const char *word)
{
    for (; *list != NULL; list++) {
        if (strcmp(*list, word) == 0) {
            return true;
        }
    }
    return false;
}

static char folded(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return (char)(c - 'A' + 'a');
    }
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
}

const char *ident_fold(struct arena *a, const char *text, size_t size, const char *fallback)
{
    char out[FOLD_MAX];
    size_t n = 0;
    for (size_t i = 0; i < size && n < FOLD_MAX; i++) {
        char c = folded(text[i]);
        if (c != '_' || (n > 0 && out[n - 1] != '_')) {
            out[n++] = c;
        }
    }
    while (n > 0 && out[n - 1] == '_') {
        n--;
    }
    return n == 0 ? fallback : arena_text_n(a, out, n);
}

static const char *prefix_of(struct arena *a, const char *workflow)
{
    const char *word = ident_fold(a, workflow, strlen(workflow), "workflow");
    bool is_ours = strncmp(word, "asl_", 4) == 0 || strncmp(word, "jna_", 4) == 0;
    bool is_digit = word[0] >= '0' && word[0] <= '9';
    if (is_ours || is_digit || is_listed(hostile_prefixes, word)) {
        return arena_print(a, "workflow_%s", word);
    }
    return word;
}

static void take(struct ident *names, const char *name)
{
    *table_place(names->taken, name, strlen(name)) = names;
}

static bool is_taken(const struct ident *names, const char *name)
{
    return table_find(names->taken, name, strlen(name)) != NULL;
}

static bool are_free(const struct ident *names, const char *name, const char *const *derived)
{
    for (; *derived != NULL; derived++) {
        if (is_taken(names, arena_print(names->arena, "%s%s", name, *derived))) {
            return false;
        }
    }
    return true;
}

static void take_all(struct ident *names, const char *name, const char *const *derived)
{
    for (; *derived != NULL; derived++) {
        take(names, arena_print(names->arena, "%s%s", name, *derived));
    }
}

/* The numbers go on where the last name of this kind stopped, or a thousand equal names would
 * cost a million tries. */
static const char *make(struct ident *names, const char *name, const char *const *derived)
{
    void **place = table_place(names->tried, name, strlen(name));
    uintptr_t number = (uintptr_t)*place;
    const char *numbered = name;
    do {
        number++;
        if (number > 1) {
            numbered = arena_print(names->arena, "%s_%zu", name, (size_t)number);
        }
    } while (is_taken(names, numbered) || !are_free(names, numbered, derived));
    *place = (void *)number;
    take(names, numbered);
    take_all(names, numbered, derived);
    return numbered;
}

struct ident *ident_new(struct arena *a, const char *workflow, const char *const *others)
{
    struct ident *names = arena_get(a, sizeof *names);
    names->arena = a;
    names->taken = table_new(a);
    names->tried = table_new(a);
    for (size_t i = 0; taken_by_c[i] != NULL; i++) {
        take(names, taken_by_c[i]);
    }
    for (; *others != NULL; others++) {
        take(names, *others);
    }
    names->prefix = prefix_of(a, workflow);
    for (size_t n = 2; !are_free(names, names->prefix, workflow_derived); n++) {
        names->prefix = arena_print(a, "%s_%zu", prefix_of(a, workflow), n);
    }
    take_all(names, names->prefix, workflow_derived);
    return names;
}

const char *ident_prefix(const struct ident *names)
{
    return names->prefix;
}

const char *ident_make(struct ident *names, const char *text, size_t size,
                       const char *const *derived)
{
    const char *word = ident_fold(names->arena, text, size, "state");
    return make(names, arena_print(names->arena, "%s_%s", names->prefix, word), derived);
}

const char *ident_derive(struct ident *names, const char *name, const char *suffix,
                         const char *const *derived)
{
    return make(names, arena_print(names->arena, "%s%s", name, suffix), derived);
}

const char *ident_capitals(struct arena *a, const char *name)
{
    char *out = arena_text(a, name);
    for (char *c = out; *c != '\0'; c++) {
        if (*c >= 'a' && *c <= 'z') {
            *c = (char)(*c - 'a' + 'A');
        }
    }
    return out;
}

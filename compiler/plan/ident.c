#include "compiler/plan/ident.h"

#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/table.h"
#include "compiler/base/templates.h"

/* The letters of a state's name with its prefix, so that a declaration has its line; and what
 * is left of the state's own however long a prefix the user chose. */
#define NAME_MAX  42
#define STATE_MIN 16

/* Where a chosen prefix would be cut; chosen names are shorter. */
#define CHOSEN_MAX 80

struct ident {
    struct arena *arena;
    const char *prefix;
    struct table *taken; /* each taken name, with any value but NULL */
    struct table *tried; /* a name -> the highest number that was tried at its end */
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

static bool is_listed(const char *const *list, const char *word)
{
    for (; *list != NULL; list++) {
        if (strcmp(*list, word) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_small(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static char folded(char c)
{
    if (is_capital(c)) {
        return (char)(c - 'A' + 'a');
    }
    return is_small(c) ? c : '_';
}

/* Returns true if a word begins at text[i] without a blank before it: the O and the M of
 * "getOrderSQSMessage". */
static bool is_hump(const char *text, size_t size, size_t i)
{
    if (i == 0 || !is_capital(text[i])) {
        return false;
    }
    bool ends_capitals =
        is_capital(text[i - 1]) && i + 1 < size && text[i + 1] >= 'a' && text[i + 1] <= 'z';
    return is_small(text[i - 1]) || ends_capitals;
}

/* A text on its way to a name. */
struct folding {
    char out[CHOSEN_MAX];
    size_t size, most;
    size_t words; /* how much of it is whole words */
};

/* Returns false if the letter does not fit any more. The name is then cut after its last whole
 * word, unless it has only one. */
static bool put_letter(struct folding *f, char letter, bool begins_word)
{
    if (begins_word || letter == '_') {
        f->words = f->size;
    }
    if (f->size == f->most) {
        f->size = f->words > 0 ? f->words : f->size;
        return false;
    }
    f->out[f->size++] = letter;
    return true;
}

/* With `splits`, each word that begins with a capital letter is set off by an underscore. */
static void fold(struct folding *f, const char *text, size_t size, bool splits)
{
    bool has_room = true;
    for (size_t i = 0; i < size && has_room; i++) {
        bool begins_word = is_hump(text, size, i);
        bool is_apart = f->size == 0 || f->out[f->size - 1] == '_';
        char letter = folded(text[i]);
        if (begins_word && splits && !is_apart) {
            has_room = put_letter(f, '_', false);
            is_apart = true;
        }
        if (has_room && (letter != '_' || !is_apart)) {
            has_room = put_letter(f, letter, begins_word && !splits);
        }
    }
    while (f->size > 0 && f->out[f->size - 1] == '_') {
        f->size--;
    }
}

const char *ident_fold(struct arena *a, const char *text, size_t size, size_t most,
                       const char *fallback)
{
    struct folding f = { .most = most };
    fold(&f, text, size, true);
    return f.size == 0 ? fallback : arena_text_n(a, f.out, f.size);
}

static bool is_no_prefix(const char *word)
{
    bool is_ours = strncmp(word, "asl_", 4) == 0 || strncmp(word, "jna_", 4) == 0;
    bool is_digit = word[0] >= '0' && word[0] <= '9';
    return is_ours || is_digit || is_listed(hostile_prefixes, word);
}

/* A prefix of at most `most` letters. */
static const char *prefix_of(struct arena *a, const char *workflow, size_t most)
{
    static const char before[] = "workflow_";
    struct folding f = { .most = most };
    fold(&f, workflow, strlen(workflow), false);
    const char *word = f.size == 0 ? "workflow" : arena_text_n(a, f.out, f.size);
    if (is_no_prefix(word)) {
        f = (struct folding){ .most = most - (sizeof before - 1) };
        fold(&f, workflow, strlen(workflow), false);
        word = arena_print(a, "%s%.*s", before, (int)f.size, f.out);
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

static bool is_free_prefix(const struct ident *names, const char *prefix)
{
    return are_free(names, prefix, templates_suffixes("workflow")) &&
           are_free(names, prefix, templates_suffixes("machine"));
}

/* The workflow is the machine that holds all others, so it has the names of both. */
static void take_prefix(struct ident *names, const char *workflow, size_t most)
{
    names->prefix = prefix_of(names->arena, workflow, most);
    for (size_t n = 2; !is_free_prefix(names, names->prefix); n++) {
        const char *number = arena_print(names->arena, "_%zu", n);
        const char *shorter = prefix_of(names->arena, workflow, most - strlen(number));
        names->prefix = arena_print(names->arena, "%s%s", shorter, number);
    }
    take_all(names, names->prefix, templates_suffixes("workflow"));
    take_all(names, names->prefix, templates_suffixes("machine"));
}

struct ident *ident_new(struct arena *a, const char *workflow, bool is_chosen,
                        const char *const *others)
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
    take_prefix(names, workflow, is_chosen ? CHOSEN_MAX : IDENT_PREFIX_MAX);
    return names;
}

const char *ident_prefix(const struct ident *names)
{
    return names->prefix;
}

const char *ident_make(struct ident *names, const char *text, size_t size,
                       const char *const *derived)
{
    size_t before = strlen(names->prefix) + 1;
    size_t most = before + STATE_MIN > NAME_MAX ? STATE_MIN : NAME_MAX - before;
    const char *word = ident_fold(names->arena, text, size, most, "state");
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

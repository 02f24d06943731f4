#include "compiler/drive/build.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/drive/options.h"
#include "compiler/drive/place.h"
#include "compiler/drive/scratch.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

#define ARGS_MORE 32 /* arguments of a cc call that are ours, at most */

static size_t list_size(const char *const *list)
{
    size_t size = 0;
    while (list[size] != NULL) {
        size++;
    }
    return size;
}

/* CC may bring arguments with it: "ccache gcc". */
static void find_cc(struct build *b)
{
    const char *text = b->o->cc != NULL ? b->o->cc : getenv("CC");
    if (text == NULL || text[strspn(text, " \t")] == '\0') {
        text = "cc";
    }
    const char **words = arena_array(b->a, strlen(text) / 2 + 2, sizeof *words);
    while (*(text += strspn(text, " \t")) != '\0') {
        size_t size = strcspn(text, " \t");
        words[b->cc_size++] = arena_text_n(b->a, text, size);
        text += size;
    }
    b->cc = words;
}

static int find_runtime(struct build *b)
{
    static const char *const beside[] = { "", "/.." };
    char self[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    if (size < 0) {
        fprintf(stderr, "aslc: cannot find itself: /proc/self/exe: %s\n", strerror(errno));
        return 3;
    }
    self[size] = '\0';
    *strrchr(self, '/') = '\0';
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        b->root = arena_print(b->a, "%s%s", self, beside[i]);
        if (access(arena_print(b->a, "%s/lib/libasl.a", b->root), R_OK) == 0) {
            return 0;
        }
    }
    fprintf(stderr, "aslc: the runtime is missing: no lib/libasl.a in '%s' or beside it\n",
            self);
    return 3;
}

static int trouble(const char *program, int error, int status)
{
    if (error == -ENOENT) {
        fprintf(stderr, "aslc: there is no '%s': install gcc, or name a C compiler with --cc\n",
                program);
    } else if (error != 0 && error != -EINTR) {
        fprintf(stderr, "aslc: cannot run '%s': %s\n", program, strerror(-error));
    } else if (error == 0 && WIFSIGNALED(status)) {
        fprintf(stderr, "aslc: '%s' was ended by signal %d\n", program, WTERMSIG(status));
    } else if (error == 0) {
        fprintf(stderr, "aslc: '%s' failed with exit code %d\n", program, WEXITSTATUS(status));
    }
    return 3;
}

static int run(const char *const *argv, struct buf *output)
{
    int status = 0;
    int error = scratch_run(argv, output, &status);
    return error == 0 && status == 0 ? 0 : trouble(argv[0], error, status);
}

/* A call of cc that is being put together. */
struct call {
    const char **argv;
    size_t size;
};

static void add(struct call *c, const char *word)
{
    c->argv[c->size++] = word;
}

static struct call call_begin(const struct build *b, size_t more)
{
    struct call c = { .argv =
                          arena_array(b->a, b->cc_size + ARGS_MORE + more, sizeof *c.argv) };
    for (size_t i = 0; i < b->cc_size; i++) {
        add(&c, b->cc[i]);
    }
    add(&c, b->o->level);
    if (b->o->debug) {
        add(&c, "-g");
    }
    add(&c, "-ffunction-sections");
    add(&c, "-fdata-sections");
    return c;
}

static int compile_given(const struct build *b, const char *file, const char *object)
{
    struct call c = call_begin(b, list_size(b->o->cc_args));
    for (const char *const *arg = b->o->cc_args; *arg != NULL; arg++) {
        if (strncmp(*arg, "-I", 2) == 0) {
            add(&c, *arg);
        }
    }
    add(&c, arena_print(b->a, "-I%s/include", b->root));
    add(&c, "-c");
    add(&c, file);
    add(&c, "-o");
    add(&c, object);
    return run(c.argv, NULL);
}

static int compile_all_given(struct build *b)
{
    b->given = arena_array(b->a, list_size(b->o->cc_args) + 1, sizeof *b->given);
    for (size_t i = 0; b->o->cc_args[i] != NULL; i++) {
        b->given[i] = b->o->cc_args[i];
        if (text_ends_with(b->given[i], ".c")) {
            b->given[i] = scratch_path(b->a, arena_print(b->a, "%zu.o", i));
            int code = compile_given(b, b->o->cc_args[i], b->given[i]);
            if (code != 0) {
                return code;
            }
        }
    }
    return 0;
}

/* A line of nm -P is "name type value size"; an archive's member has one that ends with a
 * colon. */
static void take_symbols(struct build *b, const char *text)
{
    size_t lines = 1;
    for (const char *c = text; *c != '\0'; c++) {
        lines += *c == '\n';
    }
    const char **symbols = arena_array(b->a, lines + 1, sizeof *symbols);
    size_t count = 0;
    while (*text != '\0') {
        size_t line = strcspn(text, "\n"), name = strcspn(text, " \n");
        bool is_function = name + 2 <= line && (text[name + 1] == 'T' || text[name + 1] == 'W');
        if (is_function && (name + 2 == line || text[name + 2] == ' ')) {
            symbols[count++] = arena_text_n(b->a, text, name);
        }
        text += line + (text[line] == '\n');
    }
    b->symbols = symbols;
}

static int read_symbols(struct build *b)
{
    static const char *const command[] = { "nm", "-P", "-g", "--defined-only" };
    enum { WORDS = sizeof command / sizeof command[0] };
    const char **argv = arena_array(b->a, WORDS + list_size(b->given) + 1, sizeof *argv);
    size_t size = 0;
    for (; size < WORDS; size++) {
        argv[size] = command[size];
    }
    for (size_t i = 0; b->given[i] != NULL; i++) {
        if (text_ends_with(b->given[i], ".o") || text_ends_with(b->given[i], ".a")) {
            argv[size++] = b->given[i];
        }
    }
    struct buf said = { 0 };
    int code = size > WORDS ? run(argv, &said) : 0;
    take_symbols(b, buf_string(&said));
    buf_release(&said);
    return code;
}

int build_start(struct build *b, struct arena *a, const struct options *o)
{
    const char *parent;
    *b = (struct build){ .a = a, .o = o };
    find_cc(b);
    int code = find_runtime(b);
    if (code != 0) {
        return code;
    }
    int error = scratch_open(a, &parent);
    if (error != 0) {
        fprintf(stderr, "aslc: cannot make a folder in '%s': %s\n", parent, strerror(-error));
        return 3;
    }
    code = compile_all_given(b);
    return code != 0 ? code : read_symbols(b);
}

/* gcc inlines functions that are called once into the switch, and then takes time that is not
 * linear in the number of states; and a debugger would not find them. Their work is in the
 * runtime, so nothing is lost. The scratch folder has another name each time: the program must
 * not tell it. */
static struct call link_call(struct build *b, const char *c_file, const char *program)
{
    struct call c = call_begin(b, list_size(b->given));
    if (strcmp(b->o->level, "-O2") == 0 || b->o->debug) {
        add(&c, "-fno-inline");
    }
    if (b->o->debug) {
        add(&c, arena_print(b->a, "-fdebug-prefix-map=%s=.", scratch_path(b->a, "")));
    }
    add(&c, "-std=c11");
    add(&c, arena_print(b->a, "-I%s/include", b->root));
    add(&c, c_file);
    for (size_t i = 0; b->given[i] != NULL; i++) {
        add(&c, b->given[i]);
    }
    add(&c, arena_print(b->a, "%s/lib/libasl.a", b->root));
    add(&c, "-Wl,--gc-sections");
    if (b->o->is_static) {
        add(&c, "-static");
    }
    if (!b->o->debug) {
        add(&c, "-s");
    }
    add(&c, arena_print(b->a, "-L%s/lib", b->root));
    add(&c, arena_print(b->a, "@%s/lib/asl.libs", b->root));
    add(&c, "-o");
    add(&c, program);
    return c;
}

int build_program(struct build *b, const char *name, const struct buf *c_text,
                  const char **ret_program)
{
    const char *c_file = scratch_path(b->a, arena_print(b->a, "%s.c", name));
    const char *program = scratch_path(b->a, "program");
    int code = place_bytes(b->a, buf_string(c_text), c_text->size, c_file, false);
    if (code != 0) {
        return code;
    }
    struct call c = link_call(b, c_file, program);
    code = run(c.argv, NULL);
    if (code == 0) {
        *ret_program = program;
    }
    return code;
}

/* Who made a file anew made it another: its time and size say so without reading it. */
static void put_file(struct buf *key, const char *path)
{
    struct stat at;
    if (stat(path, &at) == 0) {
        buf_print(key, "%s %lld %lld.%ld\n", path, (long long)at.st_size,
                  (long long)at.st_mtim.tv_sec, at.st_mtim.tv_nsec);
    }
}

static void put_content(struct buf *key, const char *path)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return;
    }
    size_t got;
    do {
        got = fread(buf_room(key, 8192), 1, 8192, file);
        key->size += got;
    } while (got > 0);
    fclose(file);
}

void build_key(const struct build *b, struct buf *key)
{
    put_file(key, "/proc/self/exe");
    put_file(key, arena_print(b->a, "%s/lib/libasl.a", b->root));
    buf_print(key, "%s %d %d\n", b->o->level, b->o->debug, b->o->is_static);
    for (size_t i = 0; i < b->cc_size; i++) {
        buf_print(key, "%s\n", b->cc[i]);
    }
    for (size_t i = 0; b->given[i] != NULL; i++) {
        buf_print(key, "%s\n", b->o->cc_args[i]);
        if (text_ends_with(b->given[i], ".o")) {
            /* An object made just now: its time says nothing, its bytes say all. */
            put_content(key, b->given[i]);
        } else {
            put_file(key, b->given[i]);
        }
    }
}

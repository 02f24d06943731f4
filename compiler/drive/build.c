#include "compiler/drive/build.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/drive/cache.h"
#include "compiler/drive/depend.h"
#include "compiler/drive/options.h"
#include "compiler/drive/place.h"
#include "compiler/drive/progress.h"
#include "compiler/drive/scratch.h"
#include "compiler/drive/symbols.h"
#include "compiler/drive/usage.h"
#include "compiler/emit/emit.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

#ifndef ASLC_MACHINE
#define ASLC_MACHINE "x86_64" /* the Makefile says which it is */
#endif

#define LARGE_BYTES (256u << 10) /* of generated C: some 300 states */
#define ARGS_MORE   32           /* arguments of a cc call that are ours, at most */

static size_t list_size(const char *const *list)
{
    size_t size = 0;
    while (list[size] != NULL) {
        size++;
    }
    return size;
}

/* The folder in which lib/ and include/ lie: aslc's own, or the one above it. */
static int find_root(struct build *b)
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

/* What is quicker than cc and its linker: for this machine, and where nobody has chosen
 * another. tcc does not know -g's options, so that the definition's lines stay cc's work. */
static void find_quick(struct build *b)
{
    if (b->sanitizers.size > 0) {
        return;
    }
    b->linker = cc_quick_linker(b->a, &b->cc);
    if (strcmp(b->o->workflow_level, "-O0") == 0 && !b->o->debug && !cc_is_chosen(b->o->cc)) {
        b->tcc = cc_find_tcc(b->a);
    }
}

/* The runtime for aslc's own machine lies in lib/, one for another in lib/asl/MACHINE. */
static int find_runtime(struct build *b)
{
    const char *machine = NULL;
    int code = find_root(b);
    if (code == 0) {
        code = cc_machine(b->a, &b->cc, &machine);
    }
    if (code != 0) {
        return code;
    }
    b->lib = arena_print(b->a, "%s/lib", b->root);
    if (machine != NULL && strcmp(machine, ASLC_MACHINE) != 0) {
        b->lib = arena_print(b->a, "%s/asl/%s", b->lib, machine);
    }
    if (access(arena_print(b->a, "%s/libasl.a", b->lib), R_OK) == 0) {
        b->sanitizers = cc_sanitizers(b->a, arena_print(b->a, "%s/asl.libs", b->lib));
        if (machine == NULL || strcmp(machine, ASLC_MACHINE) == 0) {
            find_quick(b);
        }
        return 0;
    }
    fprintf(stderr,
            "aslc: '%s' builds for %s, and there is no runtime for that: '%s/libasl.a' is "
            "missing; in aslc's sources, 'make runtime ARCH=...' makes it (arm64 or amd64)\n",
            b->cc.words[0], machine, b->lib);
    return 3;
}

/* ---- Calls of a compiler ---- */

/* A call that is being put together. */
struct call {
    const struct cc *cc;
    const char **argv;
    size_t size;
};

static void add(struct call *c, const char *word)
{
    c->argv[c->size++] = word;
}

static struct call call_plain(const struct build *b, const struct cc *cc, size_t more)
{
    struct call c = { .cc = cc,
                      .argv = arena_array(b->a, cc->size + ARGS_MORE + more, sizeof *c.argv) };
    for (size_t i = 0; i < cc->size; i++) {
        add(&c, cc->words[i]);
    }
    return c;
}

static struct call call_begin(const struct build *b, const struct cc *cc, size_t more,
                              const char *level)
{
    struct call c = call_plain(b, cc, more);
    add(&c, level);
    if (b->o->debug) {
        add(&c, "-g");
    }
    return c;
}

/* ---- The given files ---- */

static bool is_cxx(const char *file)
{
    return text_ends_with(file, ".cpp") || text_ends_with(file, ".cc") ||
           text_ends_with(file, ".cxx");
}

bool build_is_source(const char *file)
{
    return text_ends_with(file, ".c") || is_cxx(file);
}

/* Where the compiler writes what it has read for the given file number `i`. */
static const char *rule_of(const struct build *b, size_t i)
{
    return scratch_path(b->a, arena_print(b->a, "%zu.d", i));
}

static int compile_given(const struct build *b, size_t i)
{
    const char *file = b->o->cc_args[i];
    const struct cc *cc = is_cxx(file) ? &b->cxx : &b->cc;
    struct call c = call_begin(b, cc, list_size(b->o->cc_args), b->o->level);
    add(&c, "-ffunction-sections");
    add(&c, "-fdata-sections");
    if (b->o->is_shared) {
        add(&c, "-fPIC");
    }
    for (const char *const *arg = b->o->cc_args; *arg != NULL; arg++) {
        if (strncmp(*arg, "-I", 2) == 0) {
            add(&c, *arg);
        }
    }
    add(&c, arena_print(b->a, "-I%s/include", b->root));
    add(&c, arena_print(b->a, "-I%s/lib/asl/include", b->root));
    if (b->o->rules.word != NULL) {
        add(&c, b->o->rules.word);
        add(&c, "-MF");
        add(&c, rule_of(b, i));
        add(&c, "-MT");
        add(&c, "given");
    }
    add(&c, "-c");
    add(&c, file);
    add(&c, "-o");
    add(&c, b->given[i]);
    progress_step("compiling the given files");
    return cc_run(cc, c.argv, NULL);
}

static int want_cxx(struct build *b, const char *file)
{
    if (b->cxx.size > 0 || !is_cxx(file)) {
        return 0;
    }
    return cc_find_cxx(b->a, &b->cc, file, &b->cxx) ? 0 : 3;
}

/* The object of the given file number `i`. What counts what is run finds the files that it
 * writes beside the object by the object's name, so that stays. */
static const char *object_of(const struct build *b, size_t i)
{
    const char *file = b->o->cc_args[i];
    const char *slash = strrchr(file, '/');
    return b->kept == NULL
               ? scratch_path(b->a, arena_print(b->a, "%zu.o", i))
               : arena_print(b->a, "%s/%zu-%s.o", b->kept, i, slash != NULL ? slash + 1 : file);
}

/* What an older program has counted is nothing to the new one. */
static void forget_counts(const struct build *b, const char *object)
{
    if (b->kept != NULL) {
        unlink(arena_print(b->a, "%.*s.gcda", (int)strlen(object) - 2, object));
    }
}

static int compile_all_given(struct build *b)
{
    b->given = arena_array(b->a, list_size(b->o->cc_args) + 1, sizeof *b->given);
    for (size_t i = 0; b->o->cc_args[i] != NULL; i++) {
        const char *file = b->o->cc_args[i];
        b->given[i] = file;
        if (build_is_source(file)) {
            b->given[i] = object_of(b, i);
            forget_counts(b, b->given[i]);
            int code = want_cxx(b, file);
            code = code == 0 ? compile_given(b, i) : code;
            if (code != 0) {
                return code;
            }
        }
    }
    return 0;
}

static int read_symbols(struct build *b)
{
    const char **paths = arena_array(b->a, list_size(b->given) + 1, sizeof *paths);
    size_t count = 0;
    for (size_t i = 0; b->given[i] != NULL; i++) {
        if (text_ends_with(b->given[i], ".o") || text_ends_with(b->given[i], ".a")) {
            paths[count++] = b->given[i];
        }
    }
    int code = symbols_read(b->a, paths, &b->files);
    b->file_count = code == 0 ? count : 0;
    size_t functions = 0;
    for (size_t i = 0; i < b->file_count; i++) {
        functions += list_size(b->files[i].functions);
    }
    const char **all = arena_array(b->a, functions + 1, sizeof *all);
    functions = 0;
    for (size_t i = 0; i < b->file_count; i++) {
        for (const char *const *name = b->files[i].functions; *name != NULL; name++) {
            all[functions++] = *name;
        }
    }
    b->symbols = all;
    return code;
}

/* The folder for what must stay when the compiler counts what is run. */
static int make_kept(struct build *b, const char *output)
{
    if (!cc_counts(&b->cc) || output == NULL || b->o->action != OPTIONS_BUILD) {
        return 0;
    }
    b->kept = arena_print(b->a, "%s.gcov", output);
    if (mkdir(b->kept, 0777) < 0 && errno != EEXIST) {
        fprintf(stderr, "aslc: cannot make the folder '%s': %s\n", b->kept, strerror(errno));
        return 3;
    }
    return 0;
}

int build_start(struct build *b, struct arena *a, const struct options *o, const char *output)
{
    const char *parent;
    *b = (struct build){ .a = a, .o = o, .cc = cc_find(a, o->cc) };
    if ((o->action == OPTIONS_RUN || o->is_shared) && cc_counts(&b->cc)) {
        return usage_fail("%s keeps no counts of what is run: build a program with -o to "
                          "use '%s'",
                          o->is_shared ? "--shared" : "--run",
                          o->cc != NULL ? o->cc : getenv("CC"));
    }
    int error = scratch_open(a, &parent);
    if (error != 0) {
        fprintf(stderr, "aslc: cannot make a folder in '%s': %s\n", parent, strerror(-error));
        return 3;
    }
    int code = find_runtime(b);
    code = code == 0 ? make_kept(b, output) : code;
    code = code == 0 ? compile_all_given(b) : code;
    return code == 0 ? read_symbols(b) : code;
}

/* ---- The program ---- */

/* What a shared object shows: its functions in C may be called what others call theirs, in the
 * process that loads it and in what else it loads. */
static const char exports[] = "{ global: " EMIT_LOADED "; local: *; };\n";

static const char *exports_path(const struct build *b)
{
    return scratch_path(b->a, "exports");
}

/* gcc inlines functions that are called once into the switch, and then takes time that is not
 * linear in the number of states; and a debugger would not find them. Their work is in the
 * runtime, so nothing is lost. The scratch folder has another name each time: the program must
 * not tell it. */
static void add_workflow(const struct build *b, struct call *c)
{
    if (strcmp(b->o->level, "-O2") == 0 || b->o->debug) {
        add(c, "-fno-inline");
    }
    if (b->o->debug) {
        add(c, arena_print(b->a, "-fdebug-prefix-map=%s=.", scratch_path(b->a, "")));
    }
}

static void add_compile(const struct build *b, struct call *c, const char *c_file,
                        const char *object)
{
    add(c, "-std=c11");
    add(c, arena_print(b->a, "-I%s/include", b->root));
    add(c, "-c");
    add(c, c_file);
    add(c, "-o");
    add(c, object);
}

/* The functions of a workflow only call the runtime: what optimising them saves is some
 * instructions a transition, and it takes a third of cc's time, which counts where there are
 * hundreds of them. */
static const char *workflow_level(const struct build *b)
{
    const char *level = b->o->workflow_level;
    return b->is_large && !b->o->debug && strcmp(level, "-Og") == 0 ? "-O0" : level;
}

/* Nothing of the workflow is left out by the linker, so it needs no section for each function
 * and table; they cost time. */
static int compile_workflow(const struct build *b, const char *c_file, const char *object)
{
    struct call c = call_begin(b, &b->cc, b->sanitizers.size, workflow_level(b));
    for (size_t i = 0; i < b->sanitizers.size; i++) {
        add(&c, b->sanitizers.words[i]);
    }
    if (b->o->is_shared) {
        add(&c, "-fPIC");
    }
    add_workflow(b, &c);
    add_compile(b, &c, c_file, object);
    return cc_run(c.cc, c.argv, NULL);
}

/* C++'s own runtime goes in as an archive like everything else, where there is one. */
static void find_cxx_runtime(struct build *b)
{
    b->has_cxx_archive = b->cxx.size > 0 &&
                         (b->o->is_static || cc_library(b->a, &b->cxx, "libstdc++.a") != NULL);
    if (b->cxx.size > 0 && !b->has_cxx_archive) {
        fputs("aslc: note: there is no libstdc++.a: the program will need libstdc++.so\n",
              stderr);
    }
}

static void add_libraries(struct build *b, struct call *c)
{
    for (size_t i = 0; b->given[i] != NULL; i++) {
        add(c, b->given[i]);
    }
    if (!b->o->is_shared) {
        add(c, arena_print(b->a, "%s/libasl.a", b->lib));
    }
    add(c, "-Wl,--gc-sections");
    if (b->o->is_static) {
        add(c, "-static");
    }
    if (!b->o->debug) {
        add(c, "-s");
    }
    add(c, arena_print(b->a, "@%s/asl.libs", b->lib));
}

/* `linker` is b->linker or NULL for cc's own choice. */
static struct call link_call(struct build *b, const char *object, const char *linker,
                             const char *program)
{
    bool links_cxx = b->cxx.size > 0;
    struct call c =
        call_begin(b, links_cxx ? &b->cxx : &b->cc, list_size(b->given), b->o->level);
    if (linker != NULL) {
        add(&c, linker);
    }
    if (b->tcc.size > 0) {
        add(&c, "-Wl,-z,noexecstack"); /* tcc's objects do not say that theirs need not be */
    }
    if (b->o->is_shared) {
        add(&c, "-shared");
        add(&c, arena_print(b->a, "-Wl,--version-script=%s", exports_path(b)));
    }
    add(&c, object);
    add_libraries(b, &c);
    if (b->has_cxx_archive) {
        add(&c, "-static-libstdc++");
        add(&c, "-static-libgcc");
    }
    add(&c, "-o");
    add(&c, program);
    return c;
}

static bool try_link(struct build *b, const char *object, const char *linker,
                     const char *program)
{
    struct call c = link_call(b, object, linker, program);
    progress_step("linking the program");
    return cc_try(b->a, c.argv);
}

/* The whole way by tcc. It may know less C than the headers of this machine need, or its
 * objects may want something of its own library: then cc does it all once more. */
static bool try_tcc(struct build *b, const char *c_file, const char *object,
                    const char *program)
{
    struct call c = call_plain(b, &b->tcc, 0);
    add_compile(b, &c, c_file, object);
    progress_step("compiling the workflow");
    bool is_linked = cc_try(b->a, c.argv) &&
                     ((b->linker != NULL && try_link(b, object, b->linker, program)) ||
                      (!scratch_interrupted() && try_link(b, object, NULL, program)));
    b->tcc.size = is_linked ? b->tcc.size : 0;
    return is_linked;
}

/* What the quick linker cannot do, cc's own may: and where that fails too, its messages are
 * those that people know. */
static int by_cc(struct build *b, const char *c_file, const char *object, const char *program)
{
    progress_step("compiling the workflow");
    int code = compile_workflow(b, c_file, object);
    if (code != 0 || (b->linker != NULL && try_link(b, object, b->linker, program))) {
        return code;
    }
    if (scratch_interrupted()) {
        return 3;
    }
    struct call c = link_call(b, object, NULL, program);
    progress_step("linking the program");
    return cc_run(c.cc, c.argv, NULL);
}

/* gcov looks for the object beside its counts, by the name of the C. The given files' objects
 * have numbers as names. */
static int compile_and_link(struct build *b, const char *c_file, const char *program)
{
    const char *object = b->kept != NULL
                             ? arena_print(b->a, "%.*s.o", (int)strlen(c_file) - 2, c_file)
                             : scratch_path(b->a, "workflow.o");
    forget_counts(b, object);
    find_cxx_runtime(b);
    if (b->tcc.size > 0 && try_tcc(b, c_file, object, program)) {
        return 0;
    }
    return scratch_interrupted() ? 3 : by_cc(b, c_file, object, program);
}

int build_program(struct build *b, const char *name, const struct buf *c_text,
                  const char **ret_program)
{
    const char *file = arena_print(b->a, "%s.c", name);
    const char *c_file =
        b->kept != NULL ? arena_print(b->a, "%s/%s", b->kept, file) : scratch_path(b->a, file);
    const char *program = scratch_path(b->a, "program");
    b->is_large = c_text->size > LARGE_BYTES;
    int code = place_bytes(b->a, buf_string(c_text), c_text->size, c_file, false);
    if (code == 0 && b->o->is_shared) {
        code = place_bytes(b->a, exports, sizeof exports - 1, exports_path(b), false);
    }
    if (code == 0) {
        code = compile_and_link(b, c_file, program);
    }
    if (code == 0) {
        *ret_program = program;
    }
    return code;
}

int build_reads(const struct build *b, struct depend *d)
{
    for (size_t i = 0; b->given != NULL && b->given[i] != NULL; i++) {
        const char *file = b->o->cc_args[i];
        int code = build_is_source(file) ? depend_rule(d, rule_of(b, i)) : 0;
        if (code != 0) {
            return code;
        }
        depend_file(d, build_is_source(file) || file[0] == '-' ? NULL : file);
    }
    if (b->o->action == OPTIONS_BUILD) {
        depend_file(d, b->o->is_shared ? NULL : arena_print(b->a, "%s/libasl.a", b->lib));
        depend_file(d, arena_print(b->a, "%s/asl.libs", b->lib));
    }
    return 0;
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
    cache_put_file(key, "/proc/self/exe");
    cache_put_file(key, arena_print(b->a, "%s/libasl.a", b->lib));
    buf_print(key, "%s %s %d %d %s\n", b->o->level, b->o->workflow_level, b->o->debug,
              b->o->is_static, b->linker != NULL ? b->linker : "");
    if (b->tcc.size > 0) {
        cache_put_file(key, cc_on_path(b->a, b->tcc.words[0]));
    }
    for (size_t i = 0; i < b->cc.size; i++) {
        buf_print(key, "%s\n", b->cc.words[i]);
    }
    for (size_t i = 0; i < b->cxx.size; i++) {
        buf_print(key, "%s\n", b->cxx.words[i]);
    }
    for (size_t i = 0; b->given[i] != NULL; i++) {
        buf_print(key, "%s\n", b->o->cc_args[i]);
        if (text_ends_with(b->given[i], ".o")) {
            /* An object made just now: its time says nothing, its bytes say all. */
            put_content(key, b->given[i]);
        } else {
            cache_put_file(key, b->given[i]);
        }
    }
}

#include "compiler/drive/unused.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/drive/build.h"
#include "compiler/drive/options.h"
#include "compiler/drive/symbols.h"
#include "compiler/plan/plan.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/text.h"

/* What libraries ask for is not known; the C library's mathematics ask for nothing. */
static bool has_libraries(const struct options *o)
{
    for (const char *const *arg = o->cc_args; *arg != NULL; arg++) {
        bool is_library = strncmp(*arg, "-l", 2) == 0 && strcmp(*arg, "-lm") != 0;
        if (is_library || text_ends_with(*arg, ".so")) {
            return true;
        }
    }
    return false;
}

static bool is_wanted(const struct build *b, const struct plan *p,
                      const struct symbols_file *own, const char *name)
{
    bool found = symbols_has(p->handlers, name) || symbols_has(p->symbols, name);
    for (size_t i = 0; i < b->file_count && !found; i++) {
        found = &b->files[i] != own && symbols_has(b->files[i].wanted, name);
    }
    return found;
}

static bool is_any_wanted(const struct build *b, const struct plan *p,
                          const struct symbols_file *f, const char *const *names)
{
    while (*names != NULL && !is_wanted(b, p, f, *names)) {
        names++;
    }
    return *names != NULL;
}

/* Constructors are called by nobody: the object has a section that lists them. */
static bool acts_before_main(const char *object)
{
    struct buf bytes = { 0 };
    bool may = descriptor_read_path(object, &bytes, SIZE_MAX) != 0 ||
               memmem(buf_string(&bytes), bytes.size, ".init_array", 11) != NULL;
    buf_release(&bytes);
    return may;
}

static const char *advice(struct arena *a, const struct symbols_file *f)
{
    bool is_mangled = true;
    for (size_t i = 0; f->functions[i] != NULL; i++) {
        is_mangled = is_mangled && strncmp(f->functions[i], "_Z", 2) == 0;
    }
    return is_mangled ? "a task in C++ must be extern \"C\""
                      : arena_print(a,
                                    "a task's function has the name that its Resource ends "
                                    "with, and here is '%s'",
                                    f->functions[0]);
}

void unused_check(struct arena *a, struct diag *d, const struct build *b, const struct plan *p)
{
    size_t file = 0;
    diag_source(d, NULL);
    for (size_t i = 0; p != NULL && b->given != NULL && b->given[i] != NULL; i++) {
        const struct symbols_file *f = &b->files[file];
        if (file == b->file_count || strcmp(f->path, b->given[i]) != 0) {
            continue;
        }
        file++;
        if (build_is_source(b->o->cc_args[i]) && f->functions[0] != NULL &&
            !has_libraries(b->o) && !is_any_wanted(b, p, f, f->functions) &&
            !is_any_wanted(b, p, f, f->data) && !acts_before_main(f->path)) {
            diag_global(d, DIAG_FILE_UNUSED, b->o->cc_args[i], advice(a, f), NULL);
        }
    }
}

#include "runtime/postgres/libpq.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"

#define LIBRARY "libpq.so.5"

struct libpq libpq;

/* A pointer to a function may be got as one to an object: POSIX says so of dlsym(). */
static bool find_functions(void *library, struct buf *why)
{
    static const struct {
        const char *name;
        void *place;
    } rows[] = {
#define ROW(name) { #name, &libpq.name },
        LIBPQ_FUNCTIONS(ROW)
#undef ROW
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        void *address = dlsym(library, rows[i].name);
        if (address == NULL) {
            buf_print(why, LIBRARY " has no %s(): it is older than PostgreSQL 14",
                      rows[i].name);
            return false;
        }
        memcpy(rows[i].place, &address, sizeof address);
    }
    return true;
}

bool libpq_load(struct buf *why)
{
    if (libpq.library != NULL) {
        return true;
    }
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        buf_text(why, "PostgreSQL needs " LIBRARY ", which is not on this machine; Debian has "
                      "it in the package libpq5");
    } else if (find_functions(library, why)) {
        libpq.library = library;
    }
    return libpq.library != NULL;
}

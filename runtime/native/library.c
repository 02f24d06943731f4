#include "runtime/native/library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/include/asl/task.h"
#include "runtime/task/target.h"

/* What tasks in shared libraries call back. */
static target_address *const called_back[] = {
    (target_address *)asl_call_fail,
    (target_address *)asl_call_cancelled,
    (target_address *)asl_call_heartbeat,
    NULL,
};

/* dlsym() gives functions as pointers to data, which C does not convert. */
static target_address *look_up(void *handle, const char *symbol)
{
    void *data = dlsym(handle, symbol);
    target_address *address;
    memcpy(&address, &data, sizeof address);
    return address;
}

/* A name without '/' is searched where the system's libraries are. */
static void say_where(struct buf *why, const char *library)
{
    if (strchr(library, '/') == NULL && access(library, F_OK) == 0) {
        buf_print(why, "; the file in this folder is './%s'", library);
    }
}

static bool open_library(const char *library, void **ret_handle, struct buf *why)
{
    *ret_handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (*ret_handle != NULL) {
        return true;
    }
    const char *reason = dlerror();
    buf_print(why, "the shared library cannot be opened: %s",
              reason != NULL ? reason : library);
    say_where(why, library);
    return false;
}

/* What the program has loaded already, and libm, which it may have linked in as an archive. */
static target_address *find_of_system(const char *symbol)
{
    target_address *address = look_up(RTLD_DEFAULT, symbol);
    if (address == NULL) {
        void *libm = dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL);
        address = libm != NULL ? look_up(libm, symbol) : NULL;
    }
    return address;
}

static bool find(const char *library, const char *symbol, target_address **ret_address,
                 struct buf *why)
{
    void *handle;
    if (library == NULL) {
        *ret_address = find_of_system(symbol);
    } else {
        if (!open_library(library, &handle, why)) {
            return false;
        }
        *ret_address = look_up(handle, symbol);
    }
    if (*ret_address != NULL) {
        return true;
    }
    if (library != NULL) {
        buf_print(why, "the shared library '%s' has no function '%s'", library, symbol);
    } else {
        buf_print(why, "neither this program nor libc or libm has a function '%s'", symbol);
    }
    return false;
}

const struct asl_target asl_target_library = {
    .word = "library",
    .find = find,
    .keeps = called_back,
};

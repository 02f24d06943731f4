#include "compiler/base/load.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"

static int read_path(const char *path, struct buf *ret_text)
{
    return strcmp(path, "-") == 0 ? descriptor_read(STDIN_FILENO, ret_text, SOURCE_SIZE_MAX)
                                  : descriptor_read_path(path, ret_text, SOURCE_SIZE_MAX);
}

/* Returns false after a message, if the text is of no use. */
static bool accept(struct diag *d, const char *path, size_t size, int failed)
{
    if (failed == -EFBIG) {
        diag_global(d, DIAG_FILE_LARGE, path, NULL);
    } else if (failed != 0) {
        diag_global(d, DIAG_FILE_UNREADABLE, path, strerror(-failed), NULL);
    } else if (size == 0) {
        diag_global(d, DIAG_DEFINITION_EMPTY, path, NULL);
    } else {
        return true;
    }
    return false;
}

/* Whatever can be said of the text before it is read. */
static struct source *take(struct arena *a, struct diag *d, const char *path, const char *text,
                           size_t size)
{
    struct source *s = source_of_text(a, path, text, size);
    diag_source(d, s);
    if (size > SOURCE_SIZE_AWS) {
        diag_global(d, DIAG_DEFINITION_LARGE, arena_print(a, "%zu", size), NULL);
    }
    return s;
}

struct source *load_text(struct arena *a, struct diag *d, const char *name, const char *text,
                         size_t size)
{
    diag_source(d, NULL);
    return accept(d, name, size, size > SOURCE_SIZE_MAX ? -EFBIG : 0)
               ? take(a, d, name, text, size)
               : NULL;
}

struct source *load_source(struct arena *a, struct diag *d, const char *path)
{
    struct buf text = { 0 };
    struct source *s = NULL;

    /* What goes wrong until there is a source belongs to none. */
    diag_source(d, NULL);
    int failed = read_path(path, &text);
    if (accept(d, strcmp(path, "-") == 0 ? "standard input" : path, text.size, failed)) {
        s = take(a, d, path, buf_string(&text), text.size);
    }
    buf_release(&text);
    return s;
}

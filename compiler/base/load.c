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
static bool accept(struct diag *d, const char *path, const struct buf *text, int failed)
{
    if (failed == -EFBIG) {
        diag_global(d, DIAG_FILE_LARGE, path, NULL);
    } else if (failed != 0) {
        diag_global(d, DIAG_FILE_UNREADABLE, path, strerror(-failed), NULL);
    } else if (text->size == 0) {
        diag_global(d, DIAG_DEFINITION_EMPTY, path, NULL);
    } else {
        return true;
    }
    return false;
}

struct source *load_source(struct arena *a, struct diag *d, const char *path)
{
    struct buf text = { 0 };
    struct source *s = NULL;

    /* What goes wrong until there is a source belongs to none. */
    diag_source(d, NULL);
    int failed = read_path(path, &text);
    if (accept(d, strcmp(path, "-") == 0 ? "standard input" : path, &text, failed)) {
        s = source_of_text(a, path, buf_string(&text), text.size);
        diag_source(d, s);
        if (text.size > SOURCE_SIZE_AWS) {
            diag_global(d, DIAG_DEFINITION_LARGE, arena_print(a, "%zu", text.size), NULL);
        }
    }
    buf_release(&text);
    return s;
}

#include "runtime/base/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

/* Folders deeper than that are opened and closed again on the way. */
#define OPEN_MOST 16

char *folder_fresh(const char *name)
{
    const char *base = getenv("TMPDIR");
    struct buf path = { 0 };
    buf_print(&path, "%s/%s.XXXXXX", base != NULL && base[0] != '\0' ? base : "/tmp", name);
    char *made = buf_take(&path);
    if (mkdtemp(made) == NULL) {
        memory_release(made);
        made = NULL;
    }
    return made;
}

static int remove_one(const char *path, const struct stat *ignored, int type, struct FTW *at)
{
    (void)ignored, (void)type, (void)at;
    (void)remove(path);
    return 0;
}

void folder_remove(const char *path)
{
    (void)nftw(path, remove_one, OPEN_MOST, FTW_DEPTH | FTW_PHYS);
}

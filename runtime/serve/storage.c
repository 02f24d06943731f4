#include "runtime/serve/storage.h"

#include <string.h>
#include <sys/stat.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/store/memory.h"
#include "runtime/store/sqlite.h"
#include "runtime/store/store.h"

static const struct store_kind *const kinds[] = { &store_memory, &store_sqlite, NULL };

/* Make the folders on the way to a file. What cannot be made is told when the file is opened.
 */
static void make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
}

/* Where executions live, if the user does not say it: new; NULL if there is no such place. */
static char *usual_store(const struct options *o, const char *name)
{
    char *folder = session_local(o, name);
    struct buf where = { 0 };
    if (folder == NULL) {
        return NULL;
    }
    buf_print(&where, "%s/executions.sqlite", folder);
    memory_release(folder);
    make_folders(where.text);
    char *path = buf_take(&where);
    buf_print(&where, "sqlite:%s", path);
    memory_release(path);
    return buf_take(&where);
}

bool storage_open(const struct options *o, const char *name, struct store **ret_store,
                  bool *ret_is_lasting)
{
    struct buf why = { 0 };
    char *where = o->store != NULL ? memory_text(o->store) : usual_store(o, name);
    if (where == NULL) {
        message_print(o->program, "there is no folder for executions: give --store");
        return false;
    }
    bool is_open = store_open(kinds, where, ret_store, &why);
    *ret_is_lasting = strcmp(where, store_memory.name) != 0;
    if (!is_open) {
        message_print(o->program, "--store %s: %s", where, buf_string(&why));
    }
    memory_release(where);
    buf_release(&why);
    return is_open;
}

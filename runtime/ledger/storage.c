#include "runtime/ledger/storage.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/base/message.h"
#include "runtime/postgres/postgres.h"
#include "runtime/program/options.h"
#include "runtime/program/session.h"
#include "runtime/store/memory.h"
#include "runtime/store/shared.h"
#include "runtime/store/sqlite.h"
#include "runtime/store/store.h"

/* It is there where a program has the features of a store that several servers have. */
extern const struct store_kind store_postgres __attribute__((weak));

static const struct store_kind *const kinds[] = { &store_memory, &store_sqlite, &store_postgres,
                                                  NULL };

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
    char *path = buf_take(&where);
    buf_print(&where, "sqlite:%s", path);
    memory_release(path);
    return buf_take(&where);
}

/* What is meant: new, or NULL after a message. */
static char *place_of(const struct options *o, const char *name)
{
    char *where = o->store != NULL ? memory_text(o->store) : usual_store(o, name);
    if (where == NULL) {
        message_print(o->program, "there is no folder for executions: give --store");
    }
    return where;
}

static bool is_kind(const char *where, const struct store_kind *kind)
{
    size_t size = kind != NULL ? strlen(kind->name) : 0;
    return kind != NULL && strncmp(where, kind->name, size) == 0 && where[size] == ':';
}

/* The file of a store that is one; borrowed from its name. NULL if it is none. */
static char *file_of(char *where)
{
    return is_kind(where, &store_sqlite) ? where + strlen(store_sqlite.name) + 1 : NULL;
}

/* What names a database may have a password in it. */
static void tell(const struct options *o, const char *where, const struct buf *why)
{
    message_print(o->program, "--store %s: %s",
                  is_kind(where, &store_postgres) ? store_postgres.name : where,
                  buf_string(why));
}

static bool open_place(const struct options *o, const char *name, bool is_to_serve,
                       struct store **ret_store, bool *ret_is_lasting)
{
    struct buf why = { 0 };
    char *where = place_of(o, name);
    if (where == NULL) {
        return false;
    }
    if (o->store == NULL) {
        make_folders(file_of(where));
    }
    bool is_open = store_open(kinds, where, ret_store, &why);
    if (is_open && is_to_serve && !store_may(*ret_store, &why)) {
        store_close(*ret_store);
        *ret_store = NULL;
        is_open = false;
    }
    *ret_is_lasting = strcmp(where, store_memory.name) != 0;
    if (!is_open) {
        tell(o, where, &why);
    }
    memory_release(where);
    buf_release(&why);
    return is_open;
}

bool storage_open(const struct options *o, const char *name, struct store **ret_store,
                  bool *ret_is_lasting)
{
    return open_place(o, name, false, ret_store, ret_is_lasting);
}

bool storage_open_to_serve(const struct options *o, const char *name, struct store **ret_store,
                           bool *ret_is_lasting)
{
    return open_place(o, name, true, ret_store, ret_is_lasting);
}

/* ---- A store that is there ---- */

#define URL_MAX 256

/* FILE-url: new. */
static char *url_file(const char *path)
{
    struct buf name = { 0 };
    buf_print(&name, "%s-url", path);
    return buf_take(&name);
}

/* The URL that a server has left beside the file: new, or NULL if none has. */
static char *read_url(const char *path)
{
    char *name = url_file(path);
    struct buf text = { 0 };
    bool is_read = descriptor_read_path(name, &text, URL_MAX) == 0 && text.size > 0;
    char *url = is_read ? memory_text_n(text.text, strcspn(text.text, "\n")) : NULL;
    memory_release(name);
    buf_release(&text);
    return url;
}

static enum storage_found open_file(const struct options *o, const char *where,
                                    const char *path, struct store **ret_store, char **ret_url)
{
    struct buf why = { 0 };
    enum storage_found found = STORAGE_OPEN;
    if (access(path, F_OK) < 0) {
        message_print(o->program, "--store %s: there is no such file", where);
        found = STORAGE_MISSING;
    } else if (!store_open(kinds, where, ret_store, &why)) {
        *ret_url = read_url(path);
        found = *ret_url != NULL ? STORAGE_SERVED : STORAGE_BROKEN;
    }
    if (found == STORAGE_BROKEN) {
        message_print(o->program, "--store %s: %s", where, buf_string(&why));
    }
    buf_release(&why);
    return found;
}

static enum storage_found open_shared(const struct options *o, const char *where,
                                      struct store **ret_store)
{
    struct buf why = { 0 };
    bool is_open = store_open(kinds, where, ret_store, &why);
    if (!is_open) {
        tell(o, where, &why);
    }
    buf_release(&why);
    return is_open ? STORAGE_OPEN : STORAGE_BROKEN;
}

enum storage_found storage_open_again(const struct options *o, const char *name,
                                      struct store **ret_store, char **ret_url)
{
    char *where = place_of(o, name);
    char *path = where != NULL ? file_of(where) : NULL;
    enum storage_found found = STORAGE_MISSING;
    if (path != NULL) {
        found = open_file(o, where, path, ret_store, ret_url);
    } else if (where != NULL && is_kind(where, &store_postgres)) {
        found = open_shared(o, where, ret_store);
    } else if (where != NULL) {
        message_print(
            o->program,
            "--store %s: sqlite:FILE or postgres:CONNINFO is wanted, which outlives its "
            "server",
            where);
    }
    memory_release(where);
    return found;
}

/* That nobody can write it is no reason not to serve: whoever asks gives the URL then. */
static void write_url(const char *name, const char *url)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0) {
        struct buf line = { 0 };
        buf_print(&line, "%s\n", url);
        if (write(fd, line.text, line.size) != (ssize_t)line.size) {
            unlink(name);
        }
        close(fd);
        buf_release(&line);
    }
}

void storage_announce(const struct options *o, const char *name, const char *url)
{
    char *where = o->store != NULL ? memory_text(o->store) : usual_store(o, name);
    char *path = where != NULL ? file_of(where) : NULL;
    char *beside = path != NULL ? url_file(path) : NULL;
    if (beside != NULL && url != NULL) {
        write_url(beside, url);
    } else if (beside != NULL) {
        unlink(beside);
    }
    memory_release(beside);
    memory_release(where);
}

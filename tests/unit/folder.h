/*
 * folder.h - a folder for a test's files, gone at the end.
 */
#ifndef UNIT_FOLDER_H
#define UNIT_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/base/folder.h"
#include "runtime/base/memory.h"

static char *folder_path;

static inline void folder_close(void)
{
    folder_remove(folder_path);
    memory_release(folder_path);
}

/* The folder's path: made at the first call. */
static inline const char *folder(void)
{
    if (folder_path == NULL) {
        folder_path = folder_fresh("unit");
        if (folder_path == NULL) {
            abort();
        }
        atexit(folder_close);
    }
    return folder_path;
}

/* Write a file below it, and the folders above the file. */
static inline void folder_put_n(const char *name, const char *bytes, size_t size)
{
    struct buf path = { 0 };
    buf_print(&path, "%s/%s", folder(), name);
    for (char *slash = strchr(path.text + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path.text, 0777);
        *slash = '/';
    }
    FILE *f = fopen(path.text, "w");
    if (f == NULL || fwrite(bytes, 1, size, f) != size || fclose(f) != 0) {
        abort();
    }
    buf_release(&path);
}

static inline void folder_put(const char *name, const char *text)
{
    folder_put_n(name, text, strlen(text));
}

/* All of a file, and a NUL; the text is static, until the next call. */
static inline const char *folder_get(const char *name)
{
    static char text[65536];
    struct buf path = { 0 };
    buf_print(&path, "%s/%s", folder(), name);
    FILE *f = fopen(path.text, "r");
    buf_release(&path);
    size_t size = f == NULL ? 0 : fread(text, 1, sizeof text - 1, f);
    text[size] = '\0';
    if (f != NULL) {
        fclose(f);
    }
    return f == NULL ? "(no file)" : text;
}

#endif

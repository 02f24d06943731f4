/*
 * cfnzip.h - code and layers that are in zip files. The program unzip looks into them.
 */
#ifndef APP_CFNZIP_H
#define APP_CFNZIP_H

#include <stdbool.h>

struct arena;
struct buf;

/* Where code goes that is in no folder. */
struct cfn_code {
    const char *local; /* the folder of the embedded services; NULL: there is none */
    bool is_trial;     /* nothing is written */
};

/* The whole path of a file, in the arena, which is taken for a zip file; NULL if there is no
 * file of that name. */
const char *cfnzip_at(struct arena *a, const char *path);

/* Append the names of all that is in one, a line each. Returns NULL, or why it cannot be read,
 * in words that stand behind its path; static or in the arena. */
const char *cfnzip_list(struct arena *a, const char *path, struct buf *names);

/* Have what is in one stand in a folder, and nothing else. Where the folder is of the same file
 * already, which has not changed since, nothing is done. Returns as cfnzip_list(). */
const char *cfnzip_unpack(struct arena *a, const char *path, const char *folder);

/* Make a folder, and those on the way to it. Returns 0 or a negative errno. */
int cfnzip_make_folder(struct arena *a, const char *path);

#endif

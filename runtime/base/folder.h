/*
 * folder.h - folders for a while.
 */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

/* Make an empty folder below TMPDIR, or /tmp, whose name begins with `name`; only its owner can
 * look into it. Returns its path (new), or NULL where none can be made: errno says why. */
char *folder_fresh(const char *name);

/* Remove a folder and all that is in it. A link is removed, not what it leads to. What cannot
 * be removed stays. */
void folder_remove(const char *path);

#endif

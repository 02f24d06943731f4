/*
 * faultvfs.h - SQLite's calls of the system, of which one fails when a test wants it. Only for
 * files that one process has for itself alone: there is no shared memory.
 */
#ifndef TESTS_FAULTVFS_H
#define TESTS_FAULTVFS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

enum faultvfs_call {
    FAULT_READ,
    FAULT_WRITE,
    FAULT_SYNC,
    FAULT_TRUNCATE,
    FAULT_OPEN,
    FAULT_CALLS
};

static struct {
    enum faultvfs_call call;
    long in;       /* how many such calls go well before one fails; -1: all */
    bool for_ever; /* once one has failed, all calls fail that change anything */
    bool is_torn;  /* a write that fails has written its first half */
    int code;      /* what the call returns */
    long failed;   /* how many have */
} faultvfs = { .in = -1 };

struct faultvfs_file {
    sqlite3_file base;
    sqlite3_file *real; /* in the same block */
};

static inline bool faultvfs_hits(enum faultvfs_call call)
{
    if (faultvfs.failed > 0 && faultvfs.for_ever && call != FAULT_READ) {
        faultvfs.failed++;
        return true;
    }
    if (faultvfs.in < 0 || call != faultvfs.call || faultvfs.in-- > 0) {
        return false;
    }
    faultvfs.failed++;
    return true;
}

#define FAULTVFS_REAL(file) (((struct faultvfs_file *)(file))->real)

static inline int faultvfs_close(sqlite3_file *file)
{
    return FAULTVFS_REAL(file)->pMethods->xClose(FAULTVFS_REAL(file));
}

static inline int faultvfs_read(sqlite3_file *file, void *to, int size, sqlite3_int64 at)
{
    sqlite3_file *real = FAULTVFS_REAL(file);
    return faultvfs_hits(FAULT_READ) ? SQLITE_IOERR_READ
                                     : real->pMethods->xRead(real, to, size, at);
}

static inline int faultvfs_write(sqlite3_file *file, const void *from, int size,
                                 sqlite3_int64 at)
{
    sqlite3_file *real = FAULTVFS_REAL(file);
    bool hits = faultvfs_hits(FAULT_WRITE);
    if (!hits || (faultvfs.is_torn && faultvfs.failed == 1)) {
        int code = real->pMethods->xWrite(real, from, hits ? size / 2 : size, at);
        return hits ? faultvfs.code : code;
    }
    return faultvfs.code;
}

static inline int faultvfs_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    sqlite3_file *real = FAULTVFS_REAL(file);
    return faultvfs_hits(FAULT_TRUNCATE) ? SQLITE_IOERR_TRUNCATE
                                         : real->pMethods->xTruncate(real, size);
}

/* Nobody takes the machine's power away: what goes well need not be done. */
static inline int faultvfs_sync(sqlite3_file *file, int flags)
{
    (void)file, (void)flags;
    return faultvfs_hits(FAULT_SYNC) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static inline int faultvfs_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
    return FAULTVFS_REAL(file)->pMethods->xFileSize(FAULTVFS_REAL(file), ret_size);
}

static inline int faultvfs_lock(sqlite3_file *file, int level)
{
    return FAULTVFS_REAL(file)->pMethods->xLock(FAULTVFS_REAL(file), level);
}

static inline int faultvfs_unlock(sqlite3_file *file, int level)
{
    return FAULTVFS_REAL(file)->pMethods->xUnlock(FAULTVFS_REAL(file), level);
}

static inline int faultvfs_locked(sqlite3_file *file, int *ret_is_locked)
{
    return FAULTVFS_REAL(file)->pMethods->xCheckReservedLock(FAULTVFS_REAL(file),
                                                             ret_is_locked);
}

static inline int faultvfs_control(sqlite3_file *file, int what, void *argument)
{
    return FAULTVFS_REAL(file)->pMethods->xFileControl(FAULTVFS_REAL(file), what, argument);
}

static inline int faultvfs_sector(sqlite3_file *file)
{
    return FAULTVFS_REAL(file)->pMethods->xSectorSize(FAULTVFS_REAL(file));
}

static inline int faultvfs_traits(sqlite3_file *file)
{
    return FAULTVFS_REAL(file)->pMethods->xDeviceCharacteristics(FAULTVFS_REAL(file));
}

static inline int faultvfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
                                int flags, int *ret_flags)
{
    static const sqlite3_io_methods methods = {
        .iVersion = 1,
        .xClose = faultvfs_close,
        .xRead = faultvfs_read,
        .xWrite = faultvfs_write,
        .xTruncate = faultvfs_truncate,
        .xSync = faultvfs_sync,
        .xFileSize = faultvfs_size,
        .xLock = faultvfs_lock,
        .xUnlock = faultvfs_unlock,
        .xCheckReservedLock = faultvfs_locked,
        .xFileControl = faultvfs_control,
        .xSectorSize = faultvfs_sector,
        .xDeviceCharacteristics = faultvfs_traits,
    };
    struct faultvfs_file *f = (struct faultvfs_file *)file;
    sqlite3_vfs *real = vfs->pAppData;
    f->base.pMethods = NULL;
    f->real = (sqlite3_file *)(f + 1);
    if (faultvfs_hits(FAULT_OPEN)) {
        return SQLITE_CANTOPEN;
    }
    int code = real->xOpen(real, name, f->real, flags, ret_flags);
    if (code == SQLITE_OK) {
        f->base.pMethods = &methods;
    }
    return code;
}

static inline int faultvfs_delete(sqlite3_vfs *vfs, const char *name, int is_synced)
{
    (void)is_synced;
    sqlite3_vfs *real = vfs->pAppData;
    return real->xDelete(real, name, 0);
}

/* From now on all files are opened through here. No call fails yet. */
static inline void faultvfs_use(void)
{
    static sqlite3_vfs vfs;
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    if (vfs.zName == NULL) {
        vfs = *real;
        vfs.zName = "fault";
        vfs.pAppData = real;
        vfs.szOsFile += (int)sizeof(struct faultvfs_file);
        vfs.xOpen = faultvfs_open;
        vfs.xDelete = faultvfs_delete;
        sqlite3_vfs_register(&vfs, 1);
    }
}

#endif

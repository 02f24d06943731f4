#include "runtime/way/authority.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/call/shape.h"
#include "runtime/value/value.h"

static bool write_all(int file, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(file, bytes, size);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

bool authority_open(struct authority *a, const struct value *input, struct buf *why)
{
    const char *text = value_member_text(input, "CertificateAuthority");
    struct buf bytes = { 0 };
    if (text == NULL || a->file != 0) {
        return true;
    }
    if (!shape_decode(&bytes, text, strlen(text))) {
        buf_text(why, "The field 'CertificateAuthority' must be base64");
        buf_release(&bytes);
        return false;
    }
    int file = memfd_create("certificates", MFD_CLOEXEC);
    bool is_good = file > 0 && write_all(file, buf_string(&bytes), bytes.size);
    if (is_good) {
        a->file = file;
        snprintf(a->path, sizeof a->path, "/proc/self/fd/%d", file);
    } else {
        buf_print(why, "The certificates cannot be kept: %s", strerror(errno));
        if (file > 0) {
            close(file);
        }
    }
    buf_release(&bytes);
    return is_good;
}

void authority_close(struct authority *a)
{
    if (a->file != 0) {
        close(a->file);
        a->file = 0;
    }
}

const char *authority_path(const struct authority *a)
{
    return a->file != 0 ? a->path : NULL;
}

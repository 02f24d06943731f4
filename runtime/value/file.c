#include "runtime/value/file.h"

#include <string.h>
#include <sys/stat.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/value/locate.h"
#include "runtime/value/read.h"

#define FILE_BYTES_MAX ((size_t)1 << 28)

bool file_read_json(const char *path, struct value **ret_value, struct buf *why)
{
    struct buf text = { 0 };
    struct read_error error;
    int status = descriptor_read_path(path, &text, FILE_BYTES_MAX);
    bool is_good = false;
    if (status < 0) {
        buf_print(why, "%s: cannot be read: %s", path, strerror(-status));
    } else if (!read_json_written(buf_string(&text), text.size, ret_value, &error)) {
        buf_print(why, "%s:%d:%d: %s", path, error.line, error.column, error.message);
    } else {
        is_good = true;
    }
    buf_release(&text);
    return is_good;
}

void file_put_place(struct buf *out, const char *path, const char *const *keys, size_t count)
{
    struct buf text = { 0 };
    struct stat st;
    int line, column;
    buf_text(out, path);
    /* A pipe cannot be read once more. */
    if (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
        descriptor_read_path(path, &text, FILE_BYTES_MAX) == 0 &&
        locate_member(text.text, text.size, keys, count, &line, &column)) {
        buf_print(out, ":%d:%d", line, column);
    }
    buf_release(&text);
}

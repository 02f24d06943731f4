#include "runtime/endpoint/exposition.h"

#include <inttypes.h>

#include "runtime/base/buf.h"

void exposition_head(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_print(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void exposition_label(struct buf *out, const char *key, const char *value)
{
    buf_print(out, "%s=\"", key);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '\n') {
            buf_text(out, "\\n");
        } else {
            buf_text(out, *c == '\\' || *c == '"' ? "\\" : "");
            buf_char(out, *c);
        }
    }
    buf_char(out, '"');
}

void exposition_number(struct buf *out, const char *name, const char *type, const char *help,
                       uint64_t value)
{
    exposition_head(out, name, type, help);
    buf_print(out, "%s %" PRIu64 "\n", name, value);
}

#include "runtime/program/record.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/output.h"
#include "runtime/exec/history.h"
#include "runtime/value/write.h"

int record_open(struct record *r, const char *path)
{
    bool is_standard = strcmp(path, "-") == 0;
    *r = (struct record){ .file = is_standard ? output_file() : fopen(path, "we") };
    if (r->file == NULL) {
        return -errno;
    }
    fputs("{\"events\":[", r->file);
    return 0;
}

void record_write(struct buf *out, const struct history_event *e)
{
    buf_print(out,
              "{\"timestamp\":%" PRId64 ".%03d,\"type\":\"%s\",\"id\":%" PRIu64
              ",\"previousEventId\":%" PRIu64,
              e->at_ms / 1000, (int)(e->at_ms % 1000), e->type, e->id, e->previous);
    if (e->details != NULL && e->details_key != NULL) {
        buf_print(out, ",\"%s\":", e->details_key);
        write_json(out, e->details);
    }
    buf_char(out, '}');
}

void record_text(struct record *r, const char *json, size_t size)
{
    const char *before = r->any ? ",\n" : "\n";
    bool is_written = fputs(before, r->file) >= 0 && fwrite(json, 1, size, r->file) == size;
    if (!is_written && r->error == 0) {
        r->error = errno;
    }
    r->any = true;
}

void record_event(struct record *r, const struct history_event *e)
{
    struct buf b = { 0 };
    record_write(&b, e);
    record_text(r, b.text, b.size);
    buf_release(&b);
}

int record_close(struct record *r)
{
    if (r->file == NULL) {
        return 0;
    }
    if (fputs("\n]}\n", r->file) < 0 && r->error == 0) {
        r->error = errno;
    }
    if ((r->file == output_file() ? fflush(r->file) : fclose(r->file)) != 0 && r->error == 0) {
        r->error = errno;
    }
    r->file = NULL;
    return -r->error;
}

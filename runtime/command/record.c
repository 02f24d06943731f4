#include "runtime/command/record.h"

#include <errno.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/number.h"
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

static char *put_text(char *at, const char *text)
{
    size_t size = strlen(text);
    memcpy(at, text, size);
    return at + size;
}

static char *put_number(char *at, int64_t number)
{
    return at + number_print_int(at, number);
}

/* Seconds, with three digits behind the point. */
static char *put_timestamp(char *at, int64_t at_ms)
{
    int ms = (int)(at_ms % 1000);
    at = put_number(at, at_ms / 1000);
    *at++ = '.';
    *at++ = (char)('0' + ms / 100);
    *at++ = (char)('0' + ms / 10 % 10);
    *at++ = (char)('0' + ms % 10);
    return at;
}

/* What an event takes at most, besides its type and its details. */
enum { EVENT_ROOM = 3 * NUMBER_ROOM + 80 };

void record_write(struct buf *out, const struct history_event *e)
{
    bool has_details = e->details != NULL && e->details_key != NULL;
    size_t texts = strlen(e->type) + (has_details ? strlen(e->details_key) : 0);
    char *at = buf_room(out, EVENT_ROOM + texts);
    at = put_timestamp(put_text(at, "{\"timestamp\":"), e->at_ms);
    at = put_text(put_text(at, ",\"type\":\""), e->type);
    at = put_number(put_text(at, "\",\"id\":"), (int64_t)e->id);
    at = put_number(put_text(at, ",\"previousEventId\":"), (int64_t)e->previous);
    if (has_details) {
        at = put_text(put_text(put_text(at, ",\""), e->details_key), "\":");
    }
    out->size = (size_t)(at - out->text);
    if (has_details) {
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

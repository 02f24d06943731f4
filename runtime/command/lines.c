#include "runtime/command/lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define READ_SIZE 65536

void lines_open(struct lines *l, int fd)
{
    *l = (struct lines){ .fd = fd, .most = LINES_SIZE_MAX };
}

void lines_close(struct lines *l)
{
    buf_release(&l->text);
}

/* What is left is the beginning of one line: so each byte is moved once. */
static void move_to_front(struct lines *l)
{
    if (l->begin > 0) {
        l->text.size -= l->begin;
        memmove(l->text.text, l->text.text + l->begin, l->text.size);
        l->begin = 0;
        l->seen = l->text.size;
    }
}

static void drop_if_too_long(struct lines *l)
{
    if (l->is_dropping || l->text.size > l->most) {
        l->is_dropping = true;
        l->text.size = l->begin = l->seen = 0;
    }
}

int lines_fill(struct lines *l)
{
    move_to_front(l);
    drop_if_too_long(l);
    ssize_t size;
    do {
        size = read(l->fd, buf_room(&l->text, READ_SIZE), READ_SIZE);
    } while (size < 0 && errno == EINTR);
    if (size > 0) {
        l->text.size += (size_t)size;
        return 0;
    }
    l->has_ended = true;
    return size < 0 ? -errno : 0;
}

static bool give(struct lines *l, size_t end, size_t next, struct line *ret_line)
{
    bool is_too_long = l->is_dropping || end - l->begin > l->most;
    *ret_line = (struct line){
        .text = is_too_long ? "" : l->text.text + l->begin,
        .size = is_too_long ? 0 : end - l->begin,
        .number = ++l->number,
        .is_too_long = is_too_long,
    };
    l->is_dropping = false;
    l->begin = l->seen = next;
    return true;
}

bool lines_next(struct lines *l, struct line *ret_line)
{
    size_t size = l->text.size;
    const char *end =
        l->seen < size ? memchr(l->text.text + l->seen, '\n', size - l->seen) : NULL;
    if (end != NULL) {
        size_t at = (size_t)(end - l->text.text);
        return give(l, at, at + 1, ret_line);
    }
    l->seen = size;
    if (l->has_ended && (l->begin < size || l->is_dropping)) {
        return give(l, size, size, ret_line);
    }
    return false;
}

bool lines_is_blank(const struct line *line)
{
    size_t i = 0;
    while (i < line->size &&
           (line->text[i] == ' ' || line->text[i] == '\t' || line->text[i] == '\r')) {
        i++;
    }
    return i == line->size && !line->is_too_long;
}

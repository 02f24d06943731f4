#include "compiler/base/source.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "runtime/base/text.h"

static void index_lines(struct arena *a, struct source *s)
{
    size_t lines = 1;
    for (size_t i = 0; i < s->size; i++) {
        lines += s->text[i] == '\n';
    }
    uint32_t *start = arena_array(a, lines, sizeof *start);
    size_t line = 1;
    for (size_t i = 0; i < s->size; i++) {
        if (s->text[i] == '\n') {
            start[line++] = (uint32_t)(i + 1);
        }
    }
    s->line_start = start;
    s->lines = lines;
}

static void index_tails(struct arena *a, struct source *s)
{
    uint32_t *tails = arena_array(a, s->size / SOURCE_TAILS_EVERY + 1, sizeof *tails);
    uint32_t count = 0;
    for (size_t i = 0; i < s->size; i++) {
        if (i % SOURCE_TAILS_EVERY == 0) {
            tails[i / SOURCE_TAILS_EVERY] = count;
        }
        count += text_is_tail(s->text[i]);
    }
    if (s->size % SOURCE_TAILS_EVERY == 0) {
        tails[s->size / SOURCE_TAILS_EVERY] = count;
    }
    s->tails = tails;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

struct source *source_of_text(struct arena *a, const char *name, const char *text, size_t size)
{
    size_t mark_size = text_mark_size(text, size);
    text += mark_size;
    size -= mark_size;
    if (size > SOURCE_SIZE_MAX) {
        size = SOURCE_SIZE_MAX;
    }
    struct source *s = arena_get(a, sizeof *s);
    s->path = arena_text(a, name);
    s->name = strcmp(name, "-") == 0 ? "stdin" : last_part(s->path);
    s->text = arena_text_n(a, text, size);
    s->size = size;
    index_lines(a, s);
    index_tails(a, s);
    return s;
}

/* UTF-8 tail bytes before `offset`. */
static uint32_t tails_before(const struct source *s, size_t offset)
{
    size_t step = offset / SOURCE_TAILS_EVERY;
    uint32_t count = s->tails[step];
    for (size_t i = step * SOURCE_TAILS_EVERY; i < offset; i++) {
        count += text_is_tail(s->text[i]);
    }
    return count;
}

struct source_place source_place(const struct source *s, uint32_t offset)
{
    size_t at = offset < s->size ? offset : s->size;
    size_t low = 0, high = s->lines;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (s->line_start[middle] <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    size_t start = s->line_start[low];
    size_t characters = at - start - (tails_before(s, at) - tails_before(s, start));
    return (struct source_place){ .line = (int)low + 1, .column = (int)characters + 1 };
}

const char *source_line(const struct source *s, int line, size_t *ret_size)
{
    if (line < 1 || (size_t)line > s->lines) {
        *ret_size = 0;
        return "";
    }
    size_t start = s->line_start[line - 1];
    size_t end = (size_t)line < s->lines ? s->line_start[line] - 1 : s->size;
    if (end > start && s->text[end - 1] == '\r') {
        end--;
    }
    *ret_size = end - start;
    return s->text + start;
}

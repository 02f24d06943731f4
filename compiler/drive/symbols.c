#include "compiler/drive/symbols.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/drive/cc.h"
#include "runtime/base/buf.h"

/* The three lists of one file while they grow; each has room for all lines. */
struct lists {
    const char **functions, **data, **wanted;
    size_t function_count, data_count, wanted_count;
};

/* A line of nm -P is "name type value size"; the first two matter. */
static void take_line(struct arena *a, struct lists *l, const char *line, size_t size)
{
    size_t name = 0;
    while (name < size && line[name] != ' ') {
        name++;
    }
    if (name + 2 > size || (name + 2 < size && line[name + 2] != ' ')) {
        return;
    }
    const char *symbol = arena_text_n(a, line, name);
    switch (line[name + 1]) {
    case 'T':
    case 'W': l->functions[l->function_count++] = symbol; break;
    case 'U':
    case 'w':
    case 'v': l->wanted[l->wanted_count++] = symbol; break;
    default: l->data[l->data_count++] = symbol; break;
    }
}

/* Of several files nm says which one comes: "path:", or "path[member]:" in an archive. */
static bool is_heading(const char *line, size_t size, const char *path)
{
    size_t length = strlen(path);
    return size > length && line[size - 1] == ':' && strncmp(line, path, length) == 0 &&
           (size == length + 1 || line[length] == '[');
}

/* Where the lines of the next file begin, or the text ends. */
static const char *end_of_file(const char *text, const char *next)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        if (next != NULL && is_heading(text, size, next)) {
            break;
        }
        text += size + (text[size] == '\n');
    }
    return text;
}

static struct lists lists_begin(struct arena *a, const char *text, const char *end)
{
    size_t lines = 1;
    for (const char *c = text; c < end; c++) {
        lines += *c == '\n';
    }
    return (struct lists){ .functions = arena_array(a, lines + 1, sizeof(char *)),
                           .data = arena_array(a, lines + 1, sizeof(char *)),
                           .wanted = arena_array(a, lines + 1, sizeof(char *)) };
}

/* nm tells of the files in their order: `*text` moves on to the next. */
static void take_file(struct arena *a, const char **text, const char *next,
                      struct symbols_file *file)
{
    const char *end = end_of_file(*text, next);
    struct lists l = lists_begin(a, *text, end);
    while (*text < end) {
        size_t size = strcspn(*text, "\n");
        if (size > 0 && (*text)[size - 1] != ':') {
            take_line(a, &l, *text, size);
        }
        *text += size + ((*text)[size] == '\n');
    }
    file->functions = l.functions;
    file->data = l.data;
    file->wanted = l.wanted;
}

int symbols_read(struct arena *a, const char *const *paths, struct symbols_file **ret_files)
{
    static const char *const words[] = { "nm", "-P", "-g", NULL };
    static const struct cc nm = { words, 3, "install binutils" };
    size_t count = 0;
    while (paths[count] != NULL) {
        count++;
    }
    const char **argv = arena_array(a, nm.size + count + 1, sizeof *argv);
    struct symbols_file *files = arena_array(a, count + 1, sizeof *files);
    memcpy(argv, words, nm.size * sizeof *argv);
    memcpy(argv + nm.size, paths, count * sizeof *argv);
    struct buf said = { 0 };
    int code = count > 0 ? cc_run(&nm, argv, &said) : 0;
    const char *text = buf_string(&said);
    for (size_t i = 0; i < count && code == 0; i++) {
        files[i].path = paths[i];
        take_file(a, &text, paths[i + 1], &files[i]);
    }
    buf_release(&said);
    *ret_files = files;
    return code;
}

bool symbols_has(const char *const *list, const char *name)
{
    while (*list != NULL && strcmp(*list, name) != 0) {
        list++;
    }
    return *list != NULL;
}

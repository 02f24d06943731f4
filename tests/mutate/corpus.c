#include "tests/mutate/corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"

static struct corpus_text read_text(const char *path)
{
    static const char mark[] = "\xEF\xBB\xBF";
    struct buf text = { 0 };
    FILE *file = fopen(path, "re");
    size_t got = 1;
    while (file != NULL && got > 0) {
        got = fread(buf_room(&text, 65536), 1, 65536, file);
        text.size += got;
    }
    if (file == NULL || ferror(file)) {
        perror(path);
        exit(2);
    }
    fclose(file);
    size_t skip =
        text.size >= 3 && memcmp(buf_string(&text), mark, sizeof mark - 1) == 0 ? 3 : 0;
    struct corpus_text read = { .path = path,
                                .text = memory_text_n("", 0),
                                .size = text.size - skip };
    if (read.size > 0) {
        memory_release(read.text);
        read.text = memory_get(read.size);
        memcpy(read.text, text.text + skip, read.size);
    }
    buf_release(&text);
    return read;
}

void corpus_read(struct corpus *c, char **paths, size_t count)
{
    c->texts = memory_array(count, sizeof *c->texts);
    c->count = count;
    for (size_t i = 0; i < count; i++) {
        c->texts[i] = read_text(paths[i]);
    }
}

void corpus_release(struct corpus *c)
{
    for (size_t i = 0; i < c->count; i++) {
        memory_release(c->texts[i].text);
    }
    memory_release(c->texts);
}

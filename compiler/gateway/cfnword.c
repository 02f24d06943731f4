#include "compiler/gateway/cfnword.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/base/url.h"

const char *cfn_word(struct template *t, const char *words, const char *name, const char *value)
{
    struct buf all = { 0 };
    buf_print(&all, "%s %s=", words, name);
    url_put_encoded(&all, value, strlen(value), ":/*");
    const char *text = arena_text(t->s->a, buf_string(&all));
    buf_release(&all);
    return text;
}

void cfn_word_put(const char *words, const char *name, const char *begin, struct buf *out)
{
    size_t name_size = strlen(name), begin_size = strlen(begin);
    while (*words != '\0') {
        words += strspn(words, " ");
        size_t size = strcspn(words, " ");
        if (size > name_size && strncmp(words, name, name_size) == 0 &&
            words[name_size] == '=') {
            struct buf value = { 0 };
            url_put_decoded(&value, words + name_size + 1, size - name_size - 1, false);
            if (strncmp(buf_string(&value), begin, begin_size) == 0) {
                buf_text(out, buf_string(&value) + begin_size);
                buf_release(&value);
                return;
            }
            buf_release(&value);
        }
        words += size;
    }
}

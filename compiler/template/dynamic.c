#include "compiler/template/dynamic.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"

#define OPENS  "{{resolve:"
#define CLOSES "}}"

/* Returns false if nobody knows it. What the value is made of may lead to itself. */
static bool put(struct template *t, const struct doc_node *at, const char *reference,
                struct buf *out)
{
    if (!template_go_deeper(t, at)) {
        return false;
    }
    bool is_known = t->s->names->resolve(t, at, reference, out);
    template_go_up(t);
    return is_known;
}

/* One reference, without what opens and closes it. */
static void put_one(struct template *t, const struct doc_node *at, const char *reference,
                    struct buf *out)
{
    if (!put(t, at, reference, out)) {
        template_warn(t, at,
                      "what '%s' is, is not known here: the template has no such parameter or "
                      "secret, and its folder neither",
                      reference);
        buf_print(out, OPENS "%s" CLOSES, reference);
    }
}

struct result *dynamic_resolve(struct template *t, const struct doc_node *at, struct result *r)
{
    const char *text = r->type == DOC_STRING ? r->text.text : NULL;
    if (t->s->names == NULL || text == NULL || strstr(text, OPENS) == NULL) {
        return r;
    }
    struct buf all = { 0 };
    for (const char *open; (open = strstr(text, OPENS)) != NULL;) {
        const char *from = open + strlen(OPENS), *close = strstr(from, CLOSES);
        if (close == NULL) {
            break;
        }
        buf_put(&all, text, (size_t)(open - text));
        put_one(t, at, arena_text_n(t->s->a, from, (size_t)(close - from)), &all);
        text = close + strlen(CLOSES);
    }
    buf_text(&all, text);
    struct result *resolved = result_text(t, at, buf_string(&all), all.size);
    buf_release(&all);
    return resolved;
}

const char *dynamic_parameter(struct template *t, const char *name)
{
    struct buf text = { 0 };
    const char *reference = arena_print(t->s->a, "ssm:%s", name), *found = NULL;
    if (put(t, t->root, reference, &text)) {
        found = arena_text(t->s->a, buf_string(&text));
    }
    buf_release(&text);
    return found;
}

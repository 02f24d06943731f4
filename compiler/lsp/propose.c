#include "compiler/lsp/propose.h"

#include <string.h>

#include "compiler/view/quoting.h"
#include "compiler/view/view.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static void put_text(struct buf *out, const char *key, const char *text)
{
    buf_print(out, ",\"%s\":", key);
    text_put_json(out, text, strlen(text));
}

void propose(struct proposals *p, const struct proposal *item)
{
    const char *text = item->text != NULL ? item->text : item->label;
    struct buf whole = { 0 };
    buf_print(&whole, "%s%s", p->before, text);
    buf_text(p->out, p->count++ > 0 ? ",\n{\"label\":" : "\n{\"label\":");
    text_put_json(p->out, item->label, strlen(item->label));
    buf_print(p->out, ",\"kind\":%d", item->kind);
    if (item->detail != NULL) {
        put_text(p->out, "detail", item->detail);
    }
    if (item->documentation != NULL && item->documentation[0] != '\0') {
        buf_text(p->out, ",\"documentation\":{\"kind\":\"markdown\"");
        put_text(p->out, "value", item->documentation);
        buf_char(p->out, '}');
    }
    bool is_in_quotes = p->at.start < p->at.end &&
                        strchr("\"'", p->source->text[p->at.start]) != NULL && text[0] == '"';
    if (is_in_quotes) {
        struct buf filter = { 0 };
        buf_print(&filter, "%c%s", p->source->text[p->at.start], item->label);
        put_text(p->out, "filterText", buf_string(&filter));
        buf_release(&filter);
    }
    if (item->is_snippet) {
        buf_text(p->out, ",\"insertTextFormat\":2");
    }
    buf_text(p->out, ",\"textEdit\":{\"range\":");
    view_put_range(p->out, p->map, p->at);
    put_text(p->out, "newText", buf_string(&whole));
    buf_text(p->out, "}}");
    buf_release(&whole);
}

void propose_value(struct proposals *p, const struct proposal *item)
{
    struct buf text = { 0 };
    struct proposal quoted = *item;
    size_t size = strlen(item->label);
    if (!p->is_quoted) {
        buf_text(&text, item->label);
    } else if (p->is_yaml && p->at.start == p->at.end) {
        quoting_put_yaml(&text, item->label, size);
    } else if (p->is_yaml) {
        quoting_put(&text, p->source, p->at, item->label, size);
    } else {
        text_put_json(&text, item->label, size);
    }
    quoted.text = buf_string(&text);
    propose(p, &quoted);
    buf_release(&text);
}

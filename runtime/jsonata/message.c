#include "runtime/jsonata/message.h"

#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/eval/cast.h"
#include "runtime/eval/work.h"
#include "runtime/expr/scope.h"
#include "runtime/value/write.h"

static const struct {
    const char *what, *code, *text; /* no code: a bound, or JSONata has no words for it */
} codes[] = {
#define JNA_CODE(code, text)        [CODE_##code] = { "an error", #code, text },
#define JNA_BOUND(code, name, text) [CODE_##name] = { "an error", NULL, text },
#define JNA_INNER(code, name, text) [CODE_##name] = { "an internal error", NULL, text },
#include "runtime/eval/codes.def"
};

static void put_json(struct buf *out, const struct value *v)
{
    struct work none = { .code = CODE_NONE };
    cast_print_json(&none, out, v);
}

static void put_quoted(struct buf *out, const char *text)
{
    if (text == NULL) {
        buf_text(out, "undefined");
    } else {
        write_string(out, text, strlen(text));
    }
}

/* What stands for {{name}}, or {{{name}}}. */
static void put_detail(struct buf *out, const struct work *w, const char *name, bool is_bare)
{
    const struct work_details *d = &w->told;
    if (strcmp(name, "value") == 0) {
        put_json(out, d->value);
    } else if (strcmp(name, "value2") == 0) {
        put_json(out, d->value2);
    } else if (strcmp(name, "exp") == 0) {
        put_json(out, d->exp);
    } else if (strcmp(name, "index") == 0) {
        buf_print(out, "%zu", d->index);
    } else if (strcmp(name, "type") == 0) {
        put_quoted(out, d->type);
    } else if (strcmp(name, "message") == 0) {
        buf_text(out, w->message == NULL ? "" : w->message);
    } else if (is_bare) {
        buf_text(out, w->token == NULL ? "undefined" : w->token);
    } else {
        put_quoted(out, w->token);
    }
}

static void fill(struct buf *out, const struct work *w, const char *text)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "{");
        buf_put(out, text, plain);
        text += plain;
        if (strncmp(text, "{{", 2) != 0) {
            if (*text != '\0') {
                buf_char(out, *text++);
            }
            continue;
        }
        char name[16];
        size_t braces = strspn(text, "{"), size = strcspn(text + braces, "}");
        memcpy(name, text + braces, size);
        name[size] = '\0';
        put_detail(out, w, name, braces == 3);
        text += braces + size + braces;
    }
}

void message_throw(struct work *w, const struct asl_expr *e)
{
    struct buf text = { 0 };
    fill(&text, w, codes[w->code].text);
    scope_throw(w->scope, e, codes[w->code].what, codes[w->code].code, w->at, "%s",
                buf_string(&text));
    buf_release(&text);
}

#include "compiler/read/reader.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/read/doc.h"
#include "compiler/read/json.h"
#include "compiler/read/yaml.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static struct span byte_at(size_t offset)
{
    return (struct span){ (uint32_t)offset, (uint32_t)offset + 1 };
}

/* Returns false after a message, if the bytes are not a text. */
static bool is_text(struct arena *a, struct diag *d, const struct source *s)
{
    const char *nul = memchr(s->text, '\0', s->size);
    if (nul != NULL) {
        bool is_wide = s->size >= 2 && (memcmp(s->text, "\xFF\xFE", 2) == 0 ||
                                        memcmp(s->text, "\xFE\xFF", 2) == 0 ||
                                        s->text[0] == '\0' || s->text[1] == '\0');
        diag_say(d, DIAG_TEXT_BINARY, byte_at((size_t)(nul - s->text)),
                 is_wide ? ", as UTF-16 does: save it as UTF-8" : "", NULL);
        return false;
    }
    size_t valid = text_utf8_span(s->text, s->size);
    if (valid < s->size) {
        diag_say(d, DIAG_TEXT_ENCODING, byte_at(valid),
                 arena_print(a, "0x%02X", (unsigned char)s->text[valid]), NULL);
        return false;
    }
    return true;
}

bool reader_is_yaml_name(const char *file_name)
{
    return text_ends_with(file_name, ".yaml") || text_ends_with(file_name, ".yml");
}

bool reader_is_yaml(const struct source *s)
{
    return reader_is_yaml_name(s->name);
}

struct doc_node *reader_parse(struct arena *a, struct diag *d, const struct source *s)
{
    if (s == NULL) {
        return NULL;
    }
    diag_source(d, s);
    if (!is_text(a, d, s)) {
        return NULL;
    }
    struct doc_node *root = reader_is_yaml(s) ? yaml_parse(a, d, s) : json_parse(a, d, s);
    diag_document(d, doc_locate, root);
    return root;
}

struct doc_node *reader_parse_template(struct arena *a, struct diag *d, const struct source *s)
{
    if (s == NULL) {
        return NULL;
    }
    diag_source(d, s);
    if (!is_text(a, d, s)) {
        return NULL;
    }
    const char *text = s->text;
    while (text_is_blank(*text)) {
        text++;
    }
    return *text == '{' ? json_parse(a, d, s) : yaml_parse_template(a, d, s);
}

const char *reader_json(struct arena *a, const struct source *s, const struct doc_node *doc,
                        size_t *ret_size)
{
    if (!reader_is_yaml(s) && !doc_has_unfilled(doc)) {
        *ret_size = s->size;
        return s->text;
    }
    struct buf out = { 0 };
    json_write(&out, doc);
    *ret_size = out.size;
    const char *text = arena_text_n(a, buf_string(&out), out.size);
    buf_release(&out);
    return text;
}

#include "compiler/view/view.h"

#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "compiler/view/position.h"
#include "compiler/view/sketch.h"
#include "compiler/view/sketchyaml.h"
#include "runtime/base/buf.h"

static const struct doc_node *sketch(struct view *v)
{
    bool has_nul = memchr(v->source->text, '\0', v->source->size) != NULL;
    return has_nul      ? NULL
           : v->is_yaml ? sketch_yaml(v->arena, v->source)
                        : sketch_json(v->arena, v->source);
}

struct view *view_new(const char *name, const char *text, size_t size, bool is_utf8,
                      bool is_sketch)
{
    struct arena *a = arena_new();
    struct view *v = arena_get(a, sizeof *v);
    struct diag *mute = diag_new(a);
    diag_mute(mute, true);
    v->arena = a;
    v->source = source_of_text(a, name, text, size);
    v->is_yaml = reader_is_yaml(v->source);
    v->map = position_map(a, v->source->text, v->source->size, is_utf8);
    v->doc = is_sketch ? NULL : reader_parse(a, mute, v->source);
    if (v->doc == NULL) {
        v->doc = sketch(v);
    }
    v->tree = ast_build(a, mute, v->source, v->doc);
    return v;
}

void view_release(struct view *v)
{
    if (v != NULL) {
        arena_release(v->arena);
    }
}

static void put_position(struct buf *out, struct position p)
{
    buf_print(out, "{\"line\":%zu,\"character\":%zu}", p.line, p.character);
}

void view_put_range(struct buf *out, const struct position_map *m, struct span at)
{
    buf_text(out, "{\"start\":");
    put_position(out, position_of(m, at.start));
    buf_text(out, ",\"end\":");
    put_position(out, position_of(m, at.end));
    buf_char(out, '}');
}

#include "compiler/aws/takes.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/aws/model.h"
#include "compiler/base/arena.h"
#include "runtime/aws/schema.h"
#include "runtime/base/buf.h"

struct shape {
    const char *name;
    struct asl_schema schema;
    struct shape *next;
};

struct service {
    const char *name;
    const struct model_line *lines;
    struct shape *shapes;
    struct service *next;
};

struct takes {
    struct arena *arena;
    struct service *services;
};

struct takes *takes_new(struct arena *a)
{
    struct takes *t = arena_get(a, sizeof *t);
    t->arena = a;
    return t;
}

static struct service *service_of(struct takes *t, const char *name)
{
    struct service *s = t->services;
    while (s != NULL && strcmp(name, s->name) != 0) {
        s = s->next;
    }
    if (s == NULL) {
        s = arena_get(t->arena, sizeof *s);
        s->name = arena_text(t->arena, name);
        s->lines = model_service(t->arena, s->name);
        s->next = t->services;
        t->services = s;
    }
    return s;
}

/* A service takes "5" for a number, and the JSON text of anything for a text. */
static const struct asl_schema *scalar(const char *kind)
{
    static const struct asl_schema any = { .kind = SCHEMA_JSON };
    static const struct asl_schema number = { .kind = SCHEMA_NUMERIC };
    static const struct asl_schema boolean = { .kind = SCHEMA_BOOLEAN };
    switch (kind[0]) {
    case 'i':
    case 'f': return &number;
    case 'B': return &boolean;
    default: return &any;
    }
}

static const struct asl_schema *schema_of(struct takes *t, struct service *s, const char *kind);

static void put_members(struct takes *t, struct service *s, const struct model_line *line,
                        struct asl_schema *schema)
{
    size_t count = line->count - MODEL_MEMBERS;
    struct schema_member *members = arena_array(t->arena, count, sizeof *members);
    struct buf names = { 0 };
    for (size_t i = 0; i < count; i++) {
        struct model_member m = model_member(t->arena, line->words[MODEL_MEMBERS + i]);
        buf_put(&names, m.name, strlen(m.name) + 1);
        members[i] = (struct schema_member){ .schema = schema_of(t, s, m.kind),
                                             .is_needed = strchr(m.flags, 'n') != NULL &&
                                                          strchr(m.flags, 't') == NULL,
                                             .other = m.api };
    }
    schema->members = members;
    schema->names = names.size == 0 ? "" : arena_text_n(t->arena, names.text, names.size);
    schema->count = count;
    buf_release(&names);
}

/* A shape may hold itself: it is in the list before it is filled. */
static const struct asl_schema *schema_of(struct takes *t, struct service *s, const char *kind)
{
    const struct model_line *line = model_shape(s->lines, kind);
    struct shape *shape = s->shapes;
    if (line == NULL) {
        return scalar(kind);
    }
    while (shape != NULL && strcmp(shape->name, kind) != 0) {
        shape = shape->next;
    }
    if (shape != NULL) {
        return &shape->schema;
    }
    shape = arena_get(t->arena, sizeof *shape);
    shape->name = kind;
    shape->next = s->shapes;
    s->shapes = shape;
    if (strcmp(line->words[0], "structure") == 0) {
        shape->schema.kind = SCHEMA_STRUCT;
        put_members(t, s, line, &shape->schema);
    } else {
        shape->schema.kind = strcmp(line->words[0], "list") == 0 ? SCHEMA_LIST : SCHEMA_MAP;
        shape->schema.of = schema_of(t, s, line->words[MODEL_OF]);
    }
    return &shape->schema;
}

const struct asl_schema *takes_find(struct takes *t, const char *service, const char *action)
{
    struct service *s = service_of(t, service);
    const struct model_line *line = model_find(s->lines, "action", action);
    const char *input = line == NULL ? NULL : model_word(line, MODEL_INPUT);
    return input == NULL ? NULL : schema_of(t, s, input);
}

/*
 * verdict.h - what the compiler says about a definition, on one line: "slug@location, ...",
 * warnings in brackets. Definitions are written with ' for " and ` for '.
 */
#ifndef TESTS_VERDICT_H
#define TESTS_VERDICT_H

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/check/check.h"
#include "compiler/read/ast.h"
#include "compiler/read/reader.h"
#include "runtime/base/buf.h"
#include "tests/unit/said.h"

struct verdict {
    struct arena *arena;
    struct diag *diag;
    struct doc_node *doc;
    struct workflow *workflow;
};

static inline struct verdict verdict_begin(const char *definition)
{
    struct verdict v = { .arena = arena_new() };
    char *text = arena_text(v.arena, definition);
    for (char *c = text; *c != '\0'; c++) {
        *c = *c == '\'' ? '"' : *c == '`' ? '\'' : *c;
    }
    v.diag = diag_new(v.arena);
    struct source *s = source_of_text(v.arena, "order.asl.json", text, strlen(text));
    diag_source(v.diag, s);
    v.doc = reader_parse(v.arena, v.diag, s);
    v.workflow = ast_build(v.arena, v.diag, s, v.doc);
    return v;
}

static inline void verdict_end(const struct verdict *v)
{
    arena_release(v->arena);
}

/* The value of a key in the line at `at`, up to what follows it there. */
static inline void verdict_value(struct buf *b, const char *line, const char *key,
                                 const char *until)
{
    const char *at = strstr(line, key);
    const char *end = strchr(line, '\n');
    if (at != NULL && end != NULL && at < end) {
        at += strlen(key);
        buf_put(b, at, (size_t)(strstr(at, until) - at));
    }
}

/* A field that may not stand there is located at what holds it: its own name follows as :NAME.
 */
static inline void verdict_field(struct buf *b, const char *line)
{
    static const char *const slugs[] = { "field-unknown", "field-misplaced", "field-dialect" };
    struct buf slug = { 0 }, pointer = { 0 };
    verdict_value(&slug, line, "\"slug\":\"", "\"");
    verdict_value(&pointer, line, "\"pointer\":\"", "\",\"file\"");
    for (size_t i = 0; i < sizeof slugs / sizeof slugs[0]; i++) {
        if (strcmp(buf_string(&slug), slugs[i]) == 0) {
            buf_print(b, ":%s", strrchr(buf_string(&pointer), '/') + 1);
        }
    }
    buf_release(&slug);
    buf_release(&pointer);
}

/* In the arena. */
static inline const char *verdict_text(const struct verdict *v)
{
    const char *json = said_json(v->arena, v->diag);
    struct buf b = { 0 };
    for (const char *at = strstr(json, "{\"severity\""); at != NULL;
         at = strstr(at + 1, "{\"severity\"")) {
        bool warning = strncmp(at, "{\"severity\":\"WARNING\"", 20) == 0;
        buf_text(&b, b.size > 0 ? ", " : "");
        buf_text(&b, warning ? "(" : "");
        verdict_value(&b, at, "\"slug\":\"", "\"");
        buf_char(&b, '@');
        verdict_value(&b, at, "\"location\":\"", "\",\"slug\"");
        verdict_field(&b, at);
        buf_text(&b, warning ? ")" : "");
    }
    const char *text = arena_text(v->arena, buf_string(&b));
    buf_release(&b);
    return text;
}

/* AWS's texts alone, parted by " | ". In the arena. */
static inline const char *verdict_messages(const struct verdict *v)
{
    const char *json = said_json(v->arena, v->diag);
    struct buf b = { 0 };
    for (const char *at = strstr(json, "\"code\":"); at != NULL;
         at = strstr(at + 1, "\"code\":")) {
        buf_text(&b, b.size > 0 ? " | " : "");
        verdict_value(&b, at, "\"code\":\"", "\"");
        buf_text(&b, ": ");
        verdict_value(&b, at, "\"message\":\"",
                      strstr(at, "\",\"location\"") != NULL ? "\",\"location\""
                                                            : "\",\"slug\"");
    }
    const char *text = arena_text(v->arena, buf_string(&b));
    buf_release(&b);
    return text;
}

#endif

#include "runtime/events/shaping.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* The part at a path such as $.detail.items[0].sku; borrowed, NULL if there is none. */
static const struct value *part_at(const struct value *event, const char *path)
{
    const struct value *v = event;
    struct value *member;
    path += *path == '$';
    while (v != NULL && *path != '\0') {
        if (*path == '[') {
            char *rest;
            unsigned long index = strtoul(path + 1, &rest, 10);
            v = *rest == ']' && value_type(v) == VALUE_ARRAY && index < value_count(v)
                    ? value_item(v, index)
                    : NULL;
            path = *rest == ']' ? rest + 1 : rest;
            continue;
        }
        path += *path == '.';
        size_t size = strcspn(path, ".[");
        char *key = memory_text_n(path, size);
        v = size > 0 && value_member(v, key, &member) ? member : NULL;
        memory_release(key);
        path += size;
    }
    return v;
}

/* A text between quotes of the template is put there without its own. */
static void put_part(struct buf *out, const struct value *v, bool is_quoted)
{
    struct buf json = { 0 };
    if (v == NULL) {
        return;
    }
    if (value_type(v) != VALUE_STRING) {
        write_json(out, v);
        return;
    }
    write_json(&json, v);
    if (is_quoted) {
        buf_put(out, json.text + 1, json.size - 2);
    } else {
        buf_put(out, json.text, json.size);
    }
    buf_release(&json);
}

/* Names that need no entry in the map of paths. */
static bool put_own(struct buf *out, const char *name, const struct value *event,
                    const char *rule, bool is_quoted)
{
    if (strcmp(name, "aws.events.event.json") == 0 || strcmp(name, "aws.events.event") == 0) {
        write_json(out, event);
        return true;
    }
    struct value *text = NULL;
    if (strcmp(name, "aws.events.rule-arn") == 0) {
        text = value_text(rule);
    } else if (strcmp(name, "aws.events.rule-name") == 0) {
        const char *slash = strrchr(rule, '/');
        text = value_text(slash != NULL ? slash + 1 : rule);
    } else if (strcmp(name, "aws.events.event.ingestion-time") == 0) {
        const char *time = value_member_text(event, "time");
        text = value_text(time != NULL ? time : "");
    }
    put_part(out, text, is_quoted);
    value_release(text);
    return text != NULL;
}

static bool put_name(struct buf *out, const char *name, const struct value *paths,
                     const struct value *event, const char *rule, bool is_quoted)
{
    const char *path = value_member_text(paths, name);
    if (path == NULL) {
        return put_own(out, name, event, rule, is_quoted);
    }
    put_part(out, part_at(event, path), is_quoted);
    return true;
}

/* <NAME> in the template stands for a part of the event. */
static void transform(struct buf *out, const char *template, const struct value *paths,
                      const struct value *event, const char *rule)
{
    bool is_quoted = false;
    while (*template != '\0') {
        size_t size = *template == '<' ? strcspn(template, ">") : 0;
        if (size > 1 && template[size] == '>') {
            char *name = memory_text_n(template + 1, size - 1);
            bool is_known = put_name(out, name, paths, event, rule, is_quoted);
            memory_release(name);
            if (is_known) {
                template += size + 1;
                continue;
            }
        }
        if (*template == '\\' && template[1] != '\0') {
            buf_char(out, *template ++);
        } else if (*template == '"') {
            is_quoted = !is_quoted;
        }
        buf_char(out, *template ++);
    }
}

void shaping_put(struct buf *out, const struct value *target, const struct value *event,
                 const char *rule)
{
    const char *input = value_member_text(target, "Input");
    const char *path = value_member_text(target, "InputPath");
    struct value *transformer = NULL, *paths = NULL;
    if (input != NULL) {
        buf_text(out, input);
    } else if (path != NULL) {
        const struct value *part = part_at(event, path);
        write_json(out, part != NULL ? part : value_null());
    } else if (value_member(target, "InputTransformer", &transformer)) {
        const char *template = value_member_text(transformer, "InputTemplate");
        value_member(transformer, "InputPathsMap", &paths);
        transform(out, template != NULL ? template : "", paths, event, rule);
    } else {
        write_json(out, event);
    }
}

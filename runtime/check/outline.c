#include "runtime/check/outline.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* The text was read as JSON before, so that every token ends. */
struct scan {
    struct outline *outline;
    const char *text;
    size_t size, at;
    int line;
    size_t open; /* the innermost container */
    char *key;   /* of the value to come */
    int key_line;
};

static struct outline_node *add_node(struct scan *s)
{
    struct outline *o = s->outline;
    o->nodes = memory_grow(o->nodes, o->count, &o->room, sizeof *o->nodes);
    size_t at = o->count++;
    o->nodes[at] = (struct outline_node){
        .key = s->key,
        .line = s->key != NULL ? s->key_line : s->line,
        .parent = s->open,
    };
    s->key = NULL;
    struct outline_node *parent = &o->nodes[s->open];
    if (at > 0 && parent->last != 0) {
        o->nodes[parent->last].next = at;
    } else if (at > 0) {
        parent->first = at;
    }
    parent->last = at;
    return &o->nodes[at];
}

/* The string that begins here, its escapes read; the scan moves behind it. New. */
static char *take_string(struct scan *s)
{
    size_t begin = s->at++;
    while (s->text[s->at] != '"') {
        s->at += s->text[s->at] == '\\' ? 2 : 1;
    }
    s->at++;
    struct value *v = NULL;
    struct read_error ignored;
    bool read = read_json(s->text + begin, s->at - begin, &v, &ignored);
    char *text = memory_text(read ? value_string(v) : "");
    value_release(v);
    return text;
}

static void take_text(struct scan *s)
{
    const struct outline *o = s->outline;
    int line = s->line;
    char *text = take_string(s);
    if (o->count > 0 && o->nodes[s->open].is_object && s->key == NULL) {
        s->key = text;
        s->key_line = line;
    } else {
        add_node(s)->text = text;
    }
}

static void open_container(struct scan *s)
{
    struct outline_node *n = add_node(s);
    n->is_object = s->text[s->at++] == '{';
    s->open = (size_t)(n - s->outline->nodes);
}

/* A number or a literal: nothing of it is looked at. */
static void take_word(struct scan *s)
{
    add_node(s);
    while (s->at < s->size && strchr(",]} \t\r\n", s->text[s->at]) == NULL) {
        s->at++;
    }
}

static void scan(struct scan *s)
{
    while (s->at < s->size) {
        switch (s->text[s->at]) {
        case '\n':
            s->line++;
            s->at++;
            break;
        case ' ':
        case '\t':
        case '\r':
        case ',':
        case ':': s->at++; break;
        case '{':
        case '[': open_container(s); break;
        case '}':
        case ']':
            s->open = s->outline->nodes[s->open].parent;
            s->at++;
            break;
        case '"': take_text(s); break;
        default: take_word(s); break;
        }
    }
}

bool outline_read(struct outline *o, const char *text, size_t size)
{
    *o = (struct outline){ .nodes = NULL };
    struct value *v = NULL;
    struct read_error ignored;
    if (!read_json(text, size, &v, &ignored)) {
        return false;
    }
    value_release(v);
    scan(&(struct scan){ .outline = o, .text = text, .size = size, .line = 1 });
    return true;
}

void outline_release(struct outline *o)
{
    for (size_t i = 0; i < o->count; i++) {
        memory_release(o->nodes[i].key);
        memory_release(o->nodes[i].text);
    }
    memory_release(o->nodes);
    *o = (struct outline){ .nodes = NULL };
}

const struct outline_node *outline_first(const struct outline *o, const struct outline_node *n)
{
    return n == NULL || n->first == 0 ? NULL : &o->nodes[n->first];
}

const struct outline_node *outline_next(const struct outline *o, const struct outline_node *n)
{
    return n->next == 0 ? NULL : &o->nodes[n->next];
}

const struct outline_node *outline_member(const struct outline *o, const struct outline_node *n,
                                          const char *key)
{
    const struct outline_node *m = outline_first(o, n);
    while (m != NULL && (m->key == NULL || strcmp(m->key, key) != 0)) {
        m = outline_next(o, m);
    }
    return m;
}

#include "runtime/call/xml.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"

struct reader {
    const char *at, *end;
    const char *wrong; /* what is wrong, static; NULL while all is well */
    struct xml *root, *open;
    struct buf *texts; /* of the open elements, the root's first */
    size_t depth, count;
};

static bool refuse(struct reader *r, const char *wrong)
{
    r->wrong = r->wrong != NULL ? r->wrong : wrong;
    return false;
}

static bool skip(struct reader *r, const char *word)
{
    size_t size = strlen(word);
    bool is_there = (size_t)(r->end - r->at) >= size && memcmp(r->at, word, size) == 0;
    r->at += is_there ? size : 0;
    return is_there;
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && text_is_blank((unsigned char)*r->at)) {
        r->at++;
    }
}

/* Moves behind `word`; returns where it begins, NULL if it is not there. */
static const char *skip_to(struct reader *r, const char *word)
{
    const char *found = memmem(r->at, (size_t)(r->end - r->at), word, strlen(word));
    r->at = found != NULL ? found + strlen(word) : r->end;
    return found;
}

/* ---- Names and text ---- */

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || (c != '\0' && strchr("_-.:", c) != NULL) ||
           (unsigned char)c >= 0x80;
}

/* A name without its prefix. New, or NULL. */
static char *read_name(struct reader *r)
{
    const char *begin = r->at;
    while (r->at < r->end && is_name(*r->at)) {
        begin = *r->at == ':' ? r->at + 1 : begin;
        r->at++;
    }
    if (begin == r->at) {
        refuse(r, "a name is missing");
        return NULL;
    }
    return memory_text_n(begin, (size_t)(r->at - begin));
}

static bool read_number(const char *digits, size_t size, uint32_t *character)
{
    bool is_hex = size > 0 && digits[0] == 'x';
    *character = 0;
    for (size_t i = is_hex; i < size; i++) {
        int c = tolower((unsigned char)digits[i]);
        if (is_hex ? !isxdigit(c) : !isdigit(c)) {
            return false;
        }
        *character =
            *character * (is_hex ? 16 : 10) + (uint32_t)(isdigit(c) ? c - '0' : c - 'a' + 10);
        if (*character > 0x10ffff) {
            return false;
        }
    }
    return size > (size_t)is_hex && *character > 0;
}

/* &amp; and its kin, at the '&'. */
static bool read_entity(struct reader *r, struct buf *out, const char *end)
{
    static const struct {
        const char *name;
        char c;
    } known[] = {
        { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }
    };
    const char *name = r->at + 1, *stop = memchr(name, ';', (size_t)(end - name));
    size_t size = stop == NULL ? 0 : (size_t)(stop - name);
    uint32_t character;
    char bytes[4];
    if (stop == NULL) {
        return refuse(r, "an '&' is not followed by a name and ';'");
    }
    r->at = stop + 1;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (size == strlen(known[i].name) && memcmp(name, known[i].name, size) == 0) {
            buf_char(out, known[i].c);
            return true;
        }
    }
    if (size == 0 || *name != '#' || !read_number(name + 1, size - 1, &character)) {
        return refuse(r, "what stands between '&' and ';' is not known");
    }
    buf_put(out, bytes, text_encode(bytes, character));
    return true;
}

static bool read_text(struct reader *r, struct buf *out, const char *end)
{
    while (r->at < end) {
        const char *entity = memchr(r->at, '&', (size_t)(end - r->at));
        const char *stop = entity != NULL ? entity : end;
        text_put_utf8(out, r->at, (size_t)(stop - r->at));
        r->at = stop;
        if (stop < end && !read_entity(r, out, end)) {
            return false;
        }
    }
    return true;
}

/* ---- Elements ---- */

static bool read_attribute(struct reader *r, struct xml *x)
{
    struct xml_attribute *a = memory_zero(sizeof *a);
    a->next = x->attributes;
    x->attributes = a;
    a->name = read_name(r);
    a->value = memory_text("");
    skip_blanks(r);
    if (a->name == NULL || !skip(r, "=")) {
        return refuse(r, "an attribute has no value");
    }
    skip_blanks(r);
    char quote = r->at < r->end ? *r->at : '\0';
    const char *stop = quote == '"' || quote == '\''
                           ? memchr(r->at + 1, quote, (size_t)(r->end - r->at - 1))
                           : NULL;
    if (stop == NULL) {
        return refuse(r, "an attribute's value has no quotes");
    }
    struct buf value = { 0 };
    r->at++;
    bool is_good = read_text(r, &value, stop);
    memory_release(a->value);
    a->value = buf_take(&value);
    r->at = is_good ? stop + 1 : r->at;
    return is_good;
}

static void append(struct reader *r, struct xml *x)
{
    struct xml *parent = r->open;
    x->parent = parent;
    if (parent == NULL) {
        r->root = x;
        return;
    }
    /* The last child is found through `next` of a ring: see close_element(). */
    if (parent->first == NULL) {
        x->next = x;
    } else {
        x->next = parent->first->next;
        parent->first->next = x;
    }
    parent->first = x;
}

/* While an element is open, `first` is its last child, and that one's `next` the first. */
static void close_element(struct reader *r)
{
    struct xml *x = r->open, *last = x->first;
    if (last != NULL) {
        x->first = last->next;
        last->next = NULL;
    }
    struct buf *text = &r->texts[--r->depth];
    x->text_size = text->size;
    memory_release(x->text);
    x->text = buf_take(text);
    r->open = x->parent;
}

static bool open_element(struct reader *r)
{
    if (r->open == NULL && r->root != NULL) {
        return refuse(r, "there is more than one element around the whole");
    }
    if (r->depth == XML_DEPTH_MAX || ++r->count > XML_ELEMENTS_MAX) {
        return refuse(r, "it has too many elements");
    }
    struct xml *x = memory_zero(sizeof *x);
    x->text = memory_text("");
    append(r, x);
    r->open = x;
    r->depth++;
    x->name = read_name(r);
    skip_blanks(r);
    while (r->wrong == NULL && r->at < r->end && *r->at != '>' && *r->at != '/') {
        if (!read_attribute(r, x)) {
            return false;
        }
        skip_blanks(r);
    }
    if (r->wrong == NULL && skip(r, "/>")) {
        close_element(r);
        return true;
    }
    return r->wrong == NULL && (skip(r, ">") || refuse(r, "an element's tag is not closed"));
}

static bool end_element(struct reader *r)
{
    char *name = read_name(r);
    skip_blanks(r);
    bool is_its = r->open != NULL && text_is(name, r->open->name) && skip(r, ">");
    memory_release(name);
    if (!is_its) {
        return refuse(r, "an end tag does not fit its element");
    }
    close_element(r);
    return true;
}

static bool read_cdata(struct reader *r)
{
    const char *begin = r->at, *stop = skip_to(r, "]]>");
    if (stop == NULL || r->open == NULL) {
        return refuse(r, "a CDATA section is not closed");
    }
    text_put_utf8(&r->texts[r->depth - 1], begin, (size_t)(stop - begin));
    return true;
}

static bool read_tag(struct reader *r)
{
    if (skip(r, "<!--")) {
        return skip_to(r, "-->") != NULL || refuse(r, "a comment is not closed");
    }
    if (skip(r, "<?")) {
        return skip_to(r, "?>") != NULL || refuse(r, "an instruction is not closed");
    }
    if (skip(r, "<![CDATA[")) {
        return read_cdata(r);
    }
    if (skip(r, "<!")) {
        return refuse(r, "it has a document type");
    }
    if (skip(r, "</")) {
        return end_element(r);
    }
    r->at++;
    return open_element(r);
}

/* Text outside of the root may be blanks. */
static bool read_piece(struct reader *r)
{
    if (*r->at == '<') {
        return read_tag(r);
    }
    const char *stop = memchr(r->at, '<', (size_t)(r->end - r->at));
    stop = stop == NULL ? r->end : stop;
    if (r->open != NULL) {
        return read_text(r, &r->texts[r->depth - 1], stop);
    }
    skip_blanks(r);
    return r->at == stop || refuse(r, "it is not XML");
}

struct xml *xml_read(const char *text, size_t size, struct buf *why)
{
    struct buf texts[XML_DEPTH_MAX] = { { 0 } };
    struct reader r = { .at = text, .end = text + size, .texts = texts };
    r.at += text_mark_size(text, size);
    while (r.at < r.end && read_piece(&r)) {
    }
    if (r.wrong == NULL && (r.root == NULL || r.open != NULL)) {
        refuse(&r, r.root == NULL ? "it is empty" : "it ends within an element");
    }
    if (r.wrong != NULL) {
        buf_text(why, r.wrong);
    }
    while (r.open != NULL) {
        close_element(&r);
    }
    if (r.wrong != NULL) {
        xml_release(r.root);
        return NULL;
    }
    return r.root;
}

/* Without recursion: children become the next ones of what is to be released. */
void xml_release(struct xml *x)
{
    while (x != NULL) {
        struct xml *next = x->next, *last = x->first;
        if (last != NULL) {
            struct xml *first = last;
            while (last->next != NULL) {
                last = last->next;
            }
            last->next = next;
            next = first;
        }
        while (x->attributes != NULL) {
            struct xml_attribute *a = x->attributes;
            x->attributes = a->next;
            memory_release(a->name);
            memory_release(a->value);
            memory_release(a);
        }
        memory_release(x->name);
        memory_release(x->text);
        memory_release(x);
        x = next;
    }
}

/* ---- Asking, and writing ---- */

static const struct xml *named(const struct xml *x, const char *name)
{
    while (x != NULL && !text_is(x->name, name)) {
        x = x->next;
    }
    return x;
}

const struct xml *xml_child(const struct xml *x, const char *name)
{
    return x == NULL ? NULL : named(x->first, name);
}

const struct xml *xml_next(const struct xml *x, const char *name)
{
    return named(x->next, name);
}

const char *xml_child_text(const struct xml *x, const char *name)
{
    const struct xml *child = xml_child(x, name);
    return child == NULL ? NULL : child->text;
}

void xml_put_text(struct buf *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        switch (text[i]) {
        case '&': buf_text(out, "&amp;"); break;
        case '<': buf_text(out, "&lt;"); break;
        case '>': buf_text(out, "&gt;"); break;
        case '"': buf_text(out, "&quot;"); break;
        case '\r': buf_text(out, "&#xD;"); break;
        case '\n': buf_text(out, "&#xA;"); break;
        default: buf_char(out, text[i]); break;
        }
    }
}

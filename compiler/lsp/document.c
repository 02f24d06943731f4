#include "compiler/lsp/document.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "compiler/base/source.h"
#include "compiler/lsp/rpc.h"
#include "compiler/read/doc.h"
#include "compiler/view/position.h"
#include "compiler/view/view.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"

struct document *documents_find(const struct documents *all, const char *uri)
{
    struct document *d = all->first;
    while (d != NULL && strcmp(d->uri, uri) != 0) {
        d = d->next;
    }
    return d;
}

static void forget_view(struct document *d)
{
    view_release(d->view);
    d->view = NULL;
    d->is_told = false;
}

static void release(struct document *d)
{
    forget_view(d);
    memory_release(d->uri);
    memory_release(d->name);
    memory_release(d->version);
    buf_release(&d->text);
    memory_release(d);
}

const struct view *document_view(const struct documents *all, struct document *d)
{
    if (d->view == NULL) {
        d->view = view_new(d->name, buf_string(&d->text), d->text.size, all->is_utf8, false);
    }
    return d->view;
}

bool document_is_definition(const struct documents *all, struct document *d)
{
    const struct doc_node *doc = d->is_named ? NULL : document_view(all, d)->doc;
    return d->is_named || doc_member(doc, "StartAt") != NULL ||
           doc_member(doc, "States") != NULL;
}

void documents_release(struct documents *all)
{
    while (all->first != NULL) {
        struct document *next = all->first->next;
        release(all->first);
        all->first = next;
    }
    all->count = 0;
}

/* Unlinks the document of that name; NULL if there is none. */
static struct document *take_out(struct documents *all, const char *uri)
{
    struct document **place = &all->first;
    while (*place != NULL && strcmp((*place)->uri, uri) != 0) {
        place = &(*place)->next;
    }
    struct document *d = *place;
    if (d != NULL) {
        *place = d->next;
        all->count--;
    }
    return d;
}

/* The last part of the path, its %XX read; the editor's word for the language may add to it. */
static char *name_of(const char *uri, const char *language)
{
    const char *slash = strrchr(uri, '/');
    const char *part = slash == NULL || slash[1] == '\0' ? uri : slash + 1;
    struct buf name = { 0 };
    url_put_decoded(&name, part, strcspn(part, "?#"), false);
    bool is_yaml =
        text_ends_with(buf_string(&name), ".yaml") || text_ends_with(buf_string(&name), ".yml");
    if (language != NULL && strcasestr(language, "yaml") != NULL && !is_yaml) {
        buf_text(&name, ".yaml");
    }
    struct buf clean = { 0 };
    text_put_utf8(&clean, buf_string(&name), strlen(buf_string(&name)));
    buf_release(&name);
    return buf_take(&clean);
}

/* .asl, .asl.json and the like, or the editor's word for the language. */
static bool is_named(const char *name, const char *language)
{
    static const char *const ends[] = { ".asl", ".asl.json", ".asl.yaml", ".asl.yml" };
    bool is_asl = language != NULL && strncasecmp(language, "asl", 3) == 0;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        is_asl = is_asl || text_ends_with(name, ends[i]);
    }
    return is_asl;
}

static void take_version(struct document *d, const struct doc_node *holder)
{
    const struct doc_node *n = doc_member(holder, "version");
    if (n != NULL && n->type == DOC_NUMBER) {
        memory_release(d->version);
        d->version = memory_text(n->text);
    }
}

static bool is_text(const struct doc_node *n)
{
    return n != NULL && n->type == DOC_STRING;
}

bool documents_open(struct documents *all, const struct doc_node *params, struct buf *why)
{
    const struct doc_node *item = doc_member(params, "textDocument");
    const char *uri = rpc_text(item, "uri");
    const struct doc_node *text = doc_member(item, "text");
    if (uri == NULL || !is_text(text)) {
        buf_text(why, "didOpen needs textDocument.uri and textDocument.text");
        return false;
    }
    struct document *d = take_out(all, uri);
    if (d == NULL && all->count >= DOCUMENTS_MOST) {
        buf_print(why, "%d documents are open: no more are looked at", DOCUMENTS_MOST);
        return false;
    }
    if (d != NULL) {
        release(d);
    }
    d = memory_zero(sizeof *d);
    d->uri = memory_text(uri);
    d->name = name_of(uri, rpc_text(item, "languageId"));
    d->is_named = is_named(d->name, rpc_text(item, "languageId"));
    take_version(d, item);
    buf_put(&d->text, text->text, text->text_size);
    d->next = all->first;
    all->first = d;
    all->count++;
    return true;
}

static bool read_position(const struct doc_node *n, struct position *ret_position)
{
    ret_position->line = rpc_number(n, "line", UINT32_MAX, SIZE_MAX);
    ret_position->character = rpc_number(n, "character", UINT32_MAX, SIZE_MAX);
    return ret_position->line != SIZE_MAX && ret_position->character != SIZE_MAX;
}

/* Bytes [start, end) of the text that are to be replaced; false if the range is not one. */
static bool find_range(const struct documents *all, const struct document *d,
                       const struct doc_node *range, size_t *ret_start, size_t *ret_end)
{
    struct position start, end;
    if (!read_position(doc_member(range, "start"), &start) ||
        !read_position(doc_member(range, "end"), &end)) {
        return false;
    }
    const char *text = buf_string(&d->text);
    *ret_start = position_find(text, d->text.size, all->is_utf8, start);
    *ret_end = position_find(text, d->text.size, all->is_utf8, end);
    return *ret_start <= *ret_end;
}

/* One change: a whole text, or one for a range. */
static bool change(const struct documents *all, struct document *d, const struct doc_node *item,
                   struct buf *why)
{
    const struct doc_node *text = doc_member(item, "text"), *range = doc_member(item, "range");
    size_t start = 0, end = d->text.size;
    if (!is_text(text) || (range != NULL && !find_range(all, d, range, &start, &end))) {
        buf_text(why, "a change needs a text, and a range whose end is not before its start");
        return false;
    }
    size_t rest = d->text.size - end;
    if (start + text->text_size + rest > SOURCE_SIZE_MAX) {
        buf_text(why, "the document would have more than 64 MiB: it is not changed");
        return false;
    }
    buf_room(&d->text, text->text_size);
    if (rest > 0) {
        memmove(d->text.text + start + text->text_size, d->text.text + end, rest);
    }
    memcpy(d->text.text + start, text->text, text->text_size);
    d->text.size = start + text->text_size + rest;
    d->text.text[d->text.size] = '\0';
    return true;
}

/* The document that `params` are about, or NULL after saying so. */
static struct document *named(const struct documents *all, const struct doc_node *params,
                              struct buf *why)
{
    const char *uri = rpc_text(doc_member(params, "textDocument"), "uri");
    struct document *d = uri == NULL ? NULL : documents_find(all, uri);
    if (d == NULL) {
        buf_print(why, "'%s' is not open", uri == NULL ? "a document without a uri" : uri);
    }
    return d;
}

bool documents_change(struct documents *all, const struct doc_node *params, struct buf *why)
{
    struct document *d = named(all, params, why);
    const struct doc_node *changes = doc_member(params, "contentChanges");
    if (d == NULL) {
        return false;
    }
    forget_view(d);
    take_version(d, doc_member(params, "textDocument"));
    bool is_good = true;
    for (const struct doc_node *n = changes == NULL ? NULL : changes->first;
         n != NULL && is_good; n = n->next) {
        is_good = change(all, d, n, why);
    }
    return is_good;
}

bool documents_close(struct documents *all, const struct doc_node *params, struct buf *why)
{
    struct document *d = named(all, params, why);
    if (d != NULL) {
        take_out(all, d->uri);
        release(d);
    }
    return d != NULL;
}

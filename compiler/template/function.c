#include "compiler/template/function.h"

#include <arpa/inet.h>
#include <nettle/base64.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/read/doc.h"
#include "compiler/template/refer.h"
#include "compiler/template/result.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"

static struct result *fail(struct template *t, const struct doc_node *n, const char *text)
{
    template_fail(t, DIAG_TEMPLATE_VALUE, n, "%s", text);
    return NULL;
}

/* The arguments of a function, of which there must be so many. NULL after a message. */
static const struct doc_node *arguments(struct template *t, const struct doc_node *n,
                                        size_t least, size_t most)
{
    if (n->type != DOC_ARRAY || n->count < least || n->count > most) {
        template_fail(t, DIAG_TEMPLATE_VALUE, n, "%s takes a list of %zu%s values", n->name,
                      least, most > least ? " or more" : "");
        return NULL;
    }
    return n->first;
}

/* ---- References ---- */

static struct result *do_ref(struct template *t, const struct doc_node *n)
{
    const char *name = n->type == DOC_OBJECT ? result_text_of(t, n, "") : NULL;
    return n->type == DOC_STRING   ? refer_name(t, n, n->text)
           : name != NULL          ? refer_name(t, n, name)
           : n->type == DOC_OBJECT ? NULL
                                   : fail(t, n, "Ref takes a name");
}

/* ["A", "Arn"] or "A.Arn". */
static struct result *do_get_att(struct template *t, const struct doc_node *n)
{
    const char *name = NULL;
    if (n->type == DOC_STRING && strchr(n->text, '.') != NULL) {
        name = n->text;
    } else if (n->type == DOC_ARRAY && n->count == 2) {
        const char *of = result_text_of(t, n->first, "");
        const char *what = of == NULL ? NULL : result_text_of(t, n->first->next, "");
        if (what == NULL) {
            return NULL;
        }
        name = arena_print(t->s->a, "%s.%s", of, what);
    }
    return name == NULL ? fail(t, n, "Fn::GetAtt takes a resource and an attribute")
                        : refer_attribute(t, n, name);
}

/* ---- Fn::Sub ---- */

/* A text that is being filled. */
struct sub {
    struct template *t;
    const struct doc_node *n;
    const struct result *own; /* the function's own names; NULL if it has none */
    struct patch out;
    const char *open;
};

/* What stands in the braces of ${...}: a name of the function's own, a reference, A.Attribute.
 * All of its value is shown by the ${...}. */
static bool put_hole(struct sub *s, const char *name, struct span written)
{
    struct template *t = s->t;
    const struct result *r = s->own == NULL ? NULL : result_member(s->own, name);
    r = r != NULL                   ? r
        : strchr(name, '.') != NULL ? refer_attribute(t, s->n, name)
                                    : refer_name(t, s->n, name);
    if (r == NULL) {
        return false;
    }
    if (!r->is_nothing && !result_is_scalar(r)) {
        return template_fail(t, DIAG_TEMPLATE_VALUE, s->n,
                             "${%s} is of the type %s, which cannot stand in a text", name,
                             doc_type_word(r->type));
    }
    patch_put(&s->out, r->is_nothing ? "" : r->text.text, r->is_nothing ? 0 : r->text.size,
              written);
    s->open = s->open == NULL ? r->open : s->open;
    return template_spend(t, s->n, r->text.size);
}

/* A hole in the text, from its $ to its brace. ${!x} is ${x} itself. */
static bool put_one(struct sub *s, const struct patched *text, struct span hole)
{
    const char *inside = text->text + hole.start + 2;
    size_t size = hole.end - hole.start - 3;
    struct span written = patched_written(text, hole);
    if (size > 0 && *inside == '!') {
        struct buf plain = { 0 };
        buf_print(&plain, "${%.*s}", (int)size - 1, inside + 1);
        patch_put(&s->out, buf_string(&plain), plain.size, written);
        buf_release(&plain);
        return true;
    }
    while (size > 0 && *inside == ' ') {
        inside++;
        size--;
    }
    while (size > 0 && inside[size - 1] == ' ') {
        size--;
    }
    return put_hole(s, arena_text_n(s->t->s->a, inside, size), written);
}

static bool put_filled(struct sub *s, const struct patched *text)
{
    uint32_t done = 0, size = (uint32_t)text->size;
    const char *hole, *end;
    while ((hole = strstr(text->text + done, "${")) != NULL &&
           (end = strchr(hole, '}')) != NULL) {
        struct span at = { (uint32_t)(hole - text->text), (uint32_t)(end + 1 - text->text) };
        patch_copy(&s->out, text, (struct span){ done, at.start });
        if (!put_one(s, text, at)) {
            return false;
        }
        done = at.end;
    }
    patch_copy(&s->out, text, (struct span){ done, size });
    return true;
}

static struct result *do_sub(struct template *t, const struct doc_node *n)
{
    const struct doc_node *text = n, *own = NULL;
    if (n->type == DOC_ARRAY && n->count == 2) {
        text = n->first;
        own = n->first->next;
    }
    if (text->type != DOC_STRING || (own != NULL && own->type != DOC_OBJECT)) {
        return fail(t, n, "Fn::Sub takes a text, or a list of a text and an object");
    }
    struct sub s = { .t = t, .n = n, .out = { .a = t->s->a } };
    s.own = own == NULL ? NULL : t->s->compute(t, own);
    const struct result *plain = result_scalar(t, text);
    if ((own != NULL && s.own == NULL) || plain == NULL || !put_filled(&s, &plain->text)) {
        buf_release(&s.out.out);
        return NULL;
    }
    struct result *r = result_patched(t, n, &s.out);
    if (r != NULL) {
        r->open = s.open;
    }
    return r;
}

/* ---- Lists ---- */

/* A value that must be a list, or is open. NULL after a message. */
static const struct result *list_of(struct template *t, const struct doc_node *n)
{
    const struct result *r = t->s->compute(t, n);
    bool is_list = r != NULL && (r->type == DOC_ARRAY || r->open != NULL);
    return r == NULL || is_list ? r : fail(t, n, "a list is wanted here");
}

static struct result *do_join(struct template *t, const struct doc_node *n)
{
    const struct doc_node *first = arguments(t, n, 2, 2);
    const char *divider = first == NULL ? NULL : result_text_of(t, first, "");
    const struct result *items = divider == NULL ? NULL : list_of(t, first->next);
    struct patch out = { .a = t->s->a };
    if (items == NULL || items->type != DOC_ARRAY) {
        return items == NULL ? NULL : result_open(t, n, items->open);
    }
    for (const struct result *one = items->first; one != NULL; one = one->next) {
        if (!result_is_scalar(one)) {
            buf_release(&out.out);
            return fail(t, n, "Fn::Join takes a list of texts");
        }
        if (one != items->first && divider[0] != '\0') {
            patch_put(&out, divider, strlen(divider),
                      (struct span){ one->span.start, one->span.start });
        }
        patch_copy(&out, &one->text, (struct span){ 0, (uint32_t)one->text.size });
    }
    struct result *r = result_patched(t, n, &out);
    if (r != NULL) {
        r->open = items->open;
    }
    return r;
}

static struct result *do_select(struct template *t, const struct doc_node *n)
{
    const struct doc_node *first = arguments(t, n, 2, 2);
    const struct result *index = first == NULL ? NULL : t->s->compute(t, first);
    const struct result *items = index == NULL ? NULL : list_of(t, first->next);
    char *end;
    if (items == NULL) {
        return NULL;
    }
    if (index->open != NULL || items->type != DOC_ARRAY) {
        return result_open(t, n, index->open != NULL ? index->open : items->open);
    }
    const char *text = result_is_scalar(index) ? index->text.text : "";
    unsigned long place = strtoul(text, &end, 10);
    if (end == text || *end != '\0' || place >= items->count) {
        template_fail(
            t, DIAG_TEMPLATE_VALUE, n,
            "Fn::Select wants the item at '%s' of a list that has %zu, counted from 0", text,
            items->count);
        return NULL;
    }
    const struct result *one = items->first;
    while (place-- > 0) {
        one = one->next;
    }
    struct result *copy = result_new(t, n, one->type);
    *copy = *one;
    copy->span = n->span;
    return copy;
}

static struct result *do_split(struct template *t, const struct doc_node *n)
{
    const struct doc_node *first = arguments(t, n, 2, 2);
    const char *divider = first == NULL ? NULL : result_text_of(t, first, "");
    const struct result *text = divider == NULL ? NULL : t->s->compute(t, first->next);
    if (text == NULL) {
        return NULL;
    }
    if (divider[0] == '\0' || !result_is_scalar(text)) {
        return fail(t, n, "Fn::Split takes what divides, and a text");
    }
    return text->open != NULL ? result_open(t, n, text->open)
                              : refer_split(t, n, text->text.text, divider, false);
}

static struct result *do_length(struct template *t, const struct doc_node *n)
{
    const struct result *items = list_of(t, n);
    if (items == NULL || items->type != DOC_ARRAY) {
        return items == NULL ? NULL : result_open(t, n, items->open);
    }
    const char *text = arena_print(t->s->a, "%zu", items->count);
    struct result *r = result_text(t, n, text, strlen(text));
    if (r != NULL) {
        r->type = DOC_NUMBER;
    }
    return r;
}

/* ---- Maps ---- */

/* What the Mappings have at three keys; NULL if they have nothing there. */
static const struct doc_node *find_in_map(const struct template *t, const char *const *keys)
{
    const struct doc_node *found = doc_member(t->sections, "Mappings");
    for (size_t i = 0; found != NULL && i < 3; i++) {
        found = doc_member(found, keys[i]);
    }
    return found;
}

/* The DefaultValue that may be the fourth argument; NULL if there is none. */
static const struct doc_node *default_of(const struct doc_node *n)
{
    const struct doc_node *last = n->count < 4 ? NULL : n->first->next->next->next;
    return last == NULL ? NULL : doc_member(last, "DefaultValue");
}

static struct result *do_find_in_map(struct template *t, const struct doc_node *n)
{
    const struct doc_node *at = arguments(t, n, 3, 4);
    const char *keys[3], *open = NULL;
    for (size_t i = 0; i < 3; i++, at = at->next) {
        const struct result *key = at == NULL ? NULL : t->s->compute(t, at);
        if (key == NULL) {
            return NULL;
        }
        keys[i] = result_is_scalar(key) ? key->text.text : "";
        open = open == NULL ? key->open : open;
    }
    if (open != NULL) {
        return result_open(t, n, open);
    }
    const struct doc_node *found = find_in_map(t, keys), *usual = default_of(n);
    if (found == NULL && usual == NULL) {
        template_fail(t, DIAG_TEMPLATE_VALUE, n, "the Mappings have nothing at %s, %s, %s",
                      keys[0], keys[1], keys[2]);
        return NULL;
    }
    return t->s->compute(t, found != NULL ? found : usual);
}

/* ---- Texts ---- */

static struct result *do_base64(struct template *t, const struct doc_node *n)
{
    const struct result *r = t->s->compute(t, n);
    if (r == NULL || r->open != NULL) {
        return r == NULL ? NULL : result_open(t, n, r->open);
    }
    if (!result_is_scalar(r)) {
        return fail(t, n, "Fn::Base64 takes a text");
    }
    size_t size = BASE64_ENCODE_RAW_LENGTH(r->text.size);
    char *out = arena_get(t->s->a, size + 1);
    base64_encode_raw(out, r->text.size, (const uint8_t *)r->text.text);
    return result_text(t, n, out, size);
}

static struct result *do_json(struct template *t, const struct doc_node *n)
{
    const struct result *r = t->s->compute(t, n);
    struct patch out = { .a = t->s->a };
    if (r == NULL) {
        return NULL;
    }
    result_put_json(&out, r);
    struct result *text = result_patched(t, n, &out);
    if (text != NULL) {
        text->open = r->open;
    }
    return text;
}

/* What other stacks export has a name, by which it stays open. */
/* What one of the templates exports under a name: its Value, and whose it is; NULL if none
 * does.
 */
static const struct doc_node *find_export(struct template *t, const char *name,
                                          struct template **ret_from)
{
    for (struct template *one = t->s->all; one != NULL; one = one->next) {
        const struct doc_node *outputs = doc_member(one->sections, "Outputs");
        const struct doc_node *n = outputs == NULL ? NULL : outputs->first;
        for (; n != NULL; n = n->next) {
            const struct doc_node *as = doc_member(n, "Export");
            as = as == NULL ? NULL : doc_member(as, "Name");
            const char *text = as == NULL ? NULL : result_text_of(one, as, "");
            if (text != NULL && strcmp(text, name) == 0) {
                *ret_from = one;
                return doc_member(n, "Value");
            }
        }
    }
    return NULL;
}

/* The value is shown at the place that imports it. */
static struct result *imported(struct template *t, const struct doc_node *n,
                               struct template *from, const struct doc_node *value)
{
    if (!template_go_deeper(from, n)) {
        return NULL;
    }
    const char *text = result_text_of(from, value, "");
    template_go_up(from);
    return text == NULL ? NULL : result_text(t, n, text, strlen(text));
}

static struct result *do_import(struct template *t, const struct doc_node *n)
{
    const struct result *name = t->s->compute(t, n);
    if (name == NULL) {
        return NULL;
    }
    if (!result_is_scalar(name)) {
        return fail(t, n, "Fn::ImportValue takes a name");
    }
    const char *text = name->text.text, *given = template_given(t, text);
    if (given != NULL) {
        return result_text(t, n, given, strlen(given));
    }
    struct template *from = NULL;
    const struct doc_node *exported = find_export(t, text, &from);
    if (exported != NULL) {
        return imported(t, n, from, exported);
    }
    if (t->s->names != NULL) {
        template_warn(t, n, "no other stack exports '%s' here: the value is that name", text);
        return result_text(t, n, text, strlen(text));
    }
    return result_open(t, n, name->open != NULL ? name->open : text);
}

static struct result *do_zones(struct template *t, const struct doc_node *n)
{
    const char *region = result_text_of(t, n, "");
    const struct result *own =
        region != NULL && region[0] == '\0' ? refer_name(t, n, "AWS::Region") : NULL;
    if (region == NULL || (region[0] == '\0' && own == NULL)) {
        return NULL;
    }
    if (own != NULL && own->open != NULL) {
        return result_open(t, n, own->open);
    }
    struct result *zones = result_new(t, n, DOC_ARRAY);
    for (const char *letter = "abc"; *letter != '\0'; letter++) {
        const char *zone =
            arena_print(t->s->a, "%s%c", own != NULL ? own->text.text : region, *letter);
        struct result *one = result_text(t, n, zone, strlen(zone));
        if (one == NULL) {
            return NULL;
        }
        result_append(t, zones, one);
    }
    return zones;
}

/* ---- Fn::Cidr ---- */

/* A block of addresses: "10.0.0.0/16", "2001:db8::/56". */
struct block {
    int family;
    unsigned char address[16]; /* the highest first; of IPv4 the first four */
    unsigned width, prefix;    /* bits of an address, and of what all of the block begin with */
};

static bool read_block(const char *text, struct block *ret_block)
{
    const char *slash = strchr(text, '/');
    char *end, address[INET6_ADDRSTRLEN] = "";
    size_t size = slash == NULL ? sizeof address : (size_t)(slash - text);
    struct block b = { .family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET };
    if (size >= sizeof address) {
        return false;
    }
    memcpy(address, text, size);
    unsigned long prefix = strtoul(slash + 1, &end, 10);
    b.width = b.family == AF_INET ? 32 : 128;
    b.prefix = (unsigned)prefix;
    *ret_block = b;
    return inet_pton(b.family, address, ret_block->address) == 1 && end != slash + 1 &&
           *end == '\0' && prefix <= b.width;
}

/* The next block, if each has so many bits of an address for its own. */
static void step_block(struct block *b, unsigned bits)
{
    unsigned add = 1u << bits % 8;
    for (int i = (int)(b->width - 1 - bits) / 8; i >= 0 && add > 0; i--) {
        add += b->address[i];
        b->address[i] = (unsigned char)add;
        add >>= 8;
    }
}

static struct result *put_blocks(struct template *t, const struct doc_node *n, struct block b,
                                 unsigned long count, unsigned bits)
{
    struct result *list = result_new(t, n, DOC_ARRAY);
    for (unsigned long i = 0; i < count; i++, step_block(&b, bits)) {
        char text[INET6_ADDRSTRLEN];
        inet_ntop(b.family, b.address, text, sizeof text);
        const char *block = arena_print(t->s->a, "%s/%u", text, b.width - bits);
        struct result *one = result_text(t, n, block, strlen(block));
        if (one == NULL) {
            return NULL;
        }
        result_append(t, list, one);
    }
    return list;
}

/* Returns true if that many blocks, 256 at most, with so many bits each have room in one. */
static bool has_room(const struct block *of, unsigned long count, unsigned long bits)
{
    unsigned long left = of->width - of->prefix;
    return count >= 1 && count <= 256 && bits >= 1 && bits < of->width && bits <= left &&
           (left - bits >= 8 || count <= 1ul << (left - bits));
}

/* [block, count, bits of an address that are left in each]. */
static struct result *do_cidr(struct template *t, const struct doc_node *n)
{
    const struct doc_node *at = arguments(t, n, 2, 3);
    const char *texts[3] = { "", "", "" }, *open = NULL;
    if (at == NULL) {
        return NULL;
    }
    for (size_t i = 0; at != NULL; i++, at = at->next) {
        const struct result *r = t->s->compute(t, at);
        if (r == NULL) {
            return NULL;
        }
        texts[i] = result_is_scalar(r) ? r->text.text : "";
        open = open == NULL ? r->open : open;
    }
    if (open != NULL) {
        return result_open(t, n, open);
    }
    struct block of;
    unsigned long count = strtoul(texts[1], NULL, 10);
    unsigned long bits = n->count == 3 ? strtoul(texts[2], NULL, 10) : 0;
    if (!read_block(texts[0], &of) || !has_room(&of, count, bits)) {
        return fail(t, n,
                    "Fn::Cidr takes a block such as 10.0.0.0/16 or 2001:db8::/56, how many "
                    "blocks of it are wanted (1 to 256), and how many bits are left in each, "
                    "for which there must be room");
    }
    return put_blocks(t, n, of, count, (unsigned)bits);
}

static const struct {
    const char *name;
    function_compute *compute;
} functions[] = {
    { "Ref", do_ref },
    { "Fn::GetAtt", do_get_att },
    { "Fn::Sub", do_sub },
    { "Fn::Join", do_join },
    { "Fn::Select", do_select },
    { "Fn::Split", do_split },
    { "Fn::Length", do_length },
    { "Fn::FindInMap", do_find_in_map },
    { "Fn::Base64", do_base64 },
    { "Fn::ToJsonString", do_json },
    { "Fn::ImportValue", do_import },
    { "Fn::GetAZs", do_zones },
    { "Fn::Cidr", do_cidr },
};

function_compute *function_find(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return functions[i].compute;
        }
    }
    return NULL;
}

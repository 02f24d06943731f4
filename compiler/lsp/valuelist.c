#include "compiler/lsp/valuelist.h"

#include <string.h>

#include "compiler/aws/sdk.h"
#include "compiler/base/arena.h"
#include "compiler/lsp/about.h"
#include "compiler/lsp/memberlist.h"
#include "compiler/lsp/propose.h"
#include "compiler/read/doc.h"
#include "compiler/view/site.h"
#include "compiler/view/view.h"
#include "compiler/view/wordat.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

static void put_about(struct proposals *p, enum about_kind kind, enum propose_kind shown,
                      const char *word, bool is_value)
{
    struct buf about = { 0 };
    about_put_items(&about, about_items(kind, word, strlen(word), OWNER_ANY_STATE));
    struct proposal item = { .label = word,
                             .kind = shown,
                             .documentation = buf_string(&about) };
    if (is_value) {
        propose_value(p, &item);
    } else {
        propose(p, &item);
    }
    buf_release(&about);
}

static void put_words(struct proposals *p, const char *words)
{
    for (const char *at = words; *at != '\0'; at += strspn(at, "|")) {
        struct buf word = { 0 };
        buf_put(&word, at, strcspn(at, "|"));
        propose_value(p,
                      &(struct proposal){ .label = buf_string(&word), .kind = PROPOSE_WORD });
        at += word.size;
        buf_release(&word);
    }
}

static void put_types(struct proposals *p)
{
#define ASL_STATE_TYPE(word, type) put_about(p, ABOUT_TYPE, PROPOSE_WORD, word, true);
#include <asl/words.def>
}

static void put_states(struct proposals *p, const struct block *b)
{
    for (const struct state *s = b == NULL ? NULL : b->first; s != NULL; s = s->next) {
        const struct doc_node *type = doc_member(s->node, "Type");
        const struct doc_node *comment = doc_member(s->node, "Comment");
        bool has_type = type != NULL && type->type == DOC_STRING;
        bool has_comment = comment != NULL && comment->type == DOC_STRING;
        propose_value(
            p, &(struct proposal){ .label = s->name,
                                   .kind = PROPOSE_STATE,
                                   .detail = has_type ? type->text : NULL,
                                   .documentation = has_comment ? comment->text : NULL });
    }
}

static void put_error(struct proposals *p, const struct site *site, const char *word)
{
    for (const struct doc_node *n = site->field->first; n != NULL; n = n->next) {
        if (n != site->node && doc_is_text(n, word)) {
            return;
        }
    }
    put_about(p, ABOUT_ERROR, PROPOSE_VALUE, word, true);
}

static void put_errors(struct proposals *p, const struct site *site)
{
#define ASL_ERROR_NAME(word) put_error(p, site, word);
#include <asl/words.def>
}

/* ---- Resources ---- */

#define STATES_ARN "arn:aws:states:::"
#define SDK_ARN    STATES_ARN "aws-sdk:"

static void put_resource(struct proposals *p, const char *resource)
{
    propose_value(p, &(struct proposal){ .label = resource, .kind = PROPOSE_VALUE });
}

static const struct {
    const char *plain, *patterns;
} integrations[] = {
#define ASL_INTEGRATION(service, action, patterns, takes)                                      \
    { STATES_ARN service ":" action, patterns },
#include <asl/integrations.def>
};

static void put_integrations(struct proposals *p)
{
    static const struct {
        char letter;
        const char *behind;
    } patterns[] = { { 's', ".sync" }, { '2', ".sync:2" }, { 'w', ".waitForTaskToken" } };
    for (size_t i = 0; i < sizeof integrations / sizeof integrations[0]; i++) {
        put_resource(p, integrations[i].plain);
        for (size_t k = 0; k < sizeof patterns / sizeof patterns[0]; k++) {
            if (strchr(integrations[i].patterns, patterns[k].letter) != NULL) {
                struct buf text = { 0 };
                buf_print(&text, "%s%s", integrations[i].plain, patterns[k].behind);
                put_resource(p, buf_string(&text));
                buf_release(&text);
            }
        }
    }
}

struct sdk_list {
    struct proposals *p;
    const char *before; /* of the ARN */
};

static void put_sdk(void *owner, struct arn_part word)
{
    const struct sdk_list *l = owner;
    struct buf text = { 0 };
    buf_text(&text, l->before);
    buf_put(&text, word.text, word.size);
    put_resource(l->p, buf_string(&text));
    buf_release(&text);
}

/* What is written so far, from aws-sdk: on: a service, or a service and an action. */
static void put_sdk_calls(struct proposals *p, struct arn_part written)
{
    struct arn_part service = arn_part_before(written, ':');
    struct buf before = { 0 };
    buf_text(&before, SDK_ARN);
    struct sdk_list l = { p, SDK_ARN };
    if (service.size == written.size) {
        sdk_each_service(put_sdk, &l);
    } else {
        buf_put(&before, service.text, service.size);
        buf_char(&before, ':');
        l.before = buf_string(&before);
        sdk_each_action(service, put_sdk, &l);
    }
    buf_release(&before);
}

static void put_resources(struct proposals *p, const struct site *site, size_t offset)
{
    const char *text = p->source->text + p->at.start;
    size_t size = offset > p->at.start ? offset - p->at.start : 0;
    if (size > 0 && strchr("\"'", text[0]) != NULL) {
        text++;
        size--;
    }
    struct arn_part written = { text, size };
    p->is_incomplete = true;
    if (site->holder == PART_READER) {
        put_resource(p, STATES_ARN "s3:getObject");
        put_resource(p, STATES_ARN "s3:listObjectsV2");
    } else if (site->holder == PART_WRITER) {
        put_resource(p, STATES_ARN "s3:putObject");
    } else if (arn_part_begins(written, SDK_ARN)) {
        put_sdk_calls(p, arn_part_after(written, sizeof SDK_ARN - 1));
    } else {
        put_integrations(p);
        put_resource(p, SDK_ARN);
    }
}

/* ---- Expressions ---- */

/* What Assign gives a name to, anywhere in the workflow. */
static void put_variables_of(struct proposals *p, const struct doc_node *assign,
                             enum dialect dialect)
{
    bool is_object = assign != NULL && assign->type == DOC_OBJECT;
    for (const struct doc_node *n = is_object ? assign->first : NULL; n != NULL; n = n->next) {
        size_t size = n->name_size;
        bool is_computed =
            dialect == DIALECT_JSONPATH && size > 2 && memcmp(n->name + size - 2, ".$", 2) == 0;
        struct buf name = { 0 };
        buf_char(&name, '$');
        buf_put(&name, n->name, is_computed ? size - 2 : size);
        propose(p, &(struct proposal){ .label = buf_string(&name),
                                       .kind = PROPOSE_VARIABLE,
                                       .detail = "a variable that Assign sets" });
        buf_release(&name);
    }
}

static void put_variables(struct proposals *p, const struct view *v)
{
    for (const struct state *s = workflow_next(v->tree, NULL); s != NULL;
         s = workflow_next(v->tree, s)) {
        put_variables_of(p, s->field[FIELD_ASSIGN], s->dialect);
        for (const struct rule *r = s->rules; r != NULL; r = r->next) {
            put_variables_of(p, r->field[FIELD_ASSIGN], s->dialect);
        }
        for (const struct catcher *k = s->catchers; k != NULL; k = k->next) {
            put_variables_of(p, k->field[FIELD_ASSIGN], s->dialect);
        }
    }
}

static void put_functions(struct proposals *p)
{
    const struct about_function *f;
    for (size_t i = 0; (f = about_function_at(i)) != NULL; i++) {
        struct buf name = { 0 }, call = { 0 };
        buf_print(&name, "$%s", f->name);
        buf_print(&call, "$%s(%s)", f->name, f->arguments);
        propose(p, &(struct proposal){ .label = buf_string(&name),
                                       .kind = PROPOSE_FUNCTION,
                                       .detail = buf_string(&call),
                                       .documentation = f->tells });
        buf_release(&name);
        buf_release(&call);
    }
}

static void put_intrinsics(struct proposals *p)
{
#define INTRINSIC(word)                                        put_about(p, ABOUT_INTRINSIC, PROPOSE_FUNCTION, word, false)
#define FILTER(word)                                           (void)0
#define PATH(word)                                             (void)0
#define ASL_WORD(language, word, function, least, most, tells) language(word);
#include <asl/words.def>
}

static bool is_expression_of(const struct site *site, const char *text, size_t size)
{
    const struct doc_node *n = site->node;
    bool is_jsonata = memmem(text, size, "{%", 2) != NULL;
    bool is_named =
        n->name != NULL && n->name_size > 2 && memcmp(n->name + n->name_size - 2, ".$", 2) == 0;
    return site->dialect == DIALECT_JSONATA
               ? is_jsonata
               : is_named || site->row->shape == SHAPE_REFERENCE_OR_CALL;
}

/* Inside of a text: the word before the cursor is replaced, not all of it. */
static void put_expression(struct proposals *p, const struct view *v, const struct site *site,
                           size_t offset)
{
    struct span whole = p->at;
    size_t size = offset > whole.start ? offset - whole.start : 0;
    if (site->node->type != DOC_STRING || size == 0 ||
        !is_expression_of(site, p->source->text + whole.start, size)) {
        return;
    }
    whole.start += strchr("\"'", p->source->text[whole.start]) != NULL;
    p->at = wordat_before(p->source, whole, offset);
    if (memberlist_put(p, whole)) {
        return;
    }
    if (site->dialect == DIALECT_JSONATA) {
        put_functions(p);
        propose(p, &(struct proposal){ .label = "$states", .kind = PROPOSE_VARIABLE });
    } else {
        put_intrinsics(p);
    }
    put_variables(p, v);
}

void valuelist_put(struct proposals *p, const struct view *v, const struct site *site,
                   size_t offset)
{
    const struct shape_row *row = site->row;
    if (row == field_row(FIELD_TYPE)) {
        put_types(p);
    } else if (site_is_target(site)) {
        put_states(p, site->block);
    } else if (row == field_row(FIELD_ERROR_EQUALS)) {
        put_errors(p, site);
    } else if (row->words != NULL) {
        put_words(p, row->words);
    } else if (row->shape == SHAPE_TRUTH) {
        p->is_quoted = false;
        put_words(p, "true|false");
    } else if (strcmp(row->word, "Resource") == 0) {
        put_resources(p, site, offset);
    } else {
        put_expression(p, v, site, offset);
    }
}

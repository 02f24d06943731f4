#include "compiler/app/cfnplain.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "compiler/app/cfnplace.h"
#include "compiler/app/cfnword.h"
#include "compiler/base/arena.h"
#include "compiler/template/template.h"
#include "runtime/base/buf.h"
#include "runtime/value/value.h"

bool cfn_plain_is_mock(const struct cfn_integration *i)
{
    return i->type != NULL && strcasecmp(i->type, "MOCK") == 0;
}

bool cfn_plain_is_body(const struct cfn_integration *i)
{
    return i->type != NULL && strcasecmp(i->type, "AWS") == 0;
}

/* ---- Responses ---- */

/* One of them, as CloudFormation or OpenAPI has it. */
struct response {
    const char *pattern; /* what it is for; NULL: for all others */
    const char *status;
    const struct value *parameters, *templates;
};

struct responses {
    struct response *list;
    size_t count;
};

/* A member that OpenAPI spells with a small letter. */
static const struct value *either(const struct value *v, const char *name, const char *small)
{
    struct value *found = NULL;
    if (!value_member(v, name, &found)) {
        value_member(v, small, &found);
    }
    return found;
}

static const char *status_of(struct template *t, const struct value *v)
{
    struct number n = value_read_number(v);
    return value_type(v) == VALUE_STRING ? value_string(v)
           : n.kind == NUMBER_INT        ? arena_print(t->s->a, "%d", (int)n.integer)
                                         : "200";
}

static struct response response_of(struct template *t, const struct value *v,
                                   const char *pattern)
{
    bool is_default = pattern == NULL || pattern[0] == '\0' || strcmp(pattern, "default") == 0;
    return (struct response){
        .pattern = is_default ? NULL : pattern,
        .status = status_of(t, either(v, "StatusCode", "statusCode")),
        .parameters = either(v, "ResponseParameters", "responseParameters"),
        .templates = either(v, "ResponseTemplates", "responseTemplates"),
    };
}

static struct responses responses_of(struct template *t, const struct value *v)
{
    struct responses all = { .list = arena_array(t->s->a, value_count(v) + 1,
                                                 sizeof(struct response)) };
    for (size_t i = 0; value_type(v) == VALUE_ARRAY && i < value_count(v); i++) {
        const struct value *one = value_item(v, i);
        all.list[all.count++] = response_of(t, one, value_member_text(one, "SelectionPattern"));
    }
    for (struct value_walk w = value_walk(v);
         value_type(v) == VALUE_OBJECT && value_step(&w);) {
        all.list[all.count++] = response_of(t, w.value, arena_text(t->s->a, w.key));
    }
    return all;
}

/* The one for that status, or else the one for all others; NULL if there is none. */
static const struct response *find(const struct responses *all, const char *status)
{
    const struct response *found = NULL;
    for (size_t i = 0; i < all->count; i++) {
        const struct response *r = &all->list[i];
        if (r->pattern != NULL && status != NULL && strcmp(r->pattern, status) == 0) {
            return r;
        }
        found = r->pattern == NULL ? r : found;
    }
    return found;
}

/* ---- Templates ---- */

static bool is_static(const char *text)
{
    return strpbrk(text, "$#") == NULL;
}

/* Returns true if the template hands on what it gets. */
static bool is_whole(const char *text)
{
    static const char *const forms[] = { "$input.json('$')", "$input.json(\"$\")",
                                         "$input.path('$')", "$input.body" };
    size_t begin = strspn(text, " \t\r\n"), end = strlen(text);
    while (end > begin && strchr(" \t\r\n", text[end - 1]) != NULL) {
        end--;
    }
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strlen(forms[i]) == end - begin &&
            strncmp(text + begin, forms[i], end - begin) == 0) {
            return true;
        }
    }
    return false;
}

/* Returns true if all of the templates are so; one that is empty is as good as none. */
static bool are_all(const struct value *templates, bool (*are)(const char *text))
{
    for (struct value_walk w = value_walk(templates); value_step(&w);) {
        if (value_type(w.value) == VALUE_STRING && value_string_size(w.value) > 0 &&
            !are(value_string(w.value))) {
            return false;
        }
    }
    return true;
}

static const char *first_of(const struct value *templates)
{
    for (struct value_walk w = value_walk(templates); value_step(&w);) {
        if (value_type(w.value) == VALUE_STRING) {
            return value_string(w.value);
        }
    }
    return NULL;
}

/* Returns false, after a warning. */
static bool refuse(struct template *t, const struct doc_node *at, const struct cfn_place *p,
                   const char *what)
{
    template_warn(t, at, "%s %s is not served here: what its %s makes is not computed",
                  p->method, p->path, what);
    return false;
}

/* ---- Headers ---- */

/* The words with the headers of an answer; what is not written in quotes is left out after a
 * warning. */
static const char *headers_of(struct template *t, const struct doc_node *at,
                              const struct cfn_place *p, const struct response *r,
                              const char *words)
{
    static const char begin[] = "method.response.header.";
    for (struct value_walk w = value_walk(r->parameters); value_step(&w);) {
        const char *text = value_type(w.value) == VALUE_STRING ? value_string(w.value) : "";
        size_t size = strlen(text);
        bool is_quoted = size >= 2 && text[0] == '\'' && text[size - 1] == '\'';
        if (strncmp(w.key, begin, strlen(begin)) == 0 && is_quoted) {
            const char *pair = arena_print(t->s->a, "%s:%.*s", w.key + strlen(begin),
                                           (int)(size - 2), text + 1);
            words = cfn_word(t, words, "header", pair);
        } else {
            template_warn(t, at, "%s of the answers of %s %s is left out here: it is '%s'",
                          w.key, p->method, p->path, text);
        }
    }
    return words;
}

/* ---- Errors ---- */

/* Appends a pattern in which '*' stands for anything, for a part of a regular expression up to
 * `end`. Returns false if it says more. */
static bool put_glob(struct buf *out, const char *text, const char *end)
{
    while (text < end) {
        bool is_any = text[0] == '.' && text + 1 < end && (text[1] == '*' || text[1] == '+');
        if (is_any) {
            buf_char(out, '*');
            text += 2;
        } else if (text[0] == '\\' && text + 1 < end && ispunct((unsigned char)text[1]) &&
                   text[1] != '*') {
            buf_char(out, text[1]);
            text += 2;
        } else if (strchr("\\.*+?()[]{}|^$", *text) == NULL) {
            buf_char(out, *text++);
        } else {
            return false;
        }
    }
    return true;
}

/* The words with those of a response for errors; NULL if its pattern is more than that. */
static const char *error_of(struct template *t, const struct response *r, const char *words)
{
    static const char all[] = "(\\n|.)+", other[] = "(.|\\n)+";
    bool is_all = strcmp(r->pattern, all) == 0 || strcmp(r->pattern, other) == 0;
    const char *at = is_all ? ".+" : r->pattern;
    if (strchr("45", r->status[0]) == NULL) {
        return NULL;
    }
    for (bool is_last = false; !is_last && words != NULL;) {
        struct buf glob = { 0 };
        size_t size = strcspn(at, "|");
        bool is_good = put_glob(&glob, at, at + size) && glob.size > 0;
        buf_print(&glob, ":%s", r->status);
        words = is_good ? cfn_word(t, words, "error", buf_string(&glob)) : NULL;
        buf_release(&glob);
        is_last = at[size] == '\0';
        at += size + 1;
    }
    return words;
}

static const char *errors_of(struct template *t, const struct doc_node *at,
                             const struct cfn_place *p, const struct responses *all,
                             const char *words)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct response *r = &all->list[i];
        const char *more = r->pattern != NULL ? error_of(t, r, words) : words;
        if (more == NULL) {
            template_warn(t, at, "the status %s of %s %s is left out here: its pattern is '%s'",
                          r->status, p->method, p->path, r->pattern);
        }
        words = more != NULL ? more : words;
    }
    return words;
}

/* ---- The whole ---- */

/* The status in a template such as {"statusCode": 204}, whose name may be without quotes; NULL
 * if there is none. */
static const char *mocked_status(struct template *t, const char *text)
{
    static const char name[] = "statusCode";
    const char *at = text != NULL ? strstr(text, name) : NULL;
    if (at == NULL) {
        return NULL;
    }
    at += strlen(name);
    at += strspn(at, "\"' :\t\r\n");
    size_t size = strspn(at, "0123456789");
    return size > 0 ? arena_text_n(t->s->a, at, size) : NULL;
}

static const char *mock_of(struct template *t, const struct doc_node *at,
                           const struct cfn_place *p, const struct responses *all)
{
    const struct cfn_integration *i = p->leads_to;
    const struct response *r = find(all, mocked_status(t, first_of(i->requests)));
    if (!are_all(i->requests, is_static) || (r != NULL && !are_all(r->templates, is_static))) {
        refuse(t, at, p, "mapping template");
        return NULL;
    }
    if (r == NULL) {
        template_warn(t, at, "%s %s is not served here: no response of it is for all statuses",
                      p->method, p->path);
        return NULL;
    }
    const char *body = first_of(r->templates);
    const char *words = arena_print(t->s->a, "mock status=%s", r->status);
    words = headers_of(t, at, p, r, words);
    return body != NULL && body[0] != '\0' ? cfn_word(t, words, "body", body) : words;
}

static const char *body_of(struct template *t, const struct doc_node *at,
                           const struct cfn_place *p, const struct responses *all)
{
    const struct cfn_integration *i = p->leads_to;
    const struct response *r = find(all, NULL);
    bool is_good = are_all(i->requests, is_whole) || refuse(t, at, p, "mapping template");
    for (size_t n = 0; is_good && n < all->count; n++) {
        is_good = are_all(all->list[n].templates, is_whole) ||
                  refuse(t, at, p, "template of answers");
    }
    if (is_good && r == NULL) {
        template_warn(t, at, "%s %s is not served here: no response of it is for all answers",
                      p->method, p->path);
    }
    if (!is_good || r == NULL) {
        return NULL;
    }
    const char *words = arena_print(t->s->a, " payload=body status=%s", r->status);
    return errors_of(t, at, p, all, headers_of(t, at, p, r, words));
}

const char *cfn_plain_words(struct template *t, const struct doc_node *at,
                            const struct cfn_place *p)
{
    struct responses all = responses_of(t, p->leads_to->responses);
    return cfn_plain_is_mock(p->leads_to) ? mock_of(t, at, p, &all) : body_of(t, at, p, &all);
}

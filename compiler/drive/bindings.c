#include "compiler/drive/bindings.h"

#include <math.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/drive/symbols.h"
#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/json.h"
#include "runtime/aws/arn.h"
#include "runtime/aws/resource.h"
#include "runtime/base/buf.h"
#include "runtime/base/handler.h"
#include "runtime/base/nearest.h"
#include "runtime/base/number.h"
#include "runtime/base/signature.h"
#include "runtime/base/text.h"
#include "runtime/base/url.h"
#include "runtime/base/words.h"
#include "runtime/include/asl/tree.h"
#include "runtime/task/setting.h"

#define STATE      "state:"
#define CONNECTION "connection:"

/* The kinds of target, and the words by which --without leaves them out. */
static const struct kind {
    const char *word, *scheme, *form;
} kinds[] = {
#define ASL_TARGET(word, target, dynamic, scheme, form, help) { word, scheme, form },
#include <asl/words.def>
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* One target that is being looked at. */
struct check {
    struct arena *a;
    struct diag *d;
    const char *text;
    struct span at;
    const char *const *without;
    bool is_static;
};

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* ---- Targets ---- */

static void refuse_unknown(const struct check *c)
{
    const char *schemes[KINDS];
    const char *colon = strchr(c->text, ':');
    struct buf forms = { 0 };
    for (size_t i = 0; i < KINDS; i++) {
        schemes[i] = kinds[i].scheme;
        buf_print(&forms, "%s%s", i > 0 ? ", " : "", kinds[i].form);
    }
    const char *near = NULL;
    if (colon != NULL) {
        const char *written = arena_text_n(c->a, c->text, (size_t)(colon - c->text) + 1);
        near = nearest_word(written, schemes, KINDS);
    }
    const char *hint = near != NULL ? arena_print(c->a, "did you mean '%s'?", near) : NULL;
    diag_hint(c->d, DIAG_TARGET_UNKNOWN, c->at, hint, c->text, buf_string(&forms), NULL);
    buf_release(&forms);
}

static void refuse_form(const struct check *c, const char *why)
{
    diag_say(c->d, DIAG_TARGET_INVALID, c->at, c->text, why, NULL);
}

/* Returns true if the program has the ways of that word. */
static bool has(const struct check *c, const char *word)
{
    bool is_left_out = symbols_has(c->without, word);
    if (is_left_out) {
        bool is_library = strcmp(word, "library") == 0;
        diag_say(c->d, DIAG_TARGET_ABSENT, c->at, c->text,
                 c->is_static && is_library
                     ? "a program made with --static loads no shared library; c:SYMBOL and "
                       "ffi:SYMBOL(TYPES)->TYPE can name a function that is linked in"
                     : arena_print(c->a, "the program is made without it (--without=%s)", word),
                 NULL);
    }
    return !is_left_out;
}

static void check_signature(const struct check *c, const char *rest)
{
    struct signature s = { .count = 0 };
    struct buf why = { 0 };
    if (!signature_read(rest, &s, &why)) {
        refuse_form(c, buf_string(&why));
    } else if (s.library != NULL) {
        has(c, "library");
    }
    signature_release(&s);
    buf_release(&why);
}

static void check_command(const struct check *c, const char *rest)
{
    char **words = words_split(rest);
    if (words == NULL) {
        refuse_form(c, "a quote is not closed");
    } else if (words[0] == NULL || words[0][0] == '\0') {
        refuse_form(c, "it names no command");
    }
    words_release(words);
}

static void check_hosted(const struct check *c, const char *rest)
{
    enum handler_language language;
    struct buf why = { 0 };
    if (!handler_read(rest, &language, &rest, &why)) {
        refuse_form(c, buf_string(&why));
    }
    buf_release(&why);
}

static void check_function(const struct check *c, const char *rest)
{
    const char *mark = strrchr(rest, '#');
    if (mark != NULL && (mark == rest || mark[1] == '\0')) {
        refuse_form(c, "both the library and the function must be named: c:LIB.so#SYMBOL");
    } else if (mark == NULL && !signature_is_name(rest, strlen(rest))) {
        refuse_form(c, "the name of a C function must follow");
    }
}

static void check_address(const struct check *c)
{
    struct url u;
    struct buf why = { 0 };
    if (url_read(c->text, &u, &why)) {
        url_release(&u);
    } else {
        refuse_form(c, buf_string(&why));
    }
    buf_release(&why);
}

static void check_target(const struct check *c)
{
    size_t i = 0;
    while (i < KINDS && !starts(c->text, kinds[i].scheme)) {
        i++;
    }
    if (i == KINDS) {
        refuse_unknown(c);
        return;
    }
    const char *scheme = kinds[i].scheme, *rest = c->text + strlen(scheme);
    bool is_shared = strcmp(scheme, "c:") == 0 && strchr(rest, '#') != NULL;
    if (!has(c, is_shared ? "library" : kinds[i].word)) {
        return;
    }
    if (strcmp(scheme, "c:") == 0) {
        check_function(c, rest);
    } else if (strcmp(scheme, "ffi:") == 0) {
        check_signature(c, rest);
    } else if (strcmp(scheme, "exec:") == 0 ||
               (strcmp(scheme, "activity:") == 0 && rest[0] != '\0')) {
        check_command(c, rest);
    } else if (strcmp(scheme, "activity:") == 0) {
        return; /* it is left to workers of other processes */
    } else if (strcmp(scheme, "lambda:") == 0) {
        check_hosted(c, rest);
    } else if (strcmp(scheme, "http:") == 0 || strcmp(scheme, "https:") == 0) {
        check_address(c);
    } else if (strcmp(scheme, "aws") == 0) {
        if (rest[0] != '\0') {
            refuse_form(c, "nothing may follow");
        }
    } else if (rest[0] == '\0') {
        refuse_form(c, strcmp(scheme, CONNECTION) == 0 ? "it names no file"
                                                       : "it names no program");
    }
}

/* ---- The object form of a target ---- */

static bool is_text(const struct doc_node *n)
{
    return n->type == DOC_STRING && strlen(n->text) == n->text_size;
}

static bool is_variables(const struct doc_node *object)
{
    const struct doc_node *n = object->type == DOC_OBJECT ? object->first : NULL;
    while (n != NULL && is_text(n) && setting_is_variable(n->name, n->name_size)) {
        n = n->next;
    }
    return object->type == DOC_OBJECT && n == NULL;
}

static struct setting setting_of(const struct doc_node *n)
{
    return (struct setting){
        .key = n->name,
        .text = is_text(n) ? n->text : NULL,
        .number = n->type == DOC_NUMBER ? number_read(n->text, n->text_size).real : NAN,
        .is_variables = is_variables(n),
    };
}

/* Adds a setting to `json`, the object of all, which is not closed yet. */
static void read_setting(struct check *c, const struct doc_node *n, struct buf *json)
{
    struct buf why = { 0 };
    struct setting s = setting_of(n);
    if (!setting_check(c->text, &s, &why)) {
        refuse_form(c, buf_string(&why));
    }
    buf_char(json, json->size == 0 ? '{' : ',');
    text_put_json(json, n->name, n->name_size);
    buf_char(json, ':');
    json_write_compact(json, n);
    buf_release(&why);
}

/* Fills in the target and the settings of a binding, whose object is `n`. */
static void read_object(struct check *c, const struct doc_node *object,
                        struct asl_binding *binding)
{
    const struct doc_node *target = doc_member(object, SETTING_TARGET);
    struct setting s = target == NULL ? (struct setting){ .text = NULL } : setting_of(target);
    struct buf json = { 0 };
    if (s.text == NULL) {
        diag_say(c->d, DIAG_OPTION_FILE, c->at, SETTING_NO_TARGET, NULL);
        return;
    }
    c->text = binding->target = s.text;
    check_target(c);
    for (const struct doc_node *n = object->first; n != NULL; n = n->next) {
        if (!text_is(n->name, SETTING_TARGET)) {
            read_setting(c, n, &json);
        }
    }
    if (json.size > 0) {
        buf_char(&json, '}');
        binding->settings = arena_text(c->a, buf_string(&json));
    }
    buf_release(&json);
}

void bindings_read(struct arena *a, struct diag *d, const char *path,
                   const char *const *without, bool is_static, struct bindings *ret_bindings)
{
    struct bindings b = { .list = NULL };
    const struct pair *pairs = pairs_read(a, d, path, PAIRS_TARGETS, &b.places);
    size_t count = 0;
    while (pairs != NULL && pairs[count].name != NULL) {
        count++;
    }
    struct asl_binding *list = arena_array(a, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        struct check c = { a, d, pairs[i].value, b.places.values[i], without, is_static };
        list[i] = (struct asl_binding){ .resource = pairs[i].name, .target = pairs[i].value };
        if (b.places.objects[i] == NULL) {
            check_target(&c);
        } else {
            read_object(&c, b.places.objects[i], &list[i]);
        }
    }
    b.list = list;
    *ret_bindings = b;
}

/* ---- Resources ---- */

/* What a Task calls: the text of FunctionName or StateMachineArn. Returns NULL if
 * it calls neither, or if the text is known only when the state is reached: then *ret_dynamic
 * is true. */
static const char *called_by(const struct state *s, const char *resource, bool *ret_dynamic)
{
    const char *member = arn_is_call(resource, "lambda:invoke")           ? "FunctionName"
                         : arn_is_call(resource, "states:startExecution") ? "StateMachineArn"
                                                                          : NULL;
    const struct doc_node *arguments = s->field[FIELD_PARAMETERS] != NULL
                                           ? s->field[FIELD_PARAMETERS]
                                           : s->field[FIELD_ARGUMENTS];
    if (member == NULL) {
        return NULL;
    }
    const struct doc_node *named = arguments != NULL ? doc_member(arguments, member) : NULL;
    *ret_dynamic = named == NULL || named->type != DOC_STRING || strstr(named->text, "{%") ||
                   strstr(named->text, "${");
    return *ret_dynamic ? NULL : named->text;
}

/* Returns true if RESOURCE can be this Task's. */
static bool may_bind(const char *key, const struct state *s)
{
    const struct doc_node *resource = s->field[FIELD_RESOURCE];
    if (resource == NULL || resource->type != DOC_STRING || strstr(resource->text, "${")) {
        return true;
    }
    bool is_dynamic = false;
    struct arn_part names[RESOURCE_NAMES];
    struct resource r = resource_read(resource->text);
    resource_names(resource->text, &r, called_by(s, resource->text, &is_dynamic), names);
    bool is_match = is_dynamic;
    for (size_t i = 0; i < RESOURCE_NAMES; i++) {
        is_match = is_match || arn_fits(key, names[i]);
    }
    return is_match;
}

/* The text in a member of `holder`, a member of a Task's Parameters. It is not a literal where
 * *ret_dynamic becomes true. */
static const char *text_within(const struct doc_node *arguments, const char *holder,
                               const char *key, bool *ret_dynamic)
{
    const struct doc_node *object = doc_member(arguments, holder);
    const struct doc_node *named =
        object != NULL && object->type == DOC_OBJECT ? doc_member(object, key) : NULL;
    bool is_literal = named != NULL && named->type == DOC_STRING &&
                      strstr(named->text, "{%") == NULL && strstr(named->text, "${") == NULL;
    *ret_dynamic = *ret_dynamic || (object != NULL && !is_literal);
    return is_literal ? named->text : NULL;
}

/* Returns true if KEY can be a connection that this Task of http:invoke names. */
static bool may_connect(const char *key, const struct state *s)
{
    const struct doc_node *resource = s->field[FIELD_RESOURCE];
    const struct doc_node *arguments = s->field[FIELD_PARAMETERS] != NULL
                                           ? s->field[FIELD_PARAMETERS]
                                           : s->field[FIELD_ARGUMENTS];
    bool is_dynamic = false;
    if (resource == NULL || resource->type != DOC_STRING ||
        !arn_is_call(resource->text, "http:invoke")) {
        return false;
    }
    if (arguments == NULL || arguments->type != DOC_OBJECT) {
        return true;
    }
    const char *first = text_within(arguments, "Authentication", "ConnectionArn", &is_dynamic);
    const char *second =
        text_within(arguments, "InvocationConfig", "ConnectionArn", &is_dynamic);
    bool is_hidden = first == NULL && second == NULL;
    for (size_t i = 0; i < 2; i++) {
        const char *arn = i == 0 ? first : second;
        is_dynamic = is_dynamic || (arn != NULL && (arn_fits(key, arn_part(arn)) ||
                                                    arn_fits(key, arn_bare_connection(arn))));
    }
    return is_dynamic || is_hidden;
}

static void check_connection_key(struct diag *d, const char *key, struct span at,
                                 const struct workflow *w)
{
    const struct state *s = workflow_next(w, NULL);
    while (s != NULL && (s->type != ASL_TASK || !may_connect(key, s))) {
        s = workflow_next(w, s);
    }
    if (s == NULL) {
        diag_say(d, DIAG_CONNECTION_UNUSED, at, key, NULL);
    }
}

static void check_state_key(struct arena *a, struct diag *d, const char *key, struct span at,
                            const struct workflow *w)
{
    const char *name = key + strlen(STATE);
    const struct state *named = NULL;
    size_t count = 0;
    for (const struct state *s = workflow_next(w, NULL); s != NULL; s = workflow_next(w, s)) {
        named = text_is(s->name, name) ? s : named;
        count++;
    }
    if (named != NULL && named->type == ASL_TASK) {
        return;
    }
    const char **tasks = arena_array(a, count + 1, sizeof *tasks);
    count = 0;
    for (const struct state *s = workflow_next(w, NULL); s != NULL; s = workflow_next(w, s)) {
        if (s->type == ASL_TASK) {
            tasks[count++] = s->name;
        }
    }
    const char *near = named == NULL ? nearest_word(name, tasks, count) : NULL;
    diag_hint(d, DIAG_BINDING_STATE, at,
              near != NULL ? arena_print(a, "did you mean '%s'?", near) : NULL, key,
              named == NULL ? "there is no state of this name" : "that state is not a Task",
              NULL);
}

static void check_resource_key(struct diag *d, const char *key, struct span at,
                               const struct workflow *w)
{
    const struct state *s = workflow_next(w, NULL);
    while (s != NULL && (s->type != ASL_TASK || !may_bind(key, s))) {
        s = workflow_next(w, s);
    }
    if (s == NULL) {
        diag_say(d, DIAG_BINDING_UNUSED, at, key, NULL);
    }
}

void bindings_check_keys(struct arena *a, struct diag *d, const struct bindings *b,
                         const struct workflow *w)
{
    diag_source(d, b->places.source);
    for (size_t i = 0; w != NULL && b->list[i].resource != NULL; i++) {
        const char *key = b->list[i].resource;
        if (starts(b->list[i].target, CONNECTION)) {
            check_connection_key(d, key, b->places.names[i], w);
        } else if (starts(key, STATE)) {
            check_state_key(a, d, key, b->places.names[i], w);
        } else {
            check_resource_key(d, key, b->places.names[i], w);
        }
    }
}

void bindings_check_symbols(struct diag *d, const struct bindings *b,
                            const char *const *symbols)
{
    static const char *const none[] = { NULL };
    size_t count = 0;
    symbols = symbols != NULL ? symbols : none;
    while (symbols[count] != NULL) {
        count++;
    }
    diag_source(d, b->places.source);
    for (size_t i = 0; b->list[i].resource != NULL; i++) {
        const char *target = b->list[i].target;
        const char *name = target + strlen("c:");
        if (!starts(target, "c:") || strchr(target, '#') != NULL ||
            symbols_has(symbols, name)) {
            continue;
        }
        const char *near = nearest_word(name, symbols, count);
        struct buf hint = { 0 };
        if (near != NULL) {
            buf_print(&hint, "did you mean '%s'?", near);
        }
        diag_hint(d, DIAG_TARGET_SYMBOL, b->places.values[i],
                  near != NULL ? buf_string(&hint) : NULL, name, NULL);
        buf_release(&hint);
    }
}

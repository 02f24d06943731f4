#include "runtime/task/binding.h"

#include <errno.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/include/asl/tree.h"
#include "runtime/task/file.h"
#include "runtime/task/arn.h"
#include "runtime/value/value.h"

#define STATE  "state:"
#define USABLE "c:SYMBOL and exec:COMMAND can"

struct binding {
    char *resource;
    struct target target;
    char **words; /* owned, as is `why`; the target borrows them */
    char *why;
};

struct binding_list {
    const struct asl_workflow *workflow;
    struct binding *bindings;
    size_t count;
    size_t room;
};

/* ---- Targets ---- */

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The scheme that the target is of, as it is named in messages; NULL: of none. */
static const char *scheme_of(const char *target)
{
    static const char *const schemes[] = { "exec:",     "ffi:",  "lambda:", "activity:",
                                           "workflow:", "http:", "https:" };
    if (starts(target, "c:")) {
        return strchr(target, '#') != NULL ? "c:LIB.so#SYMBOL" : "c:";
    }
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (starts(target, schemes[i])) {
            return schemes[i];
        }
    }
    if (strcmp(target, "aws") == 0) {
        return "aws";
    }
    return strcmp(target, "local") == 0 ? "local" : NULL;
}

static const struct asl_handler *find_handler(const struct asl_workflow *w,
                                              struct arn_part name, bool loosely)
{
    for (const struct asl_handler *h = w->handlers; h != NULL && h->name != NULL; h++) {
        size_t i = 0;
        while (i < name.size && (h->name[i] == name.text[i] ||
                                 (loosely && h->name[i] == '_' && name.text[i] == '-'))) {
            i++;
        }
        if (i == name.size && h->name[i] == '\0') {
            return h;
        }
    }
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* One word into `word`; blanks and backslashes in quotes are plain. False: a quote stays open.
 */
static bool take_word(const char **at, struct buf *word)
{
    while (**at != '\0' && !is_blank(**at)) {
        char quote = **at;
        if (quote != '\'' && quote != '"') {
            buf_char(word, *(*at)++);
            continue;
        }
        const char *end = strchr(*at + 1, quote);
        if (end == NULL) {
            return false;
        }
        buf_put(word, *at + 1, (size_t)(end - *at - 1));
        *at = end + 1;
    }
    return true;
}

static void release_words(char **words)
{
    for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
        memory_release(words[i]);
    }
    memory_release(words);
}

/* New, ends with NULL; NULL: a quote stays open. */
static char **split_words(const char *text)
{
    size_t room = 4, count = 0;
    char **words = memory_array(room, sizeof *words);
    words[0] = NULL;
    for (;;) {
        while (is_blank(*text)) {
            text++;
        }
        if (*text == '\0') {
            return words;
        }
        struct buf word = { 0 };
        if (!take_word(&text, &word)) {
            buf_release(&word);
            release_words(words);
            return NULL;
        }
        if (count + 1 == room) {
            room *= 2;
            words = memory_resize(words, room * sizeof *words);
        }
        words[count++] = buf_take(&word);
        words[count] = NULL;
    }
}

static int read_symbol(const struct asl_workflow *w, const char *name,
                       struct binding *ret_binding, struct buf *why)
{
    struct arn_part part = { .text = name, .size = strlen(name) };
    const struct asl_handler *h = find_handler(w, part, false);
    if (h == NULL) {
        buf_print(why, "'c:%s': no task function of this name is linked into this program",
                  name);
        return -EINVAL;
    }
    ret_binding->target = (struct target){ .kind = TARGET_SYMBOL, .handler = h };
    return 0;
}

static int read_command(const char *text, struct binding *ret_binding, struct buf *why)
{
    char **words = split_words(text);
    if (words == NULL) {
        buf_print(why, "'exec:%s': a quote is not closed", text);
        return -EINVAL;
    }
    if (words[0] == NULL || words[0][0] == '\0') {
        buf_print(why, "'exec:%s': it names no command", text);
        release_words(words);
        return -EINVAL;
    }
    ret_binding->words = words;
    ret_binding->target =
        (struct target){ .kind = TARGET_EXEC, .words = (const char *const *)words };
    return 0;
}

/* 0, or -EINVAL and a message. */
static int read_target(const struct asl_workflow *w, const char *target,
                       struct binding *ret_binding, struct buf *why)
{
    const char *scheme = scheme_of(target);
    if (scheme == NULL) {
        buf_print(why, "'%s' is no target: c:SYMBOL or exec:COMMAND is wanted", target);
        return -EINVAL;
    }
    if (strcmp(scheme, "c:") == 0) {
        return read_symbol(w, target + strlen(scheme), ret_binding, why);
    }
    if (strcmp(scheme, "exec:") == 0) {
        return read_command(target + strlen(scheme), ret_binding, why);
    }
    buf_print(why, "'%s': targets of the kind %s cannot be used in this program; " USABLE,
              target, scheme);
    return -EINVAL;
}

/* ---- The list ---- */

static void release_binding(struct binding *b)
{
    memory_release(b->resource);
    memory_release(b->why);
    release_words(b->words);
}

/* `resource` is taken, as is all that `b` owns. */
static void append(struct binding_list *list, struct binding b)
{
    if (list->count == list->room) {
        list->room = list->room == 0 ? 8 : list->room * 2;
        list->bindings = memory_resize(list->bindings, list->room * sizeof *list->bindings);
    }
    list->bindings[list->count++] = b;
}

static void forget_after(struct binding_list *list, size_t count)
{
    while (list->count > count) {
        release_binding(&list->bindings[--list->count]);
    }
}

/* What is baked in and cannot be used here matters only if nothing overrides it. */
static void append_own(struct binding_list *list, const struct asl_binding *own)
{
    struct binding b = { .resource = memory_text(own->resource) };
    struct buf why = { 0 };
    if (read_target(list->workflow, own->target, &b, &why) < 0) {
        b.why = buf_take(&why);
        b.target = (struct target){ .kind = TARGET_REFUSED, .why = b.why };
    }
    buf_release(&why);
    append(list, b);
}

struct binding_list *binding_list_new(const struct asl_workflow *w)
{
    struct binding_list *list = memory_zero(sizeof *list);
    list->workflow = w;
    for (const struct asl_binding *b = w->tasks; b != NULL && b->resource != NULL; b++) {
        append_own(list, b);
    }
    return list;
}

void binding_list_release(struct binding_list *list)
{
    if (list == NULL) {
        return;
    }
    forget_after(list, 0);
    memory_release(list->bindings);
    memory_release(list);
}

/* A state's name may hold '=': the first one before something that can be a target divides. */
static const char *find_divider(const char *text)
{
    const char *first = strchr(text, '=');
    for (const char *at = first; at != NULL; at = strchr(at + 1, '=')) {
        if (scheme_of(at + 1) != NULL) {
            return at;
        }
    }
    return first;
}

int binding_add(struct binding_list *list, const char *text, struct buf *why)
{
    const char *divider = find_divider(text);
    if (divider == NULL || divider == text) {
        buf_print(why, "'%s' is no binding: RESOURCE=TARGET is wanted", text);
        return -EINVAL;
    }
    struct binding b = { .resource = NULL };
    int status = read_target(list->workflow, divider + 1, &b, why);
    if (status < 0) {
        return status;
    }
    b.resource = memory_text_n(text, (size_t)(divider - text));
    append(list, b);
    return 0;
}

static int add_member(struct binding_list *list, const char *path, const char *resource,
                      const struct json_object *target, struct buf *why)
{
    if (value_type(target) != VALUE_STRING) {
        buf_print(why, "%s: '%s': the target is a text, such as \"exec:COMMAND\"", path,
                  resource);
        return -EINVAL;
    }
    struct binding b = { .resource = NULL };
    struct buf reason = { 0 };
    int status = read_target(list->workflow, value_string(target), &b, &reason);
    if (status < 0) {
        buf_print(why, "%s: '%s': %s", path, resource, buf_string(&reason));
    } else {
        b.resource = memory_text(resource);
        append(list, b);
    }
    buf_release(&reason);
    return status;
}

int binding_add_file(struct binding_list *list, const char *path, struct buf *why)
{
    struct json_object *all = NULL;
    int status = file_read_json(path, &all, why);
    if (status < 0) {
        return status;
    }
    if (value_type(all) != VALUE_OBJECT) {
        buf_print(why, "%s: an object {RESOURCE: TARGET} is wanted", path);
        status = -EINVAL;
    }
    size_t before = list->count;
    struct value_walk w = value_walk(all);
    while (status == 0 && value_step(&w)) {
        status = add_member(list, path, w.key, w.value, why);
    }
    if (status < 0) {
        forget_after(list, before);
    }
    value_release(all);
    return status;
}

/* ---- Finding ---- */

/* '*' matches any run. On a mismatch the last '*' takes one more: none before it need be looked
 * at again. */
static bool matches(const char *pattern, const char *text, size_t size)
{
    const char *star = NULL;
    size_t at = 0, star_at = 0;
    while (at < size) {
        if (*pattern == '*') {
            star = pattern++;
            star_at = at;
        } else if (*pattern != '\0' && *pattern == text[at]) {
            pattern++;
            at++;
        } else if (star != NULL) {
            pattern = star + 1;
            at = ++star_at;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

/* The names under which a task may be bound: the function's before the integration's. */
struct names {
    const char *state;
    struct arn_part of[3];
};

static bool is_part(const char *text, struct arn_part part)
{
    return part.text != NULL && strncmp(text, part.text, part.size) == 0 &&
           text[part.size] == '\0';
}

/* How well it fits, more is better; 0: not at all. */
static size_t fit(const struct binding *b, const struct names *names)
{
    const size_t state_fit = SIZE_MAX, exact_fit = SIZE_MAX / 2;
    if (starts(b->resource, STATE)) {
        return strcmp(b->resource + strlen(STATE), names->state) == 0 ? state_fit : 0;
    }
    bool pattern = strchr(b->resource, '*') != NULL;
    for (size_t i = 0; i < 3; i++) {
        if (is_part(b->resource, names->of[i])) {
            return exact_fit - i;
        }
        if (pattern && names->of[i].text != NULL &&
            matches(b->resource, names->of[i].text, names->of[i].size)) {
            return strlen(b->resource);
        }
    }
    return 0;
}

static struct names name_task(const char *state, const char *resource, const char *function)
{
    struct names n = { .state = state };
    if (function != NULL) {
        n.of[0] = (struct arn_part){ .text = function, .size = strlen(function) };
        n.of[1] = arn_bare_function(function);
    } else {
        n.of[1] = arn_function(resource);
    }
    n.of[2] = (struct arn_part){ .text = resource, .size = strlen(resource) };
    return n;
}

struct target binding_find(const struct binding_list *list, const char *state,
                           const char *resource, const char *function)
{
    struct names names = name_task(state, resource, function);
    const struct binding *best = NULL;
    size_t best_fit = 1;
    for (size_t i = 0; i < list->count; i++) {
        size_t f = fit(&list->bindings[i], &names);
        if (f >= best_fit) {
            best = &list->bindings[i];
            best_fit = f;
        }
    }
    if (best != NULL) {
        return best->target;
    }
    struct arn_part name = names.of[1].text != NULL ? names.of[1] : arn_last(resource);
    const struct asl_handler *h = find_handler(list->workflow, name, true);
    return (struct target){ .kind = h != NULL ? TARGET_SYMBOL : TARGET_NONE, .handler = h };
}

bool binding_has_any(const struct binding_list *list)
{
    return list->count > 0 ||
           (list->workflow->handlers != NULL && list->workflow->handlers->name != NULL);
}

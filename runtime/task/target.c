#include "runtime/task/target.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/text.h"
#include "runtime/include/asl/tree.h"
#include "runtime/task/setting.h"
#include "runtime/value/value.h"

/* How the targets of each way are written. */
static const struct kind {
    const char *word, *scheme, *form, *help;
} kinds[] = {
#define ASL_TARGET(word, target, dynamic, scheme, form, help) { word, scheme, form, help },
#include <asl/words.def>
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

const char *target_scheme(const char *text)
{
    for (size_t i = 0; i < KINDS; i++) {
        if (strncmp(text, kinds[i].scheme, strlen(kinds[i].scheme)) == 0) {
            return kinds[i].scheme;
        }
    }
    return NULL;
}

/* ---- The ways of this program ---- */

/* Returns the way at *at and moves *at on, or NULL after the last. *at is 0 at first. */
static const struct asl_target *next_way(const struct asl_workflow *w, size_t *at)
{
    return w->targets != NULL ? w->targets[(*at)++] : NULL;
}

const struct asl_target *target_loader(const struct asl_workflow *w)
{
    size_t at = 0;
    const struct asl_target *way;
    while ((way = next_way(w, &at)) != NULL && way->find == NULL) {
    }
    return way;
}

const struct asl_target *target_default(const struct asl_workflow *w,
                                        const struct asl_request *r, bool is_local)
{
    size_t at = 0;
    const struct asl_target *way;
    while ((way = next_way(w, &at)) != NULL &&
           (way->answers == NULL || !way->answers(r, is_local))) {
    }
    return way;
}

static const struct asl_target *find_way(const struct asl_workflow *w, const char *word)
{
    size_t at = 0;
    const struct asl_target *way;
    while ((way = next_way(w, &at)) != NULL && !text_is(way->word, word)) {
    }
    return way;
}

/* The way that reads the targets of a scheme. */
static const struct asl_target *find_reader(const struct asl_workflow *w, const char *scheme)
{
    for (size_t i = 0; i < KINDS; i++) {
        const struct asl_target *way = find_way(w, kinds[i].word);
        if (text_is(kinds[i].scheme, scheme) && way != NULL && way->read != NULL) {
            return way;
        }
    }
    return NULL;
}

const char *target_form(const struct asl_workflow *w, size_t index, const char **ret_help)
{
    for (size_t i = 0; i < KINDS; i++) {
        bool is_there =
            find_way(w, kinds[i].word) != NULL && find_reader(w, kinds[i].scheme) != NULL;
        if (is_there && index-- == 0) {
            *ret_help = kinds[i].help;
            return kinds[i].form;
        }
    }
    return NULL;
}

bool target_has_settings(const struct asl_workflow *w)
{
    size_t at = 0;
    const struct asl_target *way;
    while ((way = next_way(w, &at)) != NULL && way->set == NULL) {
    }
    return way != NULL;
}

/* ---- Reading ---- */

static bool refuse(const struct asl_workflow *w, const char *scheme, struct buf *why)
{
    const char *form, *help;
    if (scheme != NULL) {
        buf_print(why, "%s cannot be used in this program; there are", scheme);
    } else {
        buf_text(why, "is not a target: there are");
    }
    for (size_t i = 0; (form = target_form(w, i, &help)) != NULL; i++) {
        buf_print(why, "%s %s", i > 0 ? "," : "", form);
    }
    buf_text(why, target_form(w, 0, &help) == NULL ? " none" : "");
    return false;
}

static bool is_text_of_c(const struct value *v)
{
    return value_type(v) == VALUE_STRING && strlen(value_string(v)) == value_string_size(v);
}

static bool is_variables(const struct value *v)
{
    bool is_good = true;
    if (value_type(v) != VALUE_OBJECT) {
        return false;
    }
    for (struct value_walk w = value_walk(v); is_good && value_step(&w);) {
        is_good = is_text_of_c(w.value) && setting_is_variable(w.key, strlen(w.key));
    }
    return is_good;
}

static struct setting setting_of(const char *key, const struct value *v)
{
    return (struct setting){
        .key = key,
        .text = is_text_of_c(v) ? value_string(v) : NULL,
        .number = value_type(v) == VALUE_NUMBER ? value_to_number(v).real : NAN,
        .is_variables = is_variables(v),
    };
}

static bool check_all(const char *text, const struct value *settings, struct buf *why)
{
    bool is_good = true;
    for (struct value_walk w = value_walk(settings); is_good && value_step(&w);) {
        struct setting s = setting_of(w.key, w.value);
        is_good = text_is(w.key, SETTING_TARGET) || setting_check(text, &s, why);
    }
    return is_good;
}

static void set_all(const struct target *t, const struct value *settings)
{
    for (struct value_walk w = value_walk(settings); value_step(&w);) {
        if (!text_is(w.key, SETTING_TARGET)) {
            t->way->set(t->bound, w.key, w.value);
        }
    }
}

static bool read(const struct asl_workflow *w, const char *text, const struct value *settings,
                 struct target *ret_target, struct buf *why)
{
    const char *scheme = target_scheme(text);
    const struct asl_target *way = scheme != NULL ? find_reader(w, scheme) : NULL;
    if (way == NULL) {
        return refuse(w, scheme, why);
    }
    if (settings != NULL && !check_all(text, settings, why)) {
        return false;
    }
    void *bound = NULL;
    if (!way->read(w, text + strlen(scheme), &bound, why)) {
        return false;
    }
    *ret_target = (struct target){ .way = way, .bound = bound };
    if (settings != NULL) {
        set_all(ret_target, settings);
    }
    return true;
}

bool target_read(const struct asl_workflow *w, const char *text, const struct value *settings,
                 struct target *ret_target, struct buf *why)
{
    struct buf reason = { 0 };
    bool is_good = read(w, text, settings, ret_target, &reason);
    if (!is_good) {
        buf_print(why, "'%s'%s %s", text, target_scheme(text) != NULL ? ":" : "",
                  buf_string(&reason));
    }
    buf_release(&reason);
    return is_good;
}

bool target_linked(const struct asl_workflow *w, const char *name, struct target *ret_target)
{
    struct buf text = { 0 }, ignored = { 0 };
    buf_print(&text, "c:%s", name);
    bool is_there = target_read(w, buf_string(&text), NULL, ret_target, &ignored);
    buf_release(&text);
    buf_release(&ignored);
    return is_there;
}

bool target_prepare(const struct target *t, struct buf *why)
{
    return t->way->prepare == NULL || t->way->prepare(t->bound, why);
}

void target_release(struct target *t)
{
    if (t->way != NULL) {
        t->way->release(t->bound);
    }
    *t = (struct target){ .way = NULL };
}

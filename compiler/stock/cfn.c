#include "compiler/stock/cfn.h"

#include <stdio.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/report.h"
#include "compiler/deploy/deploy.h"
#include "compiler/deploy/known.h"
#include "compiler/drive/pairs.h"
#include "compiler/read/doc.h"
#include "compiler/stock/cfnkind.h"
#include "compiler/stock/cfnresolve.h"
#include "compiler/template/evaluate.h"
#include "runtime/base/message.h"
#include "runtime/base/nearest.h"
#include "runtime/program/option.h"

#define PARAMETERS_MAX 1000 /* that are looked through for one that was meant */

static const struct template_names names = { cfn_kind_put_pseudo, cfn_kind_put, cfn_resolve,
                                             known_lacks, "local" };

/* ---- Parameters ---- */

/* What the user gives; NULL after a message. */
static const struct pair *read_given(const struct cfn *c, const struct option_list *list)
{
    struct pair *pairs = arena_array(c->arena, list->count + 1, sizeof *pairs);
    for (size_t i = 0; i < list->count; i++) {
        const char *text = list->texts[i], *equals = strchr(text, '=');
        if (equals == NULL) {
            message_print(c->program, "--parameter %s: NAME=VALUE is wanted", text);
            return NULL;
        }
        const char *name = arena_text_n(c->arena, text, (size_t)(equals - text));
        pairs[i] = (struct pair){ name, equals + 1 };
    }
    return pairs;
}

static bool refuse_parameter(const struct cfn *c, const char *name)
{
    const char *known[PARAMETERS_MAX];
    size_t count = 0;
    for (const struct template *t = c->all.first; t != NULL; t = t->next) {
        const struct doc_node *all = doc_member(t->sections, "Parameters");
        for (const struct doc_node *n = all == NULL ? NULL : all->first;
             n != NULL && count < PARAMETERS_MAX; n = n->next) {
            known[count++] = n->name;
        }
    }
    const char *near = nearest_word(name, known, count);
    message_print(c->program, "%s: it has no parameter '%s'%s%s%s", c->all.path, name,
                  near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
                  near != NULL ? "'?" : "");
    return false;
}

static bool check_given(const struct cfn *c)
{
    for (const struct pair *p = c->settings.given; p->name != NULL; p++) {
        if (!assembly_knows(&c->all, p->name)) {
            return refuse_parameter(c, p->name);
        }
    }
    return true;
}

/* ---- The whole ---- */

/* All of them as one, in the order in which they were given. */
static bool read_all(struct cfn *c, const struct option_list *paths)
{
    bool is_good = true;
    struct template **end = &c->all.first;
    for (size_t i = 0; i < paths->count; i++) {
        struct assembly one = { .path = paths->texts[i] };
        is_good = assembly_read(&c->settings, paths->texts[i], &one) && is_good;
        if (c->all.first == NULL) {
            c->all = one;
        } else {
            *end = one.first;
        }
        while (*end != NULL) {
            end = &(*end)->next;
        }
    }
    c->settings.all = c->all.first;
    return is_good && c->all.first != NULL;
}

bool cfn_open(struct cfn *c, const struct cfn_request *r)
{
    struct arena *a = arena_new();
    *c = (struct cfn){ .arena = a, .diag = diag_new(a), .program = r->program };
    c->settings = (struct template_settings){ .a = a,
                                              .d = c->diag,
                                              .given = read_given(c, r->parameters),
                                              .names = &names,
                                              .compute = evaluate_value };
    return c->settings.given != NULL && read_all(c, r->paths) && check_given(c) &&
           deploy_check(c->all.first);
}

void cfn_close(struct cfn *c)
{
    arena_release(c->arena);
}

bool cfn_tell(struct cfn *c)
{
    bool is_good = diag_errors(c->diag) == 0;
    if (diag_count(c->diag) > 0) {
        report_text(c->diag, stderr, false);
    }
    c->diag = diag_new(c->arena);
    c->settings.d = c->diag;
    return is_good;
}

#include "compiler/chosen.h"

#include <stddef.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/source.h"
#include "compiler/drive/options.h"
#include "compiler/drive/pairs.h"
#include "compiler/drive/usage.h"
#include "compiler/session.h"
#include "compiler/template/assembly.h"
#include "compiler/template/evaluate.h"
#include "compiler/template/machine.h"
#include "compiler/template/template.h"
#include "runtime/base/nearest.h"
#include "runtime/base/text.h"

#define NAMES_MAX 1000 /* that are looked through for one that was meant */

static size_t count_inputs(const struct session *s)
{
    size_t count = 0;
    while (s->o->inputs[count] != NULL) {
        count++;
    }
    return count;
}

static const struct chosen *files(const struct session *s)
{
    size_t count = count_inputs(s);
    struct chosen *list = arena_array(s->a, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct chosen){ .label = s->o->inputs[i], .path = s->o->inputs[i] };
    }
    return list;
}

/* Its definition is read. Returns false if that cannot be, after a message. */
static bool take_machine(struct template_machine *m, struct chosen *ret_chosen)
{
    if (m->source == NULL && (!machine_load(m) || m->source == NULL)) {
        return false;
    }
    *ret_chosen = (struct chosen){ .label = m->id, .path = m->source->path, .machine = m };
    return true;
}

/* One that is named, but not there: NULL. */
static const struct chosen *refuse(const struct assembly *all, const char *name, size_t count)
{
    const char *names[NAMES_MAX];
    size_t known = 0;
    for (const struct template_machine *m = all->machines; m != NULL && known < NAMES_MAX;
         m = m->next) {
        names[known++] = m->id;
    }
    const char *near = nearest_word(name, names, known);
    if (count > 1) {
        usage_fail("'%s' may be more than one state machine of '%s': there are %s", name,
                   all->path, assembly_names(all));
    } else if (near != NULL) {
        usage_fail("'%s' has no state machine '%s'; did you mean '%s'?", all->path, name, near);
    } else {
        usage_fail("'%s' has no state machine '%s': there are %s", all->path, name,
                   assembly_names(all));
    }
    return NULL;
}

/* Those that the command line names. */
static const struct chosen *named(const struct session *s, const struct assembly *all)
{
    size_t count = count_inputs(s), size = 0;
    struct chosen *list = arena_array(s->a, count + 1, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        size_t found;
        struct template_machine *m = assembly_find(all, s->o->inputs[i], &found);
        if (m == NULL) {
            return refuse(all, s->o->inputs[i], found);
        }
        size += take_machine(m, &list[size]);
    }
    return list;
}

static const struct chosen *every(const struct session *s, const struct assembly *all)
{
    size_t count = 0;
    struct template_machine *m = all->machines;
    for (; m != NULL; m = m->next) {
        count++;
    }
    struct chosen *list = arena_array(s->a, count + 1, sizeof *list);
    count = 0;
    for (m = all->machines; m != NULL; m = m->next) {
        count += take_machine(m, &list[count]);
    }
    return list;
}

static size_t count_pairs(const struct pair *pairs)
{
    size_t count = 0;
    while (pairs[count].name != NULL) {
        count++;
    }
    return count;
}

const struct chosen *chosen_read(struct session *s, struct diag *d)
{
    if (s->o->template_path == NULL) {
        return files(s);
    }
    struct template_settings *settings = arena_get(s->a, sizeof *settings);
    struct assembly *all = arena_get(s->a, sizeof *all);
    *settings = (struct template_settings){
        .a = s->a, .d = d, .given = s->pairs, .compute = evaluate_value
    };
    settings->met = arena_array(s->a, count_pairs(s->pairs) + 1, sizeof *settings->met);
    bool is_read = assembly_read(settings, s->o->template_path, all);
    bool is_good = assembly_list(all) && is_read;
    s->all = all;
    return s->o->inputs[0] != NULL && (is_good || all->machines != NULL) ? named(s, all)
                                                                         : every(s, all);
}

bool chosen_is_one(const struct session *s, const struct chosen *list, int *ret_code)
{
    *ret_code = 0;
    if (list[0].label != NULL && list[1].label == NULL) {
        return true;
    }
    if (list[0].label != NULL) {
        *ret_code = usage_fail("'%s' has several state machines: %s; name one behind the "
                               "options, or a folder for all of them, as in -o build/",
                               s->o->template_path, assembly_names(s->all));
    }
    return false;
}

bool chosen_have_folder(const struct session *s)
{
    return s->o->template_path != NULL && s->o->output != NULL &&
           text_ends_with(s->o->output, "/");
}

const char *chosen_output(const struct session *s, const struct chosen *c, const char *end)
{
    return arena_print(s->a, "%s%s%s", s->o->output, assembly_file_name(s->all, c->machine),
                       end);
}

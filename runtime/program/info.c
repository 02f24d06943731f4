#include "runtime/program/info.h"

#include <stdio.h>
#include <string.h>

#include <asl/asl.h>

#include "runtime/base/buf.h"
#include "runtime/base/exit.h"
#include "runtime/program/feature.h"
#include "runtime/program/options.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* So many states there are, nested ones among them; depth is that of the definition. */
static int64_t count_states(const struct asl_machine *m, struct value **resources)
{
    int64_t n = 0;
    for (const struct asl_state *row = m->states; row->name != NULL; row++) {
        n++;
        if (row->request != NULL) {
            value_set_take(resources, row->name, value_text(row->request->resource));
        }
        for (size_t i = 0; row->branches != NULL && row->branches[i] != NULL; i++) {
            n += count_states(row->branches[i], resources);
        }
        if (row->map != NULL) {
            n += count_states(row->map->processor, resources);
        }
    }
    return n;
}

static void add_definition(const struct asl_workflow *w, struct value **o)
{
    struct buf text = { 0 };
    struct value *v = NULL;
    struct read_error ignored;
    for (size_t i = 0; w->definition != NULL && w->definition[i] != NULL; i++) {
        buf_text(&text, w->definition[i]);
    }
    read_json(buf_string(&text), text.size, &v, &ignored);
    value_set_take(o, "definition", v);
    for (const struct asl_feature *const *f = w->features; *f != NULL; f++) {
        if ((*f)->tell != NULL) {
            (*f)->tell(o, buf_string(&text));
        }
    }
    buf_release(&text);
}

static struct value *names(const struct asl_workflow *w)
{
    struct value *list = value_array(4);
    for (size_t i = 0; w->handlers != NULL && w->handlers[i].name != NULL; i++) {
        value_append_take(&list, value_text(w->handlers[i].name));
    }
    return list;
}

static struct value *bindings(const struct asl_workflow *w)
{
    struct value *o = value_object();
    for (size_t i = 0; w->tasks != NULL && w->tasks[i].resource != NULL; i++) {
        value_set_take(&o, w->tasks[i].resource, value_text(w->tasks[i].target));
    }
    return o;
}

static struct value *features(const struct asl_workflow *w)
{
    struct value *list = value_array(4);
    for (const struct asl_feature *const *f = w->features; *f != NULL; f++) {
        value_append_take(&list, value_text((*f)->word));
    }
    return list;
}

static int info_print(const struct asl_workflow *w, const struct options *ignored)
{
    (void)ignored;
    struct value *o = value_object();
    struct value *resources = value_object();
    int64_t states = count_states(w->machine, &resources);
    value_set_take(&o, "name", value_text(w->name));
    value_set_take(&o, "source", value_text(w->source));
    value_set_take(&o, "version", value_text(INFO_VERSION));
    value_set_take(&o, "features", features(w));
    value_set_take(&o, "states", value_int(states));
    value_set_take(&o, "resources", resources);
    value_set_take(&o, "functions", names(w));
    value_set_take(&o, "tasks", bindings(w));
    add_definition(w, &o);
    struct buf b = { 0 };
    write_json(&b, o);
    puts(buf_string(&b));
    buf_release(&b);
    value_release(o);
    return EXIT_SUCCEEDED;
}

static const struct option_row *const options[] = { NULL };

const struct asl_feature asl_feature_info = {
    .word = "info",
    .usage = "",
    .help = "print its name, version, tasks and definition, as JSON",
    .options = options,
    .run = info_print,
};

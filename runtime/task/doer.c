#include "runtime/task/doer.h"

#include "runtime/aws/arn.h"
#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/include/asl/tree.h"
#include "runtime/task/binding.h"
#include "runtime/task/target.h"
#include "runtime/value/value.h"

/* ---- Of one task ---- */

void doer_say_nobody(struct buf *why, const struct asl_request *r, const char *called)
{
    if (r->kind == ASL_ACTIVITY) {
        buf_print(why, "The activity %s does not exist.", r->resource);
    } else {
        const char *kind = r->kind == ASL_INVOKE ? "the function " : "the state machine ";
        buf_print(why, "Nobody does %s'%s': there is neither a binding nor a mock for it.",
                  called != NULL ? kind : "", called != NULL ? called : r->resource);
    }
}

const char *doer_called(const struct asl_request *r, const struct value *input)
{
    switch ((int)r->kind) {
    case ASL_INVOKE: return value_member_text(input, "FunctionName");
    case ASL_START: return value_member_text(input, "StateMachineArn");
    default: return NULL;
    }
}

struct value *doer_input(const struct asl_request *r, struct value *input,
                         const struct target *target)
{
    struct value *payload = NULL;
    if (r->kind != ASL_INVOKE || target->way->takes_whole) {
        return value_share(input);
    }
    return value_member(input, "Payload", &payload) ? value_share(payload) : value_object();
}

const struct target *doer_find(const struct binding_list *bindings, const char *state,
                               const struct asl_request *r, const struct value *input,
                               struct buf *why)
{
    const char *called = doer_called(r, input), *refusal;
    const struct target *target = binding_find(bindings, state, r, called, &refusal);
    struct buf reason = { 0 };
    if (refusal != NULL) {
        buf_text(why, refusal);
    } else if (target == NULL) {
        doer_say_nobody(why, r, called);
    } else if (!target_prepare(target, &reason)) {
        buf_print(why, "The target of '%s' cannot be used: %s",
                  called != NULL ? called : r->resource, buf_string(&reason));
        target = NULL;
    }
    buf_release(&reason);
    return target;
}

const char *doer_connection(const struct asl_request *r, const struct value *input)
{
    static const char *const holders[] = { "Authentication", "InvocationConfig" };
    const char *arn = NULL;
    if (r->kind != ASL_SERVICE || !arn_is_call(r->resource, "http:invoke")) {
        return NULL;
    }
    for (size_t i = 0; arn == NULL && i < sizeof holders / sizeof holders[0]; i++) {
        struct value *holder = NULL;
        value_member(input, holders[i], &holder);
        arn = value_member_text(holder, "ConnectionArn");
    }
    return arn;
}

bool doer_find_secret(const struct binding_list *bindings, const struct asl_request *r,
                      const struct value *input, const struct target **ret_secret,
                      struct buf *why)
{
    const char *arn = doer_connection(r, input), *refusal = NULL;
    struct buf reason = { 0 };
    *ret_secret = arn != NULL ? binding_connection(bindings, arn, &refusal) : NULL;
    bool is_good =
        refusal == NULL && (*ret_secret == NULL || target_prepare(*ret_secret, &reason));
    if (!is_good) {
        buf_print(why, "The connection %s cannot be used: %s", arn,
                  refusal != NULL ? refusal : buf_string(&reason));
    }
    buf_release(&reason);
    return is_good;
}

/* ---- Of all tasks ---- */

/* A list of machines that grows while it is walked: nesting needs no recursion. */
struct machine_list {
    const struct asl_machine **machines;
    size_t count;
    size_t room;
};

static void add_machine(struct machine_list *list, const struct asl_machine *m)
{
    list->machines =
        memory_grow(list->machines, list->count, &list->room, sizeof *list->machines);
    list->machines[list->count++] = m;
}

static void add_inner_machines(struct machine_list *list, const struct asl_state *s)
{
    for (size_t i = 0; s->branches != NULL && s->branches[i] != NULL; i++) {
        add_machine(list, s->branches[i]);
    }
    if (s->map != NULL && s->map->processor != NULL) {
        add_machine(list, s->map->processor);
    }
}

/* A name that an integration calls is known only when its state is reached, so such a state is
 * not unbound if any binding may do it. */
static bool is_unbound(const struct binding_list *bindings, const struct asl_state *s,
                       struct buf *why)
{
    if (s->request == NULL) {
        return false;
    }
    const char *resource = s->request->resource, *refusal;
    const struct target *target = binding_find(bindings, s->name, s->request, NULL, &refusal);
    struct buf reason = { 0 };
    bool is_ready = target != NULL && target_prepare(target, &reason);
    if (target != NULL && !is_ready) {
        refusal = buf_string(&reason);
    }
    const char *line = why->size > 0 ? "\n" : "";
    if (refusal != NULL) {
        buf_print(why, "%sstate '%s': %s: %s", line, s->name, resource, refusal);
    } else if (!is_ready && !binding_may_call(bindings, s->request)) {
        buf_print(why, "%sstate '%s': nobody does %s; bind it with --task or --tasks", line,
                  s->name, resource);
    } else {
        is_ready = true;
    }
    buf_release(&reason);
    return !is_ready;
}

static enum target_services services_of(const struct binding_list *bindings, const char *state,
                                        const struct asl_request *r)
{
    const char *ignored;
    const struct target *target = binding_find(bindings, state, r, NULL, &ignored);
    return target != NULL ? target->way->services : TARGET_NO_SERVICES;
}

bool doer_reaches(const struct binding_list *bindings, const char *state,
                  const struct asl_request *r)
{
    return services_of(bindings, state, r) == TARGET_REAL_SERVICES;
}

/* A ResultWriter without a Resource only shapes the results. */
static bool exports(const struct asl_map *m)
{
    const struct asl_field *field =
        m->writer != NULL && m->writer->op == ASL_OP_OBJECT ? m->writer->fields : NULL;
    while (field != NULL && field->name != NULL && !text_is(field->name, "Resource")) {
        field++;
    }
    return field != NULL && field->name != NULL;
}

/* What a Map reads and writes is in a real S3, or else in the embedded one. */
static bool stores(const struct binding_list *bindings, const struct asl_state *s,
                   const struct asl_map *m, enum target_services services)
{
    bool wants_real = services == TARGET_REAL_SERVICES;
    bool reads = m->reader != NULL, writes = exports(m);
    bool reads_real = reads && m->s3 != NULL && doer_reaches(bindings, s->name, &m->s3->get);
    bool writes_real = writes && m->s3 != NULL && doer_reaches(bindings, s->name, &m->s3->put);
    return (reads && reads_real == wants_real) || (writes && writes_real == wants_real);
}

static bool calls(const struct binding_list *bindings, const struct asl_state *s,
                  enum target_services services, struct buf *names)
{
    bool is_storing = s->map != NULL && s->map->mode != ASL_INLINE;
    bool does = is_storing ? stores(bindings, s, s->map, services)
                           : s->request != NULL &&
                                 services_of(bindings, s->name, s->request) == services;
    if (does) {
        buf_print(names, "%s'%s'", names->size > 0 ? ", " : "", s->name);
    }
    return does;
}

static bool calls_real(const struct binding_list *bindings, const struct asl_state *s,
                       struct buf *names)
{
    return calls(bindings, s, TARGET_REAL_SERVICES, names);
}

static bool calls_embedded(const struct binding_list *bindings, const struct asl_state *s,
                           struct buf *names)
{
    return calls(bindings, s, TARGET_EMBEDDED_SERVICES, names);
}

/* Calls `f` for each state, those of inner machines included. Returns for how many it was
 * true. */
static size_t count_states(const struct binding_list *bindings, const struct asl_workflow *w,
                           bool (*f)(const struct binding_list *bindings,
                                     const struct asl_state *s, struct buf *text),
                           struct buf *text)
{
    struct machine_list list = { 0 };
    size_t count = 0;
    if (w->machine != NULL) {
        add_machine(&list, w->machine);
    }
    for (size_t i = 0; i < list.count; i++) {
        for (const struct asl_state *s = list.machines[i]->states; s->name != NULL; s++) {
            count += f(bindings, s, text);
            add_inner_machines(&list, s);
        }
    }
    memory_release(list.machines);
    return count;
}

size_t doer_missing(const struct binding_list *bindings, const struct asl_workflow *w,
                    struct buf *why)
{
    size_t count = count_states(bindings, w, is_unbound, why);
    return count + !binding_prepare_connections(bindings, why);
}

size_t doer_calling(const struct binding_list *bindings, const struct asl_workflow *w,
                    bool embedded, struct buf *names)
{
    return count_states(bindings, w, embedded ? calls_embedded : calls_real, names);
}

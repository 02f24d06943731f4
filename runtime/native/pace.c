#include "runtime/native/pace.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "runtime/include/asl/task.h"

/* ---- What functions say ---- */

static struct asl_said_task *first_quick, *first_blocks;

static void add(struct asl_said_task **first, struct asl_said_task *task)
{
    task->next = *first;
    *first = task;
}

void asl_task_quick(struct asl_said_task *task)
{
    add(&first_quick, task);
}

void asl_task_blocks(struct asl_said_task *task)
{
    add(&first_blocks, task);
}

static bool is_in(const struct asl_said_task *t,
                  struct json_object *(*function)(struct json_object *, struct asl_call *))
{
    while (t != NULL && t->function != function) {
        t = t->next;
    }
    return t != NULL;
}

enum pace_word pace_said(struct json_object *(*function)(struct json_object *input,
                                                         struct asl_call *call))
{
    return is_in(first_blocks, function)  ? PACE_BLOCKS
           : is_in(first_quick, function) ? PACE_QUICK
                                          : PACE_MEASURED;
}

void pace_say(struct pace *p, enum pace_word word)
{
    const char *debug = getenv("ASL_DEBUG");
    if (debug != NULL && strcmp(debug, "inline") == 0 && word < PACE_QUICK) {
        word = PACE_QUICK;
    }
    if (debug != NULL && strcmp(debug, "pooled") == 0) {
        word = PACE_BLOCKS;
    }
    p->word = word > p->word ? word : p->word;
}

/* ---- What is measured ---- */

/* How often the system took the processor away from this thread. */
static long interruptions(void)
{
    struct rusage used = { .ru_nivcsw = 0 };
    getrusage(RUSAGE_THREAD, &used);
    return used.ru_nivcsw;
}

void pace_pooled(struct pace *p, int64_t took_ns)
{
    if (p->word != PACE_MEASURED) {
        return;
    }
    p->short_calls =
        took_ns >= PACE_SHORT_NS ? 0 : p->short_calls + (p->short_calls < PACE_CALLS);
    if (p->short_calls == PACE_CALLS) {
        p->interruptions = interruptions();
    }
}

void pace_inline(struct pace *p, int64_t took_ns)
{
    if (p->word != PACE_MEASURED || took_ns <= PACE_LONG_NS) {
        p->until_next -= p->until_next > 0;
        return;
    }
    long now = interruptions();
    if (now == p->interruptions || p->until_next > 0) {
        p->word = PACE_BLOCKS;
    }
    p->interruptions = now;
    p->until_next = PACE_BETWEEN;
}

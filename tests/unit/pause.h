/*
 * pause.h - a workflow that waits as many seconds as the input's "v" says, then ends.
 */
#ifndef TESTS_PAUSE_H
#define TESTS_PAUSE_H

#include <asl/asl.h>
#include <stddef.h>

static const struct asl_expr pause_member = { .op = ASL_OP_KEY, .text = "v" };
static const struct asl_expr pause_root = { .op = ASL_OP_ROOT };
static const struct asl_expr *const pause_path[] = { &pause_root, &pause_member, NULL };
static const struct asl_expr pause_seconds = { .op = ASL_OP_PATH,
                                               .text = "$.v",
                                               .of = pause_path };

static enum asl_move pause_step(struct asl_frame *f)
{
    if (asl_entering(f)) {
        return asl_await_seconds(f, &pause_seconds);
    }
    return asl_end(f);
}

static const struct asl_state pause_states[] = {
    { .name = "Pause", .type = ASL_WAIT, .line = 1 }, ASL_NO_STATE
};
static const struct asl_machine pause_machine = { .states = pause_states, .step = pause_step };
static const char *const pause_text[] = { "{\"StartAt\":\"Pause\"}", NULL };
static const struct asl_workflow workflow = {
    .name = "pause", .source = "pause.json", .machine = &pause_machine, .definition = pause_text
};

#endif

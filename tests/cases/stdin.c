/*
 * stdin.c - made by aslc from stdin.asl.json. Do not edit.
 *
 * -> EOF Pass     -> end
 *
 * How to read it: a state is its tables (what data goes in and out) and one
 * function (where to go next). A function runs when its state is entered, and
 * once more when what it awaited has come. Once something has failed, the calls
 * after it do nothing until a retry or a catch takes the error. The switch that
 * picks the function is at each machine's end. A number such as :18 is a line of
 * the definition.
 */
#include <asl/asl.h>

/* ==== Machine: stdin =============================================== :1 */

enum workflow_stdin_state {
    WORKFLOW_STDIN_EOF
};

/* ---- EOF: Pass ---------------------------------------------------- :1 */

static enum asl_move workflow_stdin_eof(struct asl_frame *f)
{
    return asl_end(f);
}

/* ---- The machine -------------------------------------------------- :1 */

static const struct asl_state workflow_stdin_states[] = {
    [WORKFLOW_STDIN_EOF] = { .name = "EOF", .type = ASL_PASS, .line = 1 },
    ASL_NO_STATE
};

static enum asl_move workflow_stdin_step(struct asl_frame *f)
{
    switch ((enum workflow_stdin_state)asl_state(f)) {
    case WORKFLOW_STDIN_EOF: return workflow_stdin_eof(f);
    }
    return asl_lost(f);
}

static const struct asl_machine workflow_stdin_machine = {
    .states = workflow_stdin_states,
    .start  = WORKFLOW_STDIN_EOF,
    .step   = workflow_stdin_step,
};

/* ==== The workflow ================================================= :1 */

static const char *const workflow_stdin_definition[] = {
    "{ \"StartAt\": \"EOF\", \"States\": { \"EOF\": { \"Type\": \"Pass\", \"End\": true } } ",
    "}\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box workflow_stdin_graph_boxes[] = {
    { 32, 16, 64, 28, "Start" }, /* 0 */
    { 16, 80, 96, 40, "EOF" }, /* 1 */
    { 32, 156, 64, 28, "End" }, /* 2 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow workflow_stdin_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M64 44L64 80" },
    { 1, 2, ASL_ARROW_END, 0, 0, NULL, "M64 120L64 156" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph workflow_stdin_graph = {
    128, 200, workflow_stdin_graph_boxes, workflow_stdin_graph_arrows
};

static const struct asl_feature *const workflow_stdin_features[] = {
    &asl_feature_run,
    &asl_feature_batch,
    &asl_feature_bench,
    &asl_feature_test,
    &asl_feature_serve,
    &asl_feature_bootstrap,
    &asl_feature_info,
    &asl_feature_completion,
    &asl_feature_ps,
    &asl_feature_describe,
    &asl_feature_history,
    &asl_feature_stop,
    &asl_feature_redrive,
    &asl_feature_nodes,
    &asl_feature_store,
    NULL
};

static const struct asl_target *const workflow_stdin_targets[] = {
    &asl_target_c,
    &asl_target_library,
    &asl_target_ffi,
    &asl_target_exec,
    &asl_target_lambda,
    &asl_target_activity,
    &asl_target_workflow,
    NULL
};

static const struct asl_workflow workflow_stdin_workflow = {
    .name       = "stdin",
    .source     = "stdin.asl.json",
    .machine    = &workflow_stdin_machine,
    .definition = workflow_stdin_definition,
    .targets    = workflow_stdin_targets,
    .traces     = &asl_traces,
    .graph      = &workflow_stdin_graph,
    .features   = workflow_stdin_features,
};

int main(int argc, char **argv)
{
    return asl_main(&workflow_stdin_workflow, argc, argv);
}

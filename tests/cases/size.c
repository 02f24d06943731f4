/*
 * size.c - made by aslc from size.asl.json. Do not edit.
 *
 * -> t Pass     -> end
 *
 * How to read it: a state is its tables (what data goes in and out) and one
 * function (where to go next). A function runs when its state is entered, and
 * once more when what it awaited has come. Once something has failed, the calls
 * after it do nothing until a retry or a catch takes the error. The switch that
 * picks the function is at each machine's end. A number such as :18 is a line of
 * the definition.
 */
#include <asl/asl.h>

/* ==== Machine: size ================================================ :1 */

enum size_state {
    SIZE_T_2
};

/* ---- t: Pass ------------------------------------------------------ :1 */

static enum asl_move size_t_2(struct asl_frame *f)
{
    return asl_end(f);
}

/* ---- The machine -------------------------------------------------- :1 */

static const struct asl_state size_states[] = {
    [SIZE_T_2] = { .name = "t", .type = ASL_PASS, .line = 1 },
    ASL_NO_STATE
};

static enum asl_move size_step(struct asl_frame *f)
{
    switch ((enum size_state)asl_state(f)) {
    case SIZE_T_2: return size_t_2(f);
    }
    return asl_lost(f);
}

static const struct asl_machine size_machine = {
    .states = size_states,
    .start  = SIZE_T_2,
    .step   = size_step,
};

/* ==== The workflow ================================================= :1 */

static const char *const size_definition[] = {
    "{ \"StartAt\": \"t\", \"States\": { \"t\": { \"Type\": \"Pass\", \"End\": true } } }\n",
    NULL
};

/* The workflow's picture, in pixels: each box by its place, size and text; and the arrows. */
static const struct asl_box size_graph_boxes[] = {
    { 32, 16, 64, 28, "Start" }, /* 0 */
    { 16, 80, 96, 40, "t" }, /* 1 */
    { 32, 156, 64, 28, "End" }, /* 2 */
    { 0, 0, 0, 0, NULL }
};

static const struct asl_arrow size_graph_arrows[] = {
    { 0, 1, ASL_ARROW_START, 0, 0, NULL, "M64 44L64 80" },
    { 1, 2, ASL_ARROW_END, 0, 0, NULL, "M64 120L64 156" },
    { 0, 0, ASL_ARROWS, 0, 0, NULL, NULL }
};

static const struct asl_graph size_graph = {
    128, 200, size_graph_boxes, size_graph_arrows
};

static const struct asl_feature *const size_features[] = {
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

static const struct asl_target *const size_targets[] = {
    &asl_target_c,
    &asl_target_library,
    &asl_target_ffi,
    &asl_target_exec,
    &asl_target_lambda,
    &asl_target_activity,
    &asl_target_workflow,
    NULL
};

static const struct asl_workflow size_workflow = {
    .name       = "size",
    .source     = "size.asl.json",
    .machine    = &size_machine,
    .definition = size_definition,
    .targets    = size_targets,
    .traces     = &asl_traces,
    .graph      = &size_graph,
    .features   = size_features,
};

int main(int argc, char **argv)
{
    return asl_main(&size_workflow, argc, argv);
}

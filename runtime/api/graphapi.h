/*
 * graphapi.h - the pictures of state machines, for who draws their executions:
 * GET /graph?stateMachineArn=ARN. It is beside AWS's API, which has no such operation.
 *
 *   {"width": W, "height": H,
 *    "nodes": [{"name", "type", "x", "y", "width", "height", "lines": [...], "parent",
 * "branch"}], "edges": [{"from", "to", "kind", "label", "labelLines": [...], "labelX",
 * "labelY", "path"}]}
 *
 * Lengths are CSS pixels. The markers of start and end have the types "Start" and "End" and the
 * name "". A Parallel or Map is a node within which its children lie; they name it as their
 * parent, and in `branch` count which of its branches they are in. A label's middle is at
 * labelX, labelY.
 */
#ifndef API_GRAPHAPI_H
#define API_GRAPHAPI_H

struct http_request;
struct station;

/* Answer such a request of somebody who may ask. The ARN may be that of a version or alias. */
void graphapi_answer(struct station *s, struct http_request *r);

#endif

/*
 * mapapi.h - the operations on Map Runs.
 */
#ifndef API_MAPAPI_H
#define API_MAPAPI_H

struct call;
struct station;

void mapapi_describe(struct station *s, struct call *c); /* DescribeMapRun */
void mapapi_list(struct station *s, struct call *c);     /* ListMapRuns */
void mapapi_update(struct station *s, struct call *c);   /* UpdateMapRun */

#endif

/*
 * request.h - what the compiler makes of a Task's Resource.
 */
#ifndef TESTS_REQUEST_H
#define TESTS_REQUEST_H

#include <asl/tree.h>
#include <stdio.h>

#include "runtime/aws/resource.h"

/* A request of this resource, which must outlive it: one of 8 that are used in turn. */
static inline const struct asl_request *request_of(const char *resource)
{
    static struct {
        struct asl_request request;
        char name[128];
    } all[8];
    static unsigned last;
    unsigned at = last++ % 8;
    struct resource r = resource_read(resource);
    snprintf(all[at].name, sizeof all[at].name, "%.*s", (int)r.name.size, r.name.text);
    all[at].request = (struct asl_request){
        .resource = resource, .kind = r.kind, .waits = r.waits, .name = all[at].name
    };
    return &all[at].request;
}

#endif

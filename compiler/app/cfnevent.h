/*
 * cfnevent.h - the Events of SAM's functions and state machines: what starts them.
 */
#ifndef APP_CFNEVENT_H
#define APP_CFNEVENT_H

#include "compiler/gateway/cfnroute.h"
#include "compiler/stock/cfnstock.h"

struct doc_node;
struct template;
struct value;

/* What starts functions and state machines. */
struct cfn_starts {
    struct cfn_routes routes;
    struct cfn_things things; /* that are made when everything else is there */
    struct value *notices;    /* owned: as cfnnotice.h has them */
    struct value *feeds;      /* owned: an array of mappings as embedded/feed.h has them */
};

void cfn_starts_open(struct cfn_starts *s);
void cfn_starts_release(struct cfn_starts *s);

/* Add what the events of a resource say; what does not start anything here is warned of. */
void cfn_events(struct template *t, const struct doc_node *resource, struct cfn_starts *starts);

/* AWS::Lambda::EventSourceMapping. */
void cfn_event_mapping(struct template *t, const struct doc_node *resource,
                       struct cfn_starts *starts);

#endif

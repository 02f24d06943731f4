/*
 * settings.h - where traces go, and what they belong to, as the environment says.
 *
 *   AWS_XRAY_DAEMON_ADDRESS                HOST:PORT of X-Ray's daemon
 *   OTEL_EXPORTER_OTLP_TRACES_ENDPOINT     where OTLP's requests go, as it is, or
 *   OTEL_EXPORTER_OTLP_ENDPOINT            the same without /v1/traces
 *   OTEL_EXPORTER_OTLP_TRACES_HEADERS      NAME=VALUE,...: headers of those requests, or
 *   OTEL_EXPORTER_OTLP_HEADERS             the same for all kinds of data
 *   OTEL_SERVICE_NAME                      what is traced; the workflow's name if it is not set
 *   OTEL_RESOURCE_ATTRIBUTES               NAME=VALUE,...: more about it
 *   OTEL_TRACES_EXPORTER=none, OTEL_SDK_DISABLED=true   no OTLP
 *   _X_AMZN_TRACE_ID, TRACEPARENT          the trace that executions belong to
 *
 * A variable that is empty counts as not set. Values of lists are percent-encoded.
 */
#ifndef SPAN_SETTINGS_H
#define SPAN_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/base/url.h"
#include "runtime/span/context.h"

struct buf;

struct span_pair {
    char *key, *value; /* owned */
};

struct span_settings {
    char *xray_host; /* owned; NULL: X-Ray is not told */
    int xray_port;
    bool has_otlp;
    struct url otlp;
    struct span_pair *headers, *resource;
    size_t header_count, resource_count;
    struct span_context incoming; /* empty if nothing has come */
};

/* Read them; `workflow` is the workflow's name. What cannot be understood is left out, and said
 * in `why`, a line each. */
void span_settings_read(struct span_settings *s, const char *workflow, struct buf *why);
void span_settings_release(struct span_settings *s);

#endif

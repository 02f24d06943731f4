#include "runtime/host/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/clock.h"
#include "runtime/base/descriptor.h"
#include "runtime/host/process.h"

#define STATUS_BYTES ((size_t)64 << 10)

void report_start(struct report *r)
{
    r->start_ns = clock_monotonic_ns();
}

void report_is_ready(struct report *r)
{
    if (r->ready_ns == 0) {
        r->ready_ns = clock_monotonic_ns();
    }
}

/* The most memory that the process has had, in MB, as the system counts it; 0 if it is gone. */
static long most_memory_mb(const struct process *p)
{
    static const char word[] = "\nVmHWM:";
    char path[64];
    struct buf status = { 0 };
    long mb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)process_pid(p));
    if (descriptor_read_path(path, &status, STATUS_BYTES) == 0) {
        const char *line = strstr(buf_string(&status), word);
        mb = line != NULL ? strtol(line + sizeof word - 1, NULL, 10) / 1024 : 0;
    }
    buf_release(&status);
    return mb;
}

void report_begin(struct report *r, struct process *p, const char *request_id)
{
    struct buf line = { 0 };
    r->begin_ns = clock_monotonic_ns();
    buf_print(&line, "START RequestId: %s Version: $LATEST", request_id);
    process_say(p, line.text, r->is_shown);
    buf_release(&line);
}

void report_end(struct report *r, struct process *p, const char *request_id)
{
    struct buf line = { 0 };
    double ms = (double)(clock_monotonic_ns() - r->begin_ns) / 1e6;
    buf_print(&line, "END RequestId: %s", request_id);
    process_say(p, line.text, r->is_shown);
    buf_clear(&line);
    buf_print(&line,
              "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %.0f ms\tMemory Size: "
              "%zu MB\tMax Memory Used: %ld MB",
              request_id, ms, ms + 0.5, r->memory_mb, most_memory_mb(p));
    if (!r->is_told) {
        buf_print(&line, "\tInit Duration: %.2f ms", (double)(r->ready_ns - r->start_ns) / 1e6);
        r->is_told = true;
    }
    process_say(p, line.text, r->is_shown);
    buf_release(&line);
}

#include "tests/mutate/history.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* What stands in the report of one run. */
struct run {
    char name[64];
    struct buf history;
    bool in_history;
    bool is_wrong;
};

__attribute__((format(printf, 2, 3))) static void find(struct run *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("%s: ", r->name);
    vprintf(format, args);
    putchar('\n');
    va_end(args);
    r->is_wrong = true;
}

static double number_of(const struct value *event, const char *key)
{
    struct value *v = NULL;
    bool is = value_member(event, key, &v) && value_type(v) == VALUE_NUMBER;
    return is ? value_to_number(v).real : -1;
}

static void look_at_events(struct run *r, const struct value *events, int code)
{
    static const char *const ends[] = { "ExecutionSucceeded", "ExecutionFailed", "",
                                        "ExecutionTimedOut", "ExecutionAborted" };
    size_t count = value_count(events);
    double time = 0;
    for (size_t i = 0; i < count; i++) {
        const struct value *event = value_item(events, i);
        double then = number_of(event, "timestamp"),
               before = number_of(event, "previousEventId");
        if (number_of(event, "id") != (double)(i + 1) || before < 0 || before > (double)i ||
            then < time) {
            find(r, "event %zu has a wrong id, previousEventId or timestamp", i + 1);
            return;
        }
        time = then;
    }
    const char *first = count == 0 ? NULL : value_member_text(value_item(events, 0), "type");
    const char *last =
        count == 0 ? NULL : value_member_text(value_item(events, count - 1), "type");
    if (first == NULL || strcmp(first, "ExecutionStarted") != 0) {
        find(r, "the first event is %s", first == NULL ? "none" : first);
    }
    if (last == NULL || strcmp(last, ends[code]) != 0) {
        find(r, "the last event is %s, and the exit code %d", last == NULL ? "none" : last,
             code);
    }
}

static void end(struct run *r, const char *how)
{
    struct value *history = NULL, *events = NULL;
    struct read_error error;
    int code = strncmp(how, "exit ", 5) == 0 ? how[5] - '0' : -1;
    if (code < 0 || code > 4 || code == 2 || how[6] != '\n') {
        find(r, "%.*s", (int)strcspn(how, "\n"), how);
    } else if (!read_json(buf_string(&r->history), r->history.size, &history, &error)) {
        find(r, "its history is no JSON: %s at %zu", error.message, error.offset);
    } else if (!value_member(history, "events", &events)) {
        find(r, "its history has no events");
    } else {
        look_at_events(r, events, code);
    }
    value_release(history);
    buf_clear(&r->history);
}

size_t history_look(const char *report, size_t *ret_wrong)
{
    struct run r = { .name = "" };
    FILE *file = fopen(report, "re");
    char *line = NULL;
    size_t room = 0, count = 0;
    ssize_t size;
    if (file == NULL) {
        perror(report);
        exit(2);
    }
    *ret_wrong = 0;
    while ((size = getline(&line, &room, file)) >= 0) {
        if (strncmp(line, "== ", 3) == 0) {
            r.is_wrong = r.in_history = false;
            snprintf(r.name, sizeof r.name, "%.*s", (int)strcspn(line + 3, "\n"), line + 3);
        } else if (strncmp(line, "exit ", 5) == 0 || strncmp(line, "signal ", 7) == 0) {
            end(&r, line);
            count++;
            *ret_wrong += r.is_wrong;
        } else if (strcmp(line, "{\"events\":[\n") == 0) {
            r.in_history = true;
        }
        if (r.in_history) {
            buf_put(&r.history, line, (size_t)size);
            r.in_history = strcmp(line, "]}\n") != 0;
        }
    }
    free(line);
    fclose(file);
    buf_release(&r.history);
    return count;
}

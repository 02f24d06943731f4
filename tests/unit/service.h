/*
 * service.h - tests of embedded services: groups of three lines (groups.h), the second at which
 * a request comes with its operation, the request, and what is answered.
 *
 * UUID in what is wanted stands for any UUID. HANDLE in a request stands for the text that the
 * last answer had under service_handle_key.
 */
#ifndef TESTS_SERVICE_H
#define TESTS_SERVICE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/folder.h"
#include "tests/unit/groups.h"
#include "tests/unit/unit.h"

static struct random service_chance;
static char service_handle[300];
static const char *service_handle_key;

/* Answers a request; what it says besides the answer's JSON goes to `out`. */
typedef void service_function(const char *operation, const struct value *request,
                              int64_t now_ms, struct service_answer *answer, struct buf *out);

/* A folder of that name for one section's service, whose chance begins again. New. */
static inline char *service_folder(const char *name)
{
    struct buf path = { 0 };
    buf_print(&path, "%s/%s", folder(), name);
    random_seed(&service_chance, 1);
    service_handle[0] = '\0';
    return buf_take(&path);
}

static inline bool service_is_uuid(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (size_t i = 0; form[i] != '\0'; i++) {
        bool is_hex = text[i] != '\0' && strchr("0123456789abcdef", text[i]) != NULL;
        if (form[i] == 'x' ? !is_hex : text[i] != form[i]) {
            return false;
        }
    }
    return true;
}

/* The text with UUID for each UUID. New. */
static inline char *service_plain(const char *text)
{
    struct buf out = { 0 };
    while (*text != '\0') {
        if (service_is_uuid(text)) {
            buf_text(&out, "UUID");
            text += RANDOM_UUID_SIZE;
        } else {
            buf_char(&out, *text++);
        }
    }
    return buf_take(&out);
}

static inline void service_note_handle(const char *text)
{
    struct buf key = { 0 };
    buf_print(&key, "\"%s\":\"", service_handle_key);
    const char *at = strstr(text, buf_string(&key));
    if (at != NULL) {
        at += key.size;
        snprintf(service_handle, sizeof service_handle, "%.*s", (int)strcspn(at, "\""), at);
    }
    buf_release(&key);
}

static inline struct value *service_request(const char *text)
{
    struct buf filled = { 0 };
    struct value *request = NULL;
    struct read_error error;
    for (const char *at; (at = strstr(text, "HANDLE")) != NULL; text = at + 6) {
        buf_put(&filled, text, (size_t)(at - text));
        buf_text(&filled, service_handle);
    }
    buf_text(&filled, text);
    CU_ASSERT_TRUE_FATAL(read_json(filled.text, filled.size, &request, &error));
    buf_release(&filled);
    return request;
}

static inline void service_check(service_function *run, const char *expression,
                                 const char *input, const char *wanted)
{
    char *operation;
    int64_t now_ms = 1000 * strtoll(expression, &operation, 10);
    struct value *request = service_request(input);
    struct service_answer answer = { 0 };
    struct buf said = { 0 }, more = { 0 };
    run(operation + 1, request, now_ms, &answer, &more);
    struct value *json = service_answer_json(&answer);
    write_json(&said, json);
    service_note_handle(buf_string(&said));
    buf_text(&said, buf_string(&more));
    char *plain = service_plain(buf_string(&said));
    UNIT_TEXT(plain, wanted);
    memory_release(plain);
    buf_release(&more);
    buf_release(&said);
    value_release(json);
    service_answer_release(&answer);
    value_release(request);
}

#endif

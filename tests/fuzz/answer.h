/*
 * answer.h - any bytes as a service's answer: the first says which protocol it comes by, the
 * second its status; then lines of headers, an empty one, and the body.
 */
#ifndef TESTS_FUZZ_ANSWER_H
#define TESTS_FUZZ_ANSWER_H

#include <assert.h>
#include <asl/service.h>
#include <stdint.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/wire.h"
#include "runtime/call/api.h"
#include "runtime/call/protocol.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- A shape with one of everything, and itself within. */

static const struct asl_shape answer_all;
static const struct asl_shape answer_texts = { ASL_SHAPE_LIST, .of = &asl_shape_string };
static const struct asl_shape answer_items = { ASL_SHAPE_LIST, .of = &answer_all,
                                               .item = "item" };
static const struct asl_shape answer_flat = { ASL_SHAPE_LIST, .of = &answer_all,
                                              .is_flat = true };
static const struct asl_shape answer_map = { ASL_SHAPE_MAP, .of = &answer_all, .key = "Name",
                                             .item = "Value" };
static const struct asl_member answer_members[] = {
    { .name = "All", .at = "a", .shape = &answer_all },
    { .name = "Blob", .at = "b", .shape = &asl_shape_blob },
    { .name = "Bool", .at = "c", .shape = &asl_shape_boolean },
    { .name = "Document", .at = "d", .shape = &asl_shape_document },
    { .name = "Flat", .at = "e", .shape = &answer_flat },
    { .name = "Float", .at = "f", .shape = &asl_shape_float },
    { .name = "Int", .at = "g", .shape = &asl_shape_integer },
    { .name = "Items", .at = "h", .shape = &answer_items },
    { .name = "Iso", .at = "i", .shape = &asl_shape_time, .time = ASL_TIME_ISO },
    { .name = "Map", .at = "j", .shape = &answer_map },
    { .name = "Seconds", .at = "k", .shape = &asl_shape_time, .time = ASL_TIME_SECONDS },
    { .name = "Text", .at = "l", .shape = &asl_shape_string },
    { .name = "Texts", .at = "m", .shape = &answer_texts },
    { .name = "Time", .at = "n", .shape = &asl_shape_time },
    { .name = "Type", .at = "t", .shape = &asl_shape_string, .place = ASL_IN_ATTRIBUTE },
    { .name = NULL },
};
static const struct asl_shape answer_all = { ASL_SHAPE_STRUCTURE, .members = answer_members };

/* The same where headers and the status are part of it. */
static const struct asl_shape answer_plain_map = { ASL_SHAPE_MAP, .of = &asl_shape_string };
static const struct asl_member answer_rest_members[] = {
    { .name = "All", .at = "a", .shape = &answer_all },
    { .name = "Count", .at = "x-g", .shape = &asl_shape_integer, .place = ASL_IN_HEADER },
    { .name = "Date", .at = "x-n", .shape = &asl_shape_time, .place = ASL_IN_HEADER },
    { .name = "Json",
      .at = "x-d",
      .shape = &asl_shape_string,
      .place = ASL_IN_HEADER,
      .is_json = true },
    { .name = "List", .at = "x-m", .shape = &answer_texts, .place = ASL_IN_HEADER },
    { .name = "Meta", .at = "x-meta-", .shape = &answer_plain_map, .place = ASL_IN_HEADERS },
    { .name = "Status", .shape = &asl_shape_integer, .place = ASL_IN_STATUS },
    { .name = NULL },
};
static const struct asl_shape answer_rest = { ASL_SHAPE_STRUCTURE,
                                              .members = answer_rest_members };
static const struct asl_member answer_whole_members[] = {
    { .name = "Whole", .at = "w", .shape = &answer_all, .place = ASL_AS_BODY },
    { .name = NULL },
};
static const struct asl_shape answer_whole = { ASL_SHAPE_STRUCTURE,
                                               .members = answer_whole_members };

/* ---- Answers. */

/* Takes the headers from the bytes; returns where the body begins. */
static inline size_t answer_headers(struct wire_answer *w, const char *bytes, size_t size)
{
    size_t at = 0;
    for (int count = 0; count < 20; count++) {
        const char *end = memchr(bytes + at, '\n', size - at);
        if (end == NULL || end == bytes + at) {
            return end == NULL ? at : at + 1;
        }
        char *line = memory_text_n(bytes + at, (size_t)(end - bytes) - at);
        char *colon = strchr(line, ':');
        if (colon != NULL) {
            *colon = '\0';
            wire_add_received(&w->headers, line, colon + 1);
        }
        memory_release(line);
        at = (size_t)(end - bytes) + 1;
    }
    return at;
}

/* What is read is a value: its text can be read again. */
static inline void answer_check(const struct value *v)
{
    struct buf text = { 0 };
    struct value *again = NULL;
    struct read_error ignored;
    write_json(&text, v);
    assert(read_json_own(text.text, text.size, &again, &ignored));
    value_release(again);
    buf_release(&text);
}

/* Reads the answer by one of the protocols, each with the shape of its answers. */
static inline void answer_read(const struct asl_protocol *const *protocols, size_t count,
                               const uint8_t *data, size_t size)
{
    static const struct asl_shape *const shapes[] = { &answer_all, &answer_rest,
                                                      &answer_whole };
    static const int statuses[] = { 200, 400, 204, 500, 301, 404 };
    if (size < 2) {
        return;
    }
    struct asl_service service = { .name = "s",
                                   .id = "S",
                                   .protocol = protocols[data[0] % count],
                                   .version = "1.1",
                                   .target = "S_1",
                                   .host = "s",
                                   .signing = "s" };
    struct asl_action action = { .service = &service,
                                 .operation = "Do",
                                 .method = "POST",
                                 .path = "/",
                                 .input = &answer_all,
                                 .output = shapes[data[0] / count % 3] };
    struct wire_answer w = { .status = statuses[data[1] % 6] };
    struct protocol_fault fault = { NULL, NULL, NULL };
    struct value *output = NULL;
    struct buf why = { 0 };
    size_t body = 2 + answer_headers(&w, (const char *)data + 2, size - 2);
    buf_put(&w.body, (const char *)data + body, size - body);
    if (service.protocol->read(&action, &w, &output, &why)) {
        answer_check(output);
    } else {
        assert(why.size > 0);
    }
    if (service.protocol->is_fault != NULL) {
        service.protocol->is_fault(&w);
    }
    service.protocol->read_fault(&w, &fault);
    protocol_fault_release(&fault);
    value_release(output);
    wire_answer_release(&w);
    buf_release(&why);
}

#endif

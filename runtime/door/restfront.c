#include "runtime/door/restfront.h"

#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/url.h"
#include "runtime/door/models.h"
#include "runtime/loop/http.h"
#include "runtime/service/answer.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* ---- Answers ---- */

static void send(struct exchange *x, int status, struct buf *body)
{
    struct buf id = { 0 };
    exchange_put_uuid(x, &id);
    http_add_header(x->http, "x-amzn-RequestId", buf_string(&id));
    buf_release(&id);
    exchange_send(x, status, "application/json", body);
}

static void write(struct exchange *x, const struct service_answer *a)
{
    struct buf body = { 0 };
    struct value *shown = value_object();
    if (service_answer_is_good(a)) {
        value_release(shown);
        shown = service_answer_json(a);
    } else {
        http_add_header(x->http, "x-amzn-ErrorType", a->code);
        value_set_text(&shown, "Message", a->message != NULL ? a->message : "");
    }
    write_json(&body, shown);
    value_release(shown);
    send(x, a->status, &body);
}

/* Returns false, so that a check can end with it. */
static bool fail(struct exchange *x, int status, const char *code, const char *message)
{
    struct service_answer a = { 0 };
    service_answer_fail(&a, status, NULL, code, "%s", message);
    write(x, &a);
    service_answer_release(&a);
    return false;
}

/* ---- Paths ---- */

/* The member that a label "{Name}" of a path stands for. */
static const struct asl_member *label_member(const struct asl_action *a, const char *label,
                                             size_t size)
{
    const struct asl_member *m = a->input->members;
    while (m->name != NULL && (strlen(m->name) != size || memcmp(m->name, label, size) != 0)) {
        m++;
    }
    return m->name != NULL ? m : NULL;
}

static const char *key_of(const struct asl_member *m)
{
    return m->api != NULL ? m->api : m->name;
}

/* Returns true if the path is one of the action. `to` gets what its labels stand for; NULL:
 * that is of no interest. */
static bool matches(const struct asl_action *a, const char *path, struct value **to)
{
    const char *wanted = a->path;
    while (*wanted != '\0' && *wanted != '?') {
        if (*wanted != '{') {
            if (*wanted++ != *path++) {
                return false;
            }
            continue;
        }
        size_t label = strcspn(wanted, "}"), size = strcspn(path, "/");
        const struct asl_member *m = label_member(a, wanted + 1, label - 1);
        if (size == 0 || m == NULL) {
            return false;
        }
        if (to != NULL) {
            struct buf text = { 0 };
            url_put_decoded(&text, path, size, false);
            value_set_take(to, key_of(m), value_text_n(buf_string(&text), text.size));
            buf_release(&text);
        }
        wanted += label + 1;
        path += size;
    }
    return *path == '\0';
}

static const struct asl_action *find(const struct exchange *x)
{
    const struct asl_action *a = x->service->actions;
    while (a->operation != NULL && (strcmp(a->method, http_method(x->http)) != 0 ||
                                    !matches(a, http_path(x->http), NULL))) {
        a++;
    }
    return a->operation != NULL ? a : NULL;
}

/* ---- Queries ---- */

/* The value of one pair, as its shape wants it: new. Where a number is
 * wanted and there is none the text stays, and the service refuses it. */
static struct value *value_of(const struct asl_shape *shape, const struct buf *text)
{
    char *end = NULL;
    long long number = strtoll(buf_string(text), &end, 10);
    bool is_number = text->size > 0 && *end == '\0' && shape->kind == ASL_SHAPE_INTEGER;
    return is_number ? value_int(number) : value_text_n(buf_string(text), text->size);
}

/* Sets a member that stands in the query, each time that it does. */
static void read_pairs(struct exchange *x, const struct asl_member *m)
{
    const char *pairs = http_query(x->http), *name = m->at != NULL ? m->at : key_of(m);
    bool is_list = m->shape->kind == ASL_SHAPE_LIST;
    struct value *list = value_array(0);
    struct buf key = { 0 }, text = { 0 };
    while (*pairs != '\0') {
        size_t size = strcspn(pairs, "&"), end = strcspn(pairs, "=&");
        size_t begin = end < size ? end + 1 : size;
        buf_clear(&key);
        buf_clear(&text);
        url_put_decoded(&key, pairs, end, true);
        url_put_decoded(&text, pairs + begin, size - begin, true);
        if (strcmp(buf_string(&key), name) == 0 && is_list) {
            value_append_take(&list, value_of(m->shape->of, &text));
        } else if (strcmp(buf_string(&key), name) == 0) {
            value_set_take(&x->input, key_of(m), value_of(m->shape, &text));
        }
        pairs += size + (pairs[size] == '&');
    }
    if (value_count(list) > 0) {
        value_set_take(&x->input, key_of(m), value_share(list));
    }
    value_release(list);
    buf_release(&key);
    buf_release(&text);
}

static bool read_body(struct exchange *x)
{
    size_t size;
    struct read_error error;
    const char *text = http_body(x->http, &size);
    if (size == 0) {
        x->input = value_object();
        return true;
    }
    return (read_json(text, size, &x->input, &error) && value_type(x->input) == VALUE_OBJECT) ||
           fail(x, 400, "SerializationException", "The body is no JSON object.");
}

static bool read(struct exchange *x)
{
    const struct asl_action *a = find(x);
    if (a == NULL) {
        return fail(x, 404, "UnknownOperationException", "No operation has that path.");
    }
    if (!read_body(x)) {
        return false;
    }
    x->action = a;
    for (const struct asl_member *m = a->input->members; m->name != NULL; m++) {
        if (m->place == ASL_IN_QUERY) {
            read_pairs(x, m);
        }
    }
    return matches(a, http_path(x->http), &x->input);
}

const struct exchange_front restfront = { .read = read, .write = write };

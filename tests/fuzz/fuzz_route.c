/* Any bytes as a route, and as the path and the query of a request. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/front/route.h"
#include "runtime/front/routeinput.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Texts, and nothing else, which JSON gives back as they are. Takes the value; NULL is none. */
static void check_texts(struct value *all)
{
    struct value *again = NULL;
    struct read_error e;
    char *json = all == NULL ? NULL : write_text(all);
    for (struct value_walk w = value_walk(all); json != NULL && value_step(&w);) {
        if (value_type(w.value) != VALUE_STRING) {
            abort();
        }
    }
    if (json != NULL &&
        (!read_json(json, strlen(json), &again, &e) || !value_equal(all, again))) {
        abort();
    }
    value_release(again);
    value_release(all);
    memory_release(json);
}

static void add(struct routes *routes, const char *text)
{
    struct buf why = { 0 };
    if (!routes_add(routes, text, false, &why) && why.size == 0) {
        abort();
    }
    buf_release(&why);
}

/* The bytes up to the first newline are a route, those up to the next one a path, and the rest
 * is a query. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const methods[] = { "GET", "POST", "OPTIONS" };
    struct routes routes = { .count = 0 };
    struct buf methods_of = { 0 };
    char *text = memory_text_n((const char *)bytes, size);
    char *path = strchr(text, '\n');
    char *query = path != NULL ? strchr(path + 1, '\n') : NULL;
    if (query != NULL) {
        *path++ = *query++ = '\0';
        add(&routes, text);
        add(&routes, "GET /orders/{id} sync");
        add(&routes, "ANY /{rest+} async name=a");
        add(&routes, text);
        for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
            const struct route *r = routes_find(&routes, methods[i], path);
            check_texts(r == NULL ? NULL : route_parameters(r, path));
        }
        routes_put_methods(&routes, path, &methods_of);
        check_texts(routeinput_query(query));
    }
    routes_close(&routes);
    buf_release(&methods_of);
    memory_release(text);
    return 0;
}

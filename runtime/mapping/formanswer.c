#include "runtime/mapping/formanswer.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/wire.h"
#include "runtime/call/xml.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

/* New. Several elements of one name, and those called "member", are a list. */
static struct value *value_of(const struct xml *x)
{
    if (x->first == NULL) {
        return value_text_n(x->text, x->text_size);
    }
    if (strcmp(x->first->name, "member") == 0) {
        struct value *list = value_array(1);
        for (const struct xml *one = x->first; one != NULL; one = one->next) {
            value_append_take(&list, value_of(one));
        }
        return list;
    }
    struct value *all = value_object();
    for (const struct xml *one = x->first; one != NULL; one = one->next) {
        struct value *before = NULL;
        if (!value_member(all, one->name, &before)) {
            bool is_list = xml_next(one, one->name) != NULL;
            struct value *v = value_of(one), *list = value_array(1);
            if (is_list) {
                value_append_take(&list, v);
                value_set_take(&all, one->name, list);
            } else {
                value_set_take(&all, one->name, v);
                value_release(list);
            }
        } else {
            struct value *list = value_take_member(&all, one->name);
            value_append_take(&list, value_of(one));
            value_set_take(&all, one->name, list);
        }
    }
    return all;
}

void formanswer_put(const struct wire_answer *a, struct buf *out)
{
    struct buf ignored = { 0 };
    struct xml *x = xml_read(buf_string(&a->body), a->body.size, &ignored);
    buf_release(&ignored);
    if (x == NULL) {
        buf_put(out, buf_string(&a->body), a->body.size);
        return;
    }
    struct value *v = value_of(x);
    if (strcmp(x->name, "ErrorResponse") != 0) {
        struct value *all = value_object();
        value_set_take(&all, x->name, v);
        v = all;
    }
    write_json(out, v);
    value_release(v);
    xml_release(x);
}

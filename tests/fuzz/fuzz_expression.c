/* Any bytes as an expression of DynamoDB of each kind; what can be read is done to an item. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/item/attribute.h"
#include "runtime/item/condition.h"
#include "runtime/item/expression.h"
#include "runtime/item/keys.h"
#include "runtime/item/docpath.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

static const char item_text[] =
    "{\"a\":{\"S\":\"k\"},\"n\":{\"N\":\"5\"},\"b\":{\"B\":\"YWI=\"},\"ss\":{\"SS\":[\"a\","
    "\"b\"]},\"l\":{\"L\":[{\"S\":\"b\"},{\"N\":\"5\"},{\"M\":{\"c\":{\"S\":\"b\"}}}]},"
    "\"m\":{\"M\":{\"c\":{\"S\":\"b\"},\"d\":{\"M\":{\"e\":{\"N\":\"5\"}}}}}}";
static const char names_text[] = "{\"#a\":\"a\",\"#m\":\"m\"}";
static const char values_text[] =
    "{\":s\":{\"S\":\"b\"},\":n\":{\"N\":\"1\"},\":l\":{\"L\":[{\"N\":\"2\"}]},"
    "\":ss\":{\"SS\":[\"b\",\"c\"]},\":t\":{\"S\":\"SS\"}}";

static struct value *read_value(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(text, strlen(text), &v, &error)) {
        abort();
    }
    return v;
}

static void use(const struct expression *e, const struct value *item)
{
    struct buf why = { 0 };
    struct value *changed = NULL;
    struct keys_conditions keys;
    switch (e->kind) {
    case EXPRESSION_CONDITION: condition_holds(e->condition, item); break;
    case EXPRESSION_KEY: keys_of_expression(e->condition, &keys, &why); break;
    case EXPRESSION_PROJECTION: changed = docpath_project(item, e->paths, e->path_count); break;
    case EXPRESSION_UPDATE:
    default:
        changed = value_share((struct value *)item);
        condition_update(e, &changed, &why);
        attribute_item_size(changed);
        break;
    }
    value_release(changed);
    buf_release(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct value *item, *names, *values;
    if (item == NULL) {
        item = read_value(item_text);
        names = read_value(names_text);
        values = read_value(values_text);
    }
    char *text = memory_text_n((const char *)bytes, size);
    for (enum expression_kind kind = EXPRESSION_CONDITION; kind <= EXPRESSION_UPDATE; kind++) {
        struct expression_names n = { .names = names, .values = values };
        struct expression e;
        struct buf why = { 0 };
        n.used = value_object();
        if (expression_parse(text, size, kind, &n, &e, &why)) {
            use(&e, item);
            expression_release(&e);
        } else if (why.size == 0) {
            abort();
        }
        expression_names_release(&n);
        buf_release(&why);
    }
    memory_release(text);
    return 0;
}

/*
 * lines.asl.json by hand, on the runtime's values.
 */
#include "tests/bench/fast.h"

static struct value *make_line(const struct value *item)
{
    struct value *sku = NULL, *count = NULL, *line = value_object();
    value_member(item, "sku", &sku);
    value_member(item, "qty", &count);
    value_set_take(&line, "sku", value_share(sku));
    value_set_take(&line, "n", value_share(count));
    value_set_take(&line, "kind", value_text("line"));
    return line;
}

static struct value *fast_run(struct value *data)
{
    struct value *items = NULL;
    value_member(data, "items", &items);
    size_t count = value_count(items);
    struct value *lines = value_array(count);
    for (size_t i = 0; i < count; i++) {
        value_append_take(&lines, make_line(value_item(items, i)));
    }
    value_release(data);
    return lines;
}

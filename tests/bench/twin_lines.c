/*
 * lines.asl.json by hand.
 */
#include "twin.h"

static struct json_object *make_line(struct json_object *item)
{
    struct json_object *sku = NULL, *count = NULL;
    json_object_object_get_ex(item, "sku", &sku);
    json_object_object_get_ex(item, "qty", &count);
    struct json_object *line = json_object_new_object();
    json_object_object_add(line, "sku", json_object_get(sku));
    json_object_object_add(line, "n", json_object_get(count));
    json_object_object_add(line, "kind", json_object_new_string("line"));
    return line;
}

static struct json_object *twin_run(struct json_object *data)
{
    struct json_object *items = NULL;
    json_object_object_get_ex(data, "items", &items);
    size_t count = json_object_array_length(items);
    struct json_object *lines = json_object_new_array_ext((int)count);
    for (size_t i = 0; i < count; i++) {
        json_object_array_add(lines, make_line(json_object_array_get_idx(items, i)));
    }
    json_object_put(data);
    return lines;
}

/*
 * The task of eight-states.asl.json: flour and water become pieces of dough, one a loaf.
 */
#include <asl/task.h>
#include <stddef.h>

struct json_object *knead(struct json_object *input, struct asl_call *call);

static struct json_object *member(struct json_object *object, const char *name)
{
    struct json_object *value = NULL;
    json_object_object_get_ex(object, name, &value);
    return value;
}

struct json_object *knead(struct json_object *input, struct asl_call *call)
{
    struct json_object *recipe = member(input, "recipe");
    int loaves = json_object_get_int(member(input, "loaves"));
    int grams = json_object_get_int(member(recipe, "flour")) +
                json_object_get_int(member(recipe, "water"));
    if (loaves < 1 || loaves > grams) {
        asl_call_fail(call, "Bread.NoLoaves",
                      "The dough cannot be parted into so many loaves.");
        return NULL;
    }
    struct json_object *pieces = json_object_new_array();
    for (int left = loaves; left > 0; left--) {
        json_object_array_add(pieces, json_object_new_int(grams / left));
        grams -= grams / left;
    }
    struct json_object *dough = json_object_new_object();
    json_object_object_add(dough, "pieces", pieces);
    return dough;
}

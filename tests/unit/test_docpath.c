/*
 * Document paths of DynamoDB: how two stand to each other, what they lead to, what changes.
 */
#include <stdlib.h>

#include "runtime/base/buf.h"
#include "runtime/item/docpath.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"
#include "tests/unit/unit.h"

static struct value *value_of(const char *text)
{
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(text, strlen(text), &v, &error)) {
        abort();
    }
    return v;
}

/* Names, and digits for indexes, with dots between them. */
static struct docpath path_of(const char *text)
{
    struct docpath p = { 0 };
    while (*text != '\0') {
        size_t size = strcspn(text, ".");
        if (*text >= '0' && *text <= '9') {
            docpath_add_index(&p, (size_t)strtoul(text, NULL, 10));
        } else {
            docpath_add_name(&p, text, size);
        }
        text += size + (text[size] == '.');
    }
    return p;
}

static enum docpath_relation relation(const char *a, const char *b)
{
    struct docpath p = path_of(a), q = path_of(b);
    enum docpath_relation r = docpath_relate(&p, &q);
    docpath_release(&p);
    docpath_release(&q);
    return r;
}

static void relations(void)
{
    CU_ASSERT_EQUAL(relation("a", "b"), DOCPATH_APART);
    CU_ASSERT_EQUAL(relation("a", "a"), DOCPATH_OVERLAP);
    CU_ASSERT_EQUAL(relation("a.b", "a"), DOCPATH_OVERLAP);
    CU_ASSERT_EQUAL(relation("a.b", "a.c"), DOCPATH_APART);
    CU_ASSERT_EQUAL(relation("a.1", "a.2"), DOCPATH_APART);
    CU_ASSERT_EQUAL(relation("a.1", "a.b"), DOCPATH_CONFLICT);
}

static const char item_text[] =
    "{\"a\":{\"M\":{\"b\":{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"},{\"N\":\"3\"}]"
    "},\"c\":{\"S\":\"x\"}}},\"d\":{\"S\":\"y\"}}";

/* The item as JSON, released; static. */
static const char *shown_take(struct value *item)
{
    static struct buf out;
    buf_clear(&out);
    write_json(&out, item);
    value_release(item);
    return buf_string(&out);
}

static const char *projected(const char *first, const char *second)
{
    struct value *item = value_of(item_text);
    struct docpath paths[] = { path_of(first), path_of(second) };
    struct value *out = docpath_project(item, paths, 2);
    docpath_release(&paths[0]);
    docpath_release(&paths[1]);
    value_release(item);
    return shown_take(out);
}

static void projecting(void)
{
    UNIT_TEXT(projected("d", "a.c"),
              "{\"a\":{\"M\":{\"c\":{\"S\":\"x\"}}},\"d\":{\"S\":\"y\"}}");
    UNIT_TEXT(projected("a.b.2", "a.b.0"),
              "{\"a\":{\"M\":{\"b\":{\"L\":[{\"N\":\"1\"},{\"N\":\"3\"}]}}}}");
    UNIT_TEXT(projected("a.b.7", "d.x"), "{}");
}

static const char *set_at(const char *path, bool *ret_is_good)
{
    struct value *item = value_of(item_text);
    struct docpath p = path_of(path);
    *ret_is_good = docpath_set_take(&item, &p, value_of("{\"N\":\"9\"}"));
    docpath_release(&p);
    return shown_take(item);
}

static void setting(void)
{
    bool is_good = false;
    UNIT_TEXT(
        set_at("a.b.1", &is_good),
        "{\"a\":{\"M\":{\"b\":{\"L\":[{\"N\":\"1\"},{\"N\":\"9\"},{\"N\":\"3\"}]},\"c\":{\"S\":"
        "\"x\"}}},\"d\":{\"S\":\"y\"}}");
    CU_ASSERT_TRUE(is_good);
    UNIT_TEXT(
        set_at("a.b.70", &is_good),
        "{\"a\":{\"M\":{\"b\":{\"L\":[{\"N\":\"1\"},{\"N\":\"2\"},{\"N\":\"3\"},{\"N\":\"9\"}]}"
        ",\"c\":{\"S\":\"x\"}}},\"d\":{\"S\":\"y\"}}");
    CU_ASSERT_TRUE(is_good);
    UNIT_TEXT(set_at("d.x", &is_good), item_text);
    CU_ASSERT_FALSE(is_good);
    UNIT_TEXT(set_at("a.c.0", &is_good), item_text);
    CU_ASSERT_FALSE(is_good);
}

static void removing(void)
{
    struct value *item = value_of(item_text), *other = value_share(item);
    struct docpath first = path_of("a.b.0"), last = path_of("a.b.2"), name = path_of("a.c");
    struct docpath missing = path_of("x.y");
    CU_ASSERT_TRUE(docpath_remove(&item, &first));
    CU_ASSERT_TRUE(docpath_remove(&item, &last));
    CU_ASSERT_TRUE(docpath_remove(&item, &name));
    CU_ASSERT_FALSE(docpath_remove(&item, &missing));
    docpath_close_up(&item, &first);
    UNIT_TEXT(shown_take(item),
              "{\"a\":{\"M\":{\"b\":{\"L\":[{\"N\":\"2\"}]}}},\"d\":{\"S\":\"y\"}}");
    UNIT_TEXT(shown_take(other), item_text);
    docpath_release(&first);
    docpath_release(&last);
    docpath_release(&name);
    docpath_release(&missing);
}

UNIT_MAIN("docpath", { "relations", relations }, { "projecting", projecting },
          { "setting", setting }, { "removing", removing })

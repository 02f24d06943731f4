#include <stdbool.h>

#include "runtime/base/buf.h"
#include "runtime/value/read.h"
#include "runtime/value/suggest.h"
#include "runtime/value/value.h"
#include "tests/unit/unit.h"

static void check(const char *object, const char *name, const char *wanted)
{
    struct buf b = { 0 };
    struct value *v = NULL;
    struct read_error e;
    CU_ASSERT_TRUE_FATAL(read_json(object, strlen(object), &v, &e));
    suggest_key(&b, v, name);
    UNIT_TEXT(buf_string(&b), wanted);
    value_release(v);
    buf_release(&b);
}

static void test_keys(void)
{
    check("{\"Paid\":1,\"Lost\":2}", "paid", "; did you mean 'Paid'? There are 'Paid', 'Lost'");
    check("{\"Paid\":1,\"Lost\":2}", "x", "; there are 'Paid', 'Lost'");
    check("{\"Paid\":1}", "x", "; there is 'Paid'");
    check("{}", "x", "");
    check("[\"x\"]", "x", "");
    check("null", "x", "");
}

static void test_many(void)
{
    struct buf object = { 0 };
    for (int i = 0; i < 22; i++) {
        buf_print(&object, "%c\"%d\":0", i == 0 ? '{' : ',', i);
    }
    buf_char(&object, '}');
    check(
        object.text, "x",
        "; there are '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12', '13', "
        "'14', '15', '16', '17', '18', '19' and 2 more");
    buf_release(&object);
}

UNIT_MAIN("suggest", { "keys", test_keys }, { "many keys", test_many })

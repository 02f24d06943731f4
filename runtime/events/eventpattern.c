#include "runtime/events/eventpattern.h"

#include <stddef.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/service/ask.h"
#include "runtime/service/pattern.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

bool eventpattern_read(struct ask *a, const char *text, struct value **ret)
{
    struct read_error ignored;
    struct buf why = { 0 };
    *ret = NULL;
    bool is_json = read_json(text, strlen(text), ret, &ignored);
    bool is_good = is_json && pattern_check(*ret, &why);
    if (!is_good) {
        value_release(*ret);
        *ret = NULL;
        ask_fail(a, "InvalidEventPatternException", "Event pattern is not valid. Reason: %s",
                 is_json ? buf_string(&why) : "Invalid JSON");
    }
    buf_release(&why);
    return is_good;
}

bool eventpattern_check(struct ask *a, const char *text)
{
    struct value *pattern = NULL;
    bool is_good = text == NULL || text[0] == '\0' || eventpattern_read(a, text, &pattern);
    value_release(pattern);
    return is_good;
}

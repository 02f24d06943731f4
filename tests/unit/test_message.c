#include <stdbool.h>

#include "runtime/base/message.h"
#include "tests/unit/death.h"
#include "tests/unit/unit.h"

static void say(const char *text)
{
    message_print("order", "%s%s", text, "");
    _exit(0);
}

static void test_lines(void)
{
    death_expect(say, "in.json: cannot be read", 0, "order: in.json: cannot be read\n");
    death_expect(say, "one\ntwo\n", 0, "order: one\norder: two\n");
    death_expect(say, "", 0, "");
}

static void test_names(void)
{
    death_expect(say, "a\033[31m\rb", 0, "order: a\\u001b[31m\\rb\n");
    death_expect(say, "a\xFF", 0, "order: a\xEF\xBF\xBD\n");
}

UNIT_MAIN("message", { "each line has the program's name", test_lines },
          { "control characters are shown", test_names })

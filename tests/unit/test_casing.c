#include "runtime/words/casing.h"

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static void upper(const char *text, const char *wanted)
{
    struct buf b = { 0 };
    casing_put_upper(&b, text, strlen(text));
    UNIT_TEXT(buf_string(&b), wanted);
    buf_release(&b);
}

static void lower(const char *text, const char *wanted)
{
    struct buf b = { 0 };
    casing_put_lower(&b, text, strlen(text));
    UNIT_TEXT(buf_string(&b), wanted);
    buf_release(&b);
}

static void test_upper(void)
{
    upper("", "");
    upper("aZ0-", "AZ0-");
    upper("Stra\xc3\x9f"
          "e",
          "STRASSE");
    upper("\xef\xac\x83", "FFI");
    upper("\xce\x90", "\xce\x99\xcc\x88\xcc\x81");
    upper("\xe1\xbe\x80", "\xe1\xbc\x88\xce\x99");
    upper("\xe1\xbf\xbc", "\xce\xa9\xce\x99");
    upper("\xc3\xa4\xf0\x90\x90\xa8", "\xc3\x84\xf0\x90\x90\x80");
    upper("\xff", "\xef\xbf\xbd");
}

static void test_lower(void)
{
    lower("AZ0", "az0");
    lower("\xce\x91\xce\xa3", "\xce\xb1\xcf\x82");
    lower("\xce\xa3", "\xcf\x83");
    lower("\xce\x91\xce\xa3\xce\x91", "\xce\xb1\xcf\x83\xce\xb1");
    lower("\xce\x91\xce\xa3'\xce\x91", "\xce\xb1\xcf\x83'\xce\xb1");
    lower("\xce\x91.\xce\xa3!", "\xce\xb1.\xcf\x82!");
    lower("\xc4\xb0", "i\xcc\x87");
}

UNIT_MAIN("casing", { "upper", test_upper }, { "lower", test_lower })

#include "runtime/base/signature.h"

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

/* What was read, printed in one form. */
static void reads(const char *text, const char *wanted)
{
    struct signature s;
    struct buf why = { 0 }, got = { 0 };
    CU_ASSERT_TRUE(signature_read(text, &s, &why));
    UNIT_TEXT(buf_string(&why), "");
    if (why.size == 0) {
        buf_print(&got, "%s|%s|", s.library == NULL ? "" : s.library, s.symbol);
        for (size_t i = 0; i < s.count; i++) {
            buf_print(&got, "%s%s", i > 0 ? "," : "", signature_word(s.arguments[i]));
        }
        buf_print(&got, "|%s%s", signature_word(s.result), s.frees_result ? "!" : "");
        UNIT_TEXT(buf_string(&got), wanted);
        signature_release(&s);
    }
    buf_release(&got);
    buf_release(&why);
}

static void refuses(const char *text, const char *wanted)
{
    struct signature s;
    struct buf why = { 0 };
    CU_ASSERT_FALSE(signature_read(text, &s, &why));
    UNIT_TEXT(buf_string(&why), wanted);
    buf_release(&why);
}

static void test_read(void)
{
    reads("pow(double,double)->double", "|pow|double,double|double");
    reads("./lib/libx.so#f()->void", "./lib/libx.so|f||void");
    reads("libm.so.6#cbrt(double)->double", "libm.so.6|cbrt|double|double");
    reads("/a#b/c (d).so#_g2(string)->string!", "/a#b/c (d).so|_g2|string|string!");
    reads("f(void)->json!", "|f||json!");
    reads(" f ( int8 , uint64,bool ) -> float ", "|f|int8,uint64,bool|float");
    reads("f(bool,int8,int16,int32,int64,uint8,uint16,uint32,uint64,float,double,string,json)->"
          "json",
          "|f|bool,int8,int16,int32,int64,uint8,uint16,uint32,uint64,float,double,string,json|"
          "json");
    reads("f(json,json,json,json,json,json,json,json,json,json,json,json,json,json,json,json)->"
          "bool",
          "|f|json,json,json,json,json,json,json,json,json,json,json,json,json,json,json,json|"
          "bool");
}

#define NAME "the name of a C function is missing: SYMBOL(double,string)->double is wanted"
#define TYPES                                                                                  \
    " is not a type; there are void bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 "   \
    "float "                                                                                   \
    "double string json"

static void test_refuse(void)
{
    refuses("", NAME);
    refuses("(double)->double", NAME);
    refuses("2f()->void", NAME);
    refuses("a-b()->void", NAME);
    refuses("a.so#()->void", NAME);
    refuses("a.so#", NAME);
    refuses("#f()->void", "no library is named in front of '#'");
    refuses("f", "the types are missing: SYMBOL(double,string)->double is wanted");
    refuses("f->void", NAME);
    refuses("f g()->void", "the types are missing: SYMBOL(double,string)->double is wanted");
    refuses("f(",
            "'' is not a type; there are void bool int8 int16 int32 int64 uint8 uint16 uint32 "
            "uint64 float double string json");
    refuses("f(int)->void", "'int'" TYPES);
    refuses("f(Double)->void", "'Double'" TYPES);
    refuses("f(double,)->void", "')'" TYPES);
    refuses("f(double double)->void", "a ')' is missing behind the arguments");
    refuses("f(double", "a ')' is missing behind the arguments");
    refuses("f(double,void)->void", "void is the type of a result, not of an argument");
    refuses("f(void,double)->void", "void is the type of a result, not of an argument");
    refuses("f(string!)->void",
            "only a result can be freed: '!' does not belong to an argument");
    refuses("f()", "'->' and the type of the result are missing behind ')'");
    refuses("f():double", "'->' and the type of the result are missing behind ')'");
    refuses("f()->", "''" TYPES);
    refuses("f()->int", "'int'" TYPES);
    refuses("f()->int32!", "only a string or json can be freed");
    refuses("f()->int32 x", "nothing may follow the type of the result");
    refuses("f()->string!!", "nothing may follow the type of the result");
    refuses("f(json,json,json,json,json,json,json,json,json,json,json,json,json,json,json,json,"
            "json)->bool",
            "a function can have 16 arguments at most");
}

static void test_name(void)
{
    CU_ASSERT_TRUE(signature_is_name("_a9", 3));
    CU_ASSERT_FALSE(signature_is_name("9a", 2));
    CU_ASSERT_FALSE(signature_is_name("a\xc3\xa4", 3));
    CU_ASSERT_FALSE(signature_is_name("", 0));
}

UNIT_MAIN("signature", { "signatures", test_read }, { "what is none", test_refuse },
          { "names", test_name })

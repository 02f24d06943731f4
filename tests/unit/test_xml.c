#include "runtime/call/xml.h"

#include <stdbool.h>

#include "runtime/base/buf.h"
#include "tests/unit/unit.h"

static struct xml *read(const char *text, const char *wanted_why)
{
    struct buf why = { 0 };
    struct xml *root = xml_read(text, strlen(text), &why);
    UNIT_TEXT(buf_string(&why), wanted_why);
    CU_ASSERT_EQUAL(root == NULL, wanted_why[0] != '\0');
    buf_release(&why);
    return root;
}

static void test_read(void)
{
    struct xml *root =
        read("<?xml version=\"1.0\"?>\n<!-- hello --><a xmlns=\"x\" p:t='1 &lt; 2'>\n"
             " <b>one</b><c/><p:b>t&amp;w&#x6F; &#233;<![CDATA[<&]]></p:b></a>\n",
             "");
    UNIT_TEXT(root->name, "a");
    UNIT_TEXT(root->attributes->name, "t");
    UNIT_TEXT(root->attributes->value, "1 < 2");
    const struct xml *b = xml_child(root, "b");
    UNIT_TEXT(b->text, "one");
    UNIT_TEXT(xml_next(b, "b")->text, "t&wo \xc3\xa9<&");
    CU_ASSERT_PTR_NULL(xml_next(xml_next(b, "b"), "b"));
    UNIT_TEXT(xml_child_text(root, "c"), "");
    CU_ASSERT_PTR_NULL(xml_child(root, "d"));
    CU_ASSERT_PTR_NULL(xml_child(NULL, "d"));
    CU_ASSERT_PTR_EQUAL(b->next, xml_child(root, "c"));
    xml_release(root);
}

static void test_bad(void)
{
    read("", "it is empty");
    read("  \n", "it is empty");
    read("{}", "it is not XML");
    read("<a>", "it ends within an element");
    read("<a><b></a>", "an end tag does not fit its element");
    read("<a></b>", "an end tag does not fit its element");
    read("</a>", "an end tag does not fit its element");
    read("<a/><b/>", "there is more than one element around the whole");
    read("<a/>x", "it is not XML");
    read("<a b></a>", "an attribute has no value");
    read("<a b=c></a>", "an attribute's value has no quotes");
    read("<a b='c></a>", "an attribute's value has no quotes");
    read("<a", "an element's tag is not closed");
    read("<a/ >", "an element's tag is not closed");
    read("< a/>", "a name is missing");
    read("<a>&b;</a>", "what stands between '&' and ';' is not known");
    read("<a>&#0;</a>", "what stands between '&' and ';' is not known");
    read("<a>&#x110000;</a>", "what stands between '&' and ';' is not known");
    read("<a>& b</a>", "an '&' is not followed by a name and ';'");
    read("<a><!-- </a>", "a comment is not closed");
    read("<? ", "an instruction is not closed");
    read("<a><![CDATA[</a>", "a CDATA section is not closed");
    read("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "it has a document type");
}

/* Neither depth nor count can exhaust anything. */
static void test_bounds(void)
{
    struct buf text = { 0 };
    for (int i = 0; i < XML_DEPTH_MAX + 1; i++) {
        buf_text(&text, "<a>");
    }
    read(buf_string(&text), "it has too many elements");
    buf_clear(&text);
    buf_text(&text, "<a>");
    for (int i = 0; i < XML_ELEMENTS_MAX; i++) {
        buf_text(&text, "<b/>");
    }
    buf_text(&text, "</a>");
    read(buf_string(&text), "it has too many elements");
    buf_release(&text);
}

static void test_escapes(void)
{
    struct buf out = { 0 };
    xml_put_text(&out, "a<b>&\"c\r\n", 9);
    UNIT_TEXT(buf_string(&out), "a&lt;b&gt;&amp;&quot;c&#xD;&#xA;");
    buf_release(&out);
}

UNIT_MAIN("xml", { "reading", test_read }, { "what is none", test_bad },
          { "bounds", test_bounds }, { "escapes", test_escapes })

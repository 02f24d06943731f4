/* What a workflow's picture has in it: boxes, arrows, what is said at them, and lines of text.
 */
#include "compiler/graph/chart.h"

#include <stdbool.h>
#include <stdio.h>

#include "compiler/graph/caption.h"
#include "compiler/graph/glyph.h"
#include "compiler/read/ast.h"
#include "runtime/base/buf.h"
#include "tests/unit/unit.h"
#include "tests/unit/verdict.h"

#define MACHINE(states) "{'StartAt':'A','Comment':'all','States':{" states "}}"

/* ---- Charts ---- */

static const char nested[] = MACHINE(
    "'A':{'Type':'Parallel','Next':'C','Branches':["
    "{'StartAt':'A1','States':{'A1':{'Type':'Map','End':true,'ItemProcessor':{'StartAt':'I',"
    "'States':{'I':{'Type':'Pass','End':true}}}}}},"
    "{'StartAt':'B1','States':{'B1':{'Type':'Succeed'}}}],"
    "'Catch':[{'ErrorEquals':['States.ALL'],'Next':'Z'}]},"
    "'C':{'Type':'Choice','Default':'A','Choices':["
    "{'Variable':'$.a','NumericEquals':1,'Next':'Z'},"
    "{'Variable':'$.b','IsNull':true,'Next':'Z'},{'Variable':'$.c','IsNull':true,'Next':'C'}]},"
    "'Z':{'Type':'Pass','End':true}");

/* Each arrow as "from>to kind: text", the numbers being those of nodes. */
static const char *arrows(const struct chart *c)
{
    struct buf b = { 0 };
    for (size_t i = 0; i < c->edge_count; i++) {
        const struct chart_edge *e = &c->edges[i];
        buf_print(&b, "%s%zu>%zu %s", i > 0 ? "; " : "", e->from, e->to,
                  chart_kind_word(e->kind));
        buf_print(&b, "%s%s", e->full != NULL ? ": " : "", e->full != NULL ? e->full : "");
    }
    const char *text = arena_text(c->arena, buf_string(&b));
    buf_release(&b);
    return text;
}

static void test_nodes(void)
{
    struct verdict v = verdict_begin(nested);
    const struct chart *c = chart_make(v.arena, "order", v.workflow->block);
    UNIT_TEXT(c->name, "order");
    UNIT_TEXT(c->comment, "all");
    static const struct {
        const char *name, *type;
        size_t parent, branch, branches;
    } wanted[] = {
        { "", "Start", CHART_NONE, 0, 0 }, { "A", "Parallel", CHART_NONE, 0, 2 },
        { "A1", "Map", 1, 0, 1 },          { "I", "Pass", 2, 0, 0 },
        { "B1", "Succeed", 1, 1, 0 },      { "C", "Choice", CHART_NONE, 0, 0 },
        { "Z", "Pass", CHART_NONE, 0, 0 }, { "", "End", CHART_NONE, 0, 0 },
    };
    CU_ASSERT_EQUAL_FATAL(c->node_count, sizeof wanted / sizeof wanted[0]);
    for (size_t i = 0; i < c->node_count; i++) {
        UNIT_TEXT(c->nodes[i].name, wanted[i].name);
        UNIT_TEXT(c->nodes[i].type, wanted[i].type);
        CU_ASSERT_EQUAL(c->nodes[i].parent, wanted[i].parent);
        CU_ASSERT_EQUAL(c->nodes[i].branch, wanted[i].branch);
        CU_ASSERT_EQUAL(c->nodes[i].branches, wanted[i].branches);
    }
    verdict_end(&v);
}

/* What leads from one state to another in one way is one arrow; so is the way into a branch. */
static void test_arrows(void)
{
    struct verdict v = verdict_begin(nested);
    const struct chart *c = chart_make(v.arena, "order", v.workflow->block);
    UNIT_TEXT(arrows(c), "0>1 start; 1>5 next; 1>6 catch: States.ALL; "
                         "5>6 choice: $.a = 1 or $.b is null; 5>5 choice: $.c is null; "
                         "5>1 default: default; 6>7 end; 1>2 start; 2>3 start; 1>4 start");
    verdict_end(&v);
}

static bool is_inside(const struct chart_node *in, const struct chart_node *n)
{
    return n->x >= in->x && n->y >= in->y + in->head && n->x + n->width <= in->x + in->width &&
           n->y + n->height <= in->y + in->height;
}

static bool is_apart(const struct chart_node *a, const struct chart_node *b)
{
    return a->x + a->width <= b->x || b->x + b->width <= a->x || a->y + a->height <= b->y ||
           b->y + b->height <= a->y;
}

/* A box lies in that of its Parallel or Map, in its branch's part, and beside its siblings. */
static void test_places(void)
{
    struct verdict v = verdict_begin(nested);
    const struct chart *c = chart_make(v.arena, "order", v.workflow->block);
    struct chart_node whole = { .width = c->width, .height = c->height };
    for (size_t i = 0; i < c->node_count; i++) {
        const struct chart_node *n = &c->nodes[i];
        const struct chart_node *in = n->parent == CHART_NONE ? &whole : &c->nodes[n->parent];
        CU_ASSERT_TRUE(is_inside(in, n));
        for (size_t j = 0; j < i; j++) {
            CU_ASSERT_TRUE(c->nodes[j].parent != n->parent || is_apart(&c->nodes[j], n));
        }
    }
    int fence = c->nodes[1].x + c->nodes[1].fences[0];
    CU_ASSERT_TRUE(c->nodes[2].x + c->nodes[2].width < fence && fence < c->nodes[4].x);
    verdict_end(&v);
}

/* A way in text: "M10 20L30 40". */
static void test_path(void)
{
    struct verdict v = verdict_begin(MACHINE("'A':{'Type':'Succeed'}"));
    const struct chart *c = chart_make(v.arena, "order", v.workflow->block);
    struct buf b = { 0 };
    chart_put_path(&b, &c->edges[0]);
    int x, y;
    CU_ASSERT_EQUAL(sscanf(buf_string(&b), "M%d %d", &x, &y), 2);
    CU_ASSERT_EQUAL(x, c->nodes[0].x + c->nodes[0].width / 2);
    CU_ASSERT_EQUAL(y, c->nodes[0].y + c->nodes[0].height);
    buf_release(&b);
    verdict_end(&v);
}

/* ---- Captions ---- */

static const char *rule_text(bool is_jsonata, const char *rule)
{
    static char said[400];
    struct buf b = { 0 };
    struct arena *a = arena_new();
    const char *text = arena_print(
        a, "{%s'StartAt':'A','States':{'A':{'Type':'Choice','Choices':[{%s,'Next':'A'}]}}}",
        is_jsonata ? "'QueryLanguage':'JSONata'," : "", rule);
    struct verdict v = verdict_begin(text);
    caption_put_rule(&b, v.workflow->block->first->rules);
    snprintf(said, sizeof said, "%s", buf_string(&b));
    buf_release(&b);
    verdict_end(&v);
    arena_release(a);
    return said;
}

static void test_rules(void)
{
    UNIT_TEXT(rule_text(false, "'Variable':'$.a','StringEquals':'b'"), "$.a = \"b\"");
    UNIT_TEXT(rule_text(false, "'Variable':'$.a','StringEqualsPath':'$.b'"), "$.a = $.b");
    UNIT_TEXT(rule_text(false, "'Variable':'$.a','NumericLessThanEquals':1.50"),
              "$.a \u2264 1.50");
    UNIT_TEXT(rule_text(false, "'Variable':'$.a','TimestampGreaterThanEqualsPath':'$.t'"),
              "$.a \u2265 $.t");
    UNIT_TEXT(rule_text(false, "'Variable':'$.a','NumericLessThan':-1"), "$.a < -1");
    UNIT_TEXT(rule_text(false, "'Variable':'$.a','BooleanEquals':false"), "$.a = false");
    UNIT_TEXT(rule_text(false, "'Variable':'$.a','StringMatches':'x*'"), "$.a matches \"x*\"");
    UNIT_TEXT(rule_text(false, "'Variable':'$.a','IsPresent':true"), "$.a is present");
    UNIT_TEXT(rule_text(false, "'Variable':'$.a','IsTimestamp':false"), "$.a is not timestamp");
    UNIT_TEXT(rule_text(false, "'Not':{'Variable':'$.a','IsNull':true}"), "not ($.a is null)");
    UNIT_TEXT(rule_text(false, "'And':[{'Variable':'$.a','IsNull':true},{'Or':["
                               "{'Variable':'$.b','NumericEquals':1},"
                               "{'Variable':'$.b','NumericEquals':2}]}]"),
              "$.a is null and ($.b = 1 or $.b = 2)");
    UNIT_TEXT(rule_text(false, "'Comment':'in short','Variable':'$.a','IsNull':true"),
              "in short");
    UNIT_TEXT(rule_text(true, "'Condition':'{%  $a   > 1\\n and $b %}'"), "$a > 1 and $b");
    UNIT_TEXT(rule_text(true, "'Condition':true"), "");
}

/* What is too long is cut where a character ends. */
static void test_long_rule(void)
{
    struct buf b = { 0 };
    buf_text(&b, "'Comment':'x");
    for (int i = 0; i < 200; i++) {
        buf_text(&b, "\u00e9");
    }
    buf_text(&b, "','Variable':'$.a','IsNull':true");
    const char *text = rule_text(false, buf_string(&b));
    CU_ASSERT_EQUAL(strlen(text), 299 + 3); /* "x" and 149 letters of two bytes */
    UNIT_TEXT(text + 297, "\u00e9...");
    buf_release(&b);
}

static void test_errors(void)
{
    struct verdict v = verdict_begin(
        MACHINE("'A':{'Type':'Task','Resource':'foo:bar','End':true,"
                "'Retry':[{'ErrorEquals':['X','Y'],'MaxAttempts':0},{'ErrorEquals':['Z']}],"
                "'Catch':[{'ErrorEquals':['X','States.Timeout'],'Next':'A'}]}"));
    const struct state *s = v.workflow->block->first;
    struct buf b = { 0 };
    caption_put_catcher(&b, s->catchers);
    UNIT_TEXT(buf_string(&b), "X, States.Timeout");
    buf_clear(&b);
    caption_put_retries(&b, s);
    UNIT_TEXT(buf_string(&b), "X, Y up to 0 times, Z up to 3 times");
    buf_release(&b);
    verdict_end(&v);
}

/* ---- Lines ---- */

/* The lines with | between them. */
static const char *lines(const char *text, int width, size_t most)
{
    static char said[400];
    struct arena *a = arena_new();
    struct buf b = { 0 };
    size_t count;
    const char *const *list = glyph_lines(a, text, strlen(text), 10, width, most, &count);
    for (size_t i = 0; i < count; i++) {
        buf_print(&b, "%s%s", i > 0 ? "|" : "", list[i]);
        CU_ASSERT_TRUE(glyph_width(list[i], strlen(list[i]), 10) <= width);
    }
    CU_ASSERT_TRUE(count >= 1 && count <= most);
    CU_ASSERT_TRUE(glyph_widest(list, count, 10) <= width);
    snprintf(said, sizeof said, "%s", buf_string(&b));
    buf_release(&b);
    arena_release(a);
    return said;
}

static void test_widths(void)
{
    CU_ASSERT_EQUAL(glyph_width("", 0, 10), 0);
    CU_ASSERT_EQUAL(glyph_width("i", 1, 1000), 222);
    CU_ASSERT_EQUAL(glyph_width("W", 1, 1000), 944);
    CU_ASSERT_EQUAL(glyph_width("ii", 2, 10), 5); /* 4.44, rounded up */
    CU_ASSERT_EQUAL(glyph_width("\u6f22", 3, 10), 10);
    CU_ASSERT_EQUAL(glyph_width("e\u0301", 3, 1000), 556); /* the accent has no width */
    CU_ASSERT_TRUE(glyph_width("\xff", 1, 10) > 0);
}

static void test_lines(void)
{
    UNIT_TEXT(lines("", 100, 3), "");
    UNIT_TEXT(lines("one", 100, 3), "one");
    UNIT_TEXT(lines("one two three four", 50, 3), "one two|three four");
    UNIT_TEXT(lines("ValidateTheOrder", 50, 3), "Validate|TheOrder");
    UNIT_TEXT(lines("snake_case_name", 50, 3), "snake_|case_|name");
    UNIT_TEXT(lines("HTTPServerError", 50, 3), "HTTP|Server|Error");
    UNIT_TEXT(lines("aaaaaaaaaaaaaaaa", 50, 3), "aaaaaaaa|aaaaaaaa");
    UNIT_TEXT(lines("a\nb", 100, 3), "a\\nb");
    /* The middle is left out of the last line. */
    UNIT_TEXT(lines("one two three four five six seven", 50, 2), "one two|thr...seven");
    UNIT_TEXT(lines("aaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 30, 1), "a...ab");
}

UNIT_MAIN("chart", { "nodes", test_nodes }, { "arrows", test_arrows },
          { "places", test_places }, { "path", test_path }, { "rules", test_rules },
          { "long rule", test_long_rule }, { "errors", test_errors }, { "widths", test_widths },
          { "lines", test_lines })

/*
 * leaf.c - changes of one value or name: letters, words, numbers, lengths. What was JSON stays
 * JSON, but for what is put into a string raw.
 */
#include <string.h>

#include "runtime/base/memory.h"
#include "tests/mutate/edit.h"

static bool is_member(const struct doc_node *n)
{
    return n->name != NULL;
}

static bool is_string(const struct doc_node *n)
{
    return n->type == DOC_STRING;
}

static bool is_number(const struct doc_node *n)
{
    return n->type == DOC_NUMBER;
}

static bool has_parent(const struct doc_node *n)
{
    return n->parent != NULL;
}

static bool is_path(const struct doc_node *n)
{
    return n->type == DOC_STRING && (n->text[0] == '$' || strncmp(n->text, "States.", 7) == 0);
}

static bool is_type(const struct doc_node *n)
{
    return n->type == DOC_STRING && n->name != NULL && strcmp(n->name, "Type") == 0;
}

static bool is_state(const struct doc_node *n)
{
    return n->name != NULL && doc_member(n, "Type") != NULL;
}

/* In a string's quotes, one letter more, less or another. */
static void change_letter(struct edit *e, struct span quoted)
{
    static const char letters[] = "aAzZ09_-. $[]@*:,?!<>=&|'/ ";
    size_t inside = quoted.end - quoted.start - 2;
    size_t at = quoted.start + 1 + edit_below(e, inside + 1);
    size_t how = edit_below(e, 3);
    bool takes = how > 0 && at + 1 < quoted.end;
    bool gives = how < 2 || !takes;
    edit_replace(e, at, at + takes, &letters[edit_below(e, sizeof letters - 1)], gives);
}

static bool change_name(struct edit *e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, is_member);
    if (n == NULL) {
        return false;
    }
    change_letter(e, n->name_span);
    return true;
}

static bool change_text(struct edit *e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, is_string);
    if (n == NULL) {
        return false;
    }
    change_letter(e, n->span);
    return true;
}

/* Between the quotes, raw: the string, some place in it, or the string's end. */
static void put_inside(struct edit *e, struct span quoted, const char *bytes, size_t size)
{
    size_t start = quoted.start + 1, end = quoted.end - 1;
    switch (edit_below(e, 4)) {
    case 0: start = end; break;
    case 1: start = end = start + edit_below(e, end - start + 1); break;
    default: break;
    }
    edit_replace(e, start, end, bytes, size);
}

static bool change_path(struct edit *e)
{
    static const char *const pieces[] = {
        "$",
        "$$",
        ".",
        "..",
        ".*",
        "[*]",
        "[0]",
        "[-1]",
        "[0:2]",
        "[0,1]",
        "[::0]",
        "['a b']",
        "[?(@.a > 1)]",
        "[?(@.a)]",
        "[?(@ == 'x' && @.b =~ /a+/i || !@.c)]",
        ".length()",
        ".min()",
        "[",
        "]",
        "(",
        ")",
        "'",
        "\\\\'",
        "\\\"",
        "[99999999999999999999]",
        "$.a.b",
        "$$.Task.Token",
        "$x.y",
        "$states",
        "States.Format('{} {}', $.a, 1)",
        "States.Array(",
        "States.JsonToString($)",
        "States.StringToJson('{')",
        "States.ArrayRange(1, 9, 0)",
        "States.MathAdd(9007199254740993, 1)",
        "States.UUID()",
        ", null",
        "{}",
        "\\\\",
    };
    const struct doc_node *n = edit_any(e, &e->parsed, is_path);
    if (n == NULL) {
        return false;
    }
    const char *piece = EDIT_PICK(e, pieces);
    put_inside(e, n->span, piece, strlen(piece));
    return true;
}

static const char *const words[] = {
    "",
    " ",
    "*/",
    "/*",
    "//",
    "?\?/",
    "?\?)",
    "\\\\",
    "\\n",
    "\\\"",
    "\\u0000",
    "\\u0001",
    "\\u001b[31m",
    "\\u2028",
    "\\ud800",
    "\\udc00\\ud800",
    "\\ud83d\\ude00",
    "\\ufeff",
    "\xF0\x9F\x98\x80",
    "e\xCC\x81",
    "\xE2\x80\xAE",
    "%s%n",
    "#include",
    "main",
    "int",
    "asl_go",
    "NULL",
    "_",
    "0",
    "-1",
    "1e400",
    "true",
    "null",
    "States.ALL",
    "States.TaskFailed",
    "States.Runtime",
    "Retry",
    "Next",
    "End",
    "$",
    "$.",
    "$$.Execution.Input",
    "${Name}",
    "${",
    "$${x}",
    "2024-02-30T25:61:61Z",
    "2024-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999+23:59",
    "0000-00-00T00:00:00-99:99",
    "{% $states.input %}",
    "{% ",
    "arn:aws:states:::lambda:invoke.waitForTaskToken",
    "arn:aws:states:::dynamodb:getItem",
    "arn:aws:states:::states:startExecution.sync:2",
    "arn:aws:states:::s3:listObjectsV2",
    "arn:aws:states:us-east-1:123456789012:activity:a",
    "arn:aws:lambda:us-east-1:123456789012:function:f",
    "arn:aws:states:::aws-sdk:s3:getObject",
    "JSONata",
    "JSONPath",
    "DISTRIBUTED",
    "FULL",
    "NONE",
};

static bool put_word(struct edit *e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, is_string);
    if (n == NULL) {
        return false;
    }
    const char *word = EDIT_PICK(e, words);
    put_inside(e, n->span, word, strlen(word));
    return true;
}

static bool put_type(struct edit *e)
{
    static const char *const types[] = { "\"Pass\"", "\"Task\"",     "\"Choice\"",
                                         "\"Wait\"", "\"Parallel\"", "\"Map\"",
                                         "\"Fail\"", "\"Succeed\"",  "\"DISTRIBUTED\"",
                                         "\"pass\"", "null" };
    const struct doc_node *n = edit_any(e, &e->parsed, is_type);
    if (n == NULL) {
        return false;
    }
    const char *type = EDIT_PICK(e, types);
    edit_replace(e, n->span.start, n->span.end, type, strlen(type));
    return true;
}

static bool retype(struct edit *e)
{
    static const char *const values[] = { "null", "true",         "false",       "0",  "1",
                                          "-1",   "\"\"",         "[]",          "{}", "\"$\"",
                                          "[{}]", "{\"a\":null}", "[[],{},null]" };
    const struct doc_node *n = edit_any(e, &e->parsed, has_parent);
    if (n == NULL) {
        return false;
    }
    const char *value = EDIT_PICK(e, values);
    edit_replace(e, n->span.start, n->span.end, value, strlen(value));
    return true;
}

/* Also where no number stood. */
static bool put_number(struct edit *e)
{
    static const char *const numbers[] = {
        "0",
        "-0",
        "-0.0",
        "1.0",
        "0.5",
        "-1",
        "1",
        "2147483647",
        "2147483648",
        "4294967296",
        "99999999",
        "100000000",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "123456789012345678901234567890",
        "1e308",
        "1e309",
        "-1e400",
        "1e-400",
        "4.9e-324",
        "0.1e1",
        "1E+2",
        "1e2147483648",
        "0.30000000000000004",
        "3.141592653589793238462643383279",
    };
    const struct doc_node *n = edit_any(e, &e->parsed, is_number);
    if (n == NULL || edit_below(e, 4) == 0) {
        n = edit_any(e, &e->parsed, has_parent);
    }
    if (n == NULL) {
        return false;
    }
    const char *number = EDIT_PICK(e, numbers);
    edit_replace(e, n->span.start, n->span.end, number, strlen(number));
    return true;
}

static bool lengthen(struct edit *e)
{
    static const char *const fillers[] = { "a",    "$.", "\\u0041", "\xC3\xA4",   "{}", "[0]",
                                           "\\\\", "?",  "${A}",    ".a[?(@.b)]", " " };
    const struct doc_node *n =
        edit_any(e, &e->parsed, edit_below(e, 4) == 0 ? is_member : is_string);
    if (n == NULL) {
        return false;
    }
    const char *filler = EDIT_PICK(e, fillers);
    size_t times = 1 + edit_below(e, edit_below(e, 4) == 0 ? 20000 : 300);
    struct buf text = { 0 };
    for (size_t i = 0; i < times; i++) {
        buf_text(&text, filler);
    }
    put_inside(e, n->type == DOC_STRING ? n->span : n->name_span, buf_string(&text), text.size);
    buf_release(&text);
    return true;
}

/* The same text, written otherwise. */
static bool escape(struct edit *e)
{
    const struct doc_node *n = edit_any(e, &e->parsed, is_string);
    if (n == NULL || n->span.end - n->span.start < 3) {
        return false;
    }
    size_t at = n->span.start + 1 + edit_below(e, n->span.end - n->span.start - 2);
    char c = e->text.text[at], escaped[7];
    if (c < ' ' || c == '\\' || e->text.text[at - 1] == '\\') {
        return false;
    }
    static const char digits[] = "0123456789abcdef";
    memcpy(escaped, "\\u00", 4);
    escaped[4] = digits[c >> 4];
    escaped[5] = digits[c & 15];
    edit_replace(e, at, at + 1, escaped, 6);
    return true;
}

/* A state gets another name wherever its name stands, so that all stays as it was. */
static bool rename_state(struct edit *e)
{
    const struct doc_node *state = edit_any(e, &e->parsed, is_state);
    if (state == NULL) {
        return false;
    }
    const char *word = EDIT_PICK(e, words);
    bool is_behind = edit_below(e, 2) == 0;
    for (size_t i = e->parsed.count; i > 0; i--) {
        const struct doc_node *n = e->parsed.nodes[i - 1];
        struct span s = n->span;
        bool is_value = n->type == DOC_STRING && strcmp(n->text, state->name) == 0;
        bool is_name = n->name != NULL && strcmp(n->name, state->name) == 0;
        if (is_value) {
            edit_replace(e, is_behind ? s.end - 1 : s.start + 1, s.end - 1, word, strlen(word));
        }
        s = n->name_span;
        /* What is inside of a named value has been changed already: its name stands before. */
        if (is_name) {
            edit_replace(e, is_behind ? s.end - 1 : s.start + 1, s.end - 1, word, strlen(word));
        }
    }
    return true;
}

const struct edit_row leaf_kinds[] = {
    { "name-letter", 5, change_name },
    { "text-letter", 8, change_text },
    { "path", 10, change_path },
    { "word", 10, put_word },
    { "type", 4, put_type },
    { "retype", 6, retype },
    { "number", 6, put_number },
    { "length", 3, lengthen },
    { "escape", 3, escape },
    { "rename", 6, rename_state },
    { 0 },
};

#include "tests/mutate/judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/base/arena.h"
#include "compiler/base/diag.h"
#include "compiler/base/report.h"
#include "compiler/check/check.h"
#include "compiler/drive/pairs.h"
#include "compiler/emit/emit.h"
#include "compiler/plan/plan.h"
#include "compiler/read/ast.h"
#include "compiler/read/doc.h"
#include "compiler/read/reader.h"
#include "compiler/substitute.h"
#include "runtime/base/text.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"

/* One text on its way. */
struct look {
    struct judgement *j;
    struct arena *a;
    struct diag *d;
    struct source *source;
    struct doc_node *doc;
    bool is_broken; /* a message says that it is no JSON */
};

__attribute__((format(printf, 2, 3))) static void find(struct look *l, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    buf_vprint(&l->j->wrong, format, args);
    va_end(args);
    buf_char(&l->j->wrong, '\n');
}

const char *verdict_word(enum verdict v)
{
    static const char *const verdict_words[] = { "no-json", "refused", "accepted" };
    return verdict_words[v];
}

/* ---- The stages ---- */

static void print(struct look *l, struct buf *out, bool as_json)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (as_json) {
        report_json(l->d, file);
    } else {
        report_text(l->d, file, false);
    }
    fclose(file);
    buf_put(out, text, size);
    free(text);
}

static void compile(struct look *l, enum judge_how how)
{
    static const struct pair none[] = { { NULL, NULL } };
    diag_source(l->d, l->source);
    l->doc = substitute_read(substitute_new(l->a, none), l->d, l->source);
    struct workflow *ast = ast_build(l->a, l->d, l->source, l->doc);
    check_workflow(l->a, l->d, ast, how == JUDGE_EXPRESS ? CHECK_EXPRESS : CHECK_ANY);
    print(l, &l->j->text, false);
    print(l, &l->j->json, true);
    l->j->verdict = l->doc == NULL ? VERDICT_NO_JSON : VERDICT_REFUSED;
    if (diag_errors(l->d) > 0) {
        return;
    }
    struct plan_extras extras = { .debug = how == JUDGE_DEBUG };
    struct plan *plan = plan_make(l->a, l->d, ast, &extras);
    if (diag_errors(l->d) > 0) {
        find(l, "the plan has errors that checking does not have");
    } else if (plan == NULL) {
        find(l, "there is no plan, and no error");
    } else {
        l->j->verdict = VERDICT_ACCEPTED;
        emit_workflow(&l->j->c, plan);
    }
}

/* ---- What must hold ---- */

/* Terminals are to see lines of UTF-8, nothing that controls them. */
static void look_at_text(struct look *l, const char *what, const struct buf *b)
{
    if (text_utf8_span(buf_string(b), b->size) != b->size) {
        find(l, "%s is no UTF-8", what);
    }
    for (size_t i = 0; i < b->size; i++) {
        unsigned char c = (unsigned char)b->text[i];
        if ((c < ' ' && c != '\n') || c == 0x7F) {
            find(l, "%s holds the byte %02X", what, c);
            return;
        }
    }
}

/* The value that an RFC 6901 pointer leads to, or false. */
static bool follow(const struct value *v, const char *pointer)
{
    while (*pointer == '/') {
        struct buf name = { 0 };
        for (pointer++; *pointer != '/' && *pointer != '\0'; pointer++) {
            bool is_escape = *pointer == '~' && (pointer[1] == '0' || pointer[1] == '1');
            buf_char(&name, !is_escape ? *pointer : *++pointer == '0' ? '~' : '/');
        }
        struct value *next = NULL;
        bool found = value_member(v, buf_string(&name), &next);
        if (value_type(v) == VALUE_ARRAY) {
            size_t index = strtoul(buf_string(&name), NULL, 10);
            found = index < value_count(v);
            next = found ? value_item(v, index) : NULL;
        }
        buf_release(&name);
        if (!found) {
            return false;
        }
        v = next;
    }
    return *pointer == '\0';
}

static long whole_number(const struct value *object, const char *key)
{
    struct value *v = NULL;
    bool is = value_member(object, key, &v) && value_type(v) == VALUE_NUMBER;
    return is ? (long)value_to_number(v).integer : -1;
}

static void look_at_place(struct look *l, const struct value *m, const char *slug)
{
    long line = whole_number(m, "line"), column = whole_number(m, "column");
    if (!value_member(m, "line", NULL)) {
        return;
    }
    size_t size;
    const char *text = source_line(l->source, (int)line, &size);
    size_t start = line < 1 || (size_t)line > l->source->lines
                       ? l->source->size
                       : l->source->line_start[line - 1];
    size_t characters = 0;
    /* A carriage return before the line's end, and the end itself, are places too. */
    for (size_t i = start; i <= l->source->size && (size_t)(i - start) <= size + 1; i++) {
        characters += ((unsigned char)l->source->text[i] & 0xC0) != 0x80;
    }
    if (text == NULL || line < 1 || (size_t)line > l->source->lines || column < 1 ||
        (size_t)column > characters) {
        find(l, "[%s] stands at %ld:%ld, which is nowhere", slug, line, column);
    }
}

/* One message; false: it is no error. */
static bool look_at_message(struct look *l, const struct value *m, const struct value *read)
{
    const char *slug = value_member_text(m, "slug");
    const char *severity = value_member_text(m, "severity");
    const char *said = value_member_text(m, "message");
    const char *pointer = value_member_text(m, "pointer");
    if (slug == NULL || severity == NULL || said == NULL || *slug == '\0' || *said == '\0' ||
        value_member_text(m, "code") == NULL) {
        find(l, "a message lacks a slug, a code, a severity or a text");
        return false;
    }
    buf_print(&l->j->slugs, "%s %s\n", slug, pointer == NULL ? "" : pointer);
    look_at_place(l, m, slug);
    if (pointer != NULL && read != NULL && !follow(read, pointer)) {
        find(l, "[%s] points at '%s', which is nothing", slug, pointer);
    }
    if (strstr(said, "(null)") != NULL && strstr(l->source->text, "(null)") == NULL) {
        find(l, "[%s] says (null)", slug);
    }
    bool is_error = strcmp(severity, "ERROR") == 0;
    const char *code = value_member_text(m, "code");
    l->is_broken = l->is_broken || strcmp(slug, "definition-empty") == 0 ||
                   (is_error && strcmp(slug, "duplicate-key") != 0 &&
                    strcmp(code, "INVALID_JSON_DESCRIPTION") == 0);
    return is_error;
}

static void look_at_json(struct look *l, const struct value *read)
{
    struct value *v, *list = NULL;
    struct read_error error;
    const struct buf *json = &l->j->json;
    if (!read_json(buf_string(json), json->size, &v, &error)) {
        find(l, "the messages as JSON are none: %s at %zu", error.message, error.offset);
        return;
    }
    const char *result = value_member_text(v, "result");
    value_member(v, "diagnostics", &list);
    bool has_error = false, says_fail = result != NULL && strcmp(result, "FAIL") == 0;
    for (size_t i = 0; i < value_count(list); i++) {
        has_error = look_at_message(l, value_item(list, i), read) || has_error;
    }
    bool is_refused = l->j->verdict < VERDICT_ACCEPTED;
    if (has_error != is_refused || says_fail != is_refused) {
        find(l, "the verdict is '%s', the messages say %s, and %s errors",
             verdict_word(l->j->verdict), result == NULL ? "nothing" : result,
             has_error ? "have" : "have no");
    }
    value_release(v);
}

/* Both readers of JSON are of one opinion, but for what nests deeper than the compiler goes,
 * and for a ${NAME} outside of quotes. */
static void compare_readers(struct look *l, bool is_read, const struct read_error *error)
{
    if (l->is_broken && l->j->verdict == VERDICT_REFUSED) {
        l->j->verdict = VERDICT_NO_JSON;
    }
    if (is_read && l->is_broken && strstr(buf_string(&l->j->text), "[json-deep]") == NULL) {
        find(l, "the runtime takes this JSON, and the compiler does not");
    }
    if (!is_read && !l->is_broken && !doc_has_unfilled(l->doc)) {
        find(l, "the compiler takes this JSON, and the runtime does not: %s", error->message);
    }
}

struct judgement judge(const char *name, const char *text, size_t size, enum judge_how how)
{
    struct judgement j = { .verdict = VERDICT_NO_JSON };
    struct look l = { .j = &j, .a = arena_new() };
    struct value *read = NULL;
    struct read_error error = { .message = "" };
    l.d = diag_new(l.a);
    l.source = source_of_text(l.a, name, text, size);
    compile(&l, how);
    bool is_read = read_json(l.source->text, l.source->size, &read, &error);
    /* Of two members with one name each reader shows another one. */
    bool is_unique = strstr(buf_string(&j.text), "[duplicate-key]") == NULL;
    look_at_json(&l, is_read && is_unique ? read : NULL);
    compare_readers(&l, is_read, &error);
    look_at_text(&l, "the text of the messages", &j.text);
    if (j.verdict == VERDICT_ACCEPTED) {
        look_at_text(&l, "the C", &j.c);
        if (strstr(buf_string(&j.c), "(null)") != NULL &&
            strstr(l.source->text, "(null)") == NULL) {
            find(&l, "the C says (null)");
        }
    }
    value_release(read);
    arena_release(l.a);
    return j;
}

void judgement_release(struct judgement *j)
{
    buf_release(&j->text);
    buf_release(&j->json);
    buf_release(&j->slugs);
    buf_release(&j->c);
    buf_release(&j->wrong);
}

/* The next character that counts: comments, blanks and the numbers of lines do not. */
static char next_character(const char **at, const char *end)
{
    static const char line[] = ".line = ";
    while (*at < end) {
        const char *behind = strncmp(*at, "/*", 2) == 0 ? strstr(*at, "*/") : NULL;
        if (behind != NULL) {
            *at = behind + 2;
        } else if (strncmp(*at, line, sizeof line - 1) == 0) {
            *at += sizeof line - 1;
            *at += strspn(*at, "0123456789");
        } else if (**at == ' ' || **at == '\n') {
            (*at)++;
        } else {
            return *(*at)++;
        }
    }
    return '\0';
}

bool judge_same_program(const struct buf *a, const struct buf *b)
{
    static const char definition[] = "/* ==== The workflow";
    const char *x = buf_string(a), *y = buf_string(b);
    const char *x_end = strstr(x, definition), *y_end = strstr(y, definition);
    if (x_end == NULL || y_end == NULL) {
        return x_end == y_end;
    }
    while (x < x_end || y < y_end) {
        if (next_character(&x, x_end) != next_character(&y, y_end)) {
            return false;
        }
    }
    return true;
}

static uint64_t hash(uint64_t so_far, const struct buf *b)
{
    const char *text = buf_string(b);
    for (size_t i = 0; i <= b->size; i++) {
        so_far = (so_far ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
    }
    return so_far;
}

uint64_t judgement_hash(const struct judgement *j)
{
    return hash(hash(hash(UINT64_C(14695981039346656037), &j->text), &j->json), &j->c);
}

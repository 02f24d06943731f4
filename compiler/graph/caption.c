#include "compiler/graph/caption.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "compiler/read/ast.h"
#include "runtime/base/buf.h"
#include "runtime/base/text.h"

/* Of questions and lists, in bytes. */
#define TEXT_MAX 300

/* How often AWS retries where MaxAttempts says nothing (E-04). */
#define ATTEMPTS "3"

static const char *comparator_word(enum asl_comparator c)
{
    static const char *const words[] = {
#define ASL_TEST(word, comparator, operand, has_path) word,
#include <asl/words.def>
    };
    return words[c];
}

/* How the second half of a comparator's word is written between its operands. */
static const struct {
    const char *end, *sign;
} signs[] = {
    { "LessThanEquals", "\u2264" }, { "GreaterThanEquals", "\u2265" }, { "LessThan", "<" },
    { "GreaterThan", ">" },         { "Matches", "matches" },          { "Equals", "=" },
};

static const char *sign_of(const char *word)
{
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (text_ends_with(word, signs[i].end)) {
            return signs[i].sign;
        }
    }
    return NULL;
}

static void put_operand(struct buf *out, const struct rule *r)
{
    const struct doc_node *n = r->operand;
    switch (n->type) {
    case DOC_STRING:
        if (r->operand_is_path) {
            buf_put(out, n->text, n->text_size);
        } else {
            text_put_json(out, n->text, n->text_size);
        }
        break;
    case DOC_NUMBER: buf_put(out, n->text, n->text_size); break;
    case DOC_TRUE: buf_text(out, "true"); break;
    case DOC_FALSE: buf_text(out, "false"); break;
    case DOC_NULL:
    case DOC_ARRAY:
    case DOC_OBJECT: break;
    }
}

/* "IsPresent" is "is present". */
static void put_is(struct buf *out, const char *word, bool is_so)
{
    buf_print(out, is_so ? "is %c%s" : "is not %c%s", word[2] + ('a' - 'A'), word + 3);
}

static void put_test(struct buf *out, const struct rule *r)
{
    const char *word = comparator_word(r->comparator), *sign = sign_of(word);
    const struct doc_node *variable = r->field[FIELD_VARIABLE];
    if (variable != NULL) {
        buf_put(out, variable->text, variable->text_size);
        buf_char(out, ' ');
    }
    if (sign != NULL) {
        buf_print(out, "%s ", sign);
        put_operand(out, r);
    } else {
        put_is(out, word, r->operand->type != DOC_FALSE);
    }
}

/* What stands between {% and %}. */
static void put_condition(struct buf *out, const struct doc_node *n)
{
    const char *text = n->text;
    size_t size = n->text_size;
    if (size >= 4 && text[0] == '{' && text[1] == '%') {
        text += 2;
        size -= 4;
    }
    bool has_gap = true;
    for (size_t i = 0; i < size; i++) {
        bool is_blank = text_is_blank(text[i]);
        if (!is_blank) {
            buf_char(out, text[i]);
        } else if (!has_gap) {
            buf_char(out, ' ');
        }
        has_gap = is_blank;
    }
    out->size -= out->size > 0 && out->text[out->size - 1] == ' ' ? 1 : 0;
}

static void put_question(struct buf *out, const struct rule *r, bool is_inside)
{
    switch (r->kind) {
    case RULE_TEST: put_test(out, r); break;
    case RULE_CONDITION:
        if (r->field[FIELD_CONDITION] != NULL) {
            put_condition(out, r->field[FIELD_CONDITION]);
        }
        break;
    case RULE_NOT:
        buf_text(out, "not (");
        put_question(out, r->first, false);
        buf_char(out, ')');
        break;
    case RULE_AND:
    case RULE_OR:
        buf_text(out, is_inside ? "(" : "");
        for (const struct rule *in = r->first; in != NULL && !out->full; in = in->next) {
            put_question(out, in, true);
            buf_text(out, in->next == NULL ? "" : r->kind == RULE_AND ? " and " : " or ");
        }
        buf_text(out, is_inside ? ")" : "");
        break;
    }
}

/* A text that is too long is cut where a character ends. */
static void take(struct buf *out, struct buf *text)
{
    size_t size = text->full ? text_utf8_span(buf_string(text), text->size) : text->size;
    buf_put(out, buf_string(text), size);
    buf_text(out, text->full ? "..." : "");
    buf_release(text);
}

void caption_put_rule(struct buf *out, const struct rule *r)
{
    const struct doc_node *comment = r->field[FIELD_COMMENT];
    struct buf text = { .limit = TEXT_MAX };
    if (comment != NULL && comment->text_size > 0) {
        buf_put(&text, comment->text, comment->text_size);
    } else {
        put_question(&text, r, false);
    }
    take(out, &text);
}

static void put_errors(struct buf *out, const struct doc_node *list)
{
    for (const struct doc_node *n = list != NULL ? list->first : NULL; n != NULL; n = n->next) {
        buf_put(out, n->text, n->text_size);
        buf_text(out, n->next != NULL ? ", " : "");
    }
}

void caption_put_catcher(struct buf *out, const struct catcher *c)
{
    struct buf text = { .limit = TEXT_MAX };
    put_errors(&text, c->field[FIELD_ERROR_EQUALS]);
    take(out, &text);
}

void caption_put_retries(struct buf *out, const struct state *s)
{
    struct buf text = { .limit = TEXT_MAX };
    for (const struct retrier *r = s->retriers; r != NULL; r = r->next) {
        const struct doc_node *attempts = r->field[FIELD_MAX_ATTEMPTS];
        put_errors(&text, r->field[FIELD_ERROR_EQUALS]);
        buf_print(&text, " up to %s times%s", attempts != NULL ? attempts->text : ATTEMPTS,
                  r->next != NULL ? ", " : "");
    }
    take(out, &text);
}

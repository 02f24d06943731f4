#include "runtime/item/partiql.h"

#include <string.h>

#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/item/docpath.h"
#include "runtime/item/phrase.h"
#include "runtime/value/value.h"

/* A part of a condition: terms that all have to hold. */
struct part {
    struct partiql_term *terms; /* owned */
    size_t count;
};

/* ---- Conditions ---- */

void partiql_names_release(struct partiql_names *n)
{
    value_release(n->names);
    value_release(n->values);
}

static void add_all(struct value **to, const struct value *from)
{
    struct value_walk w = value_walk(from);
    while (value_step(&w)) {
        *to = *to != NULL ? *to : value_object();
        value_set_take(to, w.key, value_share(w.value));
    }
}

void partiql_use(struct partiql_names *to, const struct partiql_names *from)
{
    add_all(&to->names, from->names);
    add_all(&to->values, from->values);
}

static void release_term(struct partiql_term *t)
{
    memory_release(t->text);
    partiql_names_release(&t->uses);
    memory_release(t->attribute);
    value_release(t->equal);
}

static void release_part(struct part *p)
{
    for (size_t i = 0; i < p->count; i++) {
        release_term(&p->terms[i]);
    }
    memory_release(p->terms);
    *p = (struct part){ 0 };
}

/* Adds a term (taken). */
static void add_term(struct part *p, struct partiql_term t)
{
    p->terms = memory_resize(p->terms, (p->count + 1) * sizeof *p->terms);
    p->terms[p->count++] = t;
}

void partiql_put_term(struct buf *out, const struct partiql_term *t, bool is_only)
{
    bool needs_parentheses = t->is_or && !is_only;
    buf_text(out, out->size > 0 ? " AND " : "");
    buf_print(out, needs_parentheses ? "(%s)" : "%s", t->text);
}

/* All terms of a part as one: the part is empty then. */
static struct partiql_term joined(struct part *p, const char *before, bool wants_parentheses)
{
    struct partiql_term t = { .is_or = p->count == 1 && p->terms[0].is_or };
    struct buf text = { 0 }, inner = { 0 };
    for (size_t i = 0; i < p->count; i++) {
        partiql_put_term(&inner, &p->terms[i], p->count == 1);
        partiql_use(&t.uses, &p->terms[i].uses);
    }
    wants_parentheses = wants_parentheses && (p->count > 1 || t.is_or);
    buf_print(&text, wants_parentheses ? "%s(%s)" : "%s%s", before, buf_string(&inner));
    t.is_or = t.is_or && !wants_parentheses;
    t.text = buf_take(&text);
    buf_release(&inner);
    release_part(p);
    return t;
}

static bool read_or(struct phrase_reader *r, struct part *ret);

/* What is compared with: whether those are constants, and whether a key condition on a range
 * key may have the operator. */
struct against {
    bool is_constant, is_range;
    struct value *equal; /* owned: what it has to be equal to; or NULL */
};

static bool read_relation(struct phrase_reader *r, struct buf *out, const char *mark,
                          struct against *k)
{
    struct phrase_operand right = { 0 };
    bool differs = text_is(mark, "!=") || text_is(mark, "<>");
    buf_print(out, " %s ", differs ? "<>" : mark);
    bool is_good = phrase_put_operand(r, out, &right);
    k->is_constant = right.value != NULL;
    k->is_range = !differs;
    k->equal = text_is(mark, "=") ? value_share(right.value) : NULL;
    phrase_release_operand(&right);
    return is_good;
}

static bool read_between(struct phrase_reader *r, struct buf *out, struct against *k)
{
    struct phrase_operand low = { 0 }, high = { 0 };
    buf_text(out, " BETWEEN ");
    bool is_good = phrase_put_operand(r, out, &low) && phrase_want_word(r, "and");
    buf_text(out, " AND ");
    is_good = is_good && phrase_put_operand(r, out, &high);
    k->is_constant = low.value != NULL && high.value != NULL;
    k->is_range = true;
    phrase_release_operand(&low);
    phrase_release_operand(&high);
    return is_good;
}

static bool read_in(struct phrase_reader *r, struct buf *out)
{
    const char *end = phrase_is_mark(r, "(") ? ")" : "]";
    bool is_good = phrase_takes_mark(r, "(") || phrase_want_mark(r, "[");
    struct value *list = is_good ? phrase_want_values(r, end) : NULL;
    buf_text(out, " IN (");
    for (size_t i = 0; i < value_count(list); i++) {
        buf_text(out, i > 0 ? ", " : "");
        phrase_put_value(r, out, value_share(value_item(list, i)));
    }
    buf_char(out, ')');
    is_good = value_count(list) > 0 || phrase_fail(r, "IN must have at least one value");
    value_release(list);
    return is_good;
}

/* What stands behind an operand. Fills in what the term compares. */
static bool read_comparison(struct phrase_reader *r, struct buf *out,
                            const struct phrase_operand *left, struct partiql_term *t)
{
    static const char *const marks[] = { "=", "<>", "!=", "<=", ">=", "<", ">" };
    struct against k = { 0 };
    bool is_good = true;
    size_t i = 0;
    while (i < sizeof marks / sizeof marks[0] && !phrase_takes_mark(r, marks[i])) {
        i++;
    }
    if (i < sizeof marks / sizeof marks[0]) {
        is_good = read_relation(r, out, marks[i], &k);
    } else if (phrase_takes_word(r, "between")) {
        is_good = read_between(r, out, &k);
    } else if (phrase_takes_word(r, "in")) {
        is_good = read_in(r, out);
    } else {
        is_good = phrase_fail(r, "Expected a comparison");
    }
    if (is_good && k.is_constant && left->attribute != NULL) {
        t->attribute = memory_text(left->attribute);
        t->is_range = k.is_range;
        t->equal = value_share(k.equal);
    }
    value_release(k.equal);
    return is_good;
}

/* IS [NOT] MISSING, IS [NOT] NULL, behind the path that `path` is the text of. */
static bool read_is(struct phrase_reader *r, const char *path, struct buf *out)
{
    bool is_not = phrase_takes_word(r, "not");
    if (phrase_takes_word(r, "missing")) {
        buf_print(out, "%s(%s)", is_not ? "attribute_exists" : "attribute_not_exists", path);
        return true;
    }
    buf_print(out, "%sattribute_type(%s, ", is_not ? "NOT " : "", path);
    phrase_put_value(r, out, phrase_scalar("S", value_text("NULL")));
    buf_char(out, ')');
    return phrase_want_word(r, "null");
}

/* begins_with of an attribute and a constant may be a key condition. */
static bool read_call(struct phrase_reader *r, const char *function, struct buf *out,
                      struct partiql_term *t)
{
    struct phrase_operand first = { 0 }, second = { 0 };
    bool is_good = phrase_go_deeper(r) && phrase_put_call(r, out, function, &first, &second);
    r->depth--;
    if (is_good && text_is(function, "begins_with") && first.attribute != NULL &&
        second.value != NULL) {
        t->attribute = memory_text(first.attribute);
        t->is_range = true;
    }
    phrase_release_operand(&first);
    phrase_release_operand(&second);
    return is_good;
}

/* Placeholders go there, which is empty, from here on. */
static void use(struct phrase_reader *r, struct partiql_names *n)
{
    n->names = value_object();
    n->values = value_object();
    r->names = &n->names;
    r->values = &n->values;
}

/* One condition without AND, OR and NOT. */
static bool read_term(struct phrase_reader *r, struct partiql_term *t)
{
    struct phrase_operand left = { 0 };
    struct buf text = { 0 }, out = { 0 };
    struct value **names = r->names, **values = r->values;
    use(r, &t->uses);
    const char *function = phrase_function_at(r);
    bool is_good = function != NULL && !text_is(function, "size")
                       ? read_call(r, function, &text, t)
                       : phrase_put_operand(r, &text, &left);
    if (is_good && phrase_takes_word(r, "is")) {
        is_good = read_is(r, buf_string(&text), &out);
    } else if (is_good) {
        bool is_not = phrase_takes_word(r, "not");
        buf_print(&out, "%s%s", is_not ? "NOT " : "", buf_string(&text));
        is_good = function != NULL && !text_is(function, "size")
                      ? !is_not || phrase_fail(r, "Unexpected keyword")
                      : read_comparison(r, &out, &left, t);
        t->is_range = t->is_range && !is_not;
    }
    t->text = buf_take(&out);
    r->names = names;
    r->values = values;
    buf_release(&text);
    phrase_release_operand(&left);
    return is_good;
}

static bool read_simple(struct phrase_reader *r, struct part *ret)
{
    if (phrase_takes_word(r, "not")) {
        struct part inner = { 0 };
        bool is_good = phrase_go_deeper(r) && read_simple(r, &inner);
        r->depth--;
        add_term(ret, joined(&inner, "NOT ", true));
        return is_good;
    }
    if (phrase_takes_mark(r, "(")) {
        bool is_good = phrase_go_deeper(r) && read_or(r, ret) && phrase_want_mark(r, ")");
        r->depth--;
        return is_good;
    }
    struct partiql_term t = { 0 };
    bool is_good = read_term(r, &t);
    add_term(ret, t);
    return is_good;
}

static bool read_and(struct phrase_reader *r, struct part *ret)
{
    bool is_good = read_simple(r, ret);
    while (is_good && phrase_takes_word(r, "and")) {
        struct part more = { 0 };
        is_good = read_simple(r, &more);
        for (size_t i = 0; i < more.count; i++) {
            add_term(ret, more.terms[i]);
        }
        memory_release(more.terms);
    }
    return is_good;
}

static bool read_or(struct phrase_reader *r, struct part *ret)
{
    bool is_good = read_and(r, ret);
    while (is_good && phrase_takes_word(r, "or")) {
        struct part more = { 0 };
        struct buf text = { 0 };
        is_good = read_and(r, &more);
        struct partiql_term left = joined(ret, "", false), right = joined(&more, "", false);
        struct partiql_term both = { .is_or = true };
        buf_print(&text, "%s OR %s", left.text, right.text);
        both.text = buf_take(&text);
        partiql_use(&both.uses, &left.uses);
        partiql_use(&both.uses, &right.uses);
        release_term(&left);
        release_term(&right);
        add_term(ret, both);
    }
    return is_good;
}

static bool read_where(struct phrase_reader *r)
{
    struct part all = { 0 };
    bool is_good = !phrase_takes_word(r, "where") || read_or(r, &all);
    r->out->terms = all.terms;
    r->out->term_count = all.count;
    return is_good;
}

/* ---- Statements ---- */

static bool read_table(struct phrase_reader *r)
{
    r->out->table = phrase_want_name(r);
    if (r->out->table != NULL && phrase_takes_mark(r, ".")) {
        r->out->index = phrase_want_name(r);
    }
    return !r->has_failed;
}

static bool read_paths(struct phrase_reader *r)
{
    struct partiql *q = r->out;
    bool is_good = true;
    if (phrase_takes_mark(r, "*")) {
        return true;
    }
    do {
        struct docpath path = { 0 };
        is_good = phrase_want_path(r, &path);
        q->paths = memory_resize(q->paths, (q->path_count + 1) * sizeof *q->paths);
        q->paths[q->path_count++] = path;
    } while (is_good && phrase_takes_mark(r, ","));
    return is_good;
}

static bool read_select(struct phrase_reader *r)
{
    r->out->kind = PARTIQL_SELECT;
    if (!read_paths(r) || !phrase_want_word(r, "from") || !read_table(r) || !read_where(r)) {
        return false;
    }
    if (phrase_takes_word(r, "order")) {
        r->out->order = phrase_want_word(r, "by") ? phrase_want_name(r) : NULL;
        r->out->is_backward = phrase_takes_word(r, "desc");
        return r->out->order != NULL &&
               (r->out->is_backward || phrase_takes_word(r, "asc") || !r->has_failed);
    }
    return true;
}

static bool read_insert(struct phrase_reader *r)
{
    r->out->kind = PARTIQL_INSERT;
    if (!phrase_want_word(r, "into") || !read_table(r) || !phrase_want_word(r, "value")) {
        return false;
    }
    struct value *given = phrase_want_value(r), *item = NULL;
    bool is_map = given != NULL && value_member(given, "M", &item);
    r->out->item = is_map ? value_share(item) : NULL;
    value_release(given);
    return is_map || phrase_fail(r, "Expected tuple value");
}

/* `SET a = ...` in the sections of an UpdateExpression; set_add() and set_delete() are sections
 * of their own there. */
static bool read_set(struct phrase_reader *r, struct buf sections[UPDATE_SECTIONS])
{
    struct docpath path = { 0 };
    struct phrase_operand o = { 0 };
    struct buf to = { 0 };
    bool is_good = phrase_want_path(r, &path) && phrase_want_mark(r, "=");
    bool adds = phrase_is_word(r, "set_add"), deletes = phrase_is_word(r, "set_delete");
    enum update_section section = adds ? UPDATE_ADD : deletes ? UPDATE_DELETE : UPDATE_SET;
    struct buf *out = &sections[section];
    buf_text(out, out->size > 0 ? ", " : "");
    phrase_put_path(r, &to, &path);
    buf_print(out, "%s ", buf_string(&to));
    if (is_good && section != UPDATE_SET) {
        struct docpath same = { 0 };
        phrase_next(r);
        is_good = phrase_want_mark(r, "(") && phrase_want_path(r, &same) &&
                  phrase_want_mark(r, ",") &&
                  (docpath_equal(&path, &same) ||
                   phrase_fail(r, "A set is changed in the attribute that it comes from")) &&
                  phrase_put_operand(r, out, &o) && phrase_want_mark(r, ")");
        docpath_release(&same);
    } else if (is_good) {
        buf_text(out, "= ");
        is_good = phrase_put_operand(r, out, &o);
        if (is_good && (phrase_is_mark(r, "+") || phrase_is_mark(r, "-"))) {
            struct phrase_operand more = { 0 };
            buf_print(out, " %s ", buf_string(&r->words.text));
            phrase_next(r);
            is_good = phrase_put_operand(r, out, &more);
            phrase_release_operand(&more);
        }
    }
    phrase_release_operand(&o);
    buf_release(&to);
    docpath_release(&path);
    return is_good;
}

static bool read_remove(struct phrase_reader *r, struct buf sections[UPDATE_SECTIONS])
{
    struct docpath path = { 0 };
    struct buf *out = &sections[UPDATE_REMOVE];
    bool is_good = phrase_want_path(r, &path);
    buf_text(out, out->size > 0 ? ", " : "");
    phrase_put_path(r, out, &path);
    docpath_release(&path);
    return is_good;
}

/* RETURNING (ALL|MODIFIED) (OLD|NEW) * */
static bool read_returning(struct phrase_reader *r)
{
    static const char *const words[2][2] = { { "UPDATED_OLD", "UPDATED_NEW" },
                                             { "ALL_OLD", "ALL_NEW" } };
    if (!phrase_takes_word(r, "returning")) {
        return true;
    }
    bool is_all = phrase_takes_word(r, "all");
    bool is_good = is_all || phrase_want_word(r, "modified");
    bool is_old = phrase_takes_word(r, "old");
    is_good = is_good && (is_old || phrase_want_word(r, "new")) && phrase_want_mark(r, "*");
    r->out->returns = words[is_all][!is_old];
    return is_good;
}

static bool read_update(struct phrase_reader *r)
{
    static const char *const words[] = { [UPDATE_SET] = "SET",
                                         [UPDATE_REMOVE] = "REMOVE",
                                         [UPDATE_ADD] = "ADD",
                                         [UPDATE_DELETE] = "DELETE" };
    struct buf sections[UPDATE_SECTIONS] = { 0 };
    struct partiql *q = r->out;
    q->kind = PARTIQL_UPDATE;
    use(r, &q->update_uses);
    bool is_good = read_table(r);
    if (is_good && !phrase_is_word(r, "set") && !phrase_is_word(r, "remove")) {
        is_good = phrase_fail(r, "Expected SET or REMOVE");
    }
    while (is_good && (phrase_is_word(r, "set") || phrase_is_word(r, "remove"))) {
        bool sets = phrase_takes_word(r, "set");
        if (!sets) {
            phrase_next(r);
        }
        do {
            is_good = sets ? read_set(r, sections) : read_remove(r, sections);
        } while (is_good && phrase_takes_mark(r, ","));
    }
    for (size_t i = 0; i < UPDATE_SECTIONS; i++) {
        if (sections[i].size > 0) {
            buf_print(&q->update, "%s%s %s", q->update.size > 0 ? " " : "", words[i],
                      buf_string(&sections[i]));
        }
        buf_release(&sections[i]);
    }
    return is_good && read_where(r) && read_returning(r);
}

static bool read_delete(struct phrase_reader *r)
{
    r->out->kind = PARTIQL_DELETE;
    return phrase_want_word(r, "from") && read_table(r) && read_where(r) && read_returning(r);
}

static bool read_statement(struct phrase_reader *r)
{
    if (phrase_takes_word(r, "exists")) {
        bool is_good = phrase_want_mark(r, "(") && phrase_want_word(r, "select") &&
                       read_select(r) && phrase_want_mark(r, ")");
        r->out->kind = PARTIQL_EXISTS;
        return is_good;
    }
    return phrase_takes_word(r, "select")   ? read_select(r)
           : phrase_takes_word(r, "insert") ? read_insert(r)
           : phrase_takes_word(r, "update") ? read_update(r)
           : phrase_takes_word(r, "delete") ? read_delete(r)
                                            : phrase_fail(r, "Unexpected keyword");
}

bool partiql_parse(const char *text, const struct value *parameters, struct partiql *ret,
                   struct buf *why)
{
    struct phrase_reader r = {
        .words = lexeme_begin(text), .parameters = parameters, .out = ret, .why = why
    };
    *ret = (struct partiql){ 0 };
    phrase_next(&r);
    bool is_good = !r.has_failed && read_statement(&r) && !r.has_failed;
    phrase_takes_mark(&r, ";");
    if (is_good && r.words.kind != LEXEME_END) {
        is_good = phrase_fail(&r, "Unexpected term after expression");
    }
    if (is_good && r.used != value_count(parameters)) {
        buf_text(why, "Number of parameters in request and statement don't match.");
        is_good = false;
    }
    lexeme_release(&r.words);
    return is_good;
}

void partiql_release(struct partiql *q)
{
    struct part all = { q->terms, q->term_count };
    memory_release(q->table);
    memory_release(q->index);
    value_release(q->item);
    for (size_t i = 0; i < q->path_count; i++) {
        docpath_release(&q->paths[i]);
    }
    memory_release(q->paths);
    release_part(&all);
    buf_release(&q->update);
    partiql_names_release(&q->update_uses);
    memory_release(q->order);
}

#include "compiler/emit/lines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/emit/quote.h"
#include "runtime/base/buf.h"

/* A line of C without its newline. */
struct line {
    const char *text;
    size_t size;
};

struct mapper {
    struct buf *out;
    const char *path;
    const char *at; /* the first line that is not done yet */
    int title;      /* the number of the title above */
    int inner;      /* the last number in this function; 0 before the first */
};

static bool next_line(const char **at, struct line *ret_line)
{
    if (**at == '\0') {
        return false;
    }
    *ret_line = (struct line){ *at, strcspn(*at, "\n") };
    *at += ret_line->size;
    *at += **at == '\n';
    return true;
}

static bool starts(struct line l, const char *with)
{
    return l.size >= strlen(with) && memcmp(l.text, with, strlen(with)) == 0;
}

/* Behind the string or character that begins at `at`. */
static size_t skip_literal(struct line l, size_t at)
{
    char quote = l.text[at++];
    while (at < l.size && l.text[at] != quote) {
        at += l.text[at] == '\\' ? 2 : 1;
    }
    return at + 1;
}

/* The number in the first comment from `at` on that says nothing else, or 0 if there is none.
 */
static int number_in(struct line l, size_t at)
{
    while (at + 4 < l.size) {
        if (l.text[at] == '"' || l.text[at] == '\'') {
            at = skip_literal(l, at);
        } else if (memcmp(l.text + at, "/* :", 4) == 0) {
            return (int)strtol(l.text + at + 4, NULL, 10);
        } else {
            at++;
        }
    }
    return 0;
}

/* A title ends with its number. */
static int number_of_title(struct line l)
{
    const char *colon = memrchr(l.text, ':', l.size);
    return colon == NULL ? 0 : (int)strtol(colon + 1, NULL, 10);
}

/* A line of a function whose statement goes on in the next one. */
static bool goes_on(struct line l)
{
    return l.size == 0 || strchr(";{}/", l.text[l.size - 1]) == NULL;
}

/* The first number in the statement that begins with `l`. */
static int number_of(struct mapper *m, struct line l)
{
    const char *ahead = m->at;
    int number = number_in(l, 0);
    while (number == 0 && goes_on(l) && next_line(&ahead, &l)) {
        number = number_in(l, 0);
    }
    return number;
}

static bool is_deep(struct line l)
{
    return starts(l, "        ");
}

static void put_mapped(struct mapper *m, struct line l)
{
    int own = number_of(m, l);
    if (own != 0) {
        m->inner = own;
    }
    bool is_inner = own != 0 || (m->inner != 0 && is_deep(l));
    buf_print(m->out, "#line %d ", is_inner ? m->inner : m->title);
    quote_text(m->out, m->path, strlen(m->path));
    buf_char(m->out, '\n');
    buf_put(m->out, l.text, l.size);
    buf_char(m->out, '\n');
}

/* Its head, from `l` on, to the brace that ends it. */
static void put_function(struct mapper *m, struct line l)
{
    m->inner = 0;
    do {
        put_mapped(m, l);
    } while (!(l.size == 1 && l.text[0] == '}') && next_line(&m->at, &l));
}

static bool is_function(struct line l)
{
    return (starts(l, "static enum asl_move ") || starts(l, "static bool ") ||
            starts(l, "int main(")) &&
           l.text[l.size - 1] != ';';
}

void lines_map(struct buf *out, const char *c_text, const char *path)
{
    struct mapper m = { .out = out, .path = path, .at = c_text };
    struct line l;
    while (next_line(&m.at, &l)) {
        if (is_function(l)) {
            put_function(&m, l);
            continue;
        }
        if (starts(l, "/* ----") || starts(l, "/* ====")) {
            m.title = number_of_title(l);
        }
        buf_put(out, l.text, l.size);
        buf_char(out, '\n');
    }
}

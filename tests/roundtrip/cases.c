#include "tests/roundtrip/cases.h"

#include <stdint.h>
#include <string.h>

#include <asl/tree.h>

#include "runtime/base/buf.h"
#include "runtime/base/descriptor.h"
#include "runtime/base/memory.h"
#include "runtime/base/random.h"
#include "runtime/expr/scope.h"
#include "runtime/value/member.h"
#include "runtime/value/read.h"
#include "runtime/value/value.h"
#include "runtime/value/write.h"

#define FILE_BYTES_MOST ((size_t)64 << 20)
#define NOW_MS          1500000000123

struct cases {
    struct value **lines; /* each an object */
    struct value **data;  /* NULL: undefined */
    size_t count, room;
};

static bool fail(const char *path, int line, const char *why)
{
    fprintf(stderr, "%s:%d: %s\n", path, line, why);
    return false;
}

static struct value *read_text(const char *path, const char *text, size_t size, int line)
{
    struct value *v = NULL;
    struct read_error error;
    if (!read_json(text, size, &v, &error)) {
        fail(path, line, error.message);
        return NULL;
    }
    return v;
}

static struct value *read_file(const char *path)
{
    struct buf text = { 0 };
    struct value *v = NULL;
    if (descriptor_read_path(path, &text, FILE_BYTES_MOST) == 0) {
        v = read_text(path, buf_string(&text), text.size, 1);
    } else {
        fail(path, 1, "it cannot be read");
    }
    buf_release(&text);
    return v;
}

/* The text of a member; NULL if there is none. */
static const char *text_of(const struct value *object, const char *name, size_t *ret_size)
{
    struct value *v = NULL;
    if (!value_member(object, name, &v) || value_type(v) != VALUE_STRING) {
        return NULL;
    }
    *ret_size = value_string_size(v);
    return value_string(v);
}

/* The data of a line: its own, or a file's in the folder of `path`. */
static bool find_data(const char *path, const struct value *line, struct value **ret_data)
{
    size_t size;
    const char *name = text_of(line, "dataset", &size);
    *ret_data = NULL;
    if (name == NULL) {
        struct value *v = NULL;
        *ret_data = value_member(line, "data", &v) ? value_share(v) : NULL;
        return true;
    }
    const char *slash = strrchr(path, '/');
    struct buf file = { 0 };
    buf_put(&file, path, slash == NULL ? 0 : (size_t)(slash + 1 - path));
    buf_put(&file, name, size);
    *ret_data = read_file(buf_string(&file));
    buf_release(&file);
    return *ret_data != NULL;
}

static bool add_line(struct cases *c, const char *path, const char *text, size_t size,
                     int number)
{
    size_t length;
    struct value *line = read_text(path, text, size, number), *data = NULL;
    if (line == NULL || text_of(line, "expr", &length) == NULL ||
        !find_data(path, line, &data)) {
        value_release(line);
        return line != NULL && fail(path, number, "a line has an \"expr\", and its data");
    }
    if (c->count == c->room) {
        c->room = c->room == 0 ? 64 : 2 * c->room;
        c->lines = memory_resize(c->lines, c->room * sizeof *c->lines);
        c->data = memory_resize(c->data, c->room * sizeof *c->data);
    }
    c->lines[c->count] = line;
    c->data[c->count++] = data;
    return true;
}

struct cases *cases_read(const char *path)
{
    struct cases *c = memory_zero(sizeof *c);
    struct buf text = { 0 };
    bool good = descriptor_read_path(path, &text, FILE_BYTES_MOST) == 0 ||
                fail(path, 1, "it cannot be read");
    const char *at = buf_string(&text), *end = at + text.size;
    for (int number = 1; good && at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((stop == NULL ? end : stop) - at);
        good = size == 0 || add_line(c, path, at, size, number);
        at += size + 1;
    }
    buf_release(&text);
    if (!good) {
        cases_release(c);
        return NULL;
    }
    return c;
}

void cases_release(struct cases *c)
{
    for (size_t i = 0; i < c->count; i++) {
        value_release(c->lines[i]);
        value_release(c->data[i]);
    }
    memory_release(c->lines);
    memory_release(c->data);
    memory_release(c);
}

size_t cases_count(const struct cases *c)
{
    return c->count;
}

const char *cases_expression(const struct cases *c, size_t i, size_t *ret_size)
{
    return text_of(c->lines[i], "expr", ret_size);
}

static bool find_variable(const struct cases *c, size_t i, const char *name,
                          struct value **ret_value)
{
    struct value *bindings = NULL;
    return value_member(c->lines[i], "bindings", &bindings) &&
           value_member(bindings, name, ret_value);
}

bool cases_has_name(const void *owner, const char *name)
{
    const struct case_names *names = owner;
    struct value *v;
    return find_variable(names->cases, names->i, name, &v);
}

static bool variable_of(void *owner, const char *name, struct value **ret_value)
{
    const struct case_names *names = owner;
    return find_variable(names->cases, names->i, name, ret_value);
}

static int64_t now_of(void *owner)
{
    (void)owner;
    return NOW_MS;
}

static void print_failure(FILE *out, const struct scope_error *error)
{
    fprintf(out, "%s: %s\n", error->code == NULL ? "failed" : error->code,
            error->message == NULL ? "" : error->message);
}

void cases_run(const struct cases *c, size_t i, const struct asl_expr *e, FILE *out)
{
    fprintf(out, "%zu ", i);
    if (e == NULL) {
        fputs("is no expression\n", out);
        return;
    }
    struct random chance;
    random_seed(&chance, 1);
    struct case_names names = { c, i };
    struct asl_scope scope = {
        .data = c->data[i],
        .owner = &names,
        .variable = variable_of,
        .now_ms = now_of,
        .bounds = &scope_aws_bounds,
        .random = &chance,
        .field = "expression",
    };
    struct value *v = e->eval(&scope, e);
    if (scope.failed) {
        print_failure(out, &scope.error);
    } else if (v == NULL) {
        fputs("is undefined\n", out);
    } else {
        write_line(out, v);
    }
    value_release(v);
    scope_lift(&scope);
}

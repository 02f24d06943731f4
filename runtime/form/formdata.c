#include "runtime/form/formdata.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "runtime/base/buf.h"
#include "runtime/base/memory.h"
#include "runtime/base/text.h"
#include "runtime/value/value.h"

#define BOUNDARY_MAX 200

/* Appends what a parameter such as name="x" says. Returns false if there is none. */
static bool find_parameter(const char *text, size_t size, const char *name, struct buf *out)
{
    size_t wanted = strlen(name);
    for (size_t at = 0; at + wanted + 1 < size; at++) {
        bool begins = at == 0 || strchr("; \t", text[at - 1]) != NULL;
        if (begins && strncasecmp(text + at, name, wanted) == 0 && text[at + wanted] == '=') {
            at += wanted + 1;
            bool is_quoted = at < size && text[at] == '"';
            for (at += is_quoted; at < size; at++) {
                if (is_quoted ? text[at] == '"' : strchr("; \t", text[at]) != NULL) {
                    break;
                }
                buf_char(out, text[at]);
            }
            return true;
        }
    }
    return false;
}

/* The part's header of that name: its value and its size, or NULL. */
static const char *find_header(const char *at, const char *end, const char *name,
                               size_t *ret_size)
{
    size_t wanted = strlen(name);
    while (at < end) {
        const char *stop = memmem(at, (size_t)(end - at), "\r\n", 2);
        stop = stop != NULL ? stop : end;
        if ((size_t)(stop - at) > wanted && at[wanted] == ':' &&
            strncasecmp(at, name, wanted) == 0) {
            *ret_size = (size_t)(stop - at) - wanted - 1;
            return at + wanted + 1;
        }
        at = stop + 2;
    }
    return NULL;
}

static bool set_field(struct formdata *f, struct buf *name, const char *content, size_t size)
{
    for (size_t i = 0; i < name->size; i++) {
        name->text[i] = (char)tolower((unsigned char)name->text[i]);
    }
    struct value *text = value_text_n(content, size);
    bool is_good = text_utf8_span(content, size) == size &&
                   text_utf8_span(name->text, name->size) == name->size &&
                   memchr(content, '\0', size) == NULL &&
                   value_count(f->fields) < FORMDATA_FIELDS_MAX;
    if (is_good) {
        value_set_take(&f->fields, name->text, value_share(text));
    }
    value_release(text);
    return is_good;
}

/* A part: its headers, an empty line, its content. */
static bool take_part(struct formdata *f, const char *part, const char *end)
{
    const char *middle = memmem(part, (size_t)(end - part), "\r\n\r\n", 4);
    struct buf name = { 0 }, file_name = { 0 };
    size_t size = 0;
    const char *says =
        middle != NULL ? find_header(part, middle, "Content-Disposition", &size) : NULL;
    bool is_good = says != NULL && find_parameter(says, size, "name", &name) && name.size > 0;
    if (is_good && strcasecmp(name.text, "file") == 0) {
        f->file = middle + 4;
        f->size = (size_t)(end - f->file);
        if (find_parameter(says, size, "filename", &file_name)) {
            f->file_name = buf_take(&file_name);
        }
    } else if (is_good) {
        is_good = set_field(f, &name, middle + 4, (size_t)(end - middle) - 4);
    }
    buf_release(&name);
    buf_release(&file_name);
    return is_good;
}

/* What follows the file is ignored, as S3 does. */
static bool take_parts(struct formdata *f, const char *body, size_t size,
                       const struct buf *line)
{
    const char *end = body + size, *at = memmem(body, size, line->text + 2, line->size - 2);
    bool is_good = at != NULL;
    at = is_good ? at + line->size - 2 : NULL;
    while (is_good && f->file == NULL && (size_t)(end - at) >= 2 && memcmp(at, "--", 2) != 0) {
        const char *stop = memmem(at, (size_t)(end - at), line->text, line->size);
        is_good = memcmp(at, "\r\n", 2) == 0 && stop != NULL && take_part(f, at + 2, stop);
        at = stop != NULL ? stop + line->size : end;
    }
    return is_good;
}

bool formdata_read(const char *type, const char *body, size_t size, struct formdata *ret)
{
    struct buf line = { 0 }; /* the end of the line before, and the boundary */
    *ret = (struct formdata){ .fields = value_object() };
    buf_text(&line, "\r\n--");
    bool is_good = find_parameter(type, strlen(type), "boundary", &line) && line.size > 4 &&
                   line.size <= BOUNDARY_MAX && take_parts(ret, body, size, &line);
    buf_release(&line);
    return is_good;
}

void formdata_release(struct formdata *f)
{
    value_release(f->fields);
    memory_release(f->file_name);
    *f = (struct formdata){ .fields = NULL };
}

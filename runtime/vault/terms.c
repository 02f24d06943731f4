#include "runtime/vault/terms.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/value/value.h"
#include "runtime/vault/known.h"
#include "runtime/vault/visit.h"

/* ---- Conditions ---- */

bool terms_is_etag(const char *text, const char *etag)
{
    size_t size = strlen(text), own = strlen(etag);
    if (size >= 2 && text[0] == '"' && text[size - 1] == '"') {
        text++;
        size -= 2;
    }
    return size + 2 == own && strncmp(text, etag + 1, size) == 0;
}

/* Returns true if one of a header's ETags is it, or "*". */
static bool has_etag(const char *list, const char *etag)
{
    while (*list != '\0') {
        size_t size = strcspn(list, ","), own = strlen(etag);
        bool is_quoted = size == own && strncmp(list, etag, own) == 0;
        bool is_bare = size + 2 == own && strncmp(list, etag + 1, size) == 0;
        if (is_quoted || is_bare || (size == 1 && list[0] == '*')) {
            return true;
        }
        list += size;
        list += strspn(list, ", ");
    }
    return false;
}

static struct value *term(const struct visit *v, const char *prefix, const char *name)
{
    struct buf member = { 0 };
    struct value *is = NULL;
    buf_print(&member, "%s%s", prefix, name);
    bool has = value_member(v->ask.request, buf_string(&member), &is);
    buf_release(&member);
    return has ? is : NULL;
}

/* Returns true if there is a time, and the object was changed after it. Times have whole
 * seconds. */
static bool is_changed_since(const struct value *time, const struct known *r, bool *ret)
{
    if (value_type(time) != VALUE_NUMBER) {
        return false;
    }
    struct value *changed = value_int(r->modified_ms / 1000);
    *ret = value_compare_numbers(changed, time) > 0;
    value_release(changed);
    return true;
}

/* The error names the header that does not hold; of a copy's source, as that has it. */
static bool refuse(struct visit *v, const char *code, const char *prefix, const char *header)
{
    struct buf name = { 0 };
    bool is_failure = strcmp(code, "PreconditionFailed") == 0;
    visit_refuse(v, code);
    buf_print(&name, "%s%s", prefix[0] != '\0' ? "x-amz-copy-source-" : "", header);
    visit_detail(v, "Condition", is_failure ? buf_string(&name) : NULL);
    buf_release(&name);
    return false;
}

bool terms_check_read(struct visit *v, const char *prefix, const struct known *r)
{
    const struct value *match = term(v, prefix, "IfMatch");
    const struct value *none = term(v, prefix, "IfNoneMatch");
    const char *stale = prefix[0] == '\0' ? "NotModified" : "PreconditionFailed";
    bool is_changed = false;
    if (value_type(match) == VALUE_STRING) {
        if (!has_etag(value_string(match), r->etag)) {
            return refuse(v, "PreconditionFailed", prefix, "If-Match");
        }
    } else if (is_changed_since(term(v, prefix, "IfUnmodifiedSince"), r, &is_changed) &&
               is_changed) {
        return refuse(v, "PreconditionFailed", prefix, "If-Unmodified-Since");
    }
    if (value_type(none) == VALUE_STRING) {
        return !has_etag(value_string(none), r->etag) ||
               refuse(v, stale, prefix, "If-None-Match");
    }
    return !is_changed_since(term(v, prefix, "IfModifiedSince"), r, &is_changed) ||
           is_changed || refuse(v, stale, prefix, "If-Modified-Since");
}

bool terms_check_write(struct visit *v, const struct known *there)
{
    const char *match = visit_text(v, "IfMatch"), *none = visit_text(v, "IfNoneMatch");
    if (none != NULL && strcmp(none, "*") != 0) {
        return visit_refuse(v, "NotImplemented");
    }
    if (none != NULL && there != NULL) {
        return refuse(v, "PreconditionFailed", "", "If-None-Match");
    }
    if (match != NULL && there == NULL) {
        return visit_refuse(v, "NoSuchKey");
    }
    return match == NULL || has_etag(match, there->etag) ||
           refuse(v, "PreconditionFailed", "", "If-Match");
}

/* ---- Ranges ---- */

/* A number of at most 18 digits at *at, which moves behind it; -1 if there is none. */
static int64_t read_number(const char **at)
{
    size_t size = strspn(*at, "0123456789");
    int64_t number = size == 0 || size > 18 ? -1 : strtoll(*at, NULL, 10);
    *at += size;
    return number;
}

/* Reads FIRST-LAST, FIRST- or -COUNT. Returns false if it is something else. */
static bool read_range(const char *text, int64_t size, int64_t *ret_first, int64_t *ret_last)
{
    int64_t first = read_number(&text);
    if (*text++ != '-') {
        return false;
    }
    bool has_last = *text != '\0';
    int64_t last = read_number(&text);
    if (*text != '\0' || (has_last ? last < 0 : first < 0) ||
        (first >= 0 && has_last && last < first)) {
        return false;
    }
    *ret_first = first >= 0 ? first : last >= size ? 0 : size - last;
    *ret_last = first >= 0 && has_last && last < size ? last : size - 1;
    return true;
}

bool terms_range(struct visit *v, const char *text, int64_t size, struct terms_range *ret)
{
    int64_t first, last;
    *ret = (struct terms_range){ .size = size };
    if (text == NULL || strncmp(text, "bytes=", 6) != 0 ||
        !read_range(text + 6, size, &first, &last)) {
        return true;
    }
    if (first > last) {
        struct buf actual = { 0 };
        buf_print(&actual, "%lld", (long long)size);
        visit_refuse(v, "InvalidRange");
        visit_detail(v, "ActualObjectSize", buf_string(&actual));
        buf_release(&actual);
        return false;
    }
    *ret = (struct terms_range){ first, last - first + 1, true };
    return true;
}

enum terms_fault terms_copy_range(const char *text, int64_t size, struct terms_range *ret)
{
    const char *at = text + 6;
    if (strncmp(text, "bytes=", 6) != 0) {
        return TERMS_MALFORMED;
    }
    int64_t first = read_number(&at);
    bool has_dash = *at == '-';
    at += has_dash;
    int64_t last = read_number(&at);
    if (!has_dash || first < 0 || last < first || *at != '\0') {
        return TERMS_MALFORMED;
    }
    *ret = (struct terms_range){ first, last - first + 1, true };
    return last < size ? TERMS_GOOD : TERMS_OUTSIDE;
}

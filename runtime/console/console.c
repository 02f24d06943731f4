#include "runtime/console/console.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "runtime/console/page.h"
#include "runtime/endpoint/access.h"
#include "runtime/loop/http.h"

#define TAG_ROOM 80
#define BLANKS   " \t"

/* ---- Headers that are lists ---- */

/* The next item of a list with commas, without blanks around it: true, and the text goes on
 * behind it. */
static bool next_item(const char **text, const char **ret_item, size_t *ret_size)
{
    *text += strspn(*text, BLANKS ",");
    *ret_item = *text;
    size_t size = strcspn(*text, ",");
    *text += size;
    while (size > 0 && strchr(BLANKS, (*ret_item)[size - 1]) != NULL) {
        size--;
    }
    *ret_size = size;
    return size > 0;
}

/* Returns true unless an item such as "gzip;q=0" refuses what it names. */
static bool is_allowed(const char *item, size_t name_size, size_t size)
{
    size_t at = name_size + strspn(item + name_size, BLANKS ";");
    bool has_weight = at + 2 <= size && strncasecmp(item + at, "q=", 2) == 0;
    return !has_weight || at + 2 + strspn(item + at + 2, "0.") < size;
}

bool console_takes_gzip(const char *accept_encoding)
{
    const char *text = accept_encoding != NULL ? accept_encoding : "", *item;
    size_t size;
    while (next_item(&text, &item, &size)) {
        size_t name_size = strcspn(item, ";, \t");
        if (name_size == 4 && strncasecmp(item, "gzip", 4) == 0) {
            return is_allowed(item, name_size, size);
        }
    }
    return false;
}

bool console_is_known(const char *if_none_match, const char *tag)
{
    const char *text = if_none_match != NULL ? if_none_match : "", *item;
    size_t size, tag_size = strlen(tag);
    while (next_item(&text, &item, &size)) {
        size_t weak = size > 2 && strncmp(item, "W/", 2) == 0 ? 2 : 0;
        bool is_same = size - weak == tag_size && memcmp(item + weak, tag, tag_size) == 0;
        if (is_same || (size == 1 && item[0] == '*')) {
            return true;
        }
    }
    return false;
}

/* ---- The page ---- */

static void add_headers(struct http_request *r, const char *tag)
{
    http_add_header(r, "Content-Security-Policy", page_policy);
    http_add_header(r, "X-Content-Type-Options", "nosniff");
    http_add_header(r, "Referrer-Policy", "no-referrer");
    http_add_header(r, "Cross-Origin-Opener-Policy", "same-origin");
    http_add_header(r, "Cross-Origin-Resource-Policy", "same-origin");
    http_add_header(r, "Cache-Control", "no-cache");
    http_add_header(r, "Vary", "Accept-Encoding");
    http_add_header(r, "ETag", tag);
}

static void answer(struct http_request *r)
{
    static const char type[] = "text/html; charset=utf-8";
    char tag[TAG_ROOM];
    bool is_packed = console_takes_gzip(http_header(r, "Accept-Encoding"));
    /* The two forms are different bytes, and so have different tags. */
    snprintf(tag, sizeof tag, "\"%s%s\"", page_tag, is_packed ? "-gzip" : "");
    add_headers(r, tag);
    if (console_is_known(http_header(r, "If-None-Match"), tag)) {
        http_answer(r, 304, NULL, "", 0);
    } else if (is_packed) {
        http_add_header(r, "Content-Encoding", "gzip");
        http_answer(r, 200, type, page_gzip, page_gzip_size);
    } else {
        http_answer(r, 200, type, page_html, page_html_size);
    }
}

bool console_take(struct http_request *r)
{
    static const char foreign[] = "This Host or Origin is not served here.\n";
    const char *method = http_method(r);
    bool is_for_page = strcmp(http_path(r), "/") == 0 &&
                       (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0);
    if (is_for_page && access_is_foreign(r) && http_is_foreign(r)) {
        http_answer(r, 403, "text/plain; charset=utf-8", foreign, sizeof foreign - 1);
    } else if (is_for_page) {
        answer(r);
    }
    return is_for_page;
}

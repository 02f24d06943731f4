#include "runtime/api/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/service/answer.h"
#include "runtime/value/value.h"

/* Where it begins and the check, each as 16 hexadecimal digits. */
#define DIGITS     16
#define TOKEN_SIZE (2 * DIGITS)

/* FNV-1a: it keeps slips apart, not attackers. */
static uint64_t hash(uint64_t h, const char *text)
{
    for (; *text != '\0'; text++) {
        h = (h ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    }
    return h;
}

static uint64_t check_of(const char *question)
{
    return hash(UINT64_C(0xCBF29CE484222325), question);
}

static bool read_token(const char *token, struct page *p)
{
    uint64_t check;
    char again[TOKEN_SIZE + 1];
    if (strlen(token) != TOKEN_SIZE ||
        sscanf(token, "%16" SCNx64 "%16" SCNx64, &p->from, &check) != 2) {
        return false;
    }
    snprintf(again, sizeof again, "%016" PRIx64 "%016" PRIx64, p->from, p->check);
    return strcmp(again, token) == 0;
}

/* Returns the token; NULL for the first page. */
static const char *begin(const struct value *input, const char *question, uint64_t usual,
                         struct page *ret_page)
{
    struct value *most;
    int64_t number = 0;
    *ret_page = (struct page){ .check = check_of(question), .most = usual };
    if (value_member(input, "maxResults", &most) && value_is_int(most, &number) && number > 0) {
        ret_page->most = (uint64_t)number;
    }
    return value_member_text(input, "nextToken");
}

static bool fail(struct service_answer *a)
{
    service_answer_fail(a, 400, NULL, "InvalidToken", "Invalid Token: 'Invalid token'");
    return false;
}

bool page_read(const struct value *input, const char *question, uint64_t usual,
               struct page *ret_page, struct service_answer *ret_answer)
{
    const char *token = begin(input, question, usual, ret_page);
    return token == NULL || read_token(token, ret_page) || fail(ret_answer);
}

void page_put_token(struct value **body, const struct page *p, uint64_t next)
{
    char token[TOKEN_SIZE + 1];
    snprintf(token, sizeof token, "%016" PRIx64 "%016" PRIx64, next, p->check);
    value_set_text(body, "nextToken", token);
}

/* ---- Names ---- */

static void write_name(struct buf *token, const struct page *p, const char *name)
{
    buf_print(token, "%016" PRIx64, hash(p->check, name));
    for (; *name != '\0'; name++) {
        buf_print(token, "%02x", (unsigned char)*name);
    }
}

/* New; NULL if the token is not of this question. */
static char *read_name(const char *token, const struct page *p)
{
    struct buf name = { 0 }, again = { 0 };
    unsigned byte;
    for (size_t i = DIGITS; i + 1 < strlen(token); i += 2) {
        if (sscanf(token + i, "%2x", &byte) == 1) {
            buf_char(&name, (char)byte);
        }
    }
    write_name(&again, p, buf_string(&name));
    bool is_good = strlen(token) > DIGITS && strcmp(buf_string(&again), token) == 0;
    buf_release(&again);
    if (!is_good) {
        buf_release(&name);
        return NULL;
    }
    return buf_take(&name);
}

bool page_read_named(const struct value *input, const char *question, uint64_t usual,
                     struct page *ret_page, char **ret_from, struct service_answer *ret_answer)
{
    const char *token = begin(input, question, usual, ret_page);
    *ret_from = token == NULL ? NULL : read_name(token, ret_page);
    return token == NULL || *ret_from != NULL || fail(ret_answer);
}

void page_put_name(struct value **body, const struct page *p, const char *next)
{
    struct buf token = { 0 };
    write_name(&token, p, next);
    value_set_text(body, "nextToken", buf_string(&token));
    buf_release(&token);
}

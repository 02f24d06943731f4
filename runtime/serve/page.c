#include "runtime/serve/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

bool page_read(const struct value *input, const char *question, uint64_t usual,
               struct page *ret_page, struct service_answer *ret_answer)
{
    struct value *most;
    int64_t number = 0;
    const char *token = value_member_text(input, "nextToken");
    *ret_page = (struct page){ .check = check_of(question), .most = usual };
    if (value_member(input, "maxResults", &most) && value_is_int(most, &number) && number > 0) {
        ret_page->most = (uint64_t)number;
    }
    if (token != NULL && !read_token(token, ret_page)) {
        service_answer_fail(ret_answer, 400, NULL, "InvalidToken",
                            "Invalid Token: 'Invalid token'");
        return false;
    }
    return true;
}

void page_put_token(struct value **body, const struct page *p, uint64_t next)
{
    char token[TOKEN_SIZE + 1];
    snprintf(token, sizeof token, "%016" PRIx64 "%016" PRIx64, next, p->check);
    value_set_text(body, "nextToken", token);
}

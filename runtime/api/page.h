/*
 * page.h - answers in pages: how far the last page came, as a text that only this server reads.
 */
#ifndef API_PAGE_H
#define API_PAGE_H

#include <stdbool.h>
#include <stdint.h>

struct service_answer;
struct value;

/* What a request says of the page that it wants. */
struct page {
    uint64_t from;  /* the place at which it begins; 0 for the first page */
    uint64_t most;  /* items that it may have */
    uint64_t check; /* of what the request asks for: a token is of one question only */
};

/* Read maxResults and nextToken. `question` is what a page's token is valid for, such as the
 * operation and an ARN. Returns false, with InvalidToken in the answer, for a token that is not
 * of that question. */
bool page_read(const struct value *input, const char *question, uint64_t usual,
               struct page *ret_page, struct service_answer *ret_answer);

/* Items of a page, where the request does not say how many it wants. */
#define PAGE_USUAL 100

/* The same for lists in the order of names: *ret_from is the name at which the page begins,
 * new; NULL for the first page. */
bool page_read_named(const struct value *input, const char *question, uint64_t usual,
                     struct page *ret_page, char **ret_from, struct service_answer *ret_answer);
void page_put_name(struct value **body, const struct page *p, const char *next);

/* Put the token of the page that begins at `next` into an answer's body. */
void page_put_token(struct value **body, const struct page *p, uint64_t next);

#endif

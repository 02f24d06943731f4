/*
 * page.h - the console page, as runtime/console/bake.sh puts it into C: built from the sources
 * in this folder by `make page`, and committed as page.html and page.policy.
 */
#ifndef CONSOLE_PAGE_H
#define CONSOLE_PAGE_H

#include <stddef.h>

extern const char page_html[], page_gzip[]; /* the same page, plain and packed */
extern const size_t page_html_size, page_gzip_size;
extern const char page_policy[]; /* its Content-Security-Policy */
extern const char page_tag[];    /* of letters and digits; changes whenever the page does */

#endif

/*
 * cfnoutput.h - the Outputs of templates.
 */
#ifndef STOCK_CFNOUTPUT_H
#define STOCK_CFNOUTPUT_H

struct buf;
struct template;

/* Append those of all templates from that one on that are not nested, a line each: "output
 * NAME: VALUE". Addresses of APIs and functions are those below the URL of the server. What
 * cannot be computed is left out after a warning. */
void cfn_output_put(struct template *first, const char *server, struct buf *out);

#endif

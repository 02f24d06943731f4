/*
 * cfnoutput.h - the Outputs of templates.
 */
#ifndef APP_CFNOUTPUT_H
#define APP_CFNOUTPUT_H

struct buf;
struct template;

/* Append those of all templates from that one on that are not nested, a line each: "output
 * NAME: VALUE". What cannot be computed is left out after a warning. */
void cfn_output_put(struct template *first, struct buf *out);

#endif

/*
 * mail.h - the list of what was published, where people look it up, and where FIFO topics look
 * whether they have taken a message before.
 */
#ifndef SNS_MAIL_H
#define SNS_MAIL_H

#include <stdbool.h>

struct ask;
struct news;
struct value;

/* Keep a message; a FIFO topic's gets its number in the sequence. */
void mail_keep(struct ask *a, struct news *n);

/* Whom it went to: an array of "PROTOCOL:ENDPOINT". */
void mail_set_receivers(struct ask *a, const struct news *n, const struct value *to);

/* Keep a text for a telephone. */
void mail_keep_text(struct ask *a, const char *number, const char *text);

/* Returns true if the FIFO topic has taken an equal message in the last minutes: that one's
 * identifiers are the answer's. */
bool mail_was_taken(struct ask *a, struct news *n);

#endif

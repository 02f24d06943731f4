/*
 * label.h - the tags of buses and rules.
 */
#ifndef BUS_LABEL_H
#define BUS_LABEL_H

struct ask;

/* The request's Tags are those of a new thing; it has none if the request has none. */
void label_set(struct ask *a, const char *arn);
void label_forget(struct ask *a, const char *arn);

/* The operations. */
void label_tag(struct ask *a);
void label_untag(struct ask *a);
void label_list(struct ask *a);

#endif

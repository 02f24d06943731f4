/*
 * tagapi.h - the operations of tags: state machines and activities have them, versions and
 * aliases have not.
 */
#ifndef API_TAGAPI_H
#define API_TAGAPI_H

struct call;
struct station;

void tagapi_tag(struct station *s, struct call *c);   /* TagResource */
void tagapi_untag(struct station *s, struct call *c); /* UntagResource */
void tagapi_list(struct station *s, struct call *c);  /* ListTagsForResource */

#endif

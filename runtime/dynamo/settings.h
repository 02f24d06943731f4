/*
 * settings.h - operations on what a table has beside items: tags, time to live, backups; and on
 * limits and endpoints. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_SETTINGS_H
#define DYNAMO_SETTINGS_H

#include "runtime/dynamo/inquiry.h"

/* The operations. They return the answer's body (new), or NULL with the error in the answer. */
struct value *settings_describe_ttl(struct inquiry *c);
struct value *settings_update_ttl(struct inquiry *c);
struct value *settings_tag(struct inquiry *c);
struct value *settings_untag(struct inquiry *c);
struct value *settings_list_tags(struct inquiry *c);
struct value *settings_limits(struct inquiry *c);
struct value *settings_endpoints(struct inquiry *c);
struct value *settings_describe_backups(struct inquiry *c);
struct value *settings_update_backups(struct inquiry *c);

#endif

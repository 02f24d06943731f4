/*
 * news.h - a message that is published, while it goes to those who want it.
 */
#ifndef SNS_NEWS_H
#define SNS_NEWS_H

#include <stdbool.h>

#include "runtime/base/random.h"

struct topic;
struct value;

#define NEWS_CONTENT_SIZE 64 /* hexadecimal digits */

/* Texts are borrowed from the request. */
struct news {
    const struct topic *topic; /* NULL: it goes to a telephone or a device */
    const char *phone, *device, *text, *subject, *group, *same;
    struct value *attributes;            /* NULL if it has none */
    struct value *by_protocol;           /* with MessageStructure "json": owned, else NULL */
    char content[NEWS_CONTENT_SIZE + 1]; /* of a FIFO topic that tells messages by their text */
    char id[RANDOM_UUID_SIZE + 1];
    char sequence[20 + 1]; /* of a FIFO topic, else "" */
};

/* Returns true if the type of an attribute is `word`, or begins with it and a dot. */
bool news_is_type(const char *type, const char *word);

#endif

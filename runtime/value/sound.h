/*
 * sound.h - whether an object that foreign code made can be written as JSON.
 *
 * What border.h makes is sound. A task's C function makes its values with json-c itself: they
 * may nest without end, even in a circle, hold bytes that are not UTF-8, numbers that JSON
 * does not have, or more than anybody wants.
 */
#ifndef VALUE_SOUND_H
#define VALUE_SOUND_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

/* How many bytes of JSON it may have, about. */
#define SOUND_BYTES_MAX ((size_t)16 << 20)

/* Returns NULL, or what is wrong with it: a phrase, such as "a text that is not UTF-8". Static.
 */
const char *sound_flaw(struct json_object *v);

/* Releases a value that may nest too deep for json-c, which recurses. Its containers are
 * emptied, also for others that share them. */
void sound_release(struct json_object *v);

#endif

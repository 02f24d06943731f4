/*
 * formdata.h - forms with a file as browsers send them: multipart/form-data (RFC 7578).
 */
#ifndef FORM_FORMDATA_H
#define FORM_FORMDATA_H

#include <stdbool.h>
#include <stddef.h>

struct value;

#define FORMDATA_FIELDS_MAX 100

/* A form up to its file. */
struct formdata {
    struct value *fields; /* an object of texts: the fields in front of the file; owned. Their
                             names are in small letters */
    const char *file;     /* the content of the field "file"; borrowed, NULL if there is none */
    size_t size;
    char *file_name; /* owned; NULL if it has none */
};

/* Read a form of that Content-Type. Returns false if it is not one that is whole, or has too
 * many fields; formdata_release() is always allowed. */
bool formdata_read(const char *type, const char *body, size_t size, struct formdata *ret);
void formdata_release(struct formdata *f);

#endif

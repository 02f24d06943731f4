/*
 * corpus.h - the real definitions that mutants are made of.
 */
#ifndef MUTATE_CORPUS_H
#define MUTATE_CORPUS_H

#include <stddef.h>

struct corpus_text {
    const char *path; /* borrowed */
    char *text;       /* without a byte order mark */
    size_t size;
};

struct corpus {
    struct corpus_text *texts;
    size_t count;
};

/* Read them, in that order, which is part of what makes a mutant: ends the program where one
 * cannot be read. */
void corpus_read(struct corpus *c, char **paths, size_t count);
void corpus_release(struct corpus *c);

#endif

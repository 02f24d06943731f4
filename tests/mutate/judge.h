/*
 * judge.h - what the compiler makes of a text, in this process, and what is wrong with that.
 */
#ifndef MUTATE_JUDGE_H
#define MUTATE_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/base/buf.h"

enum verdict { VERDICT_NO_JSON, VERDICT_REFUSED, VERDICT_ACCEPTED };

struct judgement {
    enum verdict verdict;
    struct buf text, json; /* the messages, both ways */
    struct buf slugs;      /* of the messages, in their order, with what they say */
    struct buf c;          /* the program of what is accepted */
    struct buf wrong;      /* findings, a line each; empty: none */
};

/* How it is judged. */
enum judge_how {
    JUDGE_PLAIN = 0,
    JUDGE_DEBUG = 1,  /* aslc's -g */
    JUDGE_EXPRESS = 2 /* --type express */
};

/*
 * Every stage up to the generated C, as aslc does them. `name` is the file's name. Looks at
 * what must always hold: an error where it is refused, every message with a slug and with a
 * place inside of the text, JSON that is JSON, pointers that lead somewhere, text without
 * control characters, and the runtime's reader of JSON of the same opinion.
 */
struct judgement judge(const char *name, const char *text, size_t size, enum judge_how how);
void judgement_release(struct judgement *j);

/* All that came of it in one number, the same wherever it is computed. */
uint64_t judgement_hash(const struct judgement *j);

/* True if two programs differ only in comments, in numbers of lines and in the definition's own
 * text. */
bool judge_same_program(const struct buf *a, const struct buf *b);

/* Static. */
const char *verdict_word(enum verdict v);

#endif

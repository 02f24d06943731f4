/*
 * setting.h - the object form of a target: {"target": "c:charge", "runs": "blocks"}. Its keys
 * besides "target" are settings of the target; each is a row of words.def (ASL_SETTING). The
 * compiler checks with the same table what it bakes in.
 */
#ifndef TASK_SETTING_H
#define TASK_SETTING_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* The key of the target's text, and what to say where it is missing. */
#define SETTING_TARGET    "target"
#define SETTING_NO_TARGET "the object of a target has a text \"target\", such as \"c:SYMBOL\""

struct setting {
    const char *key;
    const char *text;  /* the value if it is a text, else NULL */
    double number;     /* the value if it is a number, else NAN */
    bool is_variables; /* it is an object of texts that can be variables of the environment */
};

/* Returns true if a variable of the environment can have this name. */
bool setting_is_variable(const char *name, size_t size);

/* Checks one setting of a target. Returns false, with what is wrong in `why`, if targets like
 * that have no such key, or the value is not one that it can have. */
bool setting_check(const char *target, const struct setting *s, struct buf *why);

#endif

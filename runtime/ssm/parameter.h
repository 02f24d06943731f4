/*
 * parameter.h - the parameters of the embedded Parameter Store.
 */
#ifndef SSM_PARAMETER_H
#define SSM_PARAMETER_H

#include <stdbool.h>
#include <stdint.h>

struct ask;
struct buf;
struct statement;
struct value;

/* A version of a parameter. All is owned. */
struct parameter {
    char *name;
    int64_t version, latest, made_ms;
    char *text;          /* its value */
    struct value *about; /* Type, Description, KeyId, AllowedPattern, Tier, DataType */
    char *selector;      /* ":3" or ":label" as it was asked for, or NULL */
};

/* Find what a request calls NAME, NAME:VERSION, NAME:LABEL or an ARN of these. Returns false if
 * there is none; *ret is empty then, and parameter_release() allowed. */
bool parameter_load(struct ask *a, const char *called, struct parameter *ret);

/* The same, and none is a failure. */
bool parameter_find(struct ask *a, const char *called, struct parameter *ret);
void parameter_release(struct parameter *p);

/* Fail as AWS does for a parameter that is not there: without a word. Returns false. */
bool parameter_refuse(struct ask *a);

/* Read a row of PARAMETER_COLUMNS, in which version's table is v and parameter's is p. */
#define PARAMETER_COLUMNS "v.name, v.version, p.version, v.value, v.about, v.made_ms"
void parameter_read(struct statement *s, struct parameter *ret);

/* What GetParameter answers of it: new. */
struct value *parameter_show(const struct parameter *p, bool decrypts);

/* What GetParameterHistory and DescribeParameters answer: new. The labels are an array. */
struct value *parameter_show_history(struct ask *a, const struct parameter *p, bool decrypts);
struct value *parameter_show_about(const struct parameter *p);

/* The labels of a version: new, an array. */
struct value *parameter_labels(struct ask *a, const char *name, int64_t version);

/* Returns true if the parameter's value is a secret. */
bool parameter_is_secure(const struct parameter *p);

#endif

/*
 * parameter.h - the Parameters of a template, and the values that they get, as CloudFormation
 * demands them before it makes anything.
 */
#ifndef DEPLOY_PARAMETER_H
#define DEPLOY_PARAMETER_H

#include <stdbool.h>

struct template;

/* Look at all of one template. What has no value is told, and counts as nothing: nobody may
 * need it here. Returns false after messages, if a value is refused. */
bool parameter_check(struct template *t);

#endif

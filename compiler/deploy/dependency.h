/*
 * dependency.h - resources that need others which there are not.
 */
#ifndef DEPLOY_DEPENDENCY_H
#define DEPLOY_DEPENDENCY_H

struct template;

/* Warn of a DependsOn that names no resource, and of what refers to a resource that is not made
 * since its condition does not hold. */
void dependency_check(struct template *t);

#endif

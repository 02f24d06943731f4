/*
 * deploy.h - templates as a deployment takes them before it makes anything.
 */
#ifndef DEPLOY_DEPLOY_H
#define DEPLOY_DEPLOY_H

#include <stdbool.h>

struct template;

/* Check the parameters of all templates from that one on, put the choices of conditions in
 * their places, and warn of what AWS would refuse, and of resources that need each other in a
 * circle. Returns false after messages. */
bool deploy_check(struct template *first);

#endif

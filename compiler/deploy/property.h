/*
 * property.h - what a template says of its resources, as AWS demands it: the sections of the
 * template, types of resources, what stands beside their properties, and the properties of
 * those that are made here.
 */
#ifndef DEPLOY_PROPERTY_H
#define DEPLOY_PROPERTY_H

struct template;

/* Warn of all that AWS would refuse: a server may do without. */
void property_check(struct template *t);

#endif

/*
 * choose.h - what the conditions of a template leave of its resources.
 */
#ifndef DEPLOY_CHOOSE_H
#define DEPLOY_CHOOSE_H

struct template;

/* Put in the place of each Fn::If of the resources what it chooses, and take away the
 * properties, members and items that are AWS::NoValue. A choice that cannot be made stays as it
 * is, so that whoever needs it says why. */
void choose_expand(struct template *t);

#endif

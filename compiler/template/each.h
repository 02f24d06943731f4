/*
 * each.h - the loops of a template: Fn::ForEach, of the language extensions of CloudFormation.
 *
 *   "Fn::ForEach::LOOP": [NAME, [ITEM, ...], {KEY: VALUE, ...}]
 *
 * is a member of an object, in whose place the object gets the members of KEY and VALUE once
 * for each item. In them ${NAME} stands for the item, &{NAME} for its letters and digits alone,
 * and so does a Ref to NAME. Loops may stand in the VALUE, and beside its KEY.
 */
#ifndef TEMPLATE_EACH_H
#define TEMPLATE_EACH_H

#include <stdbool.h>

struct template;

/* Put what they make in the place of all loops. One whose items only a deployment knows makes
 * nothing, after a warning. Returns false after messages. */
bool each_expand(struct template *t);

#endif

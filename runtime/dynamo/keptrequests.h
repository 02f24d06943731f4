/*
 * keptrequests.h - the requests of operations on statements, backups, policies and whatever
 * else is kept beside tables. Private to runtime/dynamo/.
 */
#ifndef DYNAMO_KEPTREQUESTS_H
#define DYNAMO_KEPTREQUESTS_H

struct model;

/* The shape of such an operation's request, static; NULL if it is none of them. */
const struct model *keptrequests_model(const char *operation);

#endif

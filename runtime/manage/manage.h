/*
 * manage.h - ps, describe, history, stop and redrive: the executions of a server from the
 * command line (program/asking.h), as tables for people, or with --json as the API tells them.
 *
 * An execution is named by its ARN, or by its name, where only one machine has one of that
 * name.
 */
#ifndef MANAGE_MANAGE_H
#define MANAGE_MANAGE_H

#include <asl/asl.h>

#endif

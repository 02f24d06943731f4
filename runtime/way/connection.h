/*
 * connection.h - the secrets of connections (connection:FILE), which http:invoke names by its
 * ConnectionArn (I-17): they are read from a file (call/authorization.h) and put on requests.
 *
 * It does no tasks. A token of OAuth is asked for when it is first needed, kept until shortly
 * before it ends, and shared by all requests that want it meanwhile.
 */
#ifndef WAY_CONNECTION_H
#define WAY_CONNECTION_H

struct asl_target;

extern const struct asl_target asl_target_connection;

#endif

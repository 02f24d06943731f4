/*
 * c.h - a task done by a C function that was written for tasks (asl/task.h): c:SYMBOL where it
 * is linked into the program, c:LIB.so#SYMBOL where it is in a shared library.
 */
#ifndef NATIVE_C_H
#define NATIVE_C_H

struct asl_target;

extern const struct asl_target asl_target_c;

#endif

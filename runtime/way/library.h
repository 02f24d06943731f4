/*
 * library.h - shared libraries, opened at first need and never closed: a call may return late.
 *
 * The only file that calls dlopen. Nothing refers to it but a program's list of targets.
 */
#ifndef WAY_LIBRARY_H
#define WAY_LIBRARY_H

struct asl_target;

extern const struct asl_target asl_target_library;

#endif

/*
 * library.h - finds functions in shared libraries, for c: and ffi:. A library is opened when it
 * is first needed and never closed: a call may return late.
 *
 * The only file that calls dlopen.
 */
#ifndef NATIVE_LIBRARY_H
#define NATIVE_LIBRARY_H

struct asl_target;

extern const struct asl_target asl_target_library;

#endif

/*
 * ffi.h - any C function as a task, called by its signature through libffi (ffi:).
 *
 * The only file that calls libffi.
 */
#ifndef NATIVE_FFI_H
#define NATIVE_FFI_H

struct asl_target;

extern const struct asl_target asl_target_ffi;

#endif

/*
 * info.h - the version that a workflow's program says it has.
 */
#ifndef PROGRAM_INFO_H
#define PROGRAM_INFO_H

#define INFO_VERSION "aslc " ASLC_VERSION

#endif

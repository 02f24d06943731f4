/*
 * info.h - what a workflow's program says of itself.
 */
#ifndef PROGRAM_INFO_H
#define PROGRAM_INFO_H

#define INFO_VERSION "aslc " ASLC_VERSION

#endif

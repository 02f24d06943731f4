/*
 * info.h - the version that a workflow's program says it has.
 */
#ifndef SERVE_INFO_H
#define SERVE_INFO_H

#define INFO_VERSION "aslc " ASLC_VERSION

#endif

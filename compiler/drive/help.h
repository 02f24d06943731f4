/*
 * help.h - what aslc --help prints, and aslc(1).
 */
#ifndef DRIVE_HELP_H
#define DRIVE_HELP_H

#include "runtime/base/manual.h"

/* Print it on standard output. */
void help_put(enum manual_form form);

#endif

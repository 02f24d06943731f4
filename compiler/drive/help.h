/*
 * help.h - what aslc --help prints.
 */
#ifndef DRIVE_HELP_H
#define DRIVE_HELP_H

/* The last line of it ends with a newline. Static. */
const char *help_text(void);

#endif

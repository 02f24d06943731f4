/*
 * scripts.h - the completion scripts of the shells, baked into the runtime. Each asks the
 * program what there is to complete. @NAME@ stands for the program's name in them, and @ID@ for
 * the same as part of a function's name.
 */
#ifndef COMPLETE_SCRIPTS_H
#define COMPLETE_SCRIPTS_H

#include <stddef.h>

/* Not ended by a NUL. */
extern const char complete_bash[];
extern const size_t complete_bash_size;
extern const char complete_zsh[];
extern const size_t complete_zsh_size;
extern const char complete_fish[];
extern const size_t complete_fish_size;

#endif

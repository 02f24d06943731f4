/*
 * progress.h - the line on a terminal that says what takes so long.
 *
 * It is on standard error, only where that is a terminal, and only once building has taken two
 * seconds; it is overwritten by blanks when the program that it speaks of has ended.
 */
#ifndef DRIVE_PROGRESS_H
#define DRIVE_PROGRESS_H

/* Say what is being done from now on, "linking the program". The text is borrowed until the
 * next call. The first call starts the clock. */
void progress_step(const char *what);

/*
 * Around a wait for a program: progress_begin() has SIGALRM interrupt the wait about once a
 * second, from two seconds after the first progress_step() on; progress_show() is to be called
 * at each interruption, and writes the line; progress_end() stops this, and erases the line.
 * All three do nothing where no step was named or standard error is not a terminal.
 */
void progress_begin(void);
void progress_show(void);
void progress_end(void);

#endif

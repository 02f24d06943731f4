/*
 * message.h - what a program has to say to the person who started it, on standard error.
 *
 * Every line begins with the program's name, and ends with the reason where there is one:
 * "order: in.json: cannot be read: No such file or directory". Names out of files and command
 * lines may hold anything: they are shown as text_put_visible() shows them, so that none moves
 * the cursor or forges a line.
 */
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

/* Print a message, each of its lines with the program's name in front. A line ends with \n, but
 * the last need not. */
void message_print(const char *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif

/*
 * starter.h - rules, topics and schedules of the embedded services start the server's own state
 * machines.
 */
#ifndef SERVE_STARTER_H
#define SERVE_STARTER_H

struct station;

/* From now on what the session's services send to a state machine starts it here. */
void starter_open(struct station *s);
void starter_close(struct station *s);

#endif

/*
 * port.h - one end of a pipe on the loop: says when reading or writing would not wait. Files
 * never wait.
 */
#ifndef COMMAND_PORT_H
#define COMMAND_PORT_H

#include <stdbool.h>

struct event;
struct loop;

struct port {
    int fd;              /* borrowed */
    struct event *event; /* NULL if it never waits */
    bool is_asked;
    bool is_ready;
};

void port_open_reading(struct port *p, struct loop *l, int fd);
void port_open_writing(struct port *p, struct loop *l, int fd);
void port_close(struct port *p);

/* Whether the next turn of the loop may end because of this port. */
void port_ask(struct port *p, bool wanted);

/* Returns true if the port has been ready since it was asked, and forgets that it was. A port
 * that never waits is always ready. */
bool port_take(struct port *p);

#endif

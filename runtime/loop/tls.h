/*
 * tls.h - HTTPS requests, by libcurl on the loop. The library is loaded when the first of them
 * is sent, so that a program runs without it where none is.
 *
 * Certificates are always checked. Nothing but HTTP/1.1 is spoken, so that the headers of
 * answers are what the server wrote. A proxy that https_proxy names is used.
 */
#ifndef LOOP_TLS_H
#define LOOP_TLS_H

struct fetch_way;

extern const struct fetch_way fetch_tls;

#endif

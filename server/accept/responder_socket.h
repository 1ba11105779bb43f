/*
 * The UDP socket on which the responder answers, if the configuration names
 * one.
 */
#ifndef SERVER_ACCEPT_RESPONDER_SOCKET_H
#define SERVER_ACCEPT_RESPONDER_SOCKET_H

#include <stdbool.h>

#include "base/config/config.h"
#include "shared/addr.h"
#include "shared/error.h"

struct responder_socket {
	int fd; /* -1: none is wanted */
	bool echo; /* the word after the address */
	char wanted[ADDR_TEXT]; /* the address as configured */
	char text[ADDR_TEXT]; /* the actual address, with the real port */
};

/*
 * Returns whether the address could be bound; false with *why. Changes nothing.
 * A port in use is accepted, as it may be the running server's.
 */
bool responder_socket_check(const struct config *config, struct error *why);

/*
 * Binds the address of a configuration, if it is another one; false with *why.
 * Call responder_socket_use next, which returns whether anything has changed,
 * or responder_socket_undo, which gives the new socket up.
 */
bool responder_socket_prepare(const struct config *config, struct error *why);
bool responder_socket_use(void);
void responder_socket_undo(void);

const struct responder_socket *responder_socket_get(void);
void responder_socket_close(void);

#endif

/*
 * What TCP is asked for, and when a peer of which nothing comes counts as
 * gone. It is said to listening sockets, whose connections have it from them.
 * Used by listen.c.
 */
#ifndef SERVER_ACCEPT_TCP_H
#define SERVER_ACCEPT_TCP_H

#include "shared/clock.h"

/*
 * Lines go out at once, and a peer that acknowledges nothing, or takes nothing,
 * for longer than patience is gone: patience is at least 30 s. Connections that
 * have been accepted keep theirs. What the system does not have, and where it
 * refuses, is left out: chat works as well.
 */
void tcp_tune(int fd, usec patience);

#endif

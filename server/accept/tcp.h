/*
 * TCP options, among them when a silent peer counts as gone. They are set on
 * listening sockets; accepted connections inherit them.
 */
#ifndef SERVER_ACCEPT_TCP_H
#define SERVER_ACCEPT_TCP_H

#include "shared/clock.h"

/*
 * Sends lines without delay. Gives up a peer that acknowledges nothing, or
 * takes nothing, for longer than patience, which is raised to 30 s if it is
 * less. Connections that were accepted before keep their own. An option that
 * the system lacks or refuses is left out: chat works without it.
 */
void tcp_tune(int fd, usec patience);

#endif

/* TCP options: see tcp.h. */
#define _GNU_SOURCE /* TCP_USER_TIMEOUT */
#include "accept/tcp.h"

#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/*
 * Bounds of the patience. At the lower one, a laptop that was closed loses its
 * name after 30 s.
 */
#define PATIENCE_LEAST (30 * SEC)
#define PATIENCE_MOST (INT_MAX * MSEC)

/* The longest silence after which a peer is probed. */
#define IDLE_MOST (60 * SEC)

/*
 * Keepalive probes within the patience; after the last one there is as much
 * time for the reply as between two. One probe is not enough: networks drop
 * some, and when thousands of clients that connected together are probed
 * together, the loopback drops half. Linux gives up at the first probe after
 * the patience, however many were to follow (tcp(7), TCP_USER_TIMEOUT).
 */
#define PROBES 5

static void
set(int fd, int level, int name, int value)
{
	(void)setsockopt(fd, level, name, &value, sizeof(value));
}

/* Sets a time, in whole units of the option. */
static void
set_time(int fd, int name, usec time, usec unit)
{
	set(fd, IPPROTO_TCP, name, (int)(time / unit));
}

static usec
limit(usec time, usec least, usec most)
{
	if (time < least)
		return least;
	return time > most ? most : time;
}

void
tcp_tune(int fd, usec wanted)
{
	const usec patience = limit(wanted, PATIENCE_LEAST, PATIENCE_MOST);
	const usec idle = limit(patience / 2, 0, IDLE_MOST);
	const usec between = limit((patience - idle) / PROBES, 0, IDLE_MOST);

	set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
	set_time(fd, TCP_KEEPIDLE, idle, SEC);
#endif
#ifdef TCP_KEEPINTVL
	set_time(fd, TCP_KEEPINTVL, between, SEC);
#endif
#ifdef TCP_KEEPCNT
	set(fd, IPPROTO_TCP, TCP_KEEPCNT, PROBES);
#endif
#ifdef TCP_USER_TIMEOUT
	set_time(fd, TCP_USER_TIMEOUT, patience, MSEC);
#endif
}

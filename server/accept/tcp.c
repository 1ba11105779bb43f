/* What TCP is asked for: see tcp.h. */
#define _GNU_SOURCE /* TCP_USER_TIMEOUT */
#include "accept/tcp.h"

#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

/* A laptop that was shut does not hold its name for longer. */
#define PATIENCE_LEAST (30 * SEC)
#define PATIENCE_MOST (INT_MAX * MSEC)

/* A peer is asked after a silence of this at most. */
#define IDLE_MOST (60 * SEC)

/*
 * Questions within the patience, the last of them unanswered for as long as
 * between two. One is not enough: the network drops some, and of thousands of
 * clients that have come at once, and are asked at once, the loopback drops
 * half. Linux gives up at the first question behind the patience, however many
 * were to be asked (tcp(7), TCP_USER_TIMEOUT).
 */
#define QUESTIONS 5

static void
set(int fd, int level, int name, int value)
{
	(void)setsockopt(fd, level, name, &value, sizeof(value));
}

/* In whole units of the option. */
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
	const usec between = limit((patience - idle) / QUESTIONS, 0, IDLE_MOST);

	set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE
	set_time(fd, TCP_KEEPIDLE, idle, SEC);
#endif
#ifdef TCP_KEEPINTVL
	set_time(fd, TCP_KEEPINTVL, between, SEC);
#endif
#ifdef TCP_KEEPCNT
	set(fd, IPPROTO_TCP, TCP_KEEPCNT, QUESTIONS);
#endif
#ifdef TCP_USER_TIMEOUT
	set_time(fd, TCP_USER_TIMEOUT, patience, MSEC);
#endif
}

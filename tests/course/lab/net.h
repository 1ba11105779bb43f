/* A socket at a port of this machine, for the lab's servers and clients. */
#ifndef NET_H
#define NET_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "lab.h"

/* The server's address, 127.0.0.1 and a port, as the calls want it. */
static struct sockaddr_in address = { .sin_family = AF_INET };
static struct sockaddr *const any = (struct sockaddr *)&address;
static socklen_t size = sizeof(address);

/* Notes the port, and returns a new socket: SOCK_STREAM or SOCK_DGRAM. */
static inline int
must_socket(int type, const char *port)
{
	address.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return must("socket", socket(AF_INET, type, 0));
}

/* For port 0, the system chooses one, which say_port tells. */
static inline void
must_bind(int fd)
{
	const int one = 1;

	/* Else a port cannot be had again for a minute after a connection. */
	must("setsockopt",
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)));
	must("bind", bind(fd, any, size));
}

static inline void
say_port(int fd)
{
	must("getsockname", getsockname(fd, any, &size));
	say("%d", ntohs(address.sin_port));
}

#endif

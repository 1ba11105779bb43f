/*
 * An ADDRESS in the form that all programs take: "host:port", "[v6]:port",
 * "port", or a path with a "/" (a UNIX socket).
 */
#ifndef SHARED_ADDR_H
#define SHARED_ADDR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "str.h"

#define ADDR_DEFAULT "127.0.0.1:1234"

/* The longest text of an address: a UNIX path, or a DNS name and a port. */
#define ADDR_TEXT 272

/* An address that can be bound or connected to. */
struct addr {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
		struct sockaddr_un path;
	} to;
	socklen_t len;
};

/*
 * Reads an ADDRESS without asking any name server: the host is numeric or
 * "localhost" (127.0.0.1), and "port" alone is on 127.0.0.1. A zone, such as
 * "%eth0", may follow a v6; this machine must have it. Returns null, or what is
 * wrong with the ADDRESS, as the end of a sentence ("port must be a number
 * ...").
 */
const char *addr_parse(struct addr *addr, const char *text);

/*
 * Checks only the form of an ADDRESS: any host name or zone is assumed to
 * exist. Returns null, or what is wrong.
 */
const char *addr_check(const char *text);

/*
 * Reads a numeric TCP address as addr_text writes it, "192.0.2.7:80" or
 * "[2001:db8::7]:80"; false if it is not one.
 */
bool addr_read(struct addr *addr, struct str text);

/*
 * Reads an ADDRESS like addr_parse, but looks up a host name, which may block.
 * Writes up to max addresses (at least one), best first, and their number to
 * *count. "localhost" is 127.0.0.1 and then ::1. Returns null, or what is
 * wrong, valid until the next call.
 */
const char *addr_look_up(
    struct addr *addr, size_t max, size_t *count, const char *text);

/*
 * Writes the address as text, for logs and for addr_parse: "127.0.0.1:1234",
 * "[::1]:1234", or the path ("unix" if it has none). Control characters, which
 * a peer may have put there, become "?". The zone of a link-local address is
 * left out. Writes at most ADDR_TEXT bytes, including a NUL.
 */
void addr_text(const struct addr *addr, char text[ADDR_TEXT]);

/*
 * Returns whether both are the same TCP address or, byte by byte, the same
 * path.
 */
bool addr_same(const struct addr *one, const struct addr *other);

bool addr_is_unix(const struct addr *addr);

/*
 * Returns whether the address is on this machine: a UNIX socket, 127.0.0.0/8
 * (also IPv4-mapped, as a listener on [::] sees it) or ::1.
 */
bool addr_is_local(const struct addr *addr);

#endif

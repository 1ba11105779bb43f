/*
 * ADDRESS as both programs take it: "host:port", "[v6]:port", "port", or a
 * path with a "/" (a UNIX socket).
 */
#ifndef SHARED_ADDR_H
#define SHARED_ADDR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "str.h"

#define ADDR_DEFAULT "127.0.0.1:1234"

/* The longest text of an address: a UNIX path, or a name of DNS and a port. */
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
 * "localhost" (127.0.0.1), "port" alone is on 127.0.0.1. Null, or what is
 * wrong with it, as a sentence's end ("port must be a number ...").
 */
const char *addr_parse(struct addr *addr, const char *text);

/*
 * Null, or what is wrong with the form of an ADDRESS: a host's name is taken
 * for one that can be looked up.
 */
const char *addr_check(const char *text);

/*
 * The same of a string that is TCP's and numeric, "192.0.2.7:80" or
 * "[2001:db8::7]:80", as addr_text writes it; false if it is not.
 */
bool addr_read(struct addr *addr, struct str text);

/* An address of TCP; what it is made of is in network order. */
void addr_set_v4(struct addr *addr, struct in_addr ip, in_port_t port);
void addr_set_v6(struct addr *addr, struct in6_addr ip, in_port_t port);

/*
 * As addr_parse, but a host that is not numeric is looked up, which may block.
 * Up to max addresses (at least one) are written, best first; their number goes
 * to *count. "localhost" is 127.0.0.1 and then ::1. What is returned is valid
 * until the next call.
 */
const char *addr_look_up(
    struct addr *addr, size_t max, size_t *count, const char *text);

/*
 * The address as text, for logs and for addr_parse: "127.0.0.1:1234",
 * "[::1]:1234", or the path ("unix" where it has none), with "?" for control
 * characters, which a peer may have put there. Writes at most ADDR_TEXT bytes,
 * a NUL among them.
 */
void addr_text(const struct addr *addr, char text[ADDR_TEXT]);

/* Do they stand for the same, of TCP or, letter by letter, the same path? */
bool addr_same(const struct addr *one, const struct addr *other);

bool addr_is_unix(const struct addr *addr);

/*
 * UNIX sockets, 127.0.0.0/8 (also as a listener on [::] shows it) and ::1:
 * from this machine.
 */
bool addr_is_local(const struct addr *addr);

#endif

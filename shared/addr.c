/* Reading and writing an ADDRESS: see addr.h. */
#include "addr.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>

/* A DNS name has at most 253 bytes; a NUL follows. */
#define HOST_SIZE 256

#define PORT_MAX 65535

/* An ADDRESS that is not a path, split into its parts. */
struct parts {
	char host[HOST_SIZE];
	bool v6; /* it was in brackets */
	in_port_t port; /* in network order */
};

static const char not_v6[] =
    "write an IPv6 address as [v6]:port, such as [::1]:1234";
static const char no_zone[] = "no such network interface after the %";
static const char no_form[] = "expected a port from 0 to 65535, host:port, "
			      "[v6]:port or a path with a /";

static const char *
parse_port(in_port_t *port, struct str digits)
{
	uint64_t number;

	if (!str_to_number(digits, PORT_MAX, &number))
		return "port must be a number from 0 to 65535";
	*port = htons((uint16_t)number);
	return NULL;
}

/*
 * Splits "[v6]:port" or "host:port", given its host and where its port begins.
 */
static const char *
split_at(struct parts *parts, struct str host, const char *port)
{
	if (host.len == 0)
		return "missing host before the port";
	if (host.len >= sizeof(parts->host))
		return "host name too long";
	memcpy(parts->host, host.at, host.len);
	parts->host[host.len] = '\0';
	return parse_port(&parts->port, str_from(port));
}

static const char *
addr_split(struct parts *parts, const char *text)
{
	const char *colon = strchr(text, ':');
	const char *bracket = strchr(text, ']');

	*parts = (struct parts) { .host = "127.0.0.1", .v6 = *text == '[' };
	if (parts->v6) {
		if (bracket == NULL || bracket[1] != ':')
			return not_v6;
		const size_t len = (size_t)(bracket - (text + 1));
		return split_at(
		    parts, (struct str) { text + 1, len }, bracket + 2);
	}
	if (colon == NULL)
		return parse_port(&parts->port, str_from(text)) != NULL ?
		    no_form :
		    NULL;
	if (strchr(colon + 1, ':') != NULL)
		return not_v6;
	const size_t len = (size_t)(colon - text);
	return split_at(parts, (struct str) { text, len }, colon + 1);
}

/* Set a TCP address from an IP address and a port, both in network order. */
static void
addr_set_v4(struct addr *addr, struct in_addr ip, in_port_t port)
{
	*addr = (struct addr) { .len = sizeof(addr->to.v4) };
	addr->to.v4.sin_family = AF_INET;
	addr->to.v4.sin_addr = ip;
	addr->to.v4.sin_port = port;
}

static void
addr_set_v6(struct addr *addr, struct in6_addr ip, in_port_t port)
{
	*addr = (struct addr) { .len = sizeof(addr->to.v6) };
	addr->to.v6.sin6_family = AF_INET6;
	addr->to.v6.sin6_addr = ip;
	addr->to.v6.sin6_port = port;
}

/* Sets a numeric address; false if the host is not numeric. */
static bool
set_numeric(struct addr *addr, const struct parts *parts)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (!parts->v6 && inet_pton(AF_INET, parts->host, &v4) == 1)
		addr_set_v4(addr, v4, parts->port);
	else if (parts->v6 && inet_pton(AF_INET6, parts->host, &v6) == 1)
		addr_set_v6(addr, v6, parts->port);
	else
		return false;
	return true;
}

static bool
is_localhost(const struct parts *parts)
{
	return !parts->v6 &&
	    str_caseeq(str_from(parts->host), STR("localhost"));
}

static bool
is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

/* Reads a path. It must be free of control characters, because logs show it. */
static const char *
parse_path(struct addr *addr, const char *path)
{
	const size_t size = strlen(path) + 1;

	if (size > sizeof(addr->to.path.sun_path))
		return "path too long for a UNIX socket";
	for (const char *at = path; *at != '\0'; at++)
		if (is_control(*at))
			return "path contains a control character";
	*addr = (struct addr) { 0 };
	addr->to.path.sun_family = AF_UNIX;
	memcpy(addr->to.path.sun_path, path, size);
	addr->len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
	return NULL;
}

static bool
is_path(const char *text)
{
	return strchr(text, '/') != NULL;
}

/*
 * Takes a zone off an IPv6 address, "%eth0" or "%2", and returns its number; 0
 * if there is none, or if this machine has no such interface, with *unknown.
 */
static uint32_t
take_zone(struct parts *parts, bool *unknown)
{
	char *zone = parts->v6 ? strchr(parts->host, '%') : NULL;
	uint64_t number;

	*unknown = false;
	if (zone == NULL)
		return 0;
	*zone++ = '\0';
	if (!str_to_number(str_from(zone), UINT32_MAX, &number))
		number = if_nametoindex(zone);
	*unknown = number == 0;
	return (uint32_t)number;
}

const char *
addr_parse(struct addr *addr, const char *text)
{
	struct parts parts;
	bool unknown;

	if (is_path(text))
		return parse_path(addr, text);
	const char *wrong = addr_split(&parts, text);
	if (wrong != NULL)
		return wrong;
	const uint32_t zone = take_zone(&parts, &unknown);
	if (set_numeric(addr, &parts)) {
		if (zone != 0)
			addr->to.v6.sin6_scope_id = zone;
		return unknown ? no_zone : NULL;
	}
	if (parts.v6)
		return "invalid IPv6 address in brackets";
	if (!is_localhost(&parts))
		return "host must be a numeric address or localhost";
	addr_set_v4(
	    addr, (struct in_addr) { htonl(INADDR_LOOPBACK) }, parts.port);
	return NULL;
}

/* Returns whether the text is well-formed and not a path or in brackets. */
static bool
is_host_and_port(const char *text, struct parts *parts)
{
	return !is_path(text) && addr_split(parts, text) == NULL && !parts->v6;
}

const char *
addr_check(const char *text)
{
	struct addr addr;
	struct parts parts;

	if (is_host_and_port(text, &parts))
		return NULL;
	const char *wrong = addr_parse(&addr, text);
	/* An interface may come later, as a host may. */
	return wrong == no_zone ? NULL : wrong;
}

bool
addr_read(struct addr *addr, struct str text)
{
	char copy[INET6_ADDRSTRLEN + sizeof("[]:65535")];
	struct parts parts;

	if (text.len >= sizeof(copy) || memchr(text.at, '\0', text.len) != NULL)
		return false;
	memcpy(copy, text.at, text.len);
	copy[text.len] = '\0';
	return strchr(copy, ':') != NULL && addr_split(&parts, copy) == NULL &&
	    set_numeric(addr, &parts);
}

static const char *
resolve(struct addr *addr, size_t max, size_t *count, const struct parts *parts)
{
	const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV,
	};
	struct addrinfo *found, *at;
	char port[STR_DIGITS];

	(void)snprintf(port, sizeof(port), "%u", ntohs(parts->port));
	const int error = getaddrinfo(parts->host, port, &hints, &found);
	if (error == EAI_SYSTEM)
		return strerror(errno);
	if (error != 0)
		return gai_strerror(error);
	*count = 0;
	for (at = found; at != NULL && *count < max; at = at->ai_next) {
		if (at->ai_addrlen > sizeof(addr->to))
			continue;
		addr[*count] = (struct addr) { .len = at->ai_addrlen };
		memcpy(&addr[(*count)++].to, at->ai_addr, at->ai_addrlen);
	}
	freeaddrinfo(found);
	return *count > 0 ? NULL : "host has no address";
}

const char *
addr_look_up(struct addr *addr, size_t max, size_t *count, const char *text)
{
	const char *wrong = addr_parse(addr, text);
	struct parts parts;

	assert(max > 0);
	*count = wrong == NULL ? 1 : 0;
	if (!is_host_and_port(text, &parts))
		return wrong;
	if (wrong != NULL)
		return resolve(addr, max, count, &parts);
	if (is_localhost(&parts) && max > 1)
		addr_set_v6(&addr[(*count)++], in6addr_loopback, parts.port);
	return NULL;
}

/* Returns the path of a UNIX socket; the kernel need not end it with a NUL. */
static struct str
path_of(const struct addr *addr)
{
	const size_t before = offsetof(struct sockaddr_un, sun_path);
	const char *path = addr->to.path.sun_path;
	size_t room = sizeof(addr->to.path.sun_path);

	if (addr->len <= before)
		return STR("");
	if (addr->len - before < room)
		room = addr->len - before;
	return (struct str) { path, strnlen(path, room) };
}

void
addr_text(const struct addr *addr, char text[ADDR_TEXT])
{
	char host[INET6_ADDRSTRLEN] = "?";
	const struct sockaddr_in *v4 = &addr->to.v4;
	const struct sockaddr_in6 *v6 = &addr->to.v6;
	struct str path;

	/*
	 * Neither call can fail: the family is known, and host is large enough.
	 */
	switch (addr->to.any.sa_family) {
	case AF_INET:
		(void)inet_ntop(AF_INET, &v4->sin_addr, host, sizeof(host));
		(void)snprintf(
		    text, ADDR_TEXT, "%s:%u", host, ntohs(v4->sin_port));
		break;
	case AF_INET6:
		(void)inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof(host));
		(void)snprintf(
		    text, ADDR_TEXT, "[%s]:%u", host, ntohs(v6->sin6_port));
		break;
	default:
		/*
		 * A peer may choose its path, and must not be able to write
		 * lines into the log.
		 */
		path = path_of(addr);
		if (path.len == 0)
			path = STR("unix");
		memcpy(text, path.at, path.len);
		text[path.len] = '\0';
		for (; *text != '\0'; text++)
			if (is_control(*text))
				*text = '?';
		break;
	}
}

bool
addr_same(const struct addr *one, const struct addr *other)
{
	const struct sockaddr_in6 *v6 = &one->to.v6;
	const struct sockaddr_in6 *other_v6 = &other->to.v6;

	if (one->to.any.sa_family != other->to.any.sa_family)
		return false;
	switch (one->to.any.sa_family) {
	case AF_INET:
		return one->to.v4.sin_port == other->to.v4.sin_port &&
		    one->to.v4.sin_addr.s_addr == other->to.v4.sin_addr.s_addr;
	case AF_INET6:
		return v6->sin6_port == other_v6->sin6_port &&
		    v6->sin6_scope_id == other_v6->sin6_scope_id &&
		    memcmp(&v6->sin6_addr, &other_v6->sin6_addr,
			sizeof(v6->sin6_addr)) == 0;
	default:
		return str_eq(path_of(one), path_of(other));
	}
}

bool
addr_is_unix(const struct addr *addr)
{
	return addr->to.any.sa_family == AF_UNIX;
}

bool
addr_is_local(const struct addr *addr)
{
	const struct in6_addr *v6 = &addr->to.v6.sin6_addr;

	if (addr->to.any.sa_family == AF_INET)
		return ntohl(addr->to.v4.sin_addr.s_addr) >> 24 == 127;
	if (addr->to.any.sa_family == AF_INET6)
		return IN6_IS_ADDR_LOOPBACK(v6) ||
		    (IN6_IS_ADDR_V4MAPPED(v6) && v6->s6_addr[12] == 127);
	return addr_is_unix(addr);
}

/*
 * The header of the PROXY protocol: see conn.h. In version 1 it is a line of
 * words, "PROXY TCP4 FROM TO PORT PORT"; in version 2 it is binary.
 */
#include "worker/conn/conn.h"

#include <arpa/inet.h>
#include <string.h>

/* The longest line of version 1, CR LF included. */
#define LINE 107

/*
 * The fixed part of version 2: the signature and the offsets of the other
 * fields.
 */
#define SIGNATURE STR("\r\n\r\n\0\r\nQUIT\n")
enum { AT_COMMAND = 12, AT_FAMILY, AT_LENGTH, FIXED = 16 };

/* Both addresses and ports, of IPv6. */
#define BLOCK 36

/*
 * Returns whether the bytes begin with start, or may do so when more have come.
 */
static bool
may_begin(struct str bytes, struct str start)
{
	const size_t len = bytes.len < start.len ? bytes.len : start.len;

	return memcmp(bytes.at, start.at, len) == 0;
}

/*
 * Sets the client's address and port, given a block of version 2: both
 * addresses, then both ports; the client's come first.
 */
static void
take_block(struct addr *addr, int family, const char *block)
{
	struct in_addr v4;
	struct in6_addr v6;
	in_port_t port;

	if (family == AF_INET) {
		memcpy(&v4, block, sizeof(v4));
		memcpy(&port, block + 2 * sizeof(v4), sizeof(port));
		addr_set_v4(addr, v4, port);
	} else {
		memcpy(&v6, block, sizeof(v6));
		memcpy(&port, block + 2 * sizeof(v6), sizeof(port));
		addr_set_v6(addr, v6, port);
	}
}

/*
 * Writes the words after the family as a block. Returns false if one is missing
 * or wrong. The protocol forbids leading zeros in a port.
 */
static bool
read_words(struct str rest, int family, char block[BLOCK])
{
	const size_t size = family == AF_INET ? sizeof(struct in_addr) :
						sizeof(struct in6_addr);
	char host[INET6_ADDRSTRLEN] = "";
	uint64_t number;
	in_port_t port;

	for (size_t i = 0; i < 4; i++) {
		const struct str word = str_word(&rest);
		if (word.len == 0 || word.len >= sizeof(host) ||
		    memchr(word.at, '\0', word.len) != NULL)
			return false;
		if (i < 2) {
			memcpy(host, word.at, word.len);
			host[word.len] = '\0';
			if (inet_pton(family, host, block + i * size) != 1)
				return false;
			continue;
		}
		if ((word.len > 1 && word.at[0] == '0') ||
		    !str_to_number(word, UINT16_MAX, &number))
			return false;
		port = htons((uint16_t)number);
		memcpy(block + 2 * size + (i - 2) * sizeof(port), &port,
		    sizeof(port));
	}
	return rest.at == NULL;
}

/* Parses a whole line of version 1, without its CR LF. */
static enum proxy
parse_line(struct str line, struct addr *from)
{
	char block[BLOCK];
	struct str family;
	int which;

	(void)str_word(&line); /* PROXY: the caller has checked it */
	family = str_word(&line);
	if (str_eq(family, STR("UNKNOWN")))
		return PROXY_ITSELF; /* whatever follows */
	which = str_eq(family, STR("TCP4")) ? AF_INET :
	    str_eq(family, STR("TCP6"))	    ? AF_INET6 :
					      AF_UNSPEC;
	if (which == AF_UNSPEC || !read_words(line, which, block))
		return PROXY_BAD;
	take_block(from, which, block);
	return PROXY_CLIENT;
}

static enum proxy
parse_version_1(struct str bytes, struct proxy_header *header)
{
	const size_t most = bytes.len < LINE ? bytes.len : LINE;
	const char *lf = memchr(bytes.at, '\n', most);

	if (lf == NULL)
		return bytes.len < LINE ? PROXY_MORE : PROXY_BAD;
	if (lf[-1] != '\r') /* there is a byte before: it began with "PROXY " */
		return PROXY_BAD;
	header->len = (size_t)(lf - bytes.at) + 1;
	return parse_line(
	    (struct str) { bytes.at, header->len - 2 }, &header->from);
}

/*
 * The address families that a proxy may pass on. AF_UNSPEC: there is no TCP
 * address, and the connection counts as the proxy's own.
 */
static const struct {
	unsigned char code; /* address family and transport protocol */
	size_t block; /* bytes of the addresses, at least */
	int family;
} families[] = {
	{ 0x00, 0, AF_UNSPEC }, /* anything */
	{ 0x11, 12, AF_INET },
	{ 0x12, 12, AF_UNSPEC }, /* UDP */
	{ 0x21, 36, AF_INET6 },
	{ 0x22, 36, AF_UNSPEC },
	{ 0x31, 216, AF_UNSPEC }, /* UNIX sockets */
	{ 0x32, 216, AF_UNSPEC },
};

static enum proxy
parse_block(struct str bytes, struct proxy_header *header)
{
	const unsigned char code = (unsigned char)bytes.at[AT_FAMILY];
	size_t i = 0;

	while (i < COUNT(families) && families[i].code != code)
		i++;
	if (i == COUNT(families) || header->len - FIXED < families[i].block)
		return PROXY_BAD;
	if (families[i].family == AF_UNSPEC)
		return PROXY_ITSELF;
	take_block(&header->from, families[i].family, bytes.at + FIXED);
	return PROXY_CLIENT;
}

static enum proxy
parse_version_2(struct str bytes, struct proxy_header *header)
{
	enum { LOCAL = 0x20, PROXY = 0x21 }; /* commands of version 2 */
	uint16_t length;
	unsigned char command;

	if (bytes.len <= AT_COMMAND)
		return PROXY_MORE;
	command = (unsigned char)bytes.at[AT_COMMAND];
	if (command != LOCAL && command != PROXY)
		return PROXY_BAD;
	if (bytes.len < FIXED)
		return PROXY_MORE;
	memcpy(&length, bytes.at + AT_LENGTH, sizeof(length));
	header->len = FIXED + (size_t)ntohs(length);
	if (header->len > PROXY_HEADER)
		return PROXY_BAD;
	if (bytes.len < header->len)
		return PROXY_MORE;
	return command == LOCAL ? PROXY_ITSELF : parse_block(bytes, header);
}

enum proxy
proxy_parse(struct str bytes, struct proxy_header *header)
{
	if (bytes.len == 0)
		return PROXY_MORE;
	if (may_begin(bytes, SIGNATURE))
		return parse_version_2(bytes, header);
	if (may_begin(bytes, STR("PROXY ")))
		return parse_version_1(bytes, header);
	return PROXY_BAD;
}

bool
proxy_input(struct conn *conn, bool ended)
{
	const struct str bytes = buf_str(&conn->in);
	struct proxy_header header;

	switch (proxy_parse(bytes, &header)) {
	case PROXY_MORE:
		/* A connection closed without a byte is only a health check. */
		if (ended && bytes.len > 0)
			conn_end(conn, BYE_PROTOCOL);
		return false;
	case PROXY_ITSELF:
		(void)BUF_SAY(&conn->up, STR("proxied"));
		break;
	case PROXY_CLIENT:
		addr_text(&header.from, conn->peer);
		(void)BUF_SAY(&conn->up, STR("proxied"), str_from(conn->peer));
		break;
	default:
		conn_end(conn, BYE_PROTOCOL);
		return false;
	}
	buf_drop(&conn->in, header.len);
	return true;
}

/*
 * The header of the PROXY protocol, version 1: see conn.h. It is a line of
 * words, "PROXY TCP4 FROM TO PORT PORT".
 */
#include "worker/conn/conn.h"

#include <arpa/inet.h>
#include <string.h>

/*
 * Reads the words after the family, and sets the client's address and port,
 * which are the first of each two. False if one is missing or wrong. The
 * protocol forbids leading zeros in a port.
 */
static bool
read_words(struct str rest, int family, struct addr *from)
{
	struct str word[4];
	char host[INET6_ADDRSTRLEN];
	struct in6_addr ip[2]; /* or the smaller in_addr in its place */
	struct in_addr v4;
	uint64_t port[2];

	for (size_t i = 0; i < COUNT(word); i++) {
		word[i] = str_word(&rest);
		if (word[i].len == 0 || word[i].len >= sizeof(host) ||
		    memchr(word[i].at, '\0', word[i].len) != NULL)
			return false;
	}
	for (size_t i = 0; i < 2; i++) {
		memcpy(host, word[i].at, word[i].len);
		host[word[i].len] = '\0';
		if (inet_pton(family, host, &ip[i]) != 1 ||
		    (word[2 + i].len > 1 && word[2 + i].at[0] == '0') ||
		    !str_to_number(word[2 + i], UINT16_MAX, &port[i]))
			return false;
	}
	memcpy(&v4, &ip[0], sizeof(v4));
	if (family == AF_INET)
		addr_set_v4(from, v4, htons((uint16_t)port[0]));
	else
		addr_set_v6(from, ip[0], htons((uint16_t)port[0]));
	return rest.at == NULL;
}

enum proxy
proxy_parse(struct str bytes, struct proxy_header *header)
{
	const struct str start = STR("PROXY ");
	const size_t most = bytes.len < PROXY_HEADER ? bytes.len : PROXY_HEADER;
	struct str line = bytes, family;
	const char *lf;
	int which;

	if (!str_begins(bytes, start) &&
	    (bytes.len >= start.len || !str_begins(start, bytes)))
		return PROXY_BAD;
	lf = most > 0 ? memchr(bytes.at, '\n', most) : NULL;
	if (lf == NULL)
		return bytes.len < PROXY_HEADER ? PROXY_MORE : PROXY_BAD;
	header->len = (size_t)(lf - bytes.at) + 1;
	line.len = header->len - 2; /* it is longer: it begins with start */
	if (line.at[line.len] != '\r')
		return PROXY_BAD;
	str_drop(&line, start.len);
	family = str_word(&line);
	if (str_eq(family, STR("UNKNOWN")))
		return PROXY_ITSELF; /* whatever follows */
	which = str_eq(family, STR("TCP4")) ? AF_INET :
	    str_eq(family, STR("TCP6"))	    ? AF_INET6 :
					      AF_UNSPEC;
	return which != AF_UNSPEC && read_words(line, which, &header->from) ?
	    PROXY_CLIENT :
	    PROXY_BAD;
}

bool
proxy_input(struct conn *conn, bool ended)
{
	const struct str bytes = buf_str(&conn->in);
	struct proxy_header header;
	const enum proxy what = proxy_parse(bytes, &header);

	if (what == PROXY_CLIENT) {
		addr_text(&header.from, conn->peer);
		(void)BUF_SAY(&conn->up, STR("proxied"), str_from(conn->peer));
	} else if (what == PROXY_ITSELF) {
		(void)BUF_SAY(&conn->up, STR("proxied"));
	} else {
		/* A connection closed without a byte is only a health check. */
		if (what == PROXY_BAD || (ended && bytes.len > 0))
			conn_end(conn, BYE_PROTOCOL);
		return false;
	}
	buf_drop(&conn->in, header.len);
	return true;
}

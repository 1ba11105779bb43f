/*
 * The header of the PROXY protocol: see proxy.h. It is a line of words in
 * version 1, "PROXY TCP4 FROM TO PORT PORT", and binary in version 2.
 */
#include "worker/conn/proxy.h"

#include <arpa/inet.h>
#include <string.h>

/* The longest line of version 1, CR LF included. */
#define LINE 107

/* The fixed part of version 2: its signature, then these. */
#define SIGNATURE STR("\r\n\r\n\0\r\nQUIT\n")
enum { AT_COMMAND = 12, AT_FAMILY, AT_LENGTH, FIXED = 16 };

#define PORT 65535

/* True if the bytes begin so, or may do so when more have come. */
static bool
may_begin(struct str bytes, struct str start)
{
	const size_t len = bytes.len < start.len ? bytes.len : start.len;

	return memcmp(bytes.at, start.at, len) == 0;
}

/* A number as the protocol has it: no zeros in front. */
static bool
read_port(struct str word, in_port_t *port)
{
	uint64_t number;

	if (word.len > 1 && word.at[0] == '0')
		return false;
	if (!str_to_number(word, PORT, &number))
		return false;
	*port = htons((uint16_t)number);
	return true;
}

/* Copies a word where it can end with NUL. */
static bool
copy_word(char copy[INET6_ADDRSTRLEN], struct str word)
{
	if (word.len >= INET6_ADDRSTRLEN ||
	    memchr(word.at, '\0', word.len) != NULL)
		return false;
	memcpy(copy, word.at, word.len);
	copy[word.len] = '\0';
	return true;
}

static bool
read_v4(struct addr *addr, struct str word, in_port_t port)
{
	char host[INET6_ADDRSTRLEN];
	struct in_addr ip;

	if (!copy_word(host, word) || inet_pton(AF_INET, host, &ip) != 1)
		return false;
	addr_set_v4(addr, ip, port);
	return true;
}

static bool
read_v6(struct addr *addr, struct str word, in_port_t port)
{
	char host[INET6_ADDRSTRLEN];
	struct in6_addr ip;

	if (!copy_word(host, word) || inet_pton(AF_INET6, host, &ip) != 1)
		return false;
	addr_set_v6(addr, ip, port);
	return true;
}

static const struct {
	struct str word;
	bool (*read)(struct addr *addr, struct str word, in_port_t port);
} line_families[] = {
	{ LIT("TCP4"), read_v4 },
	{ LIT("TCP6"), read_v6 },
};

/* The words behind that of the family. */
static bool
read_words(struct str rest, size_t family, struct addr *from)
{
	enum { FROM, TO, FROM_PORT, TO_PORT, WORDS };
	struct str words[WORDS];
	struct addr to;
	in_port_t from_port, to_port;

	for (size_t i = 0; i < WORDS; i++) {
		if (rest.at == NULL)
			return false;
		words[i] = str_word(&rest);
	}
	return rest.at == NULL && read_port(words[FROM_PORT], &from_port) &&
	    read_port(words[TO_PORT], &to_port) &&
	    line_families[family].read(from, words[FROM], from_port) &&
	    line_families[family].read(&to, words[TO], to_port);
}

/* A whole line, without its end. */
static enum proxy
parse_line(struct str line, struct addr *from)
{
	struct str family;

	(void)str_word(&line); /* PROXY, as was seen */
	family = str_word(&line);
	if (str_eq(family, STR("UNKNOWN")))
		return PROXY_ITSELF; /* whatever follows */
	for (size_t i = 0; i < COUNT(line_families); i++)
		if (str_eq(family, line_families[i].word))
			return read_words(line, i, from) ? PROXY_CLIENT :
							   PROXY_BAD;
	return PROXY_BAD;
}

static enum proxy
parse_version_1(struct str bytes, struct proxy_header *header)
{
	const size_t most = bytes.len < LINE ? bytes.len : LINE;
	const char *lf = memchr(bytes.at, '\n', most);

	if (lf == NULL)
		return bytes.len < LINE ? PROXY_MORE : PROXY_BAD;
	if (lf[-1] != '\r') /* "PROXY " stands in front */
		return PROXY_BAD;
	header->len = (size_t)(lf - bytes.at) + 1;
	return parse_line(
	    (struct str) { bytes.at, header->len - 2 }, &header->from);
}

/* The address of the client is the first of the block, its port the third. */
static void
take_v4(struct addr *addr, const char *block)
{
	struct in_addr ip;
	in_port_t port;

	memcpy(&ip, block, sizeof(ip));
	memcpy(&port, block + 2 * sizeof(ip), sizeof(port));
	addr_set_v4(addr, ip, port);
}

static void
take_v6(struct addr *addr, const char *block)
{
	struct in6_addr ip;
	in_port_t port;

	memcpy(&ip, block, sizeof(ip));
	memcpy(&port, block + 2 * sizeof(ip), sizeof(port));
	addr_set_v6(addr, ip, port);
}

/* What a proxy may pass on; all but TCP has no address that is of use here. */
static const struct {
	unsigned char code; /* the family, and how it transports */
	size_t block; /* bytes of the addresses, at least */
	void (*take)(struct addr *addr, const char *block);
} families[] = {
	{ 0x00, 0, NULL }, /* anything */
	{ 0x11, 12, take_v4 },
	{ 0x12, 12, NULL }, /* UDP */
	{ 0x21, 36, take_v6 },
	{ 0x22, 36, NULL },
	{ 0x31, 216, NULL }, /* UNIX sockets */
	{ 0x32, 216, NULL },
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
	if (families[i].take == NULL)
		return PROXY_ITSELF;
	families[i].take(&header->from, bytes.at + FIXED);
	return PROXY_CLIENT;
}

static enum proxy
parse_version_2(struct str bytes, struct proxy_header *header)
{
	enum { LOCAL = 0x20, PROXY = 0x21 }; /* of version 2 */
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

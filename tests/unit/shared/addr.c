/* shared/addr: ADDRESS, read and written. */
#include "shared/addr.h"

#include <arpa/inet.h>

#include "shared/str.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define PATH_ROOM sizeof(((struct sockaddr_un *)NULL)->sun_path)

static void
reads_addresses(void)
{
	static const struct {
		const char *text;
		const char *back; /* as addr_text writes it */
		int family;
		bool local;
	} rows[] = {
		{ ADDR_DEFAULT, "127.0.0.1:1234", AF_INET, true },
		{ "0", "127.0.0.1:0", AF_INET, true },
		{ "65535", "127.0.0.1:65535", AF_INET, true },
		{ "localhost:80", "127.0.0.1:80", AF_INET, true },
		{ "127.255.0.1:1", "127.255.0.1:1", AF_INET, true },
		{ "128.0.0.1:1", "128.0.0.1:1", AF_INET, false },
		{ "192.0.2.7:01234", "192.0.2.7:1234", AF_INET, false },
		{ "[0:0::1]:65535", "[::1]:65535", AF_INET6, true },
		{ "[2001:DB8::7]:1", "[2001:db8::7]:1", AF_INET6, false },
		{ "[::ffff:127.0.0.1]:1", "[::ffff:127.0.0.1]:1", AF_INET6,
		    true },
		{ "[::ffff:192.0.2.7]:1", "[::ffff:192.0.2.7]:1", AF_INET6,
		    false },
		{ "/run/forkcast", "/run/forkcast", AF_UNIX, true },
		{ "./a:1", "./a:1", AF_UNIX, true },
	};
	char text[ADDR_TEXT];
	struct addr addr;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *wrong = addr_parse(&addr, rows[i].text);
		if (!TAP_OK(wrong == NULL, "'%s' is an address: %s",
			rows[i].text, wrong != NULL ? wrong : "yes"))
			continue;
		addr_text(&addr, text);
		TAP_STR(str_from(text), str_from(rows[i].back), "'%s' as text",
		    rows[i].text);
		TAP_NUM(addr.to.any.sa_family, rows[i].family,
		    "'%s': the family", rows[i].text);
		TAP_OK(addr_is_unix(&addr) == (rows[i].family == AF_UNIX),
		    "'%s': a path or not", rows[i].text);
		TAP_OK(addr_is_local(&addr) == rows[i].local,
		    "'%s': local or not", rows[i].text);
	}
}

static void
refuses_the_rest(void)
{
	static const struct {
		const char *text;
		const char *part; /* of the reason */
	} rows[] = {
		{ "", "expected a port" },
		{ "65536", "from 0 to 65535" },
		{ "127.0.0.1", "expected a port" },
		{ "localhost:", "port must be a number" },
		{ "localhost:+1", "port must be a number" },
		{ ":1234", "missing host" },
		{ "::1:1234", "as [v6]:port" },
		{ "[::1]", "as [v6]:port" },
		{ "[::1]1234", "as [v6]:port" },
		{ "[::1%]:1", "no such network interface" },
		{ "[fe80::1%0]:1", "no such network interface" },
		{ "[127.0.0.1]:1", "invalid IPv6 address" },
		{ "[::g]:1", "invalid IPv6 address" },
		{ "256.0.0.1:1", "a numeric address or localhost" },
		{ "example.org:1", "a numeric address or localhost" },
		{ "/tmp/a\nb", "control character" },
	};
	struct addr addr;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *wrong = addr_parse(&addr, rows[i].text);
		TAP_OK(wrong != NULL && strstr(wrong, rows[i].part) != NULL,
		    "'%s': %s", rows[i].text,
		    wrong != NULL ? wrong : "was taken");
	}
}

/* A path and a host of that many bytes; the host has a port besides. */
static void
limits_lengths(void)
{
	char path[PATH_ROOM + 1];
	char host[300];
	char text[ADDR_TEXT];
	struct addr addr;

	memset(path, '/', sizeof(path));
	path[PATH_ROOM] = '\0';
	TAP_OK(addr_parse(&addr, path) != NULL, "a path without room for NUL");
	path[PATH_ROOM - 1] = '\0';
	TAP_OK(addr_parse(&addr, path) == NULL, "the longest path");
	addr_text(&addr, text);
	TAP_STR(str_from(text), str_from(path), "is written whole");
	TAP_NUM(addr.len, sizeof(struct sockaddr_un), "and has that length");

	memset(host, 'x', sizeof(host));
	memcpy(host + 256, ":1", 3);
	const char *wrong = addr_parse(&addr, host);
	TAP_OK(wrong != NULL && strstr(wrong, "too long") != NULL,
	    "a host of 256 bytes: %s", wrong != NULL ? wrong : "was taken");
	memcpy(host + 255, ":1", 3);
	wrong = addr_parse(&addr, host);
	TAP_OK(wrong != NULL && strstr(wrong, "numeric") != NULL,
	    "a host of 255 bytes: %s", wrong != NULL ? wrong : "was taken");

	memcpy(text, "[::1]:", 6);
	memset(text + 6, '0', sizeof(text) - 6);
	TAP_OK(addr_read(&addr, (struct str) { text, 54 }) &&
		!addr_read(&addr, (struct str) { text, 55 }),
	    "only 54 bytes are read back");
}

/* Hosts that are no address: those of all families, or their addresses. */
static void
looks_up(void)
{
	struct addr found[2];
	char text[ADDR_TEXT];
	size_t count;

	TAP_OK(addr_look_up(found, 2, &count, "localhost:80") == NULL &&
		count == 2,
	    "localhost has two addresses");
	TAP_OK(addr_look_up(found, 2, &count, "127.1:80") == NULL && count == 1,
	    "a host is looked up");
	addr_text(&found[0], text);
	TAP_STR(str_from(text), STR("127.0.0.1:80"), "and has an address");
}

/* Writes addresses in the form that the kernel reports for peers. */
static void
writes_peers(void)
{
	struct addr addr = { .len = sizeof(sa_family_t) };
	char text[ADDR_TEXT];

	addr.to.any.sa_family = AF_UNIX;
	addr_text(&addr, text);
	TAP_STR(str_from(text), STR("unix"), "a socket without a path");
	addr.len += 6; /* Linux: an abstract name */
	memcpy(addr.to.path.sun_path, "\0abcd", 6);
	addr_text(&addr, text);
	TAP_STR(str_from(text), STR("unix"), "a name that is no path");
	memcpy(addr.to.path.sun_path, "/a\nb\x7f", 6);
	addr_text(&addr, text);
	TAP_STR(str_from(text), STR("/a?b?"), "a path of two lines");
	memset(addr.to.path.sun_path, 'x', PATH_ROOM);
	addr.len = offsetof(struct sockaddr_un, sun_path) + 3;
	addr_text(&addr, text);
	TAP_STR(str_from(text), STR("xxx"), "a path that its length ends");
	addr.len = sizeof(struct sockaddr_un) + 1;
	addr_text(&addr, text);
	TAP_NUM(strlen(text), PATH_ROOM, "a path that no NUL ends");
}

static const struct {
	const char *one, *other;
	bool same;
} pairs[] = {
	{ "127.0.0.1:80", "localhost:80", true },
	{ "127.0.0.1:80", "127.0.0.1:81", false },
	{ "[::1]:80", "[0::0:1]:80", true },
	{ "[::1]:80", "[::2]:80", false },
	{ "/a/b", "/a/b", true },
	{ "/a/b", "/a/bc", false },
};

static void
compares(void)
{
	struct addr one, other;

	for (size_t i = 0; i < COUNT(pairs); i++) {
		MUST(addr_parse(&one, pairs[i].one) == NULL &&
			addr_parse(&other, pairs[i].other) == NULL,
		    "no addresses");
		TAP_OK(addr_same(&one, &other) == pairs[i].same &&
			addr_same(&other, &one) == pairs[i].same,
		    "%s and %s", pairs[i].one, pairs[i].other);
	}
}

int
main(void)
{
	reads_addresses();
	refuses_the_rest();
	limits_lengths();
	looks_up();
	writes_peers();
	compares();
	return tap_done();
}

/* server/worker/conn/greeting: who is there, before the client has a name. */
#include "server/worker/conn/greeting.h"

#include <ctype.h>

#include "tests/lib/tap.h"

static const struct {
	struct str line;
	enum greeting greeting;
} whole[] = {
#define ROW(line, greeting)                    \
	{                                      \
		STR(line), GREETING_##greeting \
	}
	/* Ours, good or bad. */
	ROW("", NATIVE),
	ROW("javad", NATIVE),
	ROW("name javad", NATIVE),
	ROW("name get", NATIVE),
	ROW("get2", NATIVE),
	ROW("gets", NATIVE),
	ROW("join 1", NATIVE),
	ROW("send 1 GET / HTTP/1.1 is how it begins", NATIVE),
	ROW("send 1 HTTP/", NATIVE),
	ROW("quit HTTP/.1", NATIVE),
	ROW("javad ", NATIVE),
	ROW(" javad", NATIVE),
	ROW("*", NATIVE),
	ROW("*a", NATIVE),
	ROW("SSH", NATIVE),
	ROW("ssh-2.0", NATIVE),
	ROW("SSH-2.0-OpenSSH_9.2", FOREIGN),
	ROW("\x16", NATIVE),
	ROW("1", NATIVE),
	/* No names when alone. */
	ROW("nick", NO_NAME),
	ROW("User", NO_NAME),
	ROW("CAP", NO_NAME),
	/* HTTP, in any case and by any method. */
	ROW("GET", FOREIGN),
	ROW("get", FOREIGN),
	ROW("Post\r", FOREIGN),
	ROW(" HEAD", FOREIGN),
	ROW("GET /", FOREIGN),
	ROW("GET ", FOREIGN),
	ROW("PRI * HTTP/2.0", FOREIGN),
	ROW("name /x HTTP/1.1", FOREIGN),
	ROW("join / http/1.0\r", FOREIGN),
	ROW("ping HTTP/3", FOREIGN),
	ROW("GET\t/\tHTTP/1.1", FOREIGN),
	ROW("HTTP/1.1 200 OK", FOREIGN),
	/* The next lines of an HTTP request. */
	ROW("Host: 127.0.0.1:1234", FOREIGN),
	ROW(" folded value", FOREIGN),
	ROW("hello all", FOREIGN),
	ROW("Join 1", FOREIGN),
	ROW("msg 1 1 a b", FOREIGN),
	/* SMTP, Redis and TLS. */
	ROW("EHLO", FOREIGN),
	ROW("helo mail.example.org", FOREIGN),
	ROW("*1", FOREIGN),
	ROW("*12 x", FOREIGN),
	ROW("\x16\x03\x01\x02\0\x01", FOREIGN),
};

/* How many bytes have to come until it is known to be foreign; 0: never. */
static const struct {
	struct str line;
	size_t bytes;
} parts[] = {
	{ STR("javad"), 0 },
	{ STR("javad \r"), 0 },
	{ STR("join 1"), 0 },
	{ STR("POST / HTTP/1.1\r"), 5 },
	{ STR("post"), 0 },
	{ STR("postman"), 0 },
	{ STR("hello all"), 7 },
	{ STR("name / HTTP/1.1"), 0 },
	{ STR("*1\r"), 0 },
	{ STR("*1 x"), 3 },
	{ STR("\x16\x03"), 2 },
	{ STR("  GET /"), 6 },
#undef ROW
};

/* The first bytes of a client of echo, to which any text may be sent. */
static const struct {
	struct str bytes;
	bool foreign;
} words[] = {
	{ STR("Echo this!"), false },
	{ STR("hello all\nGET / HTTP/1.1\r\n"), false },
	{ STR("name javad\n"), false },
	{ STR("GET"), false },
	{ STR("getting on"), false },
	{ STR("GET "), true },
	{ STR("\r\n post\t/"), true },
	{ STR("Trace\r\n"), true },
	{ STR("PRI * HTTP/2.0\r\n"), true },
	{ STR("ehlo x"), true },
	{ STR("*3\r\n"), true },
	{ STR("*3"), false },
	{ STR("* 3"), false },
	{ STR("SSH-2.0-x"), true },
	{ STR("\x16\x03\x01"), true },
	{ STR("\x16\x04 "), false },
	{ STR("\0\0GET "), false },
	{ STR(""), false },
};

static size_t
foreign_after(struct str line)
{
	for (size_t len = 0; len <= line.len; len++)
		if (greeting_read((struct str) { line.at, len }, false) ==
		    GREETING_FOREIGN)
			return len;
	return 0;
}

/* Once the first bytes show another protocol, all longer parts do so too. */
static void
agrees_with_whole(struct str line)
{
	const size_t bytes = foreign_after(line);

	for (size_t len = bytes; bytes > 0 && len <= line.len; len++)
		if (greeting_read((struct str) { line.at, len }, true) !=
		    GREETING_FOREIGN)
			TAP_OK(false, "%zu bytes of %s", len, line.at);
}

static void
knows_all_methods(void)
{
	static const char *const methods[] = { "GET", "HEAD", "POST", "PUT",
		"DELETE", "OPTIONS", "CONNECT", "TRACE", "PATCH", "PRI" };
	char lower[16] = "";

	for (size_t i = 0; i < COUNT(methods); i++) {
		for (size_t k = 0; k <= strlen(methods[i]); k++)
			lower[k] = (char)tolower((unsigned char)methods[i][k]);
		TAP_OK(greeting_read(str_from(methods[i]), true) ==
			    GREETING_FOREIGN &&
			greeting_read(str_from(lower), true) ==
			    GREETING_FOREIGN,
		    "%s", methods[i]);
	}
}

int
main(void)
{
	knows_all_methods();
	for (size_t i = 0; i < COUNT(whole); i++) {
		TAP_NUM(greeting_read(whole[i].line, true), whole[i].greeting,
		    "\"%s\"", whole[i].line.at);
		agrees_with_whole(whole[i].line);
	}
	for (size_t i = 0; i < COUNT(parts); i++)
		TAP_NUM(foreign_after(parts[i].line), parts[i].bytes,
		    "byte by byte: \"%s\"", parts[i].line.at);
	for (size_t i = 0; i < COUNT(words); i++)
		TAP_OK(greeting_is_foreign_word(words[i].bytes) ==
			words[i].foreign,
		    "to be echoed: \"%s\"", words[i].bytes.at);
	return tap_done();
}

/* server/worker/conn/greeting: who is there, before the client has a name. */
#include "server/worker/conn/front.h"

#include "tests/lib/tap.h"

static const struct {
	struct str line;
	bool is_foreign;
} whole[] = {
#define NATIVE false
#define FOREIGN true
#define ROW(line, is_foreign)         \
	{                             \
		STR(line), is_foreign \
	}
	/* Ours, good or bad. */
	ROW("", NATIVE),
	ROW("javad", NATIVE),
	ROW("get2", NATIVE),
	ROW("join 1", NATIVE),
	ROW("send 1 GET / HTTP/1.1 is how it begins", NATIVE),
	ROW("send 1 HTTP/", NATIVE),
	ROW(" javad", NATIVE),
	ROW("*", NATIVE),
	ROW("SSH", NATIVE),
	ROW("SSH-2.0-OpenSSH_9.2", FOREIGN),
	ROW("\x16", NATIVE),
	ROW("nick", NATIVE),
	ROW("CAP LS 302", FOREIGN),
	/* HTTP, in any case and by any method. */
	ROW("GET", FOREIGN),
	ROW("Post\r", FOREIGN),
	ROW("GET /", FOREIGN),
	ROW("PRI * HTTP/2.0", FOREIGN),
	ROW("join / http/1.0\r", FOREIGN),
	ROW("HTTP/1.1 200 OK", FOREIGN),
	/* The next lines of an HTTP request. */
	ROW("Host: 127.0.0.1:1234", FOREIGN),
	ROW(" folded value", FOREIGN),
	ROW("hello all", FOREIGN),
	ROW("Join 1", FOREIGN),
	/* SMTP and TLS. */
	ROW("helo mail.example.org", FOREIGN),
	ROW("\x16\x03\x01\x02\0\x01", FOREIGN),
};

/* How many bytes have to come until it is known to be foreign; 0: never. */
static const struct {
	struct str line;
	size_t bytes;
} parts[] = {
	{ STR("javad"), 0 },
	{ STR("POST / HTTP/1.1\r"), 5 },
	{ STR("post"), 0 },
	{ STR("hello all"), 7 },
	{ STR("name / HTTP/1.1"), 0 },
	{ STR("HELO x"), 5 },
	{ STR("\x16\x03"), 2 },
	{ STR("  GET /"), 6 },
#undef ROW
};

static size_t
foreign_after(struct str line)
{
	for (size_t len = 0; len <= line.len; len++)
		if (native_is_foreign((struct str) { line.at, len }, false))
			return len;
	return 0;
}

/* Once the first bytes show another protocol, all longer parts do so too. */
static void
agrees_with_whole(struct str line)
{
	const size_t bytes = foreign_after(line);

	for (size_t len = bytes; bytes > 0 && len <= line.len; len++)
		if (!native_is_foreign((struct str) { line.at, len }, true))
			TAP_OK(false, "%zu bytes of %s", len, line.at);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(whole); i++) {
		TAP_NUM(native_is_foreign(whole[i].line, true),
		    whole[i].is_foreign, "\"%s\"", whole[i].line.at);
		agrees_with_whole(whole[i].line);
	}
	for (size_t i = 0; i < COUNT(parts); i++)
		TAP_NUM(foreign_after(parts[i].line), parts[i].bytes,
		    "byte by byte: \"%s\"", parts[i].line.at);
	return tap_done();
}

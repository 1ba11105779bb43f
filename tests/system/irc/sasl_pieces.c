/*
 * SASL data comes in pieces of 400 bytes; a full last piece is followed by "+".
 * A longer piece gets 905, and an endless message 904.
 */
#include <string.h>

#include "shared/crypto/base64.h"
#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/keeper.h"
#include "tests/lib/tap.h"

#define PIECE 400

/* NUL NAME NUL SECRET, in base64. */
static size_t
response(const char *name, size_t secret, char text[2048])
{
	char bytes[1100] = "";
	const size_t before = strlen(name) + 2;
	size_t len;

	memcpy(bytes + 1, name, before - 1);
	memset(bytes + before, 'x', secret);
	MUST(base64_encode(bytes, before + secret, text, 2047, &len), "long");
	text[len] = '\0';
	return len;
}

static void
registers(struct conn *conn, const char *name, size_t secret)
{
	char text[600];

	memset(text, 'x', secret);
	text[secret] = '\0';
	conn_say(conn, "REGISTER * * %s\r", text);
	conn_wait_for(conn, ":* REGISTER SUCCESS %s ...", name);
	conn_wait_for(conn, ":* 900 ...");
}

/* The longest secret does not fit a line of IRC, but one of a native client. */
static void
registers_natively(const struct server *server, const char *name)
{
	struct conn *conn = conn_open(server);
	char text[LIMIT_SECRET + 1];

	memset(text, 'x', LIMIT_SECRET);
	text[LIMIT_SECRET] = '\0';
	conn_say(conn, "%s", name);
	conn_expect(conn, "ok name %s", name);
	conn_say(conn, "register %s", text);
	conn_wait_for(conn, "ok register %s", name);
	conn_close(conn);
}

static void
expect_nothing(struct conn *conn)
{
	conn_say(conn, "PING nothing\r");
	conn_expect(conn, ":* PONG * :nothing\r");
}

/* In pieces; a last one that is full is closed. */
static void
proves(struct conn *conn, const char *text, size_t len, bool closes)
{
	conn_say(conn, "AUTHENTICATE PLAIN\r");
	conn_expect(conn, ":* AUTHENTICATE +\r");
	for (; len >= PIECE; len -= PIECE, text += PIECE)
		conn_say(conn, "AUTHENTICATE %.*s\r", PIECE, text);
	if (len > 0)
		conn_say(conn, "AUTHENTICATE %s\r", text);
	if (closes) {
		expect_nothing(conn);
		conn_say(conn, "AUTHENTICATE +\r");
	}
	conn_expect(conn, ":* 900 ...");
	conn_expect(conn, ":* 903 ...");
}

static void
test_too_long(struct conn *conn)
{
	char text[PIECE + 2];

	memset(text, 'x', sizeof(text) - 1);
	text[PIECE + 1] = '\0';
	conn_say(conn, "AUTHENTICATE PLAIN\r");
	conn_expect(conn, ":* AUTHENTICATE +\r");
	conn_say(conn, "AUTHENTICATE %s\r", text);
	conn_expect(conn, ":* 905 ...");
	conn_say(conn, "AUTHENTICATE PLAIN\r");
	conn_expect(conn, ":* AUTHENTICATE +\r");
	PASS("a piece that is too long");
	for (unsigned i = 0; i < 8; i++)
		conn_say(conn, "AUTHENTICATE %.*s\r", PIECE, text);
	expect_nothing(conn);
	conn_say(conn, "AUTHENTICATE %.*s\r", PIECE, text);
	conn_expect(conn, ":* 904 ...");
	PASS("pieces that are too many");
}

static struct conn *
enter(const struct server *server, const char *name)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "CAP REQ sasl\r");
	conn_say(conn, "NICK %s\r", name);
	conn_say(conn, "USER %s 0 * :%s\r", name, name);
	conn_say(conn, "CAP END\r");
	conn_wait_for(conn, ":* 422 %s ...", name);
	return conn;
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *ali = enter(server, "ali"), *bo = enter(server, "bo");
	char text[2048];
	size_t len;

	registers(ali, "ali", 480);
	len = response("ali", 480, text);
	MUST(len > PIECE && len < 2 * PIECE, "it has %zu bytes", len);
	proves(ali, text, len, false);
	PASS("more than a piece");
	registers(bo, "bo", 296);
	len = response("bo", 296, text);
	MUST(len == PIECE, "it has %zu bytes", len);
	proves(bo, text, len, true);
	PASS("just one");
	registers_natively(server, "cy");
	len = response("cy", LIMIT_SECRET, text);
	MUST(len > 3 * PIECE, "it has %zu bytes", len);
	proves(enter(server, "dan"), text, len, false);
	PASS("the longest");
	test_too_long(ali);
	server_stop(server);
	return tap_done();
}

/*
 * SCRAM-SHA-256, natively and as SASL on IRC: both sides prove themselves; a
 * wrong proof, another secret or an account that is not there is refused, and
 * the third time is the end. However many strangers begin, each can finish, but
 * only on the same connection. The rounds do not tell whether an account
 * exists.
 */
#include <string.h>

#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/tap.h"
#include "tests/lib/upgrade.h"

#define MANY 200

static struct {
	struct conn *conn;
	struct keeper_exchange exchange;
} many[MANY];

static bool
is_refused(struct conn *conn, const char *name, const char *secret, bool spoil,
    const char *word)
{
	struct str line;

	return !keeper_scram(conn, name, secret, spoil, &line) &&
	    str_eq(str_word(&line), str_from(word));
}

static void
test_native(struct server *server)
{
	struct conn *conn = conn_open(server);
	struct str line;

	TAP_OK(keeper_scram(conn, "ali", "pw", false, &line), "it is proved");
	TAP_OK(is_refused(conn, "ali", "pw", true, "err"), "no other proof");
	TAP_OK(is_refused(conn, "zoe", "pw", false, "err"), "no such account");
	TAP_OK(is_refused(conn, "ali", "pv", false, "bye"),
	    "nor another secret, the third time of which is the end");
}

static void
test_irc(struct server *server)
{
	struct conn *bo = conn_open(server);

	conn_ask(bo, "CAP REQ sasl\r", ":* CAP * ACK :sasl\r");
	TAP_OK(!keeper_scram_irc(bo, "ali", "pw", true) &&
		pattern_matches(":* 904 * ...", bo->line),
	    "a wrong proof is 904");
	TAP_OK(keeper_scram_irc(bo, "ali", "pw", false),
	    "the server proves itself too");
	conn_ask(bo, "AUTHENTICATE +\r",
	    ":* 900 * * ali :You are now logged in as ali\r");
	conn_expect(bo, ":* 903 * ...");
	conn_say(bo, "NICK bo\r\nUSER bo 0 * :Bo\r\nCAP END\r\nWHOIS bo\r");
	conn_wait_for(bo, ":* 330 bo bo ali ...");
	conn_wait_for(bo, ":* 318 ...");
	TAP_OK(keeper_scram_irc(bo, "ali", "pw", false), "and again");
	conn_ask(bo, "AUTHENTICATE +\r", ":* 900 bo * ali :...");
}

static void
test_many(struct server *server)
{
	struct conn *other = conn_open(server);
	struct keeper_exchange exchange = { .bare = "" };
	size_t finished = 0;

	for (size_t i = 0; i < MANY; i++) {
		many[i].conn = conn_open(server);
		MUST(keeper_scram_begin(many[i].conn, "ali", &many[i].exchange),
		    "it is refused");
	}
	MUST(keeper_scram_begin(other, "ali", &exchange), "it is refused");
	TAP_OK(!keeper_scram_finish(other, &many[0].exchange, "pw"),
	    "one of another connection is not finished");
	upgrade_to(server, UPGRADE_LATER);
	for (size_t i = 0; i < MANY; i++)
		finished +=
		    keeper_scram_finish(many[i].conn, &many[i].exchange, "pw");
	TAP_NUM(finished, MANY, "all others are, over an upgrade");
}

static void
test_rounds(struct server *server)
{
	struct conn *conn = conn_open(server);
	struct keeper_exchange exchange = { .bare = "" };
	char name[] = "stranger-a";
	size_t older = 0;

	server_reload(server, "hash_rounds 5000\npassword_time 0\n");
	keeper_add(server, "new");
	for (; name[9] <= 'z'; name[9]++) {
		MUST(keeper_scram_begin(conn, name, &exchange), "it is none");
		older += strstr(exchange.said, ",i=4096") != NULL;
	}
	TAP_OK(older > 0 && older < 26,
	    "%zu of 26 that are none have older rounds", older);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });

	keeper_add(server, "ali"); /* its secret is "pw" */
	test_native(server);
	test_irc(server);
	test_many(server);
	test_rounds(server);
	server_stop(server);
	return tap_done();
}

/*
 * SASL SCRAM-SHA-256: both sides prove themselves, and the client is logged in
 * once it has confirmed the server's proof; a wrong proof gets 904 and does not
 * end the connection.
 */
#include "tests/lib/conn.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/tap.h"

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *bo = conn_open(server);

	keeper_add(server, "ali"); /* its secret is "pw" */
	conn_ask(bo, "CAP REQ sasl\r", ":* CAP * ACK :sasl\r");
	TAP_OK(!keeper_scram_irc(bo, "ali", "pw", true) &&
		pattern_matches(":* 904 * ...", bo->line),
	    "a wrong proof is 904");
	TAP_OK(!keeper_scram_irc(bo, "ali", "wrong", false) &&
		pattern_matches(":* 904 * ...", bo->line),
	    "and so is that of another secret");
	TAP_OK(keeper_scram_irc(bo, "ali", "pw", false),
	    "the server proves itself too");
	conn_ask(bo, "AUTHENTICATE +\r",
	    ":* 900 * * ali :You are now logged in as ali\r");
	conn_expect(bo, ":* 903 * ...");
	conn_say(bo, "NICK bo\r\nUSER bo 0 * :Bo\r\nCAP END\r");
	conn_wait_for(bo, ":* 422 bo ...");
	conn_say(bo, "WHOIS bo\r");
	conn_wait_for(bo, ":* 330 bo bo ali ...");
	conn_wait_for(bo, ":* 318 ...");
	PASS("and the client is logged in");
	TAP_OK(keeper_scram_irc(bo, "ali", "pw", false), "again");
	conn_ask(bo, "AUTHENTICATE +\r", ":* 900 bo * ali :...");
	conn_expect(bo, ":* 903 bo ...");
	PASS("after registration, again");
	server_stop(server);
	return tap_done();
}

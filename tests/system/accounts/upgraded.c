/*
 * An upgrade keeps accounts and logins, with a state directory and without; a
 * pending login continues or gets unavailable, and a pending SCRAM exchange
 * continues.
 */
#include <string.h>
#include <sysexits.h>

#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/upgrade.h"

/*
 * Expects a reply to the login from before: it succeeded, or was unavailable.
 */
static void
expect_some_answer(struct conn *conn)
{
	const struct str line = conn_line(conn);

	TAP_OK(pattern_matches("ok login ali", line) ||
		pattern_matches("err login unavailable ...", line),
	    "in the middle: %.*s", (int)line.len, line.at);
	conn_expect(conn, "ok ping behind");
}

static void
goes_on(const char *config)
{
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *ali = conn_named(server, "ali");
	struct conn *middle = conn_open(server), *begun = conn_open(server);
	struct keeper_exchange exchange;
	struct conn *plain = conn_open(server), *other;

	conn_ask(ali, "register pw", "ok register ali");
	MUST(keeper_scram_begin(begun, "ali", &exchange), "it is refused");
	conn_ask(plain, "prove plain", "ok prove +");
	conn_say(middle, "login ali pw\nping behind");
	upgrade_to(server, UPGRADE_LATER);
	expect_some_answer(middle);
	TAP_OK(!keeper_scram_finish(begun, &exchange, "pw"),
	    "an exchange has to begin anew");
	conn_ask(plain, "prove + AGFsaQBwdw==", "err prove not-allowed ...");
	PASS("and what was begun otherwise");
	conn_ask(ali, "logout", "ok logout");
	PASS("who was logged in still was");
	other = conn_open(server);
	conn_ask(other, "ali", "err name name-taken ...");
	conn_ask(other, "login ali pw", "ok login ali");
	conn_ask(other, "login ali pv", "err login not-allowed ...");
	PASS("the account is there");
	if (strstr(config, "state ") != NULL) {
		server_refuses(&(struct setup) { .config = config },
		    EX_UNAVAILABLE,
		    "forkcastd: state */state: in use by another forkcastd");
		PASS("and its directory is nobody else's");
	}
	server_stop(server);
}

int
main(void)
{
	goes_on(keeper_config());
	goes_on(KEEPER_QUICK);
	return tap_done();
}

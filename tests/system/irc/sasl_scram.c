/*
 * SASL SCRAM-SHA-256: both sides prove themselves, and the client is logged in
 * once it has confirmed the server's proof; a wrong proof gets 904 and does not
 * end the connection.
 */
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/tap.h"

static const struct move begin[] = {
	{ "ali", ENTERS, NULL },
	{ "ali", SAYS, "NS REGISTER sesame" },
	{ "ali", SEES, ":NickServ!* NOTICE ali :Done..." },
	{ "bo", SAYS, "CAP REQ sasl" },
	{ "bo", GETS, ":* CAP * ACK :sasl" },
};

static const struct move proved[] = {
	{ "bo", SAYS, "AUTHENTICATE +" },
	{ "bo", GETS, ":* 900 * * ali :You are now logged in as ali" },
	{ "bo", GETS, ":* 903 * ..." },
	{ "bo", SAYS, "NICK bo" },
	{ "bo", SAYS, "USER bo 0 * :Bo" },
	{ "bo", SAYS, "CAP END" },
	{ "bo", SEES, ":* 422 bo ..." },
	{ "ali", SAYS, "WHOIS bo" },
	{ "ali", SEES, ":* 330 ali bo ali ..." },
	{ NULL, HOLDS, "and is logged in" },
};

static const struct move again[] = {
	{ "bo", SAYS, "AUTHENTICATE +" },
	{ "bo", GETS, ":* 900 bo * ali :..." },
	{ "bo", GETS, ":* 903 bo ..." },
	{ NULL, HOLDS, "after registration, again" },
};

int
main(void)
{
	struct server *server =
	    exchange_begin(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *bo = conn_open(server);

	exchange_add("bo", bo);
	EXCHANGE_GO_ON(begin);
	TAP_OK(!keeper_scram_irc(bo, "ali", "sesame", true) &&
		pattern_matches(":* 904 * ...", bo->line),
	    "a wrong proof is 904");
	TAP_OK(!keeper_scram_irc(bo, "ali", "wrong", false) &&
		pattern_matches(":* 904 * ...", bo->line),
	    "and so is that of another secret");
	TAP_OK(keeper_scram_irc(bo, "ali", "sesame", false),
	    "the server proves itself too");
	EXCHANGE_GO_ON(proved);
	TAP_OK(keeper_scram_irc(bo, "ali", "sesame", false), "again");
	EXCHANGE_GO_ON(again);
	return exchange_end();
}

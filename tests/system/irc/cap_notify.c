/*
 * The capabilities for accounts come and go with the keeper and with the
 * configuration. A client that uses CAP LS 302, or has requested cap-notify, is
 * told; a capability that has gone is off for everyone.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/deadline.h"
#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

#define REGISTRATION "draft/account-registration"
#define MECHANISMS "sasl=PLAIN,SCRAM-SHA-256"

static const struct move come[] = {
	{ "ali", COMES, NULL },
	{ "ali", SAYS, "CAP LS 302" },
	{ "ali", GETS,
	    ":* CAP * LS * :account-notify * * * * * " REGISTRATION
	    "=custom-account-name ..." },
	{ "ali", SEES, ":* CAP * LS :..." },
	{ "ali", SAYS, "CAP REQ :sasl " REGISTRATION },
	{ "ali", GETS, ":* CAP * ACK :sasl " REGISTRATION },
	{ "bo", ENTERS, "cap-notify" },
	{ "javad", ENTERS, "sasl" },
};

static const struct move killed[] = {
	{ "ali", GETS, ":* CAP * DEL :" REGISTRATION },
	{ "ali", GETS, ":* CAP * DEL :sasl" },
	{ "ali", GETS, ":* CAP * NEW :" REGISTRATION "=custom-account-name" },
	{ "ali", GETS, ":* CAP * NEW :" MECHANISMS },
	{ "bo", GETS, ":* CAP bo DEL :" REGISTRATION },
	{ "bo", GETS, ":* CAP bo DEL :sasl" },
	{ "bo", GETS, ":* CAP bo NEW :" REGISTRATION },
	{ "bo", GETS, ":* CAP bo NEW :sasl" },
	{ "javad", QUIET, NULL },
	{ NULL, HOLDS, "as the keeper dies, and comes again" },
	{ "ali", SAYS, "CAP LIST" },
	{ "ali", GETS, ":* CAP * LIST :cap-notify" },
	{ "javad", SAYS, "CAP LIST" },
	{ "javad", GETS, ":* CAP javad LIST :" },
	{ NULL, HOLDS, "what has gone is to be asked for again" },
	{ "ali", SAYS, "CAP REQ :sasl" },
	{ "ali", GETS, ":* CAP * ACK :sasl" },
};

static const struct move before[] = {
	{ "ali", GETS,
	    ":* CAP * NEW :" REGISTRATION
	    "=custom-account-name,before-connect" },
	{ "ali", QUIET, NULL },
	{ "bo", GETS, ":* CAP bo NEW :" REGISTRATION },
	{ NULL, HOLDS, "what it says of itself is another thing now" },
};

static const struct move none[] = {
	{ "ali", GETS, ":* CAP * DEL :" REGISTRATION },
	{ "ali", GETS, ":* CAP * DEL :sasl" },
	{ "ali", SAYS, "CAP REQ :sasl" },
	{ "ali", GETS, ":* CAP * NAK :sasl" },
	{ "ali", SAYS, "AUTHENTICATE PLAIN" },
	{ "ali", GETS, ":* 904 * ..." },
	{ "sara", COMES, NULL },
	{ "sara", SAYS, "CAP LS" },
	{ "sara", GETS,
	    ":* CAP * LS :account-notify account-tag away-notify batch "
	    "cap-notify chghost draft/metadata-3 draft/multiline ..." },
	{ NULL, HOLDS, "without accounts neither is there" },
};

static const struct move again[] = {
	{ "ali", GETS, ":* CAP * NEW :" REGISTRATION "=custom-account-name" },
	{ "ali", GETS, ":* CAP * NEW :" MECHANISMS },
	{ NULL, HOLDS, "and both are there again with them" },
};

static void
reload(struct server *server, const char *config, const char *more)
{
	char text[1000];

	(void)snprintf(text, sizeof(text), "%s%s", config, more); /* fits */
	server_configure(server, text);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
}

int
main(void)
{
	const char *config = keeper_config();
	const struct setup setup = { .config = config };
	struct server *server = exchange_begin(&setup);

	EXCHANGE_GO_ON(come);
	MUST(kill(keeper_find(server), SIGKILL) == 0, "no keeper");
	EXCHANGE_GO_ON(killed);
	reload(server, config, "register before\n");
	EXCHANGE_GO_ON(before);
	const pid_t keeper = keeper_find(server);
	reload(server, config, "accounts no\n");
	EXCHANGE_GO_ON(none);
	/* It holds its file until it has ended. */
	proc_expect_gone(keeper);
	reload(server, config, "");
	EXCHANGE_GO_ON(again);
	return exchange_end();
}

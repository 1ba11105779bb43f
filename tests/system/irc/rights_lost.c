/*
 * A client that loses its account or its operator status without having asked
 * for it is told: by 901 and MODE -o, and a native client by account and flag.
 */
#include <signal.h>

#include "tests/lib/exchange.h"
#include "tests/lib/keeper.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

static const struct move first[] = {
	{ "ali", ENTERS, "account-notify" },
	{ "bo", ENTERS, "account-notify" },
	{ "cy", ENTERS, NULL },
	{ "full", NATIVE, NULL },
	{ "full", SAYS, "want full" },
	{ "full", GETS, "ok want full" },
	{ "brief", NATIVE, NULL },
	{ "ali", SAYS, "JOIN #tea" },
	{ "ali", SEES, ":* 366 ..." },
	{ "bo", SAYS, "JOIN #tea" },
	{ "bo", SEES, ":* 366 ..." },
	{ "ali", SEES, ":bo!* JOIN #tea" },
};

static const struct move second[] = {
	{ "ali", SAYS, "NS IDENTIFY pw" },
	{ "ali", SEES, ":NickServ!* NOTICE ali :Done: ali" },
	{ "bo", SEES, ":ali!* ACCOUNT ali" },
	{ "full", SAYS, "login ali pw" },
	{ "full", GETS, "ok login ali" },
	{ "brief", SAYS, "login ali pw" },
	{ "brief", GETS, "ok login ali" },
	{ "ali", SAYS, "OPER boss pw" },
	{ "ali", SEES, ":ali MODE ali +o" },
	{ "cy", SAYS, "OPER other pw" },
	{ "cy", SEES, ":cy MODE cy +o" },
	{ "full", SAYS, "oper boss pw" },
	{ "full", GETS, "ok oper" },
	{ "brief", SAYS, "oper boss pw" },
	{ "brief", GETS, "ok oper" },
};

static const struct move without_account[] = {
	{ "ali", GETS, ":* 901 ali ali!ali@* :You are now logged out" },
	{ "ali", QUIET, NULL },
	{ "bo", GETS, ":ali!* ACCOUNT *" },
	{ "full", GETS, "account * full!*!*!-" },
	{ "full", QUIET, NULL },
	{ "brief", QUIET, NULL },
	{ NULL, HOLDS, "who loses its account is told" },
};

static const struct move without_power[] = {
	{ "ali", GETS, ":ali MODE ali -o" },
	{ "ali", SAYS, "KILL bo :x" },
	{ "ali", GETS, ":* 481 ali ..." },
	{ "full", GETS, "flag * -S" },
	{ "full", SAYS, "flag" },
	{ "full", GETS, "ok flag -" },
	{ "brief", QUIET, NULL },
	{ "cy", QUIET, NULL },
	{ NULL, HOLDS, "so is an operator whose account is removed" },
};

static const struct move without_oper[] = {
	{ "cy", GETS, ":cy MODE cy -o" },
	{ NULL, HOLDS, "or named no more" },
};

int
main(void)
{
	const struct setup setup = { .config = KEEPER_QUICK
		"oper boss\noper other\n" };
	struct server *server = exchange_begin(&setup);
	struct conn *control;

	EXCHANGE_GO_ON(first);
	keeper_add(server, "ali");
	keeper_add(server, "boss");
	keeper_add(server, "other");
	EXCHANGE_GO_ON(second);
	control = conn_open_at(server->control);
	conn_say(control, "accounts remove ali");
	conn_wait_for(control, "ok ...");
	EXCHANGE_GO_ON(without_account);
	conn_say(control, "accounts remove boss");
	conn_wait_for(control, "ok ...");
	EXCHANGE_GO_ON(without_power);
	server_configure(server, KEEPER_QUICK "oper boss\n");
	server_signal(server, SIGHUP);
	server_expect(server, "reload: done");
	EXCHANGE_GO_ON(without_oper);
	return exchange_end();
}

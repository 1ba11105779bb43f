/* Names that can be taken for another: reserved, or somebody's. */
#include "tests/lib/conn.h"

static const struct step reserved[] = {
	{ "operser\u1d20", "err name bad-name ..." },
	{ "\uff4fperserv", "err name bad-name ..." },
	{ "oper\u0455erv", "err name bad-name ..." },
	{ "0per5erv0", "err name bad-name ..." }, /* begins with a digit */
	{ "name \ua4f3\ua4d1\ua4f0\ua4e3\ua4e2\ua4f0\ua4e3\ua4e6",
	    "err name bad-name ..." },
	{ "name narne", "err name bad-name ..." },
	{ "name x\ue000", "err name bad-name ..." },
	{ "name x\u0300\u0301\u0302", "err name bad-name ..." },
};

static const struct step taken[] = {
	{ "name MODEM", "err name name-taken name already in use" },
	{ "name modern",
	    "err name name-taken name looks like one in use: modem" },
	{ "name MODERN",
	    "err name name-taken name looks like one in use: modem" },
	{ "name \u0440\u0430\u0443", "ok name \u0440\u0430\u0443" },
};

static const struct step kept[] = {
	{ "name modern", "name * modem modern" },
	{ "name Modem", "name * modern Modem" },
	{ "name MODEM", "name * Modem MODEM" },
	{ "tell modern hi", "err tell no-such-name ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *other = conn_open(server);
	struct conn *third = conn_open(server);
	struct conn *modem = conn_named(server, "modem");

	conn_steps(other, reserved);
	PASS("who looks like the operator or a command is refused");
	conn_steps(other, taken);
	PASS("so is who looks like somebody, and is told like whom");
	conn_ask(third, "pay",
	    "err name name-taken name looks like one in use: "
	    "\u0440\u0430\u0443");
	PASS("whoever of the two came first");
	conn_steps(modem, kept);
	PASS("one's own name does not count, and nobody is reached by another");
	conn_ask(modem, "quit", "bye quit ...");
	conn_ask(third, "modern", "ok name modern");
	PASS("a name that has gone does not count");
	server_stop(server);
	return tap_done();
}

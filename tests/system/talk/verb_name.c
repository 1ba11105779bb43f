/* name: the first line, naming, renaming, and each way to be refused. */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "name", "err name bad-command ..." },
	{ "name ali baba", "err name bad-command ..." },
	{ "name 1st", "err name bad-name ..." },
	{ "name a@b", "err name bad-name ..." },
	{ "name send", "err name bad-name ..." },
	{ "name SEND", "err name bad-name ..." },
	{ "name NickServ", "err name bad-name ..." },
	{ "name p\xd0\xb0ul", "err name bad-name ..." }, /* Cyrillic a */
	{ "name javad", "err name name-taken ..." },
	{ "name JAVAD", "err name name-taken ..." },
};

static void
test_first_line(struct conn *javad, struct conn *ali)
{
	conn_ask(javad, "1st", "err name bad-name ...");
	conn_ask(javad, "user", "err name bad-name ...");
	conn_ask(javad, "CAP", "err name bad-name ...");
	conn_ask(javad, "javad", "ok name javad");
	conn_ask(ali, "Javad", "err name name-taken ...");
	conn_ask(ali, "name ali", "ok name ali");
	PASS("a name is said alone or with its verb, until one is accepted");
}

static void
test_renaming(struct conn *javad, struct conn *ali, struct conn *alone)
{
	conn_ask(javad, "join 1", "join * 1 javad");
	conn_ask(javad, "join 2", "join * 2 javad");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_ask(ali, "join 2", "join * 2 ali");
	conn_expect(javad, "join * 1 ali");
	conn_expect(javad, "join * 2 ali");
	conn_ask(javad, "name reza", "name * javad reza");
	conn_expect(ali, "name * javad reza");
	conn_expect_nothing(ali);
	conn_expect_nothing(alone);
	PASS("who shares two groups is told once, who shares none never");
	conn_ask(ali, "tell javad hi", "err tell no-such-name ...");
	conn_ask(ali, "send 1 hi", "msg * 1 ali hi");
	conn_expect(javad, "msg * 1 ali hi");
	conn_ask(alone, "name get", "name * alone get");
	conn_ask(alone, "name nick", "name * get nick");
	conn_ask(alone, "name javad", "name * nick javad");
	PASS("a renamed client stays a member, and its old name is free");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_open(server);
	struct conn *ali = conn_open(server);

	test_first_line(javad, ali);
	conn_steps(ali, refused);
	conn_expect_nothing(javad);
	PASS("bad, reserved and taken names are refused");
	test_renaming(javad, ali, conn_named(server, "alone"));
	server_stop(server);
	return tap_done();
}

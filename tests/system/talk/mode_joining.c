/*
 * Who may join: with the key, while there is room, who was invited; and an
 * invitation by an operator is good once, also for who is banned.
 */
#include "tests/lib/conn.h"

static const struct step closed[] = {
	{ "mode tea +k Sesame", "ok mode tea +k Sesame" },
	{ "mode tea +l 2", "ok mode tea +l 2" },
};
static const struct step without_key[] = {
	{ "join tea", "err join bad-key ..." },
	{ "join tea sesame", "err join bad-key ..." },
};

static void
comes_and_goes(struct conn *conn, struct conn *javad, const char *name)
{
	conn_ask(conn, "join tea", "join * tea %s", name);
	conn_expect(javad, "join * tea %s", name);
	conn_ask(conn, "leave tea", "leave * tea %s", name);
	conn_expect(javad, "leave * tea %s", name);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "tea");
	struct conn *ali = conn_named(server, "ali");
	struct conn *sara = conn_named(server, "sara");

	conn_steps(javad, closed);
	conn_steps(ali, without_key);
	conn_expect_nothing(javad);
	conn_ask(ali, "join tea Sesame", "join * tea ali");
	conn_expect(javad, "join * tea ali");
	PASS("who says the key");
	conn_ask(sara, "join tea Sesame", "err join group-full ...");
	conn_ask(ali, "leave tea", "leave * tea ali");
	conn_expect(javad, "leave * tea ali");
	conn_ask(javad, "mode tea -k", "ok mode tea -k");
	comes_and_goes(sara, javad, "sara");
	PASS("who finds room");
	conn_ask(javad, "mode tea -l", "ok mode tea -l");
	conn_ask(javad, "mode tea +i", "ok mode tea +i");
	conn_ask(ali, "join tea", "err join invite-only ...");
	conn_ask(javad, "invite tea ali", "ok invite tea ali");
	conn_expect(ali, "invite * tea javad ali");
	comes_and_goes(ali, javad, "ali");
	conn_ask(ali, "join tea", "err join invite-only ...");
	PASS("who was invited, once");
	conn_ask(javad, "mode tea +I a*", "ok mode tea +I a*!*@*");
	comes_and_goes(ali, javad, "ali");
	comes_and_goes(ali, javad, "ali");
	conn_ask(sara, "join tea", "err join invite-only ...");
	PASS("who need not be");
	conn_ask(javad, "mode tea -i", "ok mode tea -i");
	conn_ask(javad, "mode tea +b sara", "ok mode tea +b sara!*@*");
	conn_ask(sara, "join tea", "err join banned ...");
	conn_ask(javad, "invite tea sara", "ok invite tea sara");
	conn_expect(sara, "invite * tea javad sara");
	comes_and_goes(sara, javad, "sara");
	conn_ask(sara, "join tea", "err join banned ...");
	PASS("who is banned, if an operator invites it");
	conn_ask(javad, "mode tea +e *!us*@*", "ok mode tea +e *!us*@*");
	comes_and_goes(sara, javad, "sara");
	PASS("and who is exempt");
	server_stop(server);
	return tap_done();
}

/*
 * who, whois, counts: whom each means, who is hidden from whom, and each way to
 * be refused.
 */
#include "tests/lib/conn.h"

static const struct step refused[] = {
	{ "who", "err who bad-command ..." },
	{ "who 1 2", "err who bad-command ..." },
	{ "whois", "err whois bad-command ..." },
	{ "whois 1", "err whois bad-name ..." },
	{ "whois nobody", "err whois no-such-name ..." },
	{ "who nowhere", "ok who nowhere 0" },
	{ "who @nobody", "ok who @nobody 0" },
	{ "who @no*body", "ok who @no*body 0" },
	{ "who @", "ok who @ 0" },
};

static void
test_who(struct conn *bo)
{
	conn_ask(bo, "who tea", "person tea oa ali!aliuser@*.ip!*!B * * Ali S");
	conn_expect(bo, "person tea - bo!user@*.ip!*!- * * bo");
	conn_expect(bo, "ok who tea 2");
	conn_ask(bo, "who @ALI", "person * a ali!aliuser@*.ip!*!B * * Ali S");
	conn_expect(bo, "ok who @ALI 1");
	conn_ask(bo, "who @?l*", "person * a ali!aliuser@*.ip!*!B * * Ali S");
	conn_expect(bo, "ok who @?l* 1");
	conn_ask(bo, "who @*.ip", "person * a ali!aliuser@*.ip!*!B * * Ali S");
	conn_expect(bo, "person * - bo!user@*.ip!*!- * * bo");
	conn_expect(bo, "person * - sara!user@*.ip!*!- * * sara");
	conn_expect(bo, "ok who @*.ip 3");
	PASS("those of a group, one, and those whom a mask means");
}

static void
test_whois(struct conn *bo, struct conn *ali)
{
	conn_ask(bo, "whois ali", "person * a ali!aliuser@*.ip!*!B * * Ali S");
	conn_expect(bo, "in ali o tea");
	conn_expect(bo, "gone ali out");
	conn_expect(bo, "ok whois ali");
	conn_ask(ali, "whois ali", "person * a ali!aliuser@*.ip!*!B * * Ali S");
	conn_expect(ali, "in ali o tea");
	conn_expect(ali, "gone ali out");
	conn_expect(ali, "from ali 127.0.0.1:*");
	conn_expect(ali, "ok whois ali");
	PASS("one is told all, and of oneself where one comes from");
}

/* Of ali: to bo, who is in a group with it, and to sara, who is not. */
static void
test_hidden(struct conn *bo, struct conn *sara, struct conn *ali)
{
	conn_ask(ali, "flag +i", "ok flag Bi");
	conn_ask(sara, "who @al*", "ok who @al* 0");
	conn_ask(sara, "who tea", "person tea - bo!user@*.ip!*!- * * bo");
	conn_expect(sara, "ok who tea 1");
	conn_ask(sara, "whois ali", "person * a ali!aliuser@*.ip!*!B ...");
	conn_expect(sara, "gone ali out");
	conn_expect(sara, "ok whois ali");
	conn_ask(bo, "who @al*", "person * a ali!aliuser@*.ip!*!B ...");
	conn_expect(bo, "ok who @al* 1");
	PASS(
	    "who hides is found by its name, and by who is in a group with it");
	conn_ask(ali, "flag -i", "ok flag B");
	conn_ask(ali, "mode tea +s", "ok mode tea +s");
	conn_ask(sara, "who tea", "ok who tea 0");
	conn_ask(sara, "whois ali", "person * a ali!aliuser@*.ip!*!B ...");
	conn_expect(sara, "gone ali out");
	conn_expect(sara, "ok whois ali");
	PASS("a secret group is not there for who is not in it");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_open(server);
	struct conn *bo, *sara;

	conn_ask(ali, "about aliuser Ali S", "ok about");
	conn_ask(ali, "flag +B", "ok flag B");
	conn_ask(ali, "ali", "ok name ali");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_ask(ali, "away out", "ok away");
	bo = conn_member(server, "bo", "tea");
	conn_expect(ali, "join * tea bo");
	sara = conn_named(server, "sara");
	conn_steps(bo, refused);
	test_who(bo);
	test_whois(bo, ali);
	test_hidden(bo, sara, ali);
	conn_ask(bo, "counts", "ok counts 3 0 0 4 3");
	PASS("how many are here");
	server_stop(server);
	return tap_done();
}

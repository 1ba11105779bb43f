/*
 * oper with the secret of an account that the configuration names makes a
 * client a server operator, who is counted, marked, and sees addresses; nothing
 * else does, and guessing is as slow as with login.
 */
#include "tests/lib/keeper.h"

#define LATE (60 * SEC) /* password_time */

static const struct step refused[] = {
	{ "oper", "err oper bad-command ..." },
	{ "oper ali", "err oper bad-command ..." },
	{ "oper 1 pw", "err oper bad-name ..." },
	{ "oper bo pw", "err oper not-allowed not an operator's account, ..." },
	{ "oper ali wrong",
	    "err oper not-allowed not an operator's account, ..." },
	{ "flag", "ok flag -" },
	{ "flag +S", "err flag not-operator ..." },
	{ "flag -S", "ok flag -" },
	{ "counts", "ok counts 3 1 0 3 3" },
};

static const struct step taken[] = {
	{ "oper ALI pw", "ok oper" },
	{ "oper ali pw", "ok oper" },
	{ "flag", "ok flag S" },
	{ "flag +w", "ok flag wS" },
	{ "flag +S", "ok flag wS" },
	{ "counts", "ok counts 3 1 1 3 3" },
	{ "topic 1 x", "err topic not-member ..." },
	{ "mode 1 +m", "err mode not-member ..." },
};

static void
test_seen(struct conn *boss, struct conn *ali)
{
	conn_ask(ali, "whois boss", "person * S boss!user@*.ip!*!- ...");
	conn_expect(ali, "ok whois boss");
	conn_ask(ali, "who @boss", "person * S boss!user@*.ip!*!- ...");
	conn_expect(ali, "ok who @boss 1");
	PASS("others see who is an operator");
	conn_ask(boss, "whois ali", "person * - ali!user@*.ip!ali!- ...");
	conn_expect(boss, "from ali 127.0.0.1:*");
	conn_expect(boss, "ok whois ali");
	PASS("and an operator sees where others come from");
	conn_ask(boss, "flag -S", "ok flag w");
	conn_ask(boss, "counts", "ok counts 3 1 0 3 3");
	conn_ask(boss, "whois ali", "person * - ali!user@*.ip!ali!- ...");
	conn_expect(boss, "ok whois ali");
	PASS("until it wants to be one no more");
}

static void
is_late(struct server *server, struct conn *conn, struct conn *other,
    const char *line, const char *why, const char *answer)
{
	struct str early;

	conn_say(conn, "%s", line);
	server_expect(server, "refused: 127.0.0.1:* (%s)", why);
	server_pace(server, LATE / 2);
	conn_ask(other, "ping", "ok ping");
	TAP_OK(!conn_has_line(conn, &early), "it is late: %s", line);
	server_pace(server, LATE / 2);
	conn_expect(conn, "%s", answer);
}

static void
test_guesses(struct server *server, struct conn *other)
{
	struct conn *eve = conn_named(server, "eve");

	is_late(server, eve, other, "oper ali wrong", "wrong secret",
	    "err oper not-allowed ...");
	is_late(server, eve, other, "oper bo pw", "not an operator",
	    "err oper not-allowed ...");
	is_late(server, eve, other, "oper nobody pw", "wrong secret",
	    "bye kicked too many wrong ...");
	conn_expect_end(eve);
	PASS("that there is no such operator is as hard to find out");
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "hash_rounds 4096\npassword_time 0\noper ali\n" });
	struct conn *ali = conn_named(server, "ali");
	struct conn *bo = conn_named(server, "bo");
	struct conn *boss = conn_named(server, "boss"), *other;

	keeper_add(server, "ali");
	conn_ask(ali, "login ali pw", "ok login ali");
	conn_ask(bo, "register pw", "ok register bo");
	other = conn_open(server);
	conn_ask(other, "oper ali pw", "err oper not-allowed ...");
	conn_steps(boss, refused);
	PASS("nothing else makes one an operator");
	server_stop(server);

	server = server_start(&(struct setup) {
	    .config = "hash_rounds 4096\npassword_time 60\noper ali\n",
	    .paced = true });
	ali = conn_named(server, "ali");
	bo = conn_named(server, "bo");
	boss = conn_named(server, "boss");
	other = conn_open(server);
	keeper_add(server, "ali");
	conn_ask(ali, "login ali pw", "ok login ali");
	conn_ask(bo, "register pw", "ok register bo");
	conn_ask(other, "ping", "ok ping");
	conn_steps(boss, taken);
	server_expect(server, "boss: oper ali from 127.0.0.1:*");
	PASS("its secret does, and gives no power in groups");
	test_seen(boss, ali);
	conn_close(other);
	test_guesses(server, ali);
	server_stop(server);
	return tap_done();
}

/* take: as far as the credits reach, the oldest first, each in its turn. */
#include "tests/lib/conn.h"
#include "tests/lib/must.h"

static const struct step refused[] = {
	{ "take", "err take bad-command ..." },
	{ "take 1", "err take bad-command ..." },
	{ "take 1 x", "err take bad-command ..." },
	{ "take 1 -1", "err take bad-command ..." },
	{ "take 1 1 x", "err take bad-command ..." },
	{ "take 1 1 86401", "err take bad-command ..." },
	{ "take 1 1001", "err take too-many ..." },
	{ "take 2 1", "err take not-member ..." },
	{ "take nowhere 1", "err take not-member ..." },
	{ "take 1 1000 86400", "ok take 1 1000" },
	{ "take 1 999 0", "ok take 1 999" },
	{ "take 1 0", "ok take 1 0" },
	{ "boxes", "ok boxes 0" },
};

static void
post(struct conn *conn, int from, int to)
{
	for (int i = from; i <= to; i++) {
		conn_say(conn, "post 1 %d", i);
		conn_expect(conn, "ok post 1 *");
	}
}

static void
test_turns(struct conn *boss, struct conn *one, struct conn *two)
{
	conn_ask(one, "take 1 2", "ok take 1 2");
	conn_ask(two, "take 1 3", "ok take 1 3");
	conn_ask(boss, "boxes", "box 1 0 0 2");
	conn_expect(boss, "ok boxes 1");
	post(boss, 1, 7);
	conn_expect(one, "item * 1 boss 0 1");
	conn_expect(two, "item * 1 boss 0 2");
	conn_expect(one, "item * 1 boss 0 3");
	conn_expect(two, "item * 1 boss 0 4");
	conn_expect(two, "item * 1 boss 0 5");
	conn_ask(boss, "boxes", "box 1 2 5 2");
	conn_expect(boss, "ok boxes 1");
	PASS("each in its turn, as far as its credits reach");
	conn_ask(two, "take 1 4", "ok take 1 4");
	conn_expect(two, "item * 1 boss 0 6");
	conn_ask(one, "take 1 1", "ok take 1 1");
	conn_expect_nothing(one);
	PASS("a new grant counts what is under way");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *boss = conn_member(server, "boss", "1");

	conn_steps(boss, refused);
	PASS("each way to be refused, and the bounds");
	struct conn *one = conn_member(server, "one", "1");
	conn_expect(boss, "join * 1 one");
	struct conn *two = conn_member(server, "two", "1");
	conn_expect(boss, "join * 1 two");
	conn_expect(one, "join * 1 two");
	test_turns(boss, one, two);
	server_stop(server);
	return tap_done();
}

/*
 * take limits the number of items taken and their time, and refuses what is no
 * number.
 */
#include "tests/lib/conn.h"

#define MOST 1000

static const struct step bounds[] = {
	{ "take 1 0", "ok take 1 0" },
	{ "take 1 999", "ok take 1 999" },
	{ "take 1 1000", "ok take 1 1000" },
	{ "take 1 1001", "err take too-many too many: limit 1000" },
	{ "take 1 4294967296", "err take too-many too many: limit 1000" },
	{ "take 1 18446744073709551615",
	    "err take too-many too many: limit 1000" },
	{ "take 1 18446744073709551616", "err take bad-command ..." },
	{ "take 1 -1", "err take bad-command ..." },
	{ "take 1 1 0", "ok take 1 1" },
	{ "take 1 1 86399", "ok take 1 1" },
	{ "take 1 1 86400", "ok take 1 1" },
	{ "take 1 1 86401", "err take bad-command ..." },
	{ "take 1 1 4294967296", "err take bad-command ..." },
	{ "take 1 1 18446744073709551616", "err take bad-command ..." },
	{ "take 1 1 -1", "err take bad-command ..." },
	{ "take 1 0", "ok take 1 0" },
	{ "boxes", "ok boxes 0" },
};

static const struct step ids[] = {
	{ "done 9999999999999999", "err done no-such-item ..." },
	{ "back 9999999999999999", "err back no-such-item ..." },
	{ "done 10000000000000000", "err done bad-command ..." },
	{ "back 18446744073709551616", "err back bad-command ..." },
	{ "done 0", "err done bad-command ..." },
	{ "done 01", "err done bad-command ..." },
	{ "back -1", "err back bad-command ..." },
};

static void
test_most(struct conn *boss, struct conn *ali)
{
	conn_ask(ali, "take 1 1000 0", "ok take 1 1000");
	for (int i = 0; i < MOST; i++) {
		conn_say(boss, "post 1 %d", i);
		conn_expect(ali, "item * 1 boss 0 %d", i);
	}
	const uint64_t id = conn_id(ali);
	conn_say(boss, "post 1 more");
	for (int i = 0; i <= MOST; i++)
		conn_expect(boss, "ok post 1 *");
	conn_expect_nothing(ali);
	conn_ask(ali, "take 1 1000 0", "ok take 1 1000");
	conn_expect_nothing(ali);
	PASS("%d are under way with one, however often it asks", MOST);
	conn_say(ali, "done %llu", (unsigned long long)id);
	conn_expect(ali, "ok done *");
	conn_expect(ali, "item * 1 boss 0 more");
	PASS("one that is done makes room for one");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *boss = conn_member(server, "boss", "1");
	struct conn *ali = conn_member(server, "ali", "1");

	conn_expect(boss, "join * 1 ali");
	conn_steps(ali, bounds);
	PASS("credits and seconds");
	conn_steps(ali, ids);
	PASS("IDs");
	test_most(boss, ali);
	server_stop(server);
	return tap_done();
}

/* groups lists each group with its number of members and its topic. */
#include "tests/lib/conn.h"

#define MANY 60

/* Asks for the groups; the answer's lines must match in any order. */
static void
expect_groups(struct conn *conn, const char *one, const char *other)
{
	size_t found = 0;

	conn_say(conn, "groups");
	for (int i = 0; i < 2; i++) {
		const struct str line = conn_line(conn);
		found += str_eq(line, str_from(one));
		found += str_eq(line, str_from(other));
	}
	MUST(found == 2, "no \"%s\" and \"%s\" in the answer", one, other);
	conn_expect(conn, "ok groups 2");
}

/* Groups with the longest topics: more than fits a pipe at once. */
static void
test_many(struct conn *conn)
{
	for (int i = 0; i < MANY; i++) {
		conn_say(conn, "join many-%d\ntopic many-%d %0390d", i, i, i);
		conn_expect(conn, "join * many-%d javad", i);
		conn_expect(conn, "topic * many-%d javad %0390d", i, i);
	}
	for (int i = 0; i < MANY; i++)
		conn_say(conn, "groups");
	for (int i = 0; i < MANY; i++)
		conn_wait_for(conn, "ok groups %d", MANY + 2);
	PASS("long lists are whole, however many are asked for at once");
}

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "group tea\ngroup coffee\n" });
	struct conn *javad = conn_named(server, "javad");
	struct conn *ali = conn_member(server, "ali", "tea");

	expect_groups(javad, "group tea 1 -", "group coffee 0 -");
	conn_ask(javad, "join TEA", "join * tea javad");
	conn_expect(ali, "join * tea javad");
	conn_ask(ali, "topic tea at five", "topic * tea ali at five");
	conn_expect(javad, "topic * tea ali at five");
	expect_groups(javad, "group tea 2 at five", "group coffee 0 -");
	PASS("the configuration's groups, members and topics are listed");
	conn_ask(javad, "groups all", "err groups bad-command ...");
	test_many(javad);
	server_stop(server);
	return tap_done();
}

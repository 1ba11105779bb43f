/*
 * Clients without a name cannot delay an upgrade, end the server or change
 * anything for others: those that got a bye after three wrong secrets and
 * linger, those that have sent nothing or half a greeting or line, and those
 * that want another's name.
 */
#include <stdio.h>

#include "tests/lib/upgrade.h"

#define EACH 6

static struct {
	struct server *server;
	struct conn *javad;
	struct conn *ali;
} all;

static void
say_wrong_secrets(struct conn *conn, int number)
{
	conn_say(conn, "stranger%d", number);
	for (int i = 0; i < 3; i++)
		conn_say(conn, "login nobody wrong%d", i);
	conn_wait_for(conn, "bye kicked ...");
}

/* The second answer is under way, the third secret waits behind it. */
static void
say_more_wrong_secrets(struct conn *conn, int number)
{
	conn_say(conn, "guesser%d", number);
	for (int i = 0; i < 3; i++)
		conn_say(conn, "login nobody wrong%d", i);
}

static void
say_half(struct conn *conn, int number)
{
	(void)number;
	conn_send(conn, "NICK ha", 7);
}

static void
say_half_a_line(struct conn *conn, int number)
{
	conn_say(conn, "half%d", number);
	conn_say(conn, "join 1");
	conn_send(conn, "send 1 ha", 9);
}

static void
say_nothing(struct conn *conn, int number)
{
	(void)conn;
	(void)number;
}

static void
want_a_name(struct conn *conn, int number)
{
	(void)number;
	conn_say(conn, "ali");
	conn_say(conn, "name ALI");
}

static void (*const deeds[])(struct conn *conn,
    int number) = { say_wrong_secrets, say_more_wrong_secrets, say_half,
	say_half_a_line, say_nothing, want_a_name };

static void
upgrade_among_them(int round)
{
	struct conn *strangers[COUNT(deeds) * EACH];

	for (int i = 0; i < (int)COUNT(strangers); i++) {
		strangers[i] = conn_open(all.server);
		deeds[(size_t)i % COUNT(deeds)](strangers[i], round * 100 + i);
	}
	upgrade_to(all.server, round % 2 == 0 ? UPGRADE_LATER : UPGRADE_THIS);
	conn_say(all.ali, "send 1 round %d", round);
	conn_wait_for(all.ali, "msg * 1 ali round %d", round);
	conn_wait_for(all.javad, "msg * 1 ali round %d", round);
	for (size_t i = 0; i < COUNT(strangers); i++)
		conn_close(strangers[i]);
	server_expect_workers(all.server, 3); /* and the keeper */
	PASS("round %d: all stay but who was told bye", round);
}

int
main(void)
{
	all.server = server_start(&(struct setup) {
	    .config = "accounts yes\nlogin_plaintext yes\npassword_time 0\n"
		      "grace 600\n" });
	all.javad = conn_member(all.server, "javad", "1");
	all.ali = conn_member(all.server, "ali", "1");
	conn_expect(all.javad, "join * 1 ali");
	for (int round = 0; round < 2; round++)
		upgrade_among_them(round);
	conn_close(all.javad);
	conn_close(all.ali);
	server_stop(all.server);
	return tap_done();
}

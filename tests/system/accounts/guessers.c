/*
 * When the keeper answers again after many addresses have each sent a guess, an
 * honest client waits for only a few of them, from an address that the account
 * has used and from a new one; and so it does when they come again as soon as
 * they may. Counted by the order of log lines.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/lib/keeper.h"

#define CROWD 150

/*
 * The log has no more than ten a second of who was wrong; what the server takes
 * in one turn it may log in another order.
 */
#define A_FEW 6

static struct conn *crowd[CROWD];

static struct conn *
come_from(struct server *server, const char *format, int number)
{
	char from[32];

	(void)snprintf(from, sizeof(from), format, number); /* fits */
	return conn_open_from(server, from);
}

static void
make_accounts(struct server *server)
{
	struct conn *known = come_from(server, "127.0.1.%d:0", 1);

	conn_ask(known, "enroll ali pw", "ok register ali");
	conn_close(known);
	known = come_from(server, "127.0.1.%d:0", 2);
	conn_ask(known, "enroll bob pw", "ok register bob");
	conn_close(known);
}

/* Says it behind a ping, so that the server has it when that is answered. */
static void
say(struct conn *conn, const char *line)
{
	conn_say(conn, "ping\n%s", line);
	conn_expect(conn, "ok ping");
}

/* Lines about wrong secrets before the one of that login. */
static size_t
count_wrong_before(const char *log, const char *login)
{
	const char *end = strstr(log, login);
	size_t count = 0;

	MUST(end != NULL, "the log has no \"%s\"", login);
	while ((log = strstr(log, "(wrong secret)")) != NULL && log < end) {
		count++;
		log++;
	}
	return count;
}

/* They all guess while the keeper sleeps; then the two log in. */
static void
test_round(struct server *server, struct conn *known, struct conn *anew,
    struct conn *other, const char *what)
{
	const size_t before = strlen(server_log(server));
	const char *log;

	keeper_signal(server, SIGSTOP);
	for (int i = 0; i < CROWD; i++)
		say(crowd[i], "login ali wrong");
	say(known, "login ali pw");
	say(anew, "login bob pw");
	conn_ask(other, "ping", "ok ping");
	keeper_signal(server, SIGCONT);
	conn_expect(known, "ok login ali");
	conn_expect(anew, "ok login bob");
	log = server_log(server) + before;
	TAP_OK(count_wrong_before(log, "logged in as ali\n") <= A_FEW,
	    "who is known waits for a few %s", what);
	TAP_OK(count_wrong_before(log, "logged in as bob\n") <= A_FEW,
	    "and so does who is new");
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = KEEPER_QUICK "register before\nexempt none\n"
				   "max_clients 400\nhold_time 600\n" });
	struct conn *other = conn_open(server);

	make_accounts(server);
	for (int i = 0; i < CROWD; i++) {
		crowd[i] = come_from(server, "127.0.2.%d:0", 1 + i);
		conn_ask(crowd[i], "ping", "ok ping");
	}
	for (int i = 1; i <= 2; i++) {
		test_round(server, come_from(server, "127.0.1.%d:0", 1),
		    come_from(server, "127.0.3.%d:0", i), other,
		    i == 1 ? "who come at once" : "who press on");
		for (int j = 0; j < CROWD; j++)
			conn_expect(crowd[j], "err login not-allowed ...");
	}
	server_stop(server);
	return tap_done();
}

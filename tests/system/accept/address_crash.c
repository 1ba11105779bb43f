/*
 * The server refuses an address whose workers crash again and again for a
 * while; deaths that the operator caused do not count.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

#define FROM "127.0.0.2:0"

/* A sanitizer would catch SIGSEGV and end the worker by an exit code. */
static int
fault(void)
{
	return sanitized() ? SIGABRT : SIGSEGV;
}

static void
end_worker(struct server *server, const char *from, int signal)
{
	struct conn *conn = conn_open_from(server, from);

	conn_ask(conn, "name ali", "ok name ali");
	MUST(kill(server_worker(server, "ali"), signal) == 0, "no worker");
	if (signal == SIGTERM)
		conn_expect(conn, "bye kicked ...");
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(server, "ended: ali * pid *, ...");
}

static void
is_kept_out(struct server *server)
{
	struct conn *conn = conn_open_from(server, FROM);

	conn_expect_turned_away(
	    conn, "your address is blocked for a while because ...");
	conn_expect_end(conn);
	conn_close(conn);
	server_expect(server, "refused: 127.0.0.2:* (blocked)");
}

static void
test_attack(struct server *server, struct conn *within)
{
	for (int i = 0; i < 3; i++)
		end_worker(server, FROM, fault());
	server_expect(
	    server, "crash: 127.0.0.2 blocked for 600 s after 3 crashes");
	is_kept_out(server);
	PASS("the third crash keeps the address out");
	conn_ask(within, "ping", "ok ping");
	PASS("who is in from there stays");
	conn_close(conn_open_from(server, "127.0.0.3:0"));
	server_expect(server, "ended: - 127.0.0.3:* pid * bye quit, ...");
	PASS("others are let in");
}

static void
test_return(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "crash_time 600\nconnect_rate 0\nexempt none\n",
	    .paced = true });
	struct conn *conn;

	for (int i = 0; i < 3; i++)
		end_worker(server, FROM, fault());
	server_expect(
	    server, "crash: 127.0.0.2 blocked for 600 s after 3 crashes");
	server_pace(server, 540 * SEC);
	is_kept_out(server);
	server_pace(server, 60 * SEC);
	conn = conn_open_from(server, FROM);
	conn_ask(conn, "ping", "ok ping");
	conn_close(conn);
	server_expect(server, "crash: 127.0.0.2 no longer blocked");
	PASS("after crash_time it is let in again");
	end_worker(server, FROM, fault());
	server_expect(
	    server, "crash: 127.0.0.2 blocked for 1200 s after 4 crashes");
	PASS("one more crash keeps it out for twice as long");
	server_stop(server);
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = "crash_time 600\nconnect_rate 0\nexempt 127.0.0.1\n" });
	struct conn *within = conn_open_from(server, FROM);

	conn_ask(within, "name javad", "ok name javad");
	for (int i = 0; i < 4; i++) {
		end_worker(server, FROM, SIGKILL);
		end_worker(server, FROM, SIGTERM);
		end_worker(server, "127.0.0.1:0", fault());
	}
	conn_ask(within, "ping", "ok ping"); /* it would be logged by then */
	TAP_NUM(server_logged(server, "crash: ..."), 0,
	    "no death that was wanted counts, nor one of an exempt address");
	test_attack(server, within);
	server_stop(server);
	test_return();
	return tap_done();
}

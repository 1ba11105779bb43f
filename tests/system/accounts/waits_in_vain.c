/*
 * A client that waits in vain for the keeper gets an answer, and can go on.
 */
#include <signal.h>

#include "tests/lib/keeper.h"

#define CONFIG                                                               \
	"hash_rounds 4096\npassword_time 60\nexempt none\nregister before\n" \
	"grace 600\n"
static struct conn *
come(struct server *server)
{
	return conn_open_from(server, "127.0.0.7:0");
}

/* The keeper is asked nothing for the one who waits. */
static void
gives_up(struct server *server)
{
	struct conn *other = come(server);
	struct conn *elsewhere = conn_open_from(server, "127.0.0.8:0");
	struct str line;

	server_reload(server, CONFIG "hold_time 60\n");
	keeper_signal(server, SIGSTOP);
	conn_ask(other, "ping\nlogin nobody wrong\nname bob", "ok ping");
	conn_ask(elsewhere, "ping", "ok ping");
	server_pace(server, 30 * SEC);
	conn_ask(elsewhere, "ping", "ok ping");
	MUST(!conn_has_line(other, &line), "that is too soon");
	server_pace(server, 30 * SEC);
	conn_expect(other, "err login unavailable ...");
	conn_expect(other, "ok name bob");
	PASS("who waits for too long is told, and goes on");
	keeper_signal(server, SIGCONT);
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) {
	    .config = CONFIG "hold_time 3600\n", .paced = true });

	conn_ask(come(server), "enroll victim pw", "ok register victim");
	gives_up(server);
	server_stop(server);
	return tap_done();
}

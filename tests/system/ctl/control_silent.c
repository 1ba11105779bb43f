/*
 * Silent connections to the control socket keep the operator out for a moment
 * only, however many there are: the oldest makes room. A new connection is not
 * closed.
 */
#include "tests/lib/conn.h"

#define PLACES 8
#define MANY 20
#define SILENCE SEC /* behind which it may have to make room */

static void
keeps_nobody_out(struct server *server, size_t count)
{
	struct conn *silent[MANY], *operator;

	for (size_t i = 0; i < count; i++)
		silent[i] = conn_open_at(server->control);
	operator= conn_open_at(server->control);
	conn_say(operator, "ping");
	for (size_t i = 0; i < count; i += PLACES)
		server_pace(server, SILENCE);
	conn_expect(operator, "ok ping");
	conn_ask(silent[count - 1], "ping", "ok ping");
	PASS("%zu of them: it is answered before their silence is punished",
	    count);
	conn_expect_end(silent[0]);
	conn_close(operator);
	for (size_t i = 0; i < count; i++)
		conn_close(silent[i]);
}

/* Operators who talk are not turned out for a newcomer. */
static void
stays(struct server *server)
{
	struct conn *busy[PLACES], *newcomer;
	struct str line;

	for (size_t i = 0; i < PLACES; i++) {
		busy[i] = conn_open_at(server->control);
		conn_ask(busy[i], "ping", "ok ping");
	}
	newcomer = conn_open_at(server->control);
	conn_say(newcomer, "ping");
	server_pace(server, 2 * SILENCE);
	for (size_t i = 0; i < PLACES; i++)
		conn_ask(busy[i], "ping", "ok ping");
	MUST(!conn_has_line(newcomer, &line), "there was no room");
	PASS("who has asked something stays");
	conn_close(busy[0]);
	conn_expect(newcomer, "ok ping");
	for (size_t i = 1; i < PLACES; i++)
		conn_close(busy[i]);
	conn_close(newcomer);
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) { .paced = true });

	keeps_nobody_out(server, PLACES);
	keeps_nobody_out(server, MANY);
	stays(server);
	server_stop(server);
	return tap_done();
}

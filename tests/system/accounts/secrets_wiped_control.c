/*
 * Once the operator's secrets on the control socket are answered, or the
 * connection has ended, they are nowhere in the server's memory: whole lines,
 * refused ones, several at once, and half a line.
 */
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/keeper.h"
#include "tests/lib/wiped.h"

static char secret[WIPED_LEN + 1], other[WIPED_LEN + 1], half[WIPED_LEN + 1];

static void
says_lines(const struct server *server)
{
	struct conn *operator= conn_open_at(server->control);

	conn_say(operator, "accounts add ali %s", secret);
	conn_expect(operator, "ok account ali created");
	wiped_expect(server, secret, "what is done");
	/* The look takes longer than a connection may be silent. */
	conn_close(operator);
	operator= conn_open_at(server->control);
	conn_say(operator, "accounts add ali %s", secret);
	conn_expect(operator, "err ...");
	conn_say(operator, "no such order %s", secret);
	conn_expect(operator, "err ...");
	wiped_expect(server, secret, "what is refused");
	conn_close(operator);
	operator= conn_open_at(server->control);
	conn_say(operator, "accounts passwd ali %s\naccounts add bob %s\nping",
	    secret, other);
	conn_expect(operator, "ok account ali has a new secret");
	conn_expect(operator, "ok account bob created");
	conn_expect(operator, "ok ping");
	wiped_expect(server, secret, "some at once");
	wiped_expect(server, other, "and the next of them");
	conn_close(operator);
}

static void
goes(const struct server *server)
{
	struct conn *operator= conn_open_at(server->control);

	conn_say(operator, "ping");
	conn_expect(operator, "ok ping");
	conn_send(operator, "accounts add cem ", 17);
	conn_send(operator, half, WIPED_LEN);
	conn_close(operator);
	operator= conn_open_at(server->control);
	conn_say(operator, "ping");
	conn_expect(operator, "ok ping");
	wiped_expect(server, half, "half a line of one that has gone");
	conn_close(operator);
}

int
main(void)
{
	struct server *server;
	struct conn *ali;

	wiped_begin();
	wiped_make(secret, "zqs");
	wiped_make(other, "zqo");
	wiped_make(half, "zqh");
	server = server_start(&(struct setup) { .config = KEEPER_QUICK });
	ali = conn_named(server, "somebody");
	wiped_can_read(server, "somebody");
	conn_ask(ali, "ping", "ok ping");
	says_lines(server);
	goes(server);
	server_stop(server);
	return tap_done();
}

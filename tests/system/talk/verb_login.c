/*
 * login needs the right secret, takes the name in any case, and works with or
 * without a name, again and again; logout ends it.
 */
#include "shared/limits.h"
#include "tests/lib/filler.h"
#include "tests/lib/keeper.h"

static const struct step steps[] = {
	{ "logout", "err logout not-allowed not logged in" },
	{ "login ali open sesame", "ok login ali" },
	{ "login ALI open sesame", "ok login ali" },
	{ "logout", "ok logout" },
	{ "logout", "err logout not-allowed ..." },
	{ "login ali", "err login bad-command ..." },
	{ "login ali  open sesame", "err login not-allowed ..." },
	{ "login nobody open sesame", "err login not-allowed ..." },
	{ "login ali open sesame", "ok login ali" },
	{ "login ali Open sesame", "err login not-allowed ..." },
	{ "logout", "ok logout" },
	{ "login ali open sesame ", "err login not-allowed ..." },
	{ "login ali open sesame", "ok login ali" },
	{ "ali", "ok name ali" },
	{ "logout", "ok logout" },
	{ "name zoe", "name * ali zoe" },
	{ "name ali", "err name name-taken ..." },
};

/* Whatever comes behind a login is answered behind it. */
static void
keeps_order(struct conn *conn)
{
	conn_say(conn,
	    "login ali open sesame\nping one\nlogin ali open sesame\n"
	    "ping two");
	conn_expect(conn, "ok login ali");
	conn_expect(conn, "ok ping one");
	conn_expect(conn, "ok login ali");
	conn_expect(conn, "ok ping two");
	PASS("answers come in their order");
}

static void
takes_long_secrets(struct conn *conn)
{
	conn_say(conn, "enroll long %s", filler(LIMIT_SECRET));
	conn_expect(conn, "ok register long");
	conn_say(conn, "login long %s", filler(LIMIT_SECRET));
	conn_expect(conn, "ok login long");
	conn_say(conn, "login long %s", filler(LIMIT_SECRET + 1));
	conn_expect(conn, "err login too-long ...");
	PASS("a secret has up to 1000 bytes");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *ali = conn_named(server, "ali");
	struct conn *other = conn_open(server), *long_one;

	conn_ask(ali, "register open sesame", "ok register ali");
	conn_close(ali);
	server_expect(server, "ended: ali ...");
	conn_steps(other, steps);
	PASS("who has the secret is logged in, and nobody else");
	long_one = conn_named(server, "bob");
	keeps_order(long_one);
	conn_ask(long_one, "logout", "ok logout");
	takes_long_secrets(long_one);
	server_stop(server);
	return tap_done();
}

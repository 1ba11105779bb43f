/*
 * An upgrade to a program whose rehearsal says nothing of what it knows works:
 * clients log in, create accounts, and all are there after the way back.
 */
#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

static void
register_name(struct server *server, const char *name)
{
	struct conn *conn = conn_named(server, name);

	conn_say(conn, "register pw");
	conn_expect(conn, "ok register %s", name);
	conn_quit(conn);
}

static void
log_in(struct server *server, const char *name)
{
	struct conn *conn = conn_open(server);

	conn_say(conn, "login %s pw", name);
	conn_expect(conn, "ok login %s", name);
	conn_close(conn);
}

/* Without a directory what is kept is an object, which goes along. */
static void
there_and_back(const char *config, const char *what)
{
	struct server *server =
	    server_start(&(struct setup) { .config = config });

	register_name(server, "ali");
	upgrade_to(server, UPGRADE_OLDER);
	log_in(server, "ali");
	register_name(server, "bob");
	upgrade_to(server, UPGRADE_THIS);
	log_in(server, "ali");
	log_in(server, "bob");
	register_name(server, "zoe");
	upgrade_to(server, UPGRADE_OLDER);
	log_in(server, "zoe");
	PASS("%s: all accounts are there on the way back", what);
	server_stop(server);
}

int
main(void)
{
	there_and_back(keeper_config(), "in a directory");
	there_and_back(KEEPER_QUICK, "without one");
	return tap_done();
}

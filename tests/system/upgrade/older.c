/*
 * An upgrade to a program that knows no checksum of the accounts works: clients
 * log in, create accounts, and all are there after the way back. If the file
 * cannot be written for it, this upgrade is refused, and one to a program that
 * knows the checksum is not.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

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

/* Returns whether the file ends with a checksum. */
static bool
has_checksum(void)
{
	const char *end = strstr(keeper_text(), "\nend ");

	MUST(end != NULL, "the file has no end");
	end += strlen("\nend ");
	return end[strcspn(end, " \n")] == ' ';
}

static void
let_write(bool may)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "state");
	MUST(chmod(path, may ? 0700 : 0500) == 0, "no directory");
}

static void
test_unwritten(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = keeper_config() });

	register_name(server, "ann");
	upgrade_to(server, UPGRADE_THIS);
	TAP_OK(has_checksum(), "for who knows the checksum it stays");
	let_write(false);
	upgrade_fails(server, upgrade_program(UPGRADE_OLDER),
	    "the keeper cannot write the accounts in ...");
	log_in(server, "ann");
	let_write(true);
	upgrade_to(server, UPGRADE_OLDER);
	TAP_OK(!has_checksum(), "for who does not, it goes");
	log_in(server, "ann");
	PASS("where it cannot be written, the way back is refused");
	server_stop(server);
}

int
main(void)
{
	there_and_back(keeper_config(), "in a directory");
	there_and_back(KEEPER_QUICK, "without one");
	test_unwritten();
	return tap_done();
}

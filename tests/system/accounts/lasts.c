/*
 * Accounts survive a restart only with a state directory; its file contains no
 * secret, and nobody else may read it. A server refuses to start with a broken
 * file, names the line, and leaves the file alone.
 */
#include <signal.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"

static void
registers(const char *config)
{
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "register open sesame", "ok register ali");
	conn_close(ali);
	server_stop(server);
}

static void
lasts(void)
{
	struct setup setup = { .config = keeper_config() };
	struct server *server;
	struct conn *conn;
	struct stat info;

	registers(setup.config);
	TAP_OK(strstr(keeper_text(), "\naccount ali ") != NULL &&
		strstr(keeper_text(), "sesame") == NULL,
	    "the file has the account, and not its secret");
	TAP_OK(stat(keeper_path(), &info) == 0 && (info.st_mode & 077) == 0,
	    "and nobody else may read it");
	server = server_start(&setup);
	(void)keeper_find(server);
	server_refuses(&setup, EX_UNAVAILABLE,
	    "forkcastd: state */state: in use by another forkcastd");
	PASS("no other server may have the directory meanwhile");
	conn = conn_open(server);
	conn_ask(conn, "login ali open sesame", "ok login ali");
	PASS("it is there after a restart");
	server_stop(server);
}

static void
does_not_last(void)
{
	struct setup setup = { .config = KEEPER_QUICK };
	struct server *server;
	struct conn *conn;

	registers(setup.config);
	server = server_start(&setup);
	conn = conn_open(server);
	conn_ask(conn, "login ali open sesame", "err login not-allowed ...");
	PASS("without a directory it is not");
	server_stop(server);
}

static void
refuses(const char *text, const char *says)
{
	const struct setup setup = { .config = keeper_config() };

	scratch_write(keeper_path(), text);
	MUST(chmod(keeper_path(), 0600) == 0, "chmod");
	server_refuses(&setup, EX_CONFIG, "forkcastd: state */state: %s", says);
	TAP_STR(str_from(keeper_text()), str_from(text), "it is as it was");
}

int
main(void)
{
	lasts();
	does_not_last();
	refuses("forkcast-accounts 2\naccount ali\n", "accounts, line 2: ...");
	refuses("forkcast-accounts 1\nend 0\n",
	    "cannot read the accounts: not a file of this version; move ...");
	refuses("", "cannot read the accounts: the file is empty; ...");
	server_refuses(&(struct setup) { .config = "state /nowhere/at/all\n" },
	    EX_CONFIG, "forkcastd: state /nowhere/at/all: ...");
	PASS("nor does it start without the directory");
	return tap_done();
}

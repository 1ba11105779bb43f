/*
 * If something else has the name of a state file, a server does not start, and
 * -t, a reload and an upgrade fail with the same message, which names the file
 * and the remedy; when it is removed, all succeed.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

static char at[SCRATCH_PATH], aside[SCRATCH_PATH];

static void
put_directory(void)
{
	MUST(mkdir(at, 0700) == 0, "%s", strerror(errno));
}

static void
put_fifo(void)
{
	MUST(mkfifo(at, 0600) == 0, "%s", strerror(errno));
}

static void
put_symbolic(void)
{
	MUST(symlink("elsewhere", at) == 0, "%s", strerror(errno));
}

static void
put_linked(void)
{
	scratch_write(aside, "");
	MUST(link(aside, at) == 0, "%s", strerror(errno));
}

static const struct row {
	const char *name;
	void (*put)(void);
} rows[] = {
	{ "accounts.lock", put_directory },
	{ "accounts.lock", put_symbolic },
	{ "accounts.lock", put_linked },
	{ "accounts.new", put_directory },
	{ "server.lock", put_fifo },
	{ "server.lock", put_linked },
};

static void
take_away(void)
{
	MUST(unlink(at) == 0 || rmdir(at) == 0, "%s: %s", at, strerror(errno));
	(void)unlink(aside); /* if it is there */
}

static void
refuses_start(const char *words)
{
	struct setup setup = { .config = keeper_config() };

	server_refuses(&setup, EX_CONFIG, "forkcastd: %s", words);
	setup.args[0] = "-t";
	server_refuses(&setup, EX_CONFIG, "forkcastd: %s", words);
}

static void
refuses_change(struct server *server, const char *words)
{
	server_signal(server, SIGHUP);
	server_expect(server, "reload: refused: %s", words);
	upgrade_fails(server, upgrade_program(UPGRADE_LATER), words);
}

static void
is_refused(const struct row *row, size_t number)
{
	const struct setup setup = { .config = keeper_config() };
	struct server *server;
	char words[256], name[64], account[32];

	(void)snprintf(words, sizeof(words),
	    "state */state: %s is not a regular file of the server's user "
	    "alone; remove it",
	    row->name);
	(void)snprintf(name, sizeof(name), "state/%s", row->name);
	(void)snprintf(account, sizeof(account), "ali%zu", number);
	scratch_path(at, name);
	(void)unlink(at); /* a lock stays */
	row->put();
	refuses_start(words);
	take_away();
	server = server_start(&setup);
	keeper_add(server, account);
	(void)unlink(at); /* the keeper's lock, or the server's */
	row->put();
	refuses_change(server, words);
	take_away();
	upgrade_to(server, UPGRADE_LATER);
	conn_close(keeper_come(server, account));
	server_stop(server);
	PASS("%s is another file", row->name);
}

/* Such files would kill each new keeper, and nobody would know why. */
static void
names_what_stops_a_keeper(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = keeper_config() });

	scratch_path(at, "state/accounts.lock");
	keeper_add(server, "ali");
	MUST(unlink(at) == 0, "there is no lock");
	put_directory();
	keeper_signal(server, SIGKILL);
	server_expect(
	    server, "keeper: pid * ended, exit locked; restarting ...");
	take_away();
	(void)keeper_find(server);
	conn_close(keeper_come(server, "ali"));
	server_stop(server);
	PASS("the log names what stops a keeper");
}

int
main(void)
{
	scratch_path(aside, "aside");
	for (size_t i = 0; i < COUNT(rows); i++)
		is_refused(&rows[i], i);
	names_what_stops_a_keeper();
	return tap_done();
}

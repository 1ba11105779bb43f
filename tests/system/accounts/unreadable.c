/*
 * A server that cannot read its state never acts as if there were none: it does
 * not start, nor does -t say that it would; and a running one keeps known names
 * reserved, gives out no new ones, and is critical for check until it can read
 * it again. What is wrong is named, with the remedy, and left as it is.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/journal.h"
#include "tests/lib/shell.h"
#include "tests/lib/tap.h"

static char state[SCRATCH_PATH], away[SCRATCH_PATH], aside[SCRATCH_PATH];
static char good[64 * 1024]; /* the accounts */

static void
must(bool done)
{
	MUST(done, "%s", strerror(errno));
}

static void
put(const char *text)
{
	scratch_write(keeper_path(), text);
	must(chmod(keeper_path(), 0600) == 0);
	keeper_give();
}

static void
break_line(void)
{
	put("forkcast-accounts 2\naccount ali\n");
}

static void
put_older(void)
{
	put("forkcast-accounts 1\nend 0\n");
}

static void
put_nothing(void)
{
	put("");
}

static void
give_away(void)
{
	must(chown(keeper_path(), 12345, 12345) == 0);
}

static void
remove_file(void)
{
	must(unlink(keeper_path()) == 0);
}

static void
restore_file(void)
{
	put(good);
}

static void
remove_directory(void)
{
	must(rename(state, away) == 0);
}

static void
replace_directory(void)
{
	remove_directory();
	(void)keeper_config();
}

static void
restore_directory(void)
{
	(void)rmdir(state); /* it may not be there */
	must(rename(away, state) == 0);
}

/* Something else is where the history has to be. */
static void
put_other(void)
{
	must(rename(journal_path(), aside) == 0);
	scratch_write(journal_path(), "");
}

static void
put_symbolic(void)
{
	must(rename(journal_path(), aside) == 0 &&
	    symlink(aside, journal_path()) == 0);
}

static void
restore_history(void)
{
	must(unlink(journal_path()) == 0 &&
	    rename(aside, journal_path()) == 0);
}

#define REMEDY "it must be a directory of the server's user: move it away"

static const struct damage {
	const char *what;
	void (*make)(void);
	void (*undo)(void);
	const char *says; /* behind "forkcastd: " */
	bool starts; /* one that starts does not know better */
	bool runs; /* one that runs notices */
	bool needs_root;
} damages[] = {
	{ "a broken line", break_line, restore_file,
	    "state */state: accounts, line 2: ...", false, true, false },
	{ "another version", put_older, restore_file,
	    "state */state: cannot read the accounts: not a file of this "
	    "version; move ...",
	    false, false, false },
	{ "an empty file", put_nothing, restore_file,
	    "state */state: cannot read the accounts: the file is empty; ...",
	    false, false, false },
	{ "a file of another user", give_away, restore_file,
	    "state */state: cannot read the accounts: they belong to uid "
	    "12345, ...",
	    false, true, true },
	{ "a file that is gone", remove_file, restore_file, NULL, true, true,
	    false },
	{ "another directory", replace_directory, restore_directory, NULL, true,
	    true, false },
	{ "no directory", remove_directory, restore_directory,
	    "state */state: No such file or directory", false, true, false },
	{ "a file instead of the history", put_other, restore_history,
	    "history: */state/history: Not a directory; " REMEDY, false, false,
	    false },
	{ "a link instead of the history", put_symbolic, restore_history,
	    "history: */state/history: Not a directory; " REMEDY, false, false,
	    false },
};

static void
refuses_start(const struct damage *damage)
{
	struct setup setup = { .config = journal_config() };

	damage->make();
	server_refuses(&setup, EX_CONFIG, "forkcastd: %s", damage->says);
	setup.args[0] = "-t";
	server_refuses(&setup, EX_CONFIG, "forkcastd: %s", damage->says);
	damage->undo();
	PASS("%s: it does not start, nor does -t say so", damage->what);
}

static void
await_name(struct conn *conn)
{
	const usec end = deadline();

	do {
		MUST(deadline_pause(end), "nobody gets a name");
		conn_say(conn, "name bob");
	} while (!str_eq(conn_line(conn), STR("ok name bob")));
}

/* Where a keeper cannot live, the next cannot either. */
static void
happens(const struct damage *damage)
{
	struct server *server =
	    server_start(&(struct setup) { .config = journal_config() });
	struct conn *conn = conn_open(server), *irc = conn_open(server);

	shell_set_number("SERVER", server->was);
	conn_close(keeper_come(server, "ali")); /* the keeper is there */
	damage->make();
	keeper_signal(server, SIGKILL);
	server_expect(server, "keeper: pid * ended, signal 9; restarting ...");
	server_expect(server, "keeper: ...");
	conn_ask(conn, "ali", "err name name-taken ...");
	conn_ask(conn, "name javad", "err name unavailable ...");
	conn_say(irc, "NICK javad\r\nUSER a 0 * :a\r");
	conn_expect(irc, ":* 437 * javad :...");
	shell_check_shows("CRITICAL", 2, "; cannot read the accounts");
	damage->undo();
	await_name(conn);
	conn_ask(conn, "login ali pw", "ok login ali");
	shell_check_shows("OK", 0, "");
	conn_close(irc);
	conn_close(conn);
	server_stop(server);
	PASS("%s: names are kept, and nobody gets one until that is mended",
	    damage->what);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = journal_config() });

	scratch_path(state, "state");
	scratch_path(away, "away");
	scratch_path(aside, "aside");
	(void)journal_find(server);
	keeper_add(server, "ali");
	server_stop(server);
	(void)snprintf(good, sizeof(good), "%s", keeper_text()); /* fits */
	for (size_t i = 0; i < COUNT(damages); i++) {
		if (damages[i].needs_root && geteuid() != 0)
			continue;
		if (!damages[i].starts)
			refuses_start(&damages[i]);
		if (damages[i].runs)
			happens(&damages[i]);
	}
	server_refuses(&(struct setup) { .config = "state /nowhere/at/all\n" },
	    EX_CONFIG, "forkcastd: state /nowhere/at/all: ...");
	return tap_done();
}

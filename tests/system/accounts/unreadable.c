/*
 * A server that cannot read its accounts never acts as if there were none: it
 * does not start, and a running one keeps known names reserved, gives out no
 * new ones, and is critical for check until it can read the file again. The
 * same holds for a broken or missing file, one of another user, and a replaced
 * directory.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/scratch.h"
#include "tests/lib/shell.h"

/* The scoreboard shows it with the next turn. */
#define CHECK "forkcastctl -p $SERVER check"
#define AWAIT(words)                       \
	"until " CHECK " | grep -q " words \
	"; do sleep 0.05 || sleep 1; done; " CHECK

static char state[SCRATCH_PATH], away[SCRATCH_PATH];

/* The server's user, as the directory's owner tells. */
static struct stat
owner(void)
{
	struct stat info;

	MUST(stat(state, &info) == 0, "no directory");
	return info;
}

static void
move(const char *from, const char *to)
{
	MUST(rename(from, to) == 0, "%s: %s", from, strerror(errno));
}

static void
break_file(void)
{
	FILE *file = fopen(keeper_path(), "a");

	MUST(
	    file != NULL && fputs("nonsense\n", file) >= 0 && fclose(file) == 0,
	    "it cannot be broken");
}

static void
remove_file(void)
{
	MUST(unlink(keeper_path()) == 0, "it cannot be removed");
}

static void
give_away(void)
{
	MUST(geteuid() != 0 || chown(keeper_path(), 12345, 12345) == 0,
	    "it cannot be given away");
}

static void
replace_directory(void)
{
	move(state, away);
	(void)keeper_config();
}

static void
remove_directory(void)
{
	move(state, away);
}

/* Puts it back as it was. */
static void
restore_directory(void)
{
	(void)rmdir(state);
	move(away, state);
}

static char good[64 * 1024];

static void
restore_file(void)
{
	const struct stat whose = owner();

	scratch_write(keeper_path(), good);
	MUST(chmod(keeper_path(), 0600) == 0 &&
		(geteuid() != 0 ||
		    chown(keeper_path(), whose.st_uid, whose.st_gid) == 0),
	    "it cannot be restored");
}

static const struct damage {
	const char *what;
	void (*make)(void);
	void (*undo)(void);
	const char *says; /* behind "state DIRECTORY: " */
	bool is_seen_at_start; /* where nothing else is known */
	bool root_only;
} damages[] = {
	{ "a broken file", break_file, restore_file, "accounts, line *: ...",
	    true, false },
	{ "a file of another user", give_away, restore_file,
	    "cannot read the accounts: they belong to uid 12345, ...", true,
	    true },
	{ "a file that is gone", remove_file, restore_file,
	    "the file accounts is gone; ...", false, false },
	{ "another directory", replace_directory, restore_directory,
	    "another directory has replaced ...", false, false },
	{ "no directory", remove_directory, restore_directory,
	    "No such file or directory", true, false },
};

static void
refuses_start(const struct setup *setup, const struct damage *damage)
{
	struct setup check = *setup;

	if (!damage->is_seen_at_start)
		return;
	server_refuses(
	    setup, EX_CONFIG, "forkcastd: state */state: %s", damage->says);
	check.args[0] = "-t";
	server_refuses(
	    &check, EX_CONFIG, "forkcastd: state */state: %s", damage->says);
	PASS("%s: it does not start, nor does -t say that it would",
	    damage->what);
}

/* Where a keeper cannot live, the next cannot either. */
static void
kill_keeper(struct server *server)
{
	keeper_signal(server, SIGKILL);
	server_expect(server, "keeper: pid * ended, signal 9; restarting ...");
}

static void
gives_no_names(struct server *server)
{
	struct conn *conn = conn_open(server), *irc = conn_open(server);

	conn_ask(conn, "ali", "err name name-taken ...");
	conn_ask(conn, "name javad", "err name unavailable ...");
	conn_say(irc, "NICK javad\r\nUSER a 0 * :a\r");
	conn_expect(irc, ":* 437 * javad :...");
	conn_close(irc);
	conn_close(conn);
	shell_set_number("SERVER", server->was);
	shell_run(AWAIT("CRITICAL"), 2,
	    "FORKCAST CRITICAL - running, * of * clients; cannot read the "
	    "accounts | ...\n",
	    "");
}

static void
await_names(struct server *server, struct conn *conn)
{
	const usec end = deadline();

	for (;;) {
		conn_say(conn, "name %s", "bob");
		const struct str line = conn_line(conn);
		if (str_eq(line, STR("ok name bob")))
			return;
		(void)keeper_find(server);
		MUST(deadline_pause(end), "nobody gets a name");
	}
}

static void
happens(struct server *server, const struct damage *damage)
{
	struct conn *conn;

	damage->make();
	kill_keeper(server);
	server_expect(server, "keeper: ...");
	gives_no_names(server);
	PASS("names are reserved, and nobody gets one");
	damage->undo();
	conn = conn_open(server);
	await_names(server, conn);
	conn_ask(conn, "login ali pw", "ok login ali");
	shell_run(AWAIT("OK"), 0,
	    "FORKCAST OK - running, * of * clients | ...\n", "");
	conn_close(conn);
	PASS("until that is mended");
}

static struct setup
prepare(void)
{
	struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "register pw", "ok register ali");
	conn_close(ali);
	server_stop(server);
	(void)snprintf(good, sizeof(good), "%s", keeper_text());
	return setup;
}

int
main(void)
{
	scratch_path(state, "state");
	scratch_path(away, "away");
	for (size_t i = 0; i < COUNT(damages); i++) {
		const struct damage *damage = &damages[i];
		struct setup setup;
		struct server *server;
		if (damage->root_only && geteuid() != 0)
			continue;
		setup = prepare();
		if (damage->is_seen_at_start) {
			damage->make();
			refuses_start(&setup, damage);
			damage->undo();
		}
		server = server_start(&setup);
		(void)keeper_find(server);
		conn_close(keeper_come(server, "ali"));
		happens(server, damage);
		server_stop(server);
		MUST(unlink(keeper_path()) == 0, "there is no file");
	}
	return tap_done();
}

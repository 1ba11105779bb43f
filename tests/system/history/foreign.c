/*
 * Something else has the name of the newest file of the history, or of that of
 * the rows: a directory, a FIFO, a symbolic link, a file of another user or one
 * that others can read, or a text. The server is ready in the end and says what
 * is wrong, or ignores it; the thing stays as it is, and a link's file is not
 * read or written. When it is gone, the history has all.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"

/* Later than all files of the history, if the clock is right. */
#define NAME "9000-01-01.1"
#define UNREADABLE "journal: cannot read the history: " NAME ": "
#define SECRET "another's text\n"

static char path[4 * SCRATCH_PATH], other[SCRATCH_PATH];

static void
must(bool done)
{
	MUST(done, "%s: %s", path, strerror(errno));
}

static void
put_text(void)
{
	scratch_write(path, SECRET);
	keeper_give_path(path);
	must(chmod(path, 0600) == 0);
}

static void
put_directory(void)
{
	must(mkdir(path, 0700) == 0);
	keeper_give_path(path);
}

static void
put_fifo(void)
{
	must(mkfifo(path, 0600) == 0);
	keeper_give_path(path);
}

static void
put_link(void)
{
	must(symlink(other, path) == 0);
}

static void
put_readable(void)
{
	put_text();
	must(chmod(path, 0604) == 0);
}

static void
put_others(void)
{
	put_text();
	must(chown(path, 4321, 4321) == 0);
}

static const struct row {
	const char *what;
	void (*put)(void);
	const char *name;
	const char *says;
	bool goes_on, needs_root;
} rows[] = {
	{ "a text", put_text, NAME,
	    "journal: the history has 1 files without any record, which are "
	    "ignored",
	    true, false },
	{ "a directory", put_directory, NAME, UNREADABLE "not a regular file",
	    false, false },
	{ "a FIFO", put_fifo, NAME, UNREADABLE "not a regular file", false,
	    false },
	{ "a link", put_link, NAME, UNREADABLE "not a regular file", false,
	    false },
	{ "a file for others", put_readable, NAME,
	    UNREADABLE "other users can access it; run chmod go= on it", false,
	    false },
	{ "a file of another user", put_others, NAME,
	    UNREADABLE "it belongs to another user; run chown on it", false,
	    true },
	{ "a directory", put_directory, "rows",
	    "journal: cannot open rows: Is a directory", false, false },
	{ "a FIFO", put_fifo, "rows",
	    "journal: rows is not a regular file that uid * alone can read and "
	    "write",
	    false, false },
	{ "a link", put_link, "rows", "journal: cannot open rows: ...", false,
	    false },
};

static unsigned said;

static struct conn *
enter(const struct server *server)
{
	return conn_member(server, "ali", "tea");
}

static void
say(struct conn *ali)
{
	conn_say(ali, "send tea %u.", said);
	conn_expect(ali, "msg * tea ali %u.", said++);
}

/* As soon as there is a journal, which the next one may have to wait for. */
static void
has_all(struct server *server, struct conn *ali)
{
	const usec end = deadline();
	struct str line;

	do {
		conn_say(ali, "history tea said last 1000");
		while (!conn_has_line(ali, &line)) {
			server_pace_later(server, 60 * SEC);
			MUST(deadline_pause(end), "there is no journal");
		}
	} while (pattern_matches("err history ...", line));
	for (unsigned i = 1; i < said; i++)
		conn_expect(ali, "past msg * tea ali %u.", i);
	conn_expect(ali, "ok history tea %u *", said);
}

static void
is_in_the_way(const struct row *row)
{
	static char config[4 * SCRATCH_PATH];
	struct server *server;
	struct stat before, after;
	struct conn *ali;

	(void)snprintf(path, sizeof(path), "%s/%s", journal_path(), row->name);
	(void)unlink(path); /* it may not be there */
	row->put();
	MUST(lstat(path, &before) == 0, "it is not there");
	(void)snprintf(config, sizeof(config),
	    "%saccounts no\nhold_time 600\ngrace 3600\ntable tea\n",
	    journal_config()); /* fits */
	server =
	    server_spawn(&(struct setup) { .config = config, .paced = true });
	server_expect(server, "%s", row->says);
	if (!row->goes_on)
		server_pace(server, 600 * SEC);
	server_await(server);
	ali = enter(server);
	say(ali);
	if (!row->goes_on) {
		conn_say(ali, "history tea last 5");
		server_pace_later(server, 4000 * SEC);
		conn_expect(ali, "err history unavailable ...");
	}
	MUST(lstat(path, &after) == 0 && after.st_ino == before.st_ino &&
		after.st_mode == before.st_mode &&
		after.st_mtime == before.st_mtime,
	    "it has been changed");
	if (rmdir(path) != 0)
		must(unlink(path) == 0);
	has_all(server, ali);
	conn_quit(ali);
	server_stop(server);
	PASS("%s as %s", row->what, row->name);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = journal_config() });
	struct conn *ali = enter(server);

	scratch_path(other, "other");
	scratch_write(other, SECRET);
	keeper_give_path(other);
	say(ali);
	conn_quit(ali);
	server_stop(server);
	for (size_t i = 0; i < COUNT(rows); i++)
		if (!rows[i].needs_root || geteuid() == 0)
			is_in_the_way(&rows[i]);
	return tap_done();
}

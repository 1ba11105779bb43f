/*
 * Something else is where the journal has to write: a directory, a FIFO, a
 * symbolic link, a file of another user or one that others can read, in the
 * place of the day's records, of their directory, of the members, of a table or
 * of a box. The log says what cannot be written, check is critical, and the
 * chat goes on; the thing stays as it is, and a link's file is not written.
 * When it is gone, everything is stored that was said meanwhile.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tests/lib/journal.h"
#include "tests/lib/shell.h"

#define SECRET "another's text\n"

static struct server *server;
static struct conn *ali;
static char path[4 * SCRATCH_PATH], other[SCRATCH_PATH];
static unsigned said;

static void
must(bool done)
{
	MUST(done, "%s: %s", path, strerror(errno));
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
	scratch_write(path, SECRET);
	keeper_give_path(path);
	must(chmod(path, 0604) == 0);
}

static void
put_others(void)
{
	put_readable();
	must(chmod(path, 0600) == 0 && chown(path, 4321, 4321) == 0);
}

static const struct thing {
	const char *what;
	void (*put)(void);
	bool needs_root;
} things[] = {
	{ "a directory", put_directory, false },
	{ "a FIFO", put_fifo, false },
	{ "a link", put_link, false },
	{ "a file for others", put_readable, false },
	{ "a file of another user", put_others, true },
};

/* What is said where nothing is in the way. */
static void
say(void)
{
	conn_say(ali, "send talk %u.", said);
	conn_wait_for(ali, "msg * talk ali %u.", said++);
}

/* These have something written where the thing is. */
static void
join(const char *group)
{
	conn_say(ali, "join %s", group);
	conn_wait_for(ali, "join * %s ali", group);
}

static void
put_row(const char *group)
{
	conn_say(ali, "put %s key %u", group, said);
	conn_wait_for(ali, "ok put ...");
}

static void
post(const char *group)
{
	conn_say(ali, "post %s %u", group, said);
	conn_wait_for(ali, "ok post ...");
}

static const struct place {
	const char *path; /* below the state: of a group, of a day */
	void (*write)(const char *group);
} places[] = {
	{ "history/%s.0/%s", join },
	{ "history/%s.0", join },
	{ "history/%s.0/members", join },
	{ "tables/%s.0", put_row },
	{ "boxes/%s.0", post },
};

/* Waits until the journal writes again, and has what was said last. */
static void
has_all(void)
{
	server_expect(server, "journal: writes again");
	shell_check_shows("OK", 0, "");
	conn_say(ali, "sync");
	conn_wait_for(ali, "ok sync *");
	conn_say(ali, "history talk said last 1");
	conn_wait_for(ali, "past msg * talk ali %u.", said - 1);
	conn_wait_for(ali, "ok history talk 1 *");
}

static void
is_in_the_way(
    const char *group, const struct place *place, const struct thing *thing)
{
	char name[SCRATCH_PATH], day[32], above[4 * SCRATCH_PATH];
	struct stat before, after;
	const time_t now = time(NULL);

	(void)strftime(day, sizeof(day), "%Y-%m-%d", gmtime(&now));
	(void)snprintf(name, sizeof(name), place->path, group, day);
	(void)snprintf(path, sizeof(path), "%s/../%s", journal_path(), name);
	(void)snprintf(above, sizeof(above), "%s", path); /* fits */
	*strrchr(above, '/') = '\0';
	if (mkdir(above, 0700) == 0)
		keeper_give_path(above);
	thing->put();
	must(lstat(path, &before) == 0);
	place->write(group);
	server_expect(server, "journal: cannot write %s...", name);
	server_expect(server, "journal: cannot write: ...");
	shell_check_shows("CRITICAL", 2, "; cannot write the history");
	say();
	must(lstat(path, &after) == 0);
	MUST(after.st_ino == before.st_ino && after.st_mode == before.st_mode &&
		after.st_mtime == before.st_mtime,
	    "it has been changed");
	must(remove(path) == 0);
	has_all();
	PASS("%s as %s", thing->what, name);
}

/* Each place and thing once, or with FORKCAST_FOREIGN each thing everywhere. */
static void
are_in_the_way(void)
{
	const bool all = getenv("FORKCAST_FOREIGN") != NULL;
	char group[32];

	for (size_t i = 0; i < COUNT(places); i++)
		for (size_t j = 0; j < COUNT(things); j++) {
			const bool is_one = (i + 1) % COUNT(places) == j;
			/* A directory is right in the place of one. */
			if ((!all && !is_one) || (i == 1 && j == 0) ||
			    (things[j].needs_root && geteuid() != 0))
				continue;
			(void)snprintf(group, sizeof(group), "g%zu%zu", i, j);
			if (places[i].write != join)
				join(group);
			is_in_the_way(group, &places[i], &things[j]);
		}
}

/* A configuration with all groups that have tables and boxes. */
static const char *
config(void)
{
	static char text[16 * SCRATCH_PATH];
	size_t len = (size_t)snprintf(
	    text, sizeof(text), "%shistory_sync 0.01\n", journal_config());

	for (size_t j = 0; j < COUNT(things); j++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "table g3%zu\nbox g4%zu\n", j, j); /* fits */
	return text;
}

int
main(void)
{
	server =
	    server_start(&(struct setup) { .config = config(), .stays = true });
	shell_set_number("SERVER", server->was);
	keeper_add(server, "ali");
	ali = keeper_come(server, "ali");
	scratch_path(other, "other");
	scratch_write(other, SECRET);
	join("talk");
	are_in_the_way();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}

/*
 * The directory of the history is made if it is not there, for the server's
 * user alone. If something else has its name, a server does not start, and -t
 * fails with the same message, which names the directory and the remedy; when
 * that is done, all succeed. It cannot be another one while the server runs.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/lib/journal.h"
#include "tests/lib/upgrade.h"

static char aside[SCRATCH_PATH];

static void
put_file(void)
{
	scratch_write(journal_path(), "");
	keeper_give_path(journal_path());
}

static void
put_symbolic(void)
{
	MUST(symlink(aside, journal_path()) == 0, "%s", strerror(errno));
}

/* The server gives root up, unless it stays root. */
static void
put_foreign(void)
{
	MUST(mkdir(journal_path(), 0700) == 0 &&
		chown(journal_path(), 4321, 4321) == 0,
	    "%s", strerror(errno));
}

static void
put_readonly(void)
{
	MUST(mkdir(journal_path(), 0500) == 0, "%s", strerror(errno));
	keeper_give_path(journal_path());
}

#define REMEDY "; it must be a directory of the server's user: move it away"

static const struct row {
	void (*put)(void);
	const char *says;
	bool needs_root, needs_user;
} rows[] = {
	{ put_file, ": Not a directory" REMEDY, false, false },
	{ put_symbolic, ": Not a directory" REMEDY, false, false },
	{ put_foreign, ": Permission denied" REMEDY, true, false },
	{ put_readonly, ": Permission denied" REMEDY, false, true },
};

/* Removes the directory with its files, if it is there. */
static void
remove_all(void)
{
	DIR *directory = opendir(journal_path());
	const struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		(void)unlinkat(dirfd(directory), entry->d_name, 0);
	if (directory != NULL)
		(void)closedir(directory);
	(void)rmdir(journal_path());
}

static void
take_away(void)
{
	if (unlink(journal_path()) != 0)
		remove_all();
	MUST(access(journal_path(), F_OK) != 0, "it is still there");
}

static void
refuses_start(const char *config, const char *words)
{
	struct setup setup = { .config = config };

	server_refuses(&setup, EX_CONFIG, "forkcastd: %s", words);
	setup.args[0] = "-t";
	server_refuses(&setup, EX_CONFIG, "forkcastd: %s", words);
}

static void
is_refused(const struct row *row)
{
	const struct setup setup = { .config = journal_config() };
	struct server *server;
	char words[256];

	(void)snprintf(
	    words, sizeof(words), "history: */state/history%s", row->says);
	remove_all();
	row->put();
	refuses_start(journal_config(), words);
	take_away();
	server = server_start(&setup);
	(void)journal_find(server);
	server_stop(server);
	PASS("it %s", row->says);
}

static void
is_made(void)
{
	const struct setup check = { .config = journal_config(),
		.args = { "-t" } };
	struct server *server;
	struct stat info, above;
	char path[SCRATCH_PATH];

	server = server_start(&(struct setup) { .config = journal_config() });
	scratch_path(path, "state");
	MUST(stat(path, &above) == 0 && lstat(journal_path(), &info) == 0,
	    "it is not made");
	TAP_OK(S_ISDIR(info.st_mode) && (info.st_mode & 07777) == 0700,
	    "it is made, for its owner alone");
	TAP_NUM(info.st_uid, above.st_uid, "who is the server's user");
	server_stop(server);
	remove_all();
	server_refuses(&check, 0, "%s", "");
	TAP_OK(lstat(journal_path(), &info) == -1, "not by -t");
}

/* Another directory would begin without what the server has recorded. */
static void
stays_where_it_is(void)
{
	char config[4 * SCRATCH_PATH], other[SCRATCH_PATH];
	struct server *server;

	scratch_path(other, "other");
	MUST(mkdir(other, 0700) == 0, "%s", strerror(errno));
	keeper_give_path(other);
	(void)snprintf(config, sizeof(config), "%saccounts no\n",
	    journal_config()); /* fits */
	server = server_start(&(struct setup) { .config = config });
	(void)snprintf(config, sizeof(config),
	    "state %s\nhistory all\naccounts no\n", other); /* fits */
	scratch_write(server->config, config);
	server_signal(server, SIGHUP);
	server_expect(server, "reload: restart the server to change state");
	server_stop(server);
	PASS("it cannot be changed");
}

/* Two would write the same files. */
static void
serves_one(void)
{
	char config[4 * SCRATCH_PATH];
	struct setup setup = { .config = config };
	struct server *server;

	(void)snprintf(config, sizeof(config), "%saccounts no\n",
	    journal_config()); /* fits */
	server = server_start(&setup);
	(void)journal_find(server);
	server_refuses(&setup, EX_UNAVAILABLE,
	    "forkcastd: state */state: in use by another forkcastd");
	server_stop(server);
	server_stop(server_start(&setup));
	PASS("it serves one server at a time");
}

int
main(void)
{
	(void)journal_config(); /* makes the directory above */
	scratch_path(aside, "aside");
	is_made();
	stays_where_it_is();
	serves_one();
	for (size_t i = 0; i < COUNT(rows); i++)
		if ((!rows[i].needs_root || geteuid() == 0) &&
		    (!rows[i].needs_user || geteuid() != 0))
			is_refused(&rows[i]);
	return tap_done();
}

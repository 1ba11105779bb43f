/*
 * The directory of the history is made if it is not there, for the server's
 * user alone. If it is no directory, or the server may not use it, a server
 * does not start. It cannot be exchanged for another one while the server runs,
 * and serves one server at a time.
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
put_file(void)
{
	scratch_write(journal_path(), "");
	keeper_give_path(journal_path());
}

static void
put_link(void)
{
	MUST(symlink("/tmp", journal_path()) == 0, "%s", strerror(errno));
}

static void
put_closed(void)
{
	MUST(mkdir(journal_path(), 0) == 0, "%s", strerror(errno));
	keeper_give_path(journal_path());
}

static const struct row {
	void (*put)(void);
	const char *says;
} rows[] = {
	{ put_file, "Not a directory" },
	{ put_link, "Not a directory" },
	{ put_closed, "Permission denied" },
};

static void
is_refused(const struct row *row)
{
	struct setup setup = { .config = journal_config() };

	row->put();
	server_refuses(&setup, EX_CONFIG,
	    "forkcastd: history: */state/history: %s", row->says);
	setup.args[0] = "-t";
	server_refuses(&setup, EX_CONFIG,
	    "forkcastd: history: */state/history: %s", row->says);
	MUST(unlink(journal_path()) == 0 || rmdir(journal_path()) == 0,
	    "it stays");
	PASS("refused: %s", row->says);
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
	server_expect(server,
	    "reload: refused: state */other: cannot be changed while the "
	    "server runs: the accounts and the history are in */state; ...");
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
	server_refuses(&setup, EX_CONFIG,
	    "forkcastd: state */state: in use by another forkcastd, pid *");
	server_stop(server);
	server_stop(server_start(&setup));
	PASS("it serves one server at a time");
}

int
main(void)
{
	(void)journal_config(); /* makes the directory above */
	for (size_t i = 0; i < COUNT(rows); i++)
		is_refused(&rows[i]);
	is_made();
	stays_where_it_is();
	serves_one();
	return tap_done();
}

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
	const char *says;
} rows[] = {
	{ "accounts.lock", put_directory, "is a directory" },
	{ "accounts.lock", put_fifo, "is not a regular file" },
	{ "accounts.lock", put_symbolic, "is a symbolic link" },
	{ "accounts.lock", put_linked,
	    "is a file with another name (a hard link)" },
	{ "accounts.new", put_directory, "is a directory" },
	{ "server.lock", put_directory, "is a directory" },
	{ "server.lock", put_fifo, "is not a regular file" },
	{ "server.lock", put_symbolic, "is a symbolic link" },
	{ "server.lock", put_linked,
	    "is a file with another name (a hard link)" },
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

	(void)snprintf(words, sizeof(words), "state */state: %s %s; remove it",
	    row->name, row->says);
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
	PASS("%s %s", row->name, row->says);
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
	server_expect(server,
	    "keeper: cannot start: state */state: accounts.lock is a "
	    "directory; remove it");
	take_away();
	(void)keeper_find(server);
	conn_close(keeper_come(server, "ali"));
	server_stop(server);
	PASS("the log names what stops a keeper");
}

/* Holds the lock of that name, as another server would, until *end is closed.
 */
static pid_t
hold(int *end)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int ready[2], ends[2];
	char byte;
	pid_t holder;

	MUST(pipe(ready) == 0 && pipe(ends) == 0, "no pipe");
	holder = fork();
	MUST(holder != -1, "no process");
	if (holder == 0) {
		int fd = open(at, O_RDWR);
		io_close(&ends[1]);
		if (fd != -1 && fcntl(fd, F_SETLK, &whole) == 0 &&
		    io_write_all(ready[1], "", 1))
			(void)io_read(
			    ends[0], &byte, 1); /* or the test's end */
		_exit(0);
	}
	io_close(&ready[1]);
	io_close(&ends[0]);
	MUST(fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0, "no flag");
	*end = ends[1];
	MUST(io_read(ready[0], &byte, 1) == 1, "it is not locked");
	io_close(&ready[0]);
	return holder;
}

/* The server's lock was removed, and another server has taken its place. */
static void
yields_to_another(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = keeper_config() });
	char words[256];
	pid_t holder;
	int end;

	scratch_path(at, "state/server.lock");
	keeper_add(server, "bob");
	MUST(unlink(at) == 0, "there is no lock");
	scratch_write(at, "");
	keeper_give_path(at);
	holder = hold(&end);
	(void)snprintf(words, sizeof(words),
	    "state */state: in use by another forkcastd, pid %ld",
	    (long)holder);
	refuses_change(server, words);
	io_close(&end);
	MUST(waitpid(holder, NULL, 0) == holder, "it is another's");
	upgrade_to(server, UPGRADE_LATER);
	server_stop(server);
	PASS("no upgrade goes on beside another server");
}

int
main(void)
{
	scratch_path(aside, "aside");
	for (size_t i = 0; i < COUNT(rows); i++)
		is_refused(&rows[i], i);
	names_what_stops_a_keeper();
	yields_to_another();
	return tap_done();
}

/*
 * The control socket of a killed server is removed by its user's next server in
 * the same directory, and by "forkcastctl clean", even without a scoreboard;
 * neither removes a running server's socket, or another file with such a name.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/here.h"
#include "tests/lib/shell.h"

static bool
is_there(const char *path)
{
	struct stat info;

	return lstat(path, &info) == 0;
}

static bool
has_lock(const char *path)
{
	char lock[SCRATCH_PATH + 8];

	(void)snprintf(lock, sizeof(lock), "%s.lock", path);
	return is_there(lock);
}

static struct server *
start(void)
{
	return server_start(
	    &(struct setup) { .config = "board no\n", .stays = true });
}

/* Its control socket is left, with its lock. */
static struct server *
killed(void)
{
	struct server *server = start();

	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "killed");
	MUST(is_there(server->control) && has_lock(server->control),
	    "its socket has gone");
	return server;
}

/*
 * Creates a file and a socket without a lock, which only look like control
 * sockets.
 */
static void
make_others(char file[SCRATCH_PATH], char bare[SCRATCH_PATH])
{
	struct addr addr;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	scratch_path(file, "forkcastd.11.control");
	scratch_write(file, "dear diary\n");
	scratch_path(bare, "forkcastd.12.controls");
	MUST(addr_parse(&addr, bare) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0,
	    "no socket");
	io_close(&fd);
}

static void
test_next(void)
{
	char file[SCRATCH_PATH], bare[SCRATCH_PATH];
	struct server *dead = killed(), *living, *next;

	make_others(file, bare);
	living = start();
	TAP_OK(!is_there(dead->control) && !has_lock(dead->control),
	    "the next server removes it");
	next = start();
	conn_ask(conn_open_at(living->control), "ping", "ok ping");
	PASS("a living one's stays");
	TAP_OK(is_there(file) && is_there(bare), "so does what is none");
	MUST(unlink(file) == 0 && unlink(bare) == 0, "cannot unlink");
	server_stop(next);
	server_stop(living);
}

static void
test_clean(void)
{
	char said[SCRATCH_PATH + 32], directory[SCRATCH_PATH];
	struct server *living = start();

	server_signal(living, SIGSTOP);
	(void)snprintf(directory, sizeof(directory), "%s", living->control);
	*strrchr(directory, '/') = '\0';
	MUST(setenv("RUNTIME_DIRECTORY", directory, 1) == 0, "no memory");
	shell_run("forkcastctl clean", 0, "", "");
	TAP_OK(is_there(living->control), "a stopped one is not dead");
	server_signal(living, SIGKILL);
	(void)server_status(living);
	shell_run("forkcastctl -p 1 clean", 0, "", "");
	TAP_OK(is_there(living->control), "another was named");
	(void)snprintf(said, sizeof(said), "removed %s\n", living->control);
	shell_run("forkcastctl clean", 0, said, "");
	TAP_OK(!is_there(living->control) && !has_lock(living->control),
	    "a dead one's is removed");
}

int
main(void)
{
	/* Or what others have on this machine would be cleaned up. */
	here_several_users();
	test_next();
	test_clean();
	return tap_done();
}

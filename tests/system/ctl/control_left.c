/*
 * The control socket of a killed server is removed by its user's next server in
 * the same directory, which removes no running server's socket, nor another
 * file with such a name.
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

int
main(void)
{
	/* Or what others have on this machine would be cleaned up. */
	here_several_users();
	test_next();
	return tap_done();
}

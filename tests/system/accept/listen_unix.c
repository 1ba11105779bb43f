/*
 * The server takes over a stale UNIX socket, but no live one and no other file,
 * and names what is in its way.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/scratch.h"

/* An existing file that is not forkcastd's own is neither used nor removed. */
static void
expect_left_alone(const char *path)
{
	server_refuses(&(struct setup) { .listen = { path } }, 69,
	    "forkcastd: cannot listen on %s: %s", path, strerror(EADDRINUSE));
	TAP_OK(access(path, F_OK) == 0, "left alone: %s", path);
}

/* A socket on which somebody else listens. */
static void
test_foreign_socket(void)
{
	char path[SCRATCH_PATH];
	struct addr addr;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	scratch_path(path, "foreign");
	MUST(addr_parse(&addr, path) == NULL && fd != -1 &&
		bind(fd, &addr.to.any, addr.len) == 0 && listen(fd, 1) == 0,
	    "cannot listen on %s", path);
	expect_left_alone(path);
	io_close(&fd);
}

static void
expect_no_socket(const char *path)
{
	server_refuses(&(struct setup) { .listen = { path } }, 69,
	    "forkcastd: cannot listen on %s: not a socket: ...", path);
	TAP_OK(access(path, F_OK) == 0, "left alone: %s", path);
}

static void
test_file(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "file");
	scratch_write(path, "precious\n");
	expect_no_socket(path);
	MUST(unlink(path) == 0 && mkfifo(path, 0600) == 0, "no FIFO");
	expect_no_socket(path);
	MUST(unlink(path) == 0 && mkdir(path, 0700) == 0, "no directory");
	expect_no_socket(path);
}

/* An error in the lock names the lock. */
static void
test_lock(void)
{
	char path[SCRATCH_PATH], lock[SCRATCH_PATH + 8];
	const struct setup setup = { .listen = { path } };

	scratch_path(path, "locked");
	(void)snprintf(lock, sizeof(lock), "%s.lock", path);
	MUST(mkfifo(lock, 0600) == 0, "no FIFO");
	server_refuses(&setup, 73,
	    "forkcastd: cannot listen on %s: lock %s: not a regular file, ...",
	    path, lock);
	MUST(unlink(lock) == 0 && mkdir(lock, 0700) == 0, "no directory");
	server_refuses(&setup, 71,
	    "forkcastd: cannot listen on %s: lock %s: Is a directory", path,
	    lock);
	PASS("a lock that cannot be is told of");
}

static void
expect_busy(struct server *server, const char *path)
{
	server_signal(server, SIGHUP);
	server_expect(server, "reload: refused: cannot listen on %s: %s", path,
	    strerror(EADDRINUSE));
}

/* A path is one socket's, also where the server itself has the other one. */
static void
test_control(void)
{
	char path[SCRATCH_PATH], lock[SCRATCH_PATH + 8];
	char config[3 * SCRATCH_PATH];
	struct server *server;

	scratch_path(path, "twice");
	(void)snprintf(lock, sizeof(lock), "%s.lock", path);
	(void)snprintf(
	    config, sizeof(config), "control %s\nlisten 127.0.0.1:0\n", path);
	server_refuses(&(struct setup) { .config = config, .listen = { path } },
	    69, "forkcastd: cannot listen on %s: %s", path,
	    strerror(EADDRINUSE));
	server = server_start(
	    &(struct setup) { .config = config, .file_listens = true });
	(void)snprintf(config, sizeof(config),
	    "control %s\nlisten 127.0.0.1:0\nlisten %s\n", path, path);
	server_configure(server, config);
	expect_busy(server, path);
	expect_busy(server, path);
	TAP_OK(access(path, F_OK) == 0 && access(lock, F_OK) == 0,
	    "the control socket has what it had");
	server_refuses(&(struct setup) { .listen = { path } }, 69,
	    "forkcastd: cannot listen on %s: %s", path, strerror(EADDRINUSE));
	server_stop(server);
}

int
main(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "socket");
	const struct setup setup = { .listen = { path } };
	struct server *server = server_start(&setup);
	expect_left_alone(path);
	(void)conn_named(server, "javad");
	PASS("its server goes on");
	server_signal(server, SIGKILL);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
	MUST(access(path, F_OK) == 0, "no stale socket is left");
	server = server_start(&setup);
	(void)conn_named(server, "ali");
	PASS("a stale one is taken over");
	server_stop(server);
	TAP_OK(access(path, F_OK) != 0, "it is removed at the end");
	test_foreign_socket();
	test_file();
	test_lock();
	test_control();
	return tap_done();
}

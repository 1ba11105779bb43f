/*
 * If the log's reader has gone or the disk is full, the server serves as
 * before.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/scratch.h"

/* A server whose log goes there, ready; it listens on the path. */
static struct server *
start(const char *path, int log)
{
	char number[16];
	char byte;
	int ready[2];

	MUST(pipe(ready) == 0 && fcntl(ready[0], F_SETFD, FD_CLOEXEC) == 0,
	    "no pipe");
	(void)snprintf(number, sizeof(number), "%d", ready[1]);
	struct server *server =
	    server_spawn(&(struct setup) { .listen = { path },
		.args = { "-r", number, "-v" },
		.standard_error = log });
	io_close(&ready[1]);
	MUST(deadline_poll(ready[0], POLLIN, deadline()) &&
		io_read(ready[0], &byte, 1) == 1,
	    "the server is not ready");
	io_close(&ready[0]);
	return server;
}

/* All that is usual, each with a line in the log. */
static void
serve(const struct server *server, const char *path, const char *why)
{
	struct conn *javad = conn_open_at(path);
	struct conn *ali = conn_open_at(path);

	conn_ask(javad, "javad", "ok name javad");
	conn_ask(ali, "ali", "ok name ali");
	conn_ask(javad, "join 1", "join * 1 javad");
	conn_ask(ali, "join 1", "join * 1 ali");
	conn_expect(javad, "join * 1 ali");
	server_signal(server, SIGUSR1);
	server_signal(server, SIGHUP);
	conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	conn_expect(ali, "msg * 1 javad hello");
	conn_ask(ali, "quit", "bye quit ...");
	conn_expect(javad, "quit * ali");
	server_signal(server, SIGTERM);
	conn_expect(javad, "bye shutdown ...");
	conn_close(javad);
	conn_close(ali);
	PASS("%s: the server serves", why);
}

int
main(void)
{
	char path[SCRATCH_PATH];
	int log[2];
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	scratch_path(path, "socket");
	MUST(pipe(log) == 0 && fcntl(log[0], F_SETFD, FD_CLOEXEC) == 0,
	    "no pipe");
	struct server *server = start(path, log[1]);
	io_close(&log[0]);
	io_close(&log[1]);
	serve(server, path, "the reader has gone");
	TAP_NUM(server_status(server), 0, "exit status 0");
	if (full != -1) {
		server = start(path, full);
		io_close(&full);
		serve(server, path, "the disk is full");
		TAP_NUM(server_status(server), 0, "exit status 0");
	}
	return tap_done();
}

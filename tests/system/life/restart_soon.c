/*
 * A server that is started right after another was killed waits for what that
 * still has, for its children end soon: a port, the lock of the pid file, the
 * directory of the state. What stays in use is refused in the end, with the
 * same words as ever; and TERM meanwhile is not forgotten.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/clock.h"
#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/scratch.h"

/* The server has tried for the first time long before, and is not done. */
#define WHILE (300 * MSEC)

static char config[1024];
static char lock[SCRATCH_PATH];

/* A port that is ours: its descriptor. */
static int
take_port(int type, unsigned *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, type, 0);

	MUST(fd != -1 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
		bind(fd, (struct sockaddr *)&in, len) == 0 &&
		(type == SOCK_DGRAM || listen(fd, 1) == 0) &&
		getsockname(fd, (struct sockaddr *)&in, &len) == 0,
	    "no port");
	*port = ntohs(in.sin_port);
	return fd;
}

/* A process that holds the lock, as another server's child would. */
static pid_t
hold_lock(void)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int ready[2];
	char byte;
	pid_t pid;

	MUST(pipe(ready) == 0, "no pipe");
	pid = fork();
	MUST(pid != -1, "no process");
	if (pid == 0) {
		int fd = open(lock, O_RDWR | O_CREAT, 0600);
		if (fd == -1 || fcntl(fd, F_SETLK, &whole) != 0 ||
		    !io_write_all(ready[1], "", 1))
			_exit(1);
		for (;;)
			(void)pause();
	}
	io_close(&ready[1]);
	MUST(io_read(ready[0], &byte, 1) == 1, "it is not locked");
	io_close(&ready[0]);
	return pid;
}

static void
let_go(pid_t *pid)
{
	MUST(kill(*pid, SIGKILL) == 0 && waitpid(*pid, NULL, 0) == *pid,
	    "it is gone");
	*pid = 0;
}

static void
comes_up(const char *what, struct server *server)
{
	server_expect(server, "ready");
	PASS("%s that is free again after a while", what);
	server_stop(server);
}

static void
waits_for_port(int type, const char *key, const char *what, const char *says)
{
	unsigned port;
	int fd = take_port(type, &port);
	const struct setup setup = { .config = config, .file_listens = true };
	struct server *server;

	(void)snprintf(config, sizeof(config), "%s127.0.0.1:%u\n%s", key, port,
	    type == SOCK_DGRAM ? "listen 127.0.0.1:0\n" : "");
	server_refuses(&setup, 69, says, port, strerror(EADDRINUSE));
	PASS("%s that is not", what);
	server = server_spawn(&setup);
	pass_time(WHILE);
	io_close(&fd);
	comes_up(what, server);
}

static void
waits_for_lock(void)
{
	char path[SCRATCH_PATH];
	struct setup setup = { .stays = true, .args = { "-p", path } };
	struct server *server;
	pid_t holder;

	scratch_path(path, "pid");
	scratch_path(lock, "pid.lock");
	holder = hold_lock();
	server_refuses(&setup, 69,
	    "forkcastd: cannot lock %s: in use by another forkcastd", path);
	PASS("the lock of a pid file that is not");
	server = server_spawn(&setup);
	pass_time(WHILE);
	let_go(&holder);
	comes_up("the lock of a pid file", server);
}

/* TERM comes while it waits: it ends as it is ready. */
static void
ends_when_told(void)
{
	unsigned port;
	int fd = take_port(SOCK_STREAM, &port);
	struct server *server;

	(void)snprintf(config, sizeof(config), "listen 127.0.0.1:%u\n", port);
	server = server_spawn(
	    &(struct setup) { .config = config, .file_listens = true });
	pass_time(WHILE);
	server_signal(server, SIGTERM);
	io_close(&fd);
	(void)server_status(server);
	PASS("TERM meanwhile ends it");
}

int
main(void)
{
	waits_for_port(SOCK_DGRAM, "responder ", "the responder's port",
	    "forkcastd: responder: cannot answer on 127.0.0.1:%u: %s");
	waits_for_port(SOCK_STREAM, "listen ", "a port",
	    "forkcastd: cannot listen on 127.0.0.1:%u: %s");
	waits_for_lock();
	ends_when_told();
	return tap_done();
}

/*
 * A server started right after another was killed waits for that server's
 * children to end and release the port. A resource that stays in use is refused
 * in the end, with the usual message. TERM in the meantime is not forgotten.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/clock.h"
#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

/* A server that has slept so often tries again and again. */
#define SLEEPS 10

/* For so long: forkcastd.c. */
#define PATIENCE SEC

/* A port that is ours: its descriptor. */
static int
take_port(unsigned *port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	MUST(fd != -1 && fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
		bind(fd, (struct sockaddr *)&in, len) == 0 &&
		listen(fd, 1) == 0 &&
		getsockname(fd, (struct sockaddr *)&in, &len) == 0,
	    "no port");
	*port = ntohs(in.sin_port);
	return fd;
}

/* It has tried, and will again: for it no time passes. */
static void
await_tries(const struct server *server)
{
	const usec end = deadline();
	const long before = proc_wakes(server->pid);

	while (proc_wakes(server->pid) < before + SLEEPS)
		MUST(deadline_pause(end), "it does not try again");
}

/* A server that has to wait; *fd has the port that it wants. */
static struct server *
start(int *fd)
{
	char config[128];
	unsigned port;
	struct server *server;

	*fd = take_port(&port);
	(void)snprintf(
	    config, sizeof(config), "listen 127.0.0.1:%u\n", port); /* fits */
	server = server_spawn(&(struct setup) { .config = config,
	    .file_listens = true,
	    .stays = true,
	    .paced = true });
	await_tries(server);
	return server;
}

static void
waits_for_a_port(void)
{
	int fd;
	struct server *server = start(&fd);

	/* Again, if it has only begun. */
	for (const usec end = deadline(); !proc_is_gone(server->pid);) {
		server_leap(server, PATIENCE);
		MUST(deadline_pause(end), "it does not give up");
	}
	TAP_NUM(server_status(server), 69, "a port that stays in use");
	server_expect(server, "forkcastd: cannot listen on 127.0.0.1:*: ...");
	io_close(&fd);
	server = start(&fd);
	io_close(&fd);
	server_await(server);
	PASS("a port that is free after a while");
	server_stop(server);
}

int
main(void)
{
	struct server *server;
	int fd;

	if (!proc_is_there())
		tap_skip("needs /proc");
	waits_for_a_port();
	/* It ends as it is ready, or at once. */
	server = start(&fd);
	server_signal(server, SIGTERM);
	io_close(&fd);
	(void)server_status(server);
	PASS("TERM meanwhile ends it");
	return tap_done();
}

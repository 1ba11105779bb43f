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

/* It has tried, and will again: for it no time passes. */
static void
await_tries(const struct server *server)
{
	const usec end = deadline();
	const long before = proc_wakes(server->pid);

	while (proc_wakes(server->pid) < before + SLEEPS)
		MUST(deadline_pause(end), "it does not try again");
}

static const struct thing {
	const char *what;
	int type;
	const char *config; /* before the port */
	const char *says;
} things[] = {
	{ "the responder's port", SOCK_DGRAM, "listen 127.0.0.1:0\nresponder ",
	    "forkcastd: responder: cannot answer on 127.0.0.1:*: ..." },
	{ "a port", SOCK_STREAM, "listen ",
	    "forkcastd: cannot listen on 127.0.0.1:*: ..." },
};

/* A server that has to wait; *fd has the port that it wants. */
static struct server *
start(const struct thing *thing, int *fd)
{
	char config[128];
	unsigned port;
	struct server *server;

	*fd = take_port(thing->type, &port);
	(void)snprintf(config, sizeof(config), "%s127.0.0.1:%u\n",
	    thing->config, port); /* fits */
	server = server_spawn(&(struct setup) { .config = config,
	    .file_listens = true,
	    .stays = true,
	    .paced = true });
	await_tries(server);
	return server;
}

static void
waits_for(const struct thing *thing)
{
	int fd;
	struct server *server = start(thing, &fd);

	/* Again, if it has only begun. */
	for (const usec end = deadline(); !proc_is_gone(server->pid);) {
		server_leap(server, PATIENCE);
		MUST(deadline_pause(end), "it does not give up");
	}
	TAP_NUM(server_status(server), 69, "%s that stays in use", thing->what);
	server_expect(server, "%s", thing->says);
	io_close(&fd);
	server = start(thing, &fd);
	io_close(&fd);
	server_await(server);
	PASS("%s that is free after a while", thing->what);
	server_stop(server);
}

int
main(void)
{
	struct server *server;
	int fd;

	if (!proc_is_there())
		tap_skip("needs /proc");
	for (size_t i = 0; i < COUNT(things); i++)
		waits_for(&things[i]);
	/* It ends as it is ready, or at once. */
	server = start(&things[1], &fd);
	server_signal(server, SIGTERM);
	io_close(&fd);
	(void)server_status(server);
	PASS("TERM meanwhile ends it");
	return tap_done();
}

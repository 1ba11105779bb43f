/* An order is answered even while newcomers connect as fast as they can. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

#define FLOODERS 2
#define ORDERS 10

/* So many have come and gone before the first order. */
#define AT_IT 20

/* So long the flood goes on at most, whatever becomes of the test. */
#define FLOOD_TIME (60 * SEC)

static pid_t flooders[FLOODERS];

/* In a child: comes and goes; by resets, so that no port is used up. */
static void
flood(const char *address)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };
	const usec end = clock_mono() + FLOOD_TIME;
	struct addr addr;
	int fd;

	MUST(addr_parse(&addr, address) == NULL, "no address");
	while (clock_mono() < end) {
		fd = socket(addr.to.any.sa_family, SOCK_STREAM, 0);
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &none,
		    sizeof(none)); /* ports enough without it */
		(void)connect(fd, &addr.to.any, addr.len); /* or next time */
		io_close(&fd);
	}
}

/* At the end of the test too, however that comes. */
static void
end_flood(void)
{
	for (size_t i = 0; i < FLOODERS; i++) {
		if (flooders[i] <= 0)
			continue;
		(void)kill(flooders[i], SIGKILL);
		(void)waitpid(flooders[i], NULL, 0);
		flooders[i] = 0;
	}
}

static void
begin_flood(const struct server *server)
{
	MUST(atexit(end_flood) == 0, "no room for atexit");
	for (size_t i = 0; i < FLOODERS; i++) {
		flooders[i] = fork();
		MUST(flooders[i] != -1, "cannot fork");
		if (flooders[i] == 0) {
			flood(server->address[0]);
			_exit(0);
		}
	}
}

/* Each over a connection of its own, as forkcastctl has it. */
static void
give_order(const struct server *server)
{
	struct conn *operator= conn_open_at(server->control);

	conn_ask(operator, "ping", "ok ping");
	conn_close(operator);
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "max_clients 4000\n" });
	const usec end = deadline();

	begin_flood(server);
	while (server_logged(server, "ended: - ...") < AT_IT)
		MUST(deadline_pause(end), "there is no flood");
	for (int i = 0; i < ORDERS; i++)
		give_order(server);
	PASS("%d orders are answered", ORDERS);
	end_flood();
	server_stop(server);
	return tap_done();
}

/*
 * If nobody reads the log, the server continues, and later reports how many
 * lines were lost.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/scratch.h"

/* Each is two lines in the log: together more than a pipe holds. */
#define ROUNDS 4000

static bool
ends_with(struct str text, struct str end)
{
	return text.len >= end.len &&
	    memcmp(text.at + text.len - end.len, end.at, end.len) == 0;
}

/* Reads the log until it ends with that text. */
static void
read_until(int log, struct str end)
{
	static char text[64 * 1024];
	const usec until = deadline();
	size_t len = 0;

	while (!ends_with((struct str) { text, len }, end)) {
		if (len == sizeof(text))
			len = 0;
		MUST(deadline_poll(log, POLLIN, until), "\"%s\" does not come",
		    end.at);
		const ssize_t got =
		    io_read(log, text + len, sizeof(text) - len);
		MUST(got > 0, "the log has ended");
		len += (size_t)got;
	}
}

int
main(void)
{
	char path[SCRATCH_PATH];
	int log[2];

	bulk();
	MUST(pipe(log) == 0 && fcntl(log[0], F_SETFD, FD_CLOEXEC) == 0,
	    "no pipe");
	scratch_path(path, "socket");
	struct server *server = server_spawn(
	    &(struct setup) { .listen = { path }, .standard_error = log[1] });
	io_close(&log[1]);
	read_until(log[0], STR("ready\n"));
	struct conn *javad = conn_open_at(path);
	conn_ask(javad, "javad", "ok name javad");
	for (int i = 0; i < ROUNDS; i++) {
		conn_ask(javad, "join 1", "join * 1 javad");
		conn_ask(javad, "leave 1", "leave * 1 javad");
	}
	PASS("%d events, of which nobody reads in the log", 2 * ROUNDS);
	read_until(log[0], STR(" lines lost\n"));
	PASS("then it says that lines were lost");
	conn_ask(javad, "join 1", "join * 1 javad");
	read_until(log[0], STR("javad: join 1\n"));
	PASS("and goes on");
	server_signal(server, SIGTERM);
	conn_expect(javad, "bye shutdown ...");
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "exit status 0");
	return tap_done();
}

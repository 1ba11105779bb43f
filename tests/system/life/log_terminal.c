/*
 * Logging to a terminal that nobody reads, or that Ctrl-S has stopped: the
 * server continues, and reports later how many lines were lost. The terminal
 * stays blocking, because the shell shares it.
 */
#define _XOPEN_SOURCE 700 /* posix_openpt */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/scratch.h"

/* Each is two lines in the log: together far more than a terminal holds. */
#define ROUNDS 4000
#define ROUNDS_STOPPED 200

#define STOP "\023"
#define GO "\021"

static struct {
	int master;
	int slave;
	char text[64 * 1024]; /* what was read */
	size_t len;
} terminal;

static void
open_terminal(void)
{
	terminal.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal.master == -1 || grantpt(terminal.master) != 0 ||
	    unlockpt(terminal.master) != 0)
		tap_skip("there are no pseudo-terminals");
	terminal.slave =
	    open(ptsname(terminal.master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	MUST(terminal.slave != -1 && io_prepare(terminal.master),
	    "cannot open a terminal");
}

static void
read_until(const char *text)
{
	const usec until = deadline();
	ssize_t got;

	terminal.text[terminal.len] = '\0';
	while (strstr(terminal.text, text) == NULL) {
		if (terminal.len > sizeof(terminal.text) / 2)
			terminal.len = 0;
		MUST(deadline_poll(terminal.master, POLLIN, until),
		    "\"%s\" does not come", text);
		got = io_read(terminal.master, terminal.text + terminal.len,
		    sizeof(terminal.text) - terminal.len - 1);
		terminal.len += got > 0 ? (size_t)got : 0;
		terminal.text[terminal.len] = '\0';
	}
	terminal.len = 0;
}

static void
talk(struct conn *javad, int rounds)
{
	for (int i = 0; i < rounds; i++) {
		conn_ask(javad, "join 1", "join * 1 javad");
		conn_ask(javad, "leave 1", "leave * 1 javad");
	}
}

static void
type(const char *keys)
{
	MUST(io_write_all(terminal.master, keys, strlen(keys)), "cannot type");
}

int
main(void)
{
	char path[SCRATCH_PATH];

	bulk();
	open_terminal();
	scratch_path(path, "socket");
	struct server *server = server_spawn(&(struct setup) {
	    .listen = { path }, .standard_error = terminal.slave });
	read_until("ready\r\n");
	TAP_OK((fcntl(terminal.slave, F_GETFL) & O_NONBLOCK) == 0,
	    "what is shared with the shell stays blocking");
	struct conn *javad = conn_open_at(path);
	conn_ask(javad, "javad", "ok name javad");
	talk(javad, ROUNDS);
	PASS("%d events, of which nobody reads in the log", 2 * ROUNDS);
	read_until(" lines lost\r\n");
	PASS("then it says that lines were lost");
	type(STOP);
	talk(javad, ROUNDS_STOPPED);
	PASS("Ctrl-S stops the terminal, and not the server");
	type(GO);
	read_until(" lines lost\r\n");
	talk(javad, 1);
	read_until("javad: leave 1\r\n");
	PASS("Ctrl-Q lets the log go on");
	server_signal(server, SIGTERM);
	conn_expect(javad, "bye shutdown ...");
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "exit status 0");
	return tap_done();
}

/*
 * If nobody reads the log, its reader has gone, the disk is full or the file
 * may not grow (ulimit -f), the server serves as before, and reports later how
 * many lines were lost.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"
#include "tests/lib/scratch.h"

/* Each is two lines in the log: together more than a pipe holds. */
#define ROUNDS 4000

static char path[SCRATCH_PATH];

static void
talk(struct conn *javad, int rounds)
{
	for (int i = 0; i < rounds; i++) {
		conn_ask(javad, "join 1", "join * 1 javad");
		conn_ask(javad, "leave 1", "leave * 1 javad");
	}
}

/* Reads the log until it ends with that text. */
static void
read_until(int log, struct str end)
{
	static char text[64 * 1024];
	const usec until = deadline();
	size_t len = 0;

	while (len < end.len ||
	    memcmp(text + len - end.len, end.at, end.len) != 0) {
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

/* A client of a server whose log goes to the descriptor, which is closed. */
static struct conn *
start(int *log, struct server **server)
{
	const usec end = deadline();
	struct conn *javad;

	*server = server_spawn(
	    &(struct setup) { .listen = { path }, .standard_error = *log });
	io_close(log);
	/* It comes after the address, which is there before it listens. */
	while (access((*server)->control, F_OK) != 0)
		MUST(deadline_pause(end), "it does not listen");
	javad = conn_open_at(path);
	conn_ask(javad, "javad", "ok name javad");
	return javad;
}

static void
stop(struct server *server, struct conn *javad, const char *why)
{
	server_signal(server, SIGUSR1);
	talk(javad, 1);
	server_signal(server, SIGTERM);
	conn_expect(javad, "bye shutdown ...");
	conn_close(javad);
	TAP_NUM(server_status(server), 0, "%s: it serves, and ends well", why);
}

static void
test_unread(void)
{
	struct server *server;
	int log[2];

	MUST(pipe(log) == 0 && fcntl(log[0], F_SETFD, FD_CLOEXEC) == 0,
	    "no pipe");
	struct conn *javad = start(&log[1], &server);
	talk(javad, ROUNDS);
	PASS("%d events, of which nobody reads in the log", 2 * ROUNDS);
	read_until(log[0], STR(" lines lost\n"));
	PASS("then it says that lines were lost");
	conn_ask(javad, "join 1", "join * 1 javad");
	read_until(log[0], STR("javad: join 1\n"));
	PASS("and goes on");
	conn_ask(javad, "leave 1", "leave * 1 javad");
	io_close(&log[0]);
	stop(server, javad, "the reader has gone");
}

static void
test_limited(void)
{
	struct server *server = server_start(&(struct setup) { .stays = true });
	struct conn *javad = conn_named(server, "javad");
	struct stat log;

	server_expect(server, "javad: login from *");
	MUST(fstat(server->log, &log) == 0, "no log");
	proc_limit(server->pid, RLIMIT_FSIZE, (rlim_t)log.st_size + 10);
	talk(javad, 20);
	proc_limit(server->pid, RLIMIT_FSIZE, RLIM_INFINITY);
	server_expect(server, "log: * lines lost");
	PASS("when it may grow it says what was lost");
	server_stop(server);
}

int
main(void)
{
	struct server *server;
	struct conn *javad;

	scratch_path(path, "socket");
	test_unread();
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	if (full != -1) {
		javad = start(&full, &server);
		stop(server, javad, "the disk is full");
	}
	test_limited();
	return tap_done();
}

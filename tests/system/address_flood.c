/*
 * One denied address connects as fast as it can: others come in and talk all
 * the same, and the log does not grow with it.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"

#define OPEN 200 /* connections that the flood has open at a time */
#define ROUNDS 20
#define LOGGED 10 /* lines a second */

static struct addr
addr_of(const char *text)
{
	struct addr addr;

	MUST(addr_parse(&addr, text) == NULL, "no address: %s", text);
	return addr;
}

/* Closes it by a reset, or soon there would be no port left for another. */
static void
reset(int *fd)
{
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	(void)setsockopt(*fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	io_close(fd);
}

static noreturn void
flood(const char *address)
{
	const struct addr to = addr_of(address);
	const struct addr from = addr_of("127.0.0.2:0");
	int fds[OPEN];

	for (size_t i = 0; i < OPEN; i++)
		fds[i] = -1;
	for (size_t i = 0;; i = (i + 1) % OPEN) {
		reset(&fds[i]);
		fds[i] = socket(AF_INET, SOCK_STREAM, 0);
		/* What does not come about is one connection less. */
		if (fds[i] != -1 && io_prepare(fds[i]) &&
		    bind(fds[i], &from.to.any, from.len) == 0)
			(void)connect(fds[i], &to.to.any, to.len);
	}
}

/* Forked before there are connections, which it would hold open. */
static pid_t
start_flood(const struct server *server)
{
	const pid_t pid = fork();

	MUST(pid != -1, "cannot fork: %s", strerror(errno));
	if (pid == 0)
		flood(server->address[0]);
	return pid;
}

static void
stop_flood(pid_t pid)
{
	int status;

	MUST(kill(pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid &&
		WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
	    "the flood has ended before");
}

/* How many were refused, by what the log says. */
static unsigned long
refused(struct server *server)
{
	static const char label[] = "\nrefused: ";
	unsigned long count =
	    server_logged(server, "refused: 127.0.0.2:* (denied)");

	for (const char *at = strstr(server_log(server), label); at != NULL;
	     at = strstr(at + 1, label)) {
		char *end;
		const unsigned long more =
		    strtoul(at + strlen(label), &end, 10);
		if (strncmp(end, " more not logged\n", 17) == 0)
			count += more;
	}
	return count;
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "deny 127.0.0.2\n" });

	conn_close(conn_open_from(server, "127.0.0.2:0")); /* if that can be */
	server_expect(server, "refused: 127.0.0.2:* (denied)");
	const usec start = clock_mono();
	const pid_t pid = start_flood(server);
	server_expect(server, "refused: * more not logged");
	struct conn *javad = conn_member(server, "javad", "1");
	for (int i = 0; i < ROUNDS; i++) {
		struct conn *ali = conn_member(server, "ali", "1");
		conn_expect(javad, "join * 1 ali");
		conn_ask(ali, "send 1 hello", "msg * 1 ali hello");
		conn_expect(javad, "msg * 1 ali hello");
		conn_close(ali);
		conn_expect(javad, "quit * ali");
		pass_time(50 * MSEC);
	}
	PASS("%d others come, talk and go", ROUNDS);
	stop_flood(pid);
	server_expect(server, "refused: * more not logged");
	const usec took = clock_mono() - start;
	const size_t lines =
	    server_logged(server, "refused: 127.0.0.2:* (denied)");
	TAP_OK(refused(server) > (unsigned long)100 * ROUNDS,
	    "meanwhile %lu were refused", refused(server));
	TAP_OK(lines <= LOGGED * (took / SEC + 2),
	    "%zu of them are in the log, the others counted", lines);
	conn_ask(javad, "ping", "ok ping");
	server_stop(server);
	return tap_done();
}

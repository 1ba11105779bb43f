/*
 * While a denied address connects as fast as it can, other clients come in and
 * talk, orders are answered, and the log does not grow with the attempts.
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

#define DENIED "127.0.0.2"
#define ROUNDS 20
#define ENOUGH 2000 /* are refused */
#define LOGGED 10 /* lines a second */

#define OPEN 200 /* connections that it has open at a time */

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

/* A failed connection only makes the load smaller. */
static void
ping_server(int *fd, const struct addr *from, const struct addr *to)
{
	reset(fd);
	*fd = socket(AF_INET, SOCK_STREAM, 0);
	if (*fd != -1 && io_prepare(*fd) &&
	    bind(*fd, &from->to.any, from->len) == 0)
		(void)connect(*fd, &to->to.any, to->len);
}

/* Connects as fast as it can, until it is killed, or the test has ended. */
static noreturn void
knock_on(const char *to_text)
{
	const struct addr from = addr_of(DENIED ":0");
	const struct addr to = addr_of(to_text);
	const pid_t test = getppid();
	size_t count = 0;
	int fds[OPEN];

	for (size_t i = 0; i < OPEN; i++)
		fds[i] = -1;
	while (getppid() == test)
		ping_server(&fds[count++ % OPEN], &from, &to);
	_exit(1);
}

static pid_t
knocking_start(const struct server *server)
{
	const pid_t pid = fork();

	MUST(pid != -1, "cannot fork: %s", strerror(errno));
	if (pid == 0)
		knock_on(server->address[0]);
	return pid;
}

static void
knocking_stop(pid_t pid)
{
	int status;

	MUST(kill(pid, SIGKILL) == 0 && waitpid(pid, &status, 0) == pid &&
		WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL,
	    "it has ended before");
}

/* How many were refused without a line, by what the log says. */
static unsigned long
uncounted(struct server *server)
{
	static const char label[] = "\nrefused: ";
	unsigned long count = 0;

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

static void
await_enough(struct server *server)
{
	unsigned long before = 0, count;
	usec end = 0;

	for (; (count = uncounted(server)) < ENOUGH; before = count) {
		if (end == 0 || count > before)
			end = deadline();
		MUST(deadline_pause(end), "that is no storm");
	}
}

static void
others_come_and_go(struct server *server)
{
	struct conn *javad = conn_member(server, "javad", "1"), *operator;

	for (int i = 0; i < ROUNDS; i++) {
		struct conn *ali = conn_member(server, "ali", "1");
		conn_expect(javad, "join * 1 ali");
		conn_ask(ali, "send 1 hello", "msg * 1 ali hello");
		conn_expect(javad, "msg * 1 ali hello");
		conn_close(ali);
		conn_expect(javad, "quit * ali");
		operator= conn_open_at(server->control);
		conn_ask(operator, "ping", "ok ping");
		conn_close(operator);
	}
	PASS("%d others come, talk and go", ROUNDS);
}

int
main(void)
{
	struct server *server;

	server =
	    server_start(&(struct setup) { .config = "deny " DENIED "\n" });
	conn_close(conn_open_from(server, DENIED ":0")); /* if that can be */
	server_expect(server, "refused: " DENIED ":* (denied)");
	const usec start = clock_mono();
	const pid_t pid = knocking_start(server);
	server_expect(server, "refused: * more not logged");
	others_come_and_go(server);
	await_enough(server);
	knocking_stop(pid);
	server_expect(server, "refused: * more not logged");
	const usec took = clock_mono() - start;
	const size_t lines =
	    server_logged(server, "refused: " DENIED ":* (denied)");
	TAP_OK(lines <= LOGGED * (took / SEC + 2),
	    "%zu of them are in the log, the others counted", lines);
	server_stop(server);
	return tap_done();
}

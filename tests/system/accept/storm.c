/*
 * While a denied address connects as fast as it can, other clients come in and
 * talk, orders are answered, each of thousands of newcomers to a full server is
 * told, and the log does not grow with the attempts.
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

#define ROUNDS 20
#define ENOUGH 2000 /* are refused */

#define RATE 4000 /* a second, where a server has to take them */

#define LOGGED 10 /* lines a second */

#define OPEN 200 /* connections that it has open at a time */
#define PAUSE (5 * MSEC)

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

/* Until it is killed, or the test has ended without it. */
static noreturn void
knock_on(const char *from_text, const char *to_text, unsigned rate)
{
	const struct addr from = addr_of(from_text);
	const struct addr to = addr_of(to_text);
	const usec start = clock_mono();
	const pid_t test = getppid();
	uint64_t count = 0;
	int fds[OPEN];

	for (size_t i = 0; i < OPEN; i++)
		fds[i] = -1;
	while (getppid() == test) {
		ping_server(&fds[count++ % OPEN], &from, &to);
		while (rate > 0 && count * SEC / rate > clock_mono() - start)
			pass_time(PAUSE);
	}
	_exit(1);
}

/* Somebody connects, rate times a second, or as fast as can be if it is 0. */
static pid_t
knocking_start(const struct server *server, const char *from, unsigned rate)
{
	const pid_t pid = fork();

	MUST(pid != -1, "cannot fork: %s", strerror(errno));
	if (pid == 0)
		knock_on(from, server->address[0], rate);
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
uncounted(struct server *server, const char *label)
{
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
await(struct server *server, const char *label, unsigned long wanted)
{
	unsigned long before = 0, count;
	usec end = 0;

	for (; (count = uncounted(server, label)) < wanted; before = count) {
		if (end == 0 || count > before)
			end = deadline();
		MUST(deadline_pause(end), "that is no storm");
	}
}

static void
expect_few(struct server *server, const char *pattern, usec start)
{
	const usec took = clock_mono() - start;
	const size_t lines = server_logged(server, pattern);

	TAP_OK(lines <= LOGGED * (took / SEC + 2),
	    "%zu of them are in the log, the others counted", lines);
}

static void
test_denied(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "deny 127.0.0.2\n" });
	struct conn *operator;

	conn_close(conn_open_from(server, "127.0.0.2:0")); /* if that can be */
	server_expect(server, "refused: 127.0.0.2:* (denied)");
	const usec start = clock_mono();
	const pid_t pid = knocking_start(server, "127.0.0.2:0", 0);
	server_expect(server, "refused: * more not logged");
	struct conn *javad = conn_member(server, "javad", "1");
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
	await(server, "\nrefused: ", ENOUGH);
	PASS("%d others come, talk and go", ROUNDS);
	knocking_stop(pid);
	server_expect(server, "refused: * more not logged");
	expect_few(server, "refused: 127.0.0.2:* (denied)", start);
	server_stop(server);
}

/* Each comes with its name, or without a word. */
static void
test_full(void)
{
	struct server *server =
	    server_start(&(struct setup) { .args = { "-m", "1" } });
	struct conn *within = conn_named(server, "within");
	const usec start = clock_mono();
	const pid_t pid = knocking_start(server, "127.0.0.2:0", RATE);

	server_expect(server, "full: 127.0.0.2:* turned away (...");
	for (int i = 0; i < 2 * ROUNDS; i++) {
		struct conn *conn = conn_open(server);
		if (i % 2 == 0)
			(void)conn_push(conn, "javad\njoin 1\n", 13, 0);
		conn_expect_turned_away(conn, "...");
		conn_close(conn);
	}
	conn_ask(within, "ping", "ok ping");
	await(server, "\nfull: ", LOGGED);
	PASS("%d newcomers are told", 2 * ROUNDS);
	knocking_stop(pid);
	server_expect(server, "full: * more not logged");
	expect_few(server, "full: * turned away (...", start);
	server_stop(server);
}

int
main(void)
{
	test_denied();
	test_full();
	return tap_done();
}

/*
 * client/ctl/server: what lies in a directory of control sockets is looked at
 * without waiting for ever, and believed in nothing: root looks at those of
 * other users.
 */
#include "client/ctl/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "client/ctl/show.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

/* So long a process lives at most, whatever becomes of the test. */
#define LIFE 600

/* So long one that does not reply is waited for. */
#define TIME (50 * MSEC)

/* A process that listens at a control socket, and what it answers. */
struct forged {
	char path[SCRATCH_PATH];
	pid_t pid; /* 0: there is none */
};

static struct forged one, other;

static struct {
	struct server server;
	int found;
	char why[SERVER_WHY];
} test;

/* Answers all that is asked; with null it only listens. */
static _Noreturn void
live(const char *path, const char *answer, int ready)
{
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct addr addr;
	char byte = 0;
	int client;

	(void)alarm(LIFE);
	if (addr_parse(&addr, path) != NULL ||
	    bind(fd, &addr.to.any, addr.len) != 0 || listen(fd, 8) != 0 ||
	    !io_write_all(ready, &byte, 1))
		_exit(1);
	while (answer == NULL)
		(void)pause();
	while ((client = accept(fd, NULL, NULL)) != -1) {
		while (io_read(client, &byte, 1) == 1 && byte != '\n')
			continue;
		(void)send(client, answer, strlen(answer), MSG_NOSIGNAL);
		io_close(&client);
	}
	_exit(1);
}

/* Ends it; its socket stays. */
static void
kill_forged(struct forged *forged)
{
	if (forged->pid == 0)
		return;
	(void)kill(forged->pid, SIGKILL);
	(void)waitpid(forged->pid, NULL, 0);
	forged->pid = 0;
}

static void
end_all(void)
{
	kill_forged(&one);
	kill_forged(&other);
	(void)unlink(one.path);
	(void)unlink(other.path);
}

/* Begins one, with a socket for its own process or that of another. */
static void
forge(struct forged *forged, const char *answer, const char *pid)
{
	char name[64];
	int ready[2];
	char byte;

	MUST(pipe(ready) == 0, "no pipe");
	scratch_path(forged->path, ""); /* it is there for both */
	forged->pid = fork();
	MUST(forged->pid != -1, "cannot fork");
	(void)snprintf(name, sizeof(name), "control.%ld",
	    (long)(forged->pid == 0 ? getpid() : forged->pid));
	scratch_path(forged->path, pid != NULL ? pid : name);
	if (forged->pid == 0)
		live(forged->path, answer, ready[1]);
	io_close(&ready[1]);
	MUST(io_read(ready[0], &byte, 1) == 1, "it does not live");
	io_close(&ready[0]);
}

static void
look(const char *address)
{
	const struct choice choice = { .address = address, .time = TIME };

	test.found = server_find(&choice, &test.server, test.why);
}

static void
expect(int found, const char *why, const char *what)
{
	TAP_NUM(test.found, found, "%s", what);
	TAP_OK(strstr(test.why, why) != NULL, "%s: \"%s\" in \"%s\"", what, why,
	    test.why);
}

/* Where nobody listens is no server, and what is no socket is not opened. */
static void
test_rubbish(void)
{
	char path[SCRATCH_PATH];

	forge(&one, "ok status\n", NULL);
	kill_forged(&one);
	forge(&other, "ok status\n", "somewhere");
	scratch_path(path, "control.fifo");
	MUST(mkfifo(path, 0600) == 0, "cannot make a FIFO");
	scratch_path(path, "control.dir");
	MUST(mkdir(path, 0700) == 0, "cannot make a directory");
	scratch_path(path, "control.link");
	MUST(symlink(other.path, path) == 0, "cannot make a link");
	look(NULL);
	expect(EX_UNAVAILABLE, "no such server", "nothing is a server");
	end_all();
}

static const struct {
	const char *what, *answer, *pid;
	int found;
	const char *said;
} rows[] = {
	{ "a good one", "- clients 1\nok status\n", NULL, EX_OK, "" },
	{ "another version", "err unknown command\n", NULL, EX_DATAERR,
	    " is of another version: use the forkcastctl that came with it" },
	{ "a wrong one", "- clients 1\n", NULL, EX_UNAVAILABLE,
	    "Connection reset by peer" },
	{ "one that hangs", NULL, NULL, EX_UNAVAILABLE,
	    ": no reply from the server" },
	{ "in another's place", "ok status\n", "control.1", EX_UNAVAILABLE,
	    ": another process is listening there; nothing was sent" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		forge(&one, rows[i].answer, rows[i].pid);
		look(NULL);
		expect(rows[i].found, rows[i].said, rows[i].what);
		end_all();
	}
}

/* One that hangs is one of several, but has no address. */
static void
test_several(void)
{
	char list[64];

	forge(&one, NULL, NULL);
	forge(&other, "- address here\nok status\n", NULL);
	(void)snprintf(
	    list, sizeof(list), "server %ld (no reply)", (long)one.pid);
	look(NULL);
	expect(EX_USAGE, "2 servers are running; choose one", "two");
	expect(EX_USAGE, list, "two");
	look("here");
	expect(EX_OK, "", "that at an address");
	TAP_NUM(test.server.pid, (uint64_t)other.pid, "it is the right one");
	end_all();
}

/* Figures are found by their keys; those that do not fit are none. */
static void
test_figures(void)
{
	static char answer[64 * 1024];
	const char *at = NULL;
	struct str rest = STR("");
	uint64_t number = 0;
	size_t len = (size_t)snprintf(answer, sizeof(answer),
	    "- clients 7\n- bye.a 1\n-  \n- byes 5\n- address a  b\n- bye.b 2\n"
	    "- bye.c x\n");

	while (len < sizeof(answer) - 100)
		len += (size_t)snprintf(
		    answer + len, sizeof(answer) - len, "- more %zu\n", len);
	(void)snprintf(answer + len, sizeof(answer) - len, "- end 1\nok x\n");
	forge(&one, answer, NULL);
	look(NULL);
	TAP_NUM(test.found, EX_OK, "it is one that says much");
	TAP_NUM(server_number(&test.server, "clients"), 7, "a number");
	TAP_STR(server_text(&test.server, "address"), STR("a  b"), "a text");
	TAP_NUM(server_number(&test.server, "address"), 0, "it is no number");
	TAP_NUM(server_number(&test.server, "end"), 0, "too much");
	for (uint64_t i = 1; i <= 2; i++)
		TAP_OK(server_next(&test.server, &at, "bye.", &rest, &number) &&
			rest.len == 1 && number == i,
		    "one of a kind: %llu", (unsigned long long)i);
	TAP_OK(!server_next(&test.server, &at, "bye.", &rest, &number),
	    "there are no more");
	kill_forged(&one);
	TAP_OK(
	    !server_look(&test.server, TIME, test.why) && errno == ECONNREFUSED,
	    "nor is it there for ever");
	end_all();
}

static void
test_clean(void)
{
	char room[16];

	TAP_STR(str_from(show_clean(room, sizeof(room),
		    STR("\033[2J\n\377\302\205\342\200\256a\303\251"))),
	    STR("?[2J???a\303\251"), "a text is made harmless");
	TAP_STR(str_from(show_clean(room, 4, STR("ab\303\251"))), STR("ab"),
	    "and cut between characters");
	TAP_STR(str_from(show_clean(room, 1, STR("a"))), STR(""), "or gone");
}

int
main(void)
{
	MUST(atexit(end_all) == 0, "no room for atexit");
	test_rubbish();
	test_rows();
	test_several();
	test_figures();
	test_clean();
	return tap_done();
}

/*
 * Clients of the control socket: faulty ones get a clear message and harm
 * nobody else, other users are refused, a long answer arrives whole, an order
 * of one who has hung up does not run, and one who finds no descriptor free is
 * answered later.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/forge.h"
#include "tests/lib/login.h"
#include "tests/lib/proc.h"
#include "tests/lib/shell.h"

#define MANY 20 /* more than are served at once */
#define OTHER 12345 /* a user who is nobody here */
#define GROUPS 300
#define ORDERS 3 /* at once */
#define WATCHED (SEC / 2)
#define WAKES 8

static const struct step steps[] = {
	{ "ping", "ok ping" },
	{ "nose", "err unknown command; ..." },
	{ "ping x", "err too many arguments" },
	{ "kick ", "err missing argument" },
	{ "kick 99999999999999999999", "err no such client" },
	{ "\xff\x1b[2J", "err unknown command; ..." },
	{ "ban 1/2/3", "err ..." },
	{ "say 1", "err ..." },
	{ "say 1 \x1b[2J", "err ..." },
};

static void
test_rubbish(const struct server *server)
{
	struct conn *control = conn_open_at(server->control);
	char rubbish[3 * LIMIT_LINE];

	conn_steps(control, steps);
	memset(rubbish, 'x', sizeof(rubbish));
	conn_send(control, rubbish, sizeof(rubbish));
	conn_expect(control, "err line too long");
	conn_close(control);
	control = conn_open_at(server->control);
	conn_send(control, "ping", 4);
	conn_finish(control);
	conn_expect_end(control);
	PASS("half a line is none");
	conn_close(control);
}

/* They hold all places; the next one is served when they have gone. */
static void
test_silent(const struct server *server)
{
	struct conn *silent[MANY];
	struct conn *control;

	for (size_t i = 0; i < MANY; i++)
		silent[i] = conn_open_at(server->control);
	control = conn_open_at(server->control);
	for (size_t i = 0; i < MANY; i++)
		conn_close(silent[i]);
	conn_ask(control, "ping", "ok ping");
	PASS("who is silent keeps nobody out for good");
	conn_close(control);
}

/* Whatever the modes of the socket and its directory allow. */
static void
test_others(struct server *server)
{
	char directory[SCRATCH_PATH];
	struct stat info;
	struct conn *conn;

	if (geteuid() != 0)
		return;
	memcpy(directory, server->control, sizeof(directory));
	*strrchr(directory, '/') = '\0';
	MUST(stat(server->control, &info) == 0, "no socket");
	TAP_NUM(info.st_mode & 0777, 0600, "its mode");
	MUST(chmod(directory, 0711) == 0 && chmod(server->control, 0666) == 0,
	    "cannot change modes");
	conn = login_connect(server->control, OTHER);
	conn_expect(conn, "err only root and the server's ...");
	conn_close(conn);
	server_expect(server, "control: refused: uid 12345");
	conn = conn_open_at(server->control);
	conn_ask(conn, "ping", "ok ping");
	PASS("and root is not");
	conn_close(conn);
}

/* Each line is about as long as one can be. */
static void
make_groups(struct conn *javad)
{
	char topic[LIMIT_TOPIC + 1] = "";

	memset(topic, 't', LIMIT_TOPIC);
	for (int i = 0; i < GROUPS; i++) {
		conn_say(javad, "join g%d\ntopic g%d %s", i, i, topic);
		conn_expect(javad, "join * g%d javad", i);
		conn_expect(javad, "topic * g%d javad ...", i);
	}
}

/* Reads one whole answer. */
static size_t
count_lines(struct conn *asker)
{
	size_t count = 0;

	while (!str_eq(conn_line(asker), STR("ok groups"))) {
		MUST(asker->line.at[0] == '-', "\"%.*s\" comes in between",
		    (int)asker->line.len, asker->line.at);
		count++;
	}
	return count;
}

/* Whether the socket takes all or only parts of it; "echo groups | nc -N". */
static void
test_long(const struct server *server)
{
	struct conn *asker = conn_open_small(server->control);

	for (int i = 0; i < ORDERS; i++)
		conn_say(asker, "groups");
	conn_say(asker, "ping");
	conn_finish(asker);
	for (int i = 0; i < ORDERS; i++)
		TAP_NUM(count_lines(asker), GROUPS, "order %d of many", i);
	conn_expect(asker, "ok ping");
	conn_expect_end(asker);
	conn_close(asker);
}

/* The name may be another client's by then. */
static void
test_hung_up(const struct server *server, struct conn *javad)
{
	struct conn *operator;

	server_signal(server, SIGSTOP);
	operator= conn_open_at(server->control);
	conn_say(operator, "say g0 too late\nkick javad");
	conn_close(operator);
	struct shell *shell = shell_start("1",
	    "forkcastctl -t 600 -p $SERVER kick javad & sleep 0.3; "
	    "kill $!; wait $!");
	TAP_NUM(shell_status(shell), 128 + SIGTERM, "interrupted");
	operator= conn_open_at(server->control);
	conn_say(operator, "say g0 in time\nping");
	conn_finish(operator);
	server_signal(server, SIGCONT);
	conn_expect(operator, "ok 1 client reached");
	conn_expect(operator, "ok ping");
	conn_expect_end(operator);
	conn_expect(javad, "msg * g0 operserv in time");
	conn_expect_nothing(javad);
	PASS("what was asked before hanging up is not done");
	conn_close(operator);
}

static void
test_no_files(void)
{
	struct server *server = server_start(&(struct setup) { .stays = true });
	struct conn *first = conn_open_at(server->control);
	struct conn *second;

	conn_ask(first, "ping", "ok ping");
	proc_limit(server->pid, RLIMIT_NOFILE, 3);
	second = conn_open_at(server->control);
	conn_say(second, "ping");
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES), "one waits");
	conn_ask(first, "ping", "ok ping");
	proc_limit(server->pid, RLIMIT_NOFILE, 256);
	conn_expect(second, "ok ping");
	PASS("it is answered when there is a descriptor again");
	server_stop(server);
}

/* Scoreboards that a process of ours has locked. */
static void
test_boards(void)
{
	struct forged forged = { .owner = geteuid(), .rows_max = 16 };

	shell_set_number("LOCKED", (size_t)forge_living(&forged));
	shell_run("forkcastctl -p $LOCKED clients", 0, "", "");
	forged.size = 100;
	shell_set_number("LOCKED", (size_t)forge_living(&forged));
	shell_run("forkcastctl -p $LOCKED clients", 65, "",
	    "forkcastctl: the scoreboard of server * is truncated\n");
	shell_run("forkcastctl -p $LOCKED check", 3,
	    "FORKCAST UNKNOWN - the scoreboard of server * is truncated\n", "");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "max_joined 1000\n"
						     "max_groups 1000\n"
						     "group g0\n" });
	struct conn *javad = conn_named(server, "javad");

	shell_set_number("SERVER", server->pid);
	test_rubbish(server);
	test_silent(server);
	test_others(server);
	conn_expect_nothing(javad);
	make_groups(javad);
	test_long(server);
	test_hung_up(server, javad);
	conn_close(javad);
	server_stop(server);
	if (proc_is_there())
		test_no_files();
	test_boards();
	server_refuses(&(struct setup) { .config = "control nose\n" }, 78,
	    "forkcastd: *:1: control nose: must be a path with a \"/\", or off");
	return tap_done();
}

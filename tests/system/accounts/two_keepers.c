/*
 * While the keeper of a killed server lives, no other server starts with its
 * directory, and the refused one says who has it. The next server has all
 * changes that were answered with ok, however often the servers before were
 * killed.
 */
#define _DEFAULT_SOURCE /* flock */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"

#define KILLS 12

static void
kill_server(struct server *server)
{
	server_signal(server, SIGKILL);
	MUST(server_status(server) == ENDED_BY(SIGKILL), "it was not killed");
}

static void
learn_address(struct server *server)
{
	static const char before[] = "listening on ";
	const char *at = strstr(server_log(server), before);

	MUST(at != NULL, "it listens nowhere");
	(void)snprintf(server->address[0], sizeof(server->address[0]), "%.*s",
	    (int)strcspn(at + sizeof(before) - 1, "\n"),
	    at + sizeof(before) - 1);
	server->addresses = 1;
}

/* At once; and again where a busy machine kept the keeper before for long. */
static struct server *
start(const struct setup *setup)
{
	const usec end = deadline();

	for (;;) {
		struct server *server = server_spawn(setup);
		while (server_logged(server, "ready") == 0 &&
		    server_logged(server, "forkcastd: state ...") == 0)
			MUST(deadline_pause(end), "it does not start");
		if (server_logged(server, "ready") > 0) {
			learn_address(server);
			return server;
		}
		(void)server_status(server);
	}
}

/*
 * Whoever is stopped and has no parent in the session goes on; so the keeper is
 * ours when its server is gone.
 */
static void
adopt(bool adopts)
{
#ifdef __linux__
	MUST(prctl(PR_SET_CHILD_SUBREAPER, adopts) == 0, "no subreaper");
#else
	(void)adopts;
	tap_skip("needs subreapers");
#endif
}

static void
names_its_holder(void)
{
	const struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_named(server, "ali");
	const pid_t keeper = keeper_find(server);

	conn_ask(ali, "register pw", "ok register ali");
	conn_close(ali);
	server_expect_workers(server, 2); /* the keeper and the journal */
	adopt(true);
	MUST(kill(keeper, SIGSTOP) == 0, "no keeper");
	kill_server(server);
	server_refuses(&setup, EX_CONFIG,
	    "forkcastd: state */state: in use by the keeper of another "
	    "forkcastd, pid %ld",
	    (long)keeper);
	PASS("a keeper without a server has its directory");
	MUST(kill(keeper, SIGCONT) == 0, "no keeper");
	server = start(&setup);
	MUST(waitpid(keeper, NULL, 0) == keeper, "it is another's");
	adopt(false);
	PASS("the next comes when it is gone");
	conn_close(keeper_come(server, "ali"));
	server_stop(server);
}

/* As a keeper of any program would. */
static void
yields_to_lock(void)
{
	const struct setup setup = { .config = keeper_config() };
	char path[SCRATCH_PATH];
	int fd;

	scratch_path(path, "state/accounts.lock");
	fd = open(path, O_RDWR);
	MUST(fd != -1 && flock(fd, LOCK_EX) == 0, "cannot lock %s", path);
	server_refuses(&setup, EX_CONFIG,
	    "forkcastd: state */state: in use by the keeper of another "
	    "forkcastd");
	(void)close(fd); /* and with it the lock */
	PASS("nobody starts where the lock is held");
}

/* A keeper that somebody else is quicker than does not write. */
static void
keeper_yields(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = keeper_config() });
	char path[SCRATCH_PATH];
	int fd;

	conn_close(keeper_come(server, "ali")); /* it has begun */
	scratch_path(path, "state/accounts.lock");
	fd = open(path, O_RDWR);
	MUST(fd != -1 && flock(fd, LOCK_EX | LOCK_NB) != 0, "it is not locked");
	PASS("the keeper holds the lock");
	keeper_signal(server, SIGKILL);
	MUST(flock(fd, LOCK_EX) == 0, "it stays locked");
	server_expect(server, "keeper: pid * ended, signal 9; restarting ...");
	server_expect(
	    server, "keeper: pid * ended, exit locked; restarting ...");
	PASS("without it there is none");
	(void)close(fd); /* and with it the lock */
	(void)keeper_find(server);
	conn_close(keeper_come(server, "ali"));
	PASS("and then there is");
	server_stop(server);
}

/* Each makes accounts as fast as it can, until it is killed: how many are. */
static unsigned
make_until_killed(struct server *server, unsigned made)
{
	const usec until = clock_mono() + 2 * MSEC + dice(60) * MSEC;
	struct conn *conn = conn_open(server);
	char answer[64];

	while (clock_mono() < until) {
		conn_say(conn, "enroll a%u pw\nlogout", made);
		(void)snprintf(answer, sizeof(answer), "ok register a%u", made);
		conn_expect(conn, answer);
		conn_expect(conn, "ok logout");
		made++;
	}
	conn_say(conn, "enroll last%u pw", made); /* it is killed in that */
	kill_server(server);
	conn_close(conn);
	return made;
}

static void
has_all(struct server *server, unsigned made)
{
	struct conn *conn = conn_open(server);
	char answer[64];

	for (unsigned i = 0; i < made; i++) {
		conn_say(conn, "login a%u pw\nlogout", i);
		(void)snprintf(answer, sizeof(answer), "ok login a%u", i);
		conn_expect(conn, answer);
		conn_expect(conn, "ok logout");
	}
	conn_close(conn);
}

static void
loses_nothing(void)
{
	char config[512];
	(void)snprintf(config, sizeof(config),
	    "%sregister before\nexempt 127.0.0.1\n", keeper_config());
	const struct setup setup = { .config = config };
	struct server *server = server_start(&setup);
	unsigned made = 0;
	pid_t keeper;

	for (int i = 0; i < KILLS; i++) {
		(void)keeper_find(server);
		made = make_until_killed(server, made);
		server = start(&setup);
	}
	has_all(server, made);
	PASS("%d servers were killed, and %u accounts are there", KILLS, made);
	keeper = keeper_find(server);
	server_stop(server);
	proc_expect_gone(keeper);
}

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	dice_begin();
	names_its_holder();
	yields_to_lock();
	keeper_yields();
	loses_nothing();
	return tap_done();
}

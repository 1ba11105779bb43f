/*
 * While the keeper of a killed server lives, that of the next one does not
 * write. The next server has all changes that were answered with ok, however
 * often the servers before were killed.
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
waits_for_the_last(void)
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
	server = server_spawn(&setup);
	server_expect(
	    server, "keeper: pid * ended, exit locked; restarting ...");
	PASS("a keeper without a server has its file");
	MUST(kill(keeper, SIGCONT) == 0, "no keeper");
	MUST(waitpid(keeper, NULL, 0) == keeper, "it is another's");
	adopt(false);
	server_await(server);
	conn_close(keeper_come(server, "ali"));
	PASS("the next has it when that is gone");
	server_stop(server);
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
		server = server_start(&setup);
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
	waits_for_the_last();
	keeper_yields();
	loses_nothing();
	return tap_done();
}

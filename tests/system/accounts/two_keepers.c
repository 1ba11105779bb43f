/*
 * While the keeper of a killed server lives, that of the next one does not
 * write.
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
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"

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

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	waits_for_the_last();
	keeper_yields();
	return tap_done();
}

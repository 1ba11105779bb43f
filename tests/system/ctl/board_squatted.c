/*
 * If an attacker creates a file with the scoreboard's expected name, the server
 * takes another name at once, and forkcastctl finds it.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/forge.h"
#include "tests/lib/here.h"
#include "tests/lib/login.h"
#include "tests/lib/proc.h"
#include "tests/lib/shell.h"

/* Processes that may be started before the server is. */
#define AHEAD 3000

/* The lowest process ID that is given again when they have run out. */
#define PID_LEAST 300

/* Returns how many process IDs there are. */
static long
pids_of_system(void)
{
	FILE *file = fopen("/proc/sys/kernel/pid_max", "r");
	long count;

	MUST(file != NULL && fscanf(file, "%ld", &count) == 1 &&
		fclose(file) == 0,
	    "nobody knows how many processes there can be");
	return count;
}

/* Returns the ID of a process that begins now. */
static long
newest_pid(void)
{
	const pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	MUST(pid != -1 && waitpid(pid, NULL, 0) == pid, "cannot fork");
	return pid;
}

/* Puts something in the place of one scoreboard; a FIFO where that is odd. */
static void
squat_one(long pid, uid_t evil)
{
	char name[32], path[64];

	(void)snprintf(name, sizeof(name), "forkcastd.%ld", pid);
	(void)snprintf(path, sizeof(path), SCORE_DIRECTORY "/%s", name);
	if (access(path, F_OK) == 0)
		return;
	if (pid % 2 == 0)
		forge_empty(name, evil);
	else
		forge_fifo(name, evil);
}

/* Squats the IDs that come next, also where these begin anew. */
static void
squat(uid_t evil)
{
	const long pids = pids_of_system(), newest = newest_pid();

	for (long i = 1; i <= AHEAD; i++) {
		const long pid = newest + i;
		squat_one(pid < pids ? pid : pid - pids + PID_LEAST, evil);
	}
}

static const struct shell_case cases[] = {
	{ "forkcastctl clients | wc -l", 0, "2\n", "" },
	{ "forkcastctl -p $SERVER clients | wc -l", 0, "2\n", "" },
	{ "forkcastctl kick javad", 0, "1 client kicked\n", "" },
	{ "forkcastctl status | grep -c ': running, up'", 0, "1\n", "" },
};

static const struct shell_case dead[] = {
	{ "forkcastctl check", 2, "FORKCAST CRITICAL - ...\n", "" },
};

static void
await_shown(void)
{
	struct shell *shell = shell_start("1",
	    "until forkcastctl -p $SERVER clients | grep -q javad; do "
	    "sleep 0.05 || sleep 1; done");

	MUST(shell_status(shell) == 0, "cannot wait");
}

static struct server *
start(uid_t evil)
{
	squat(evil);
	struct server *server = server_start(NULL);

	TAP_NUM(server_logged(server,
		    "scoreboard: /forkcastd.* already exists; using "
		    "/forkcastd.*.*"),
	    1, "it takes another name");
	shell_set_number("SERVER", server->pid);
	return server;
}

static void
test_end(void)
{
	struct shell *shell =
	    shell_start("1", "ls /dev/shm | grep -c 'forkcastd\\..*\\.'");

	TAP_NUM(shell_status(shell), 1, "a good end leaves no scoreboard");
}

int
main(void)
{
	const uid_t evil = login_nobodys();

	here_several_users();
	struct server *server = start(evil);
	struct conn *javad = conn_member(server, "javad", "1");
	await_shown();
	shell_cases("1", cases);
	conn_expect(javad, "bye kicked ...");
	conn_close(javad);
	server_stop(server);
	test_end();
	server = start(evil);
	server_signal(server, SIGKILL);
	TAP_NUM(server_status(server), ENDED_BY(SIGKILL), "it was killed");
	shell_cases("1", dead);
	return tap_done();
}

/*
 * After a worker that is stopped at birth, without descriptors of its own,
 * other newcomers get in. After as many as allowed at a time, clients talk, the
 * operator is served, nobody waits busily, and after grace the server kills
 * them and lets those in who waited. Of those that are killed at birth nothing
 * is left: no process, no byte (nor a descriptor: server_stop).
 */
#define _GNU_SOURCE /* __WALL */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "server/process/fork/child.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/proc.h"

#define WATCHED (300 * MSEC)
#define WAKES 8
#define BIRTHS 200
#define BEFORE 20 /* they make what is kept at the first use */

/* Whatever system call it is that makes the child. */
#define OPTIONS (PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE)

static bool
seize(pid_t pid)
{
	return ptrace(PTRACE_SEIZE, pid, NULL, (void *)(uintptr_t)OPTIONS) == 0;
}

static void
detach(pid_t pid)
{
	MUST(ptrace(PTRACE_DETACH, pid, NULL, NULL) == 0,
	    "cannot let go of %ld: %s", (long)pid, strerror(errno));
}

/* Waits until it has stopped for us; what for, as waitpid tells. */
static int
await_stop(pid_t pid)
{
	int status = 0;

	MUST(waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status),
	    "%ld does not stop", (long)pid);
	return status;
}

/* False where this is impossible. */
static bool
newborn_can(const struct server *server)
{
	if (!seize(server->pid))
		return false;
	MUST(ptrace(PTRACE_INTERRUPT, server->pid, NULL, NULL) == 0,
	    "cannot interrupt: %s", strerror(errno));
	(void)await_stop(server->pid);
	detach(server->pid);
	return true;
}

/* Goes on until it makes a child; signals are passed on. */
static void
await_birth(pid_t pid)
{
	int status = await_stop(pid);

	while (status >> 16 == 0 || status >> 16 == PTRACE_EVENT_STOP) {
		const int number = status >> 16 == 0 ? WSTOPSIG(status) : 0;
		MUST(ptrace(PTRACE_CONT, pid, NULL,
			 (void *)(uintptr_t)number) == 0,
		    "cannot continue: %s", strerror(errno));
		status = await_stop(pid);
	}
}

/* Connects a client, and catches the worker that is forked for it. */
static pid_t
newborn_catch(
    const struct server *server, void (*connect)(const struct server *server))
{
	unsigned long child = 0;

	MUST(seize(server->pid), "cannot trace: %s", strerror(errno));
	connect(server);
	await_birth(server->pid);
	MUST(ptrace(PTRACE_GETEVENTMSG, server->pid, NULL, &child) == 0,
	    "which child? %s", strerror(errno));
	(void)await_stop((pid_t)child);
	detach(server->pid);
	return (pid_t)child;
}

static void
newborn_let_go(pid_t pid)
{
	detach(pid);
}

static void
newborn_stop(pid_t pid)
{
	MUST(kill(pid, SIGSTOP) == 0, "cannot stop it");
	detach(pid);
}

static void
newborn_kill(pid_t pid)
{
	MUST(kill(pid, SIGKILL) == 0, "cannot kill it");
	/* Whoever traces it is told first; then the server is. */
	MUST(waitpid(pid, NULL, __WALL) == pid, "it does not die");
}

static struct {
	struct conn *client[CHILD_NEWBORNS];
	pid_t pid[CHILD_NEWBORNS];
	size_t count;
} stopped;

static void
connect_one(const struct server *server)
{
	stopped.client[stopped.count] = conn_open(server);
}

static void
stop_one(const struct server *server)
{
	const pid_t pid = newborn_catch(server, connect_one);

	newborn_stop(pid);
	stopped.pid[stopped.count++] = pid;
}

static bool
is_one_gone(void)
{
	for (size_t i = 0; i < stopped.count; i++)
		if (proc_is_gone(stopped.pid[i]))
			return true;
	return false;
}

/* A plain fork needs nobody to be ready, and lets a stopped one be. */
static void
expect_ends(struct server *server)
{
	for (size_t i = 0; i < stopped.count; i++) {
		MUST(kill(stopped.pid[i], SIGKILL) == 0 ||
			proc_is_gone(stopped.pid[i]),
		    "it is left");
		server_expect(server, "ended: - * pid *, signal 9, ...");
		conn_close(stopped.client[i]);
	}
	stopped.count = 0;
}

/* As many are stopped as may be, and another one waits behind them. */
static struct conn *
stop_all(const struct server *server)
{
	struct conn *ali;

	while (stopped.count < CHILD_NEWBORNS)
		stop_one(server);
	ali = conn_open(server);
	conn_say(ali, "ali");
	return ali;
}

static void
expect_in(struct conn *ali)
{
	conn_expect(ali, "ok name ali");
	conn_close(ali);
}

static void
test_service(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = "grace 3600\n" });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali, *operator;

	stop_one(server);
	conn_close(conn_named(server, "reza"));
	TAP_OK(!is_one_gone(), "behind a stopped one the next gets in");
	ali = stop_all(server);
	for (int i = 0; i < 100; i++)
		conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	PASS("who is in talks on behind %d of them", CHILD_NEWBORNS);
	operator= conn_open_at(server->control);
	conn_ask(operator, "ping", "ok ping");
	PASS("the operator, who comes then, is served");
	conn_close(operator);
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES),
	    "the server is idle meanwhile");
	expect_ends(server);
	expect_in(ali);
	server_expect_workers(server, 1);
	server_stop(server);
}

static void
test_grace(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "grace 60\n", .paced = true });
	struct conn *javad = conn_named(server, "javad");
	struct conn *ali = stop_all(server);

	server_pace(server, 60 * SEC - 1);
	conn_ask(javad, "ping", "ok ping");
	TAP_OK(!is_one_gone(), "those that are stopped have their time");
	server_pace(server, 1);
	expect_in(ali);
	PASS("then the next one gets in");
	expect_ends(server);
	server_expect_workers(server, 1);
	server_stop(server);
}

static struct conn *latest;
static int births;

static void
connect_latest(const struct server *server)
{
	latest = conn_open(server);
}

/* Killed with no instruction done, or soon; its client sees the end. */
static void
bear_and_kill(const struct server *server)
{
	const pid_t pid = newborn_catch(server, connect_latest);

	if (dice_once_in(2)) {
		newborn_kill(pid);
	} else {
		newborn_let_go(pid);
		pass_time(dice(300));
		MUST(kill(pid, SIGKILL) == 0, "it has gone by itself");
	}
	conn_expect_end(latest);
	conn_close(latest);
}

static void
bear(const struct server *server)
{
	newborn_let_go(newborn_catch(server, connect_latest));
	conn_say(latest, "guest%d", ++births);
	conn_expect(latest, "ok name guest%d", births);
	conn_close(latest);
}

/* Returns when all of them are reaped, and another turn is done. */
static void
bear_many(struct server *server, struct conn *other, size_t count)
{
	const size_t ended = server_logged(server, "ended: ...") + count;
	const usec end = deadline();

	for (size_t i = 0; i < count; i++)
		(dice_once_in(3) ? bear : bear_and_kill)(server);
	while (server_logged(server, "ended: ...") < ended)
		MUST(deadline_pause(end), "not all of them have ended");
	conn_expect_nothing(other);
}

static void
test_killed(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");

	dice_begin();
	bear_many(server, javad, BEFORE);
	const size_t memory = server_memory(server);
	bear_many(server, javad, BIRTHS);
	PASS("%d newborn workers: no process is left", BIRTHS);
	TAP_NUM(server_memory(server), memory, "no byte is left");
	server_stop(server);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	const bool can = newborn_can(server);

	server_stop(server);
	if (!can)
		tap_skip("needs ptrace");
	test_service();
	test_grace();
	test_killed();
	return tap_done();
}

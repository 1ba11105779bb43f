/* Workers caught at birth: see newborn.h. */
#define _GNU_SOURCE /* __WALL */
#include "newborn.h"

#include "must.h"

#ifdef __linux__

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

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

bool
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

pid_t
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

void
newborn_let_go(pid_t pid)
{
	detach(pid);
}

void
newborn_stop(pid_t pid)
{
	MUST(kill(pid, SIGSTOP) == 0, "cannot stop it");
	detach(pid);
}

void
newborn_kill(pid_t pid)
{
	MUST(kill(pid, SIGKILL) == 0, "cannot kill it");
	/* Whoever traces it is told first; then the server is. */
	MUST(waitpid(pid, NULL, __WALL) == pid, "it does not die");
}

#else

bool
newborn_can(const struct server *server)
{
	(void)server;
	return false;
}

pid_t
newborn_catch(
    const struct server *server, void (*connect)(const struct server *server))
{
	(void)connect;
	return server->pid;
}

void
newborn_let_go(pid_t pid)
{
	(void)pid;
}

void
newborn_stop(pid_t pid)
{
	(void)pid;
}

void
newborn_kill(pid_t pid)
{
	(void)pid;
}

#endif

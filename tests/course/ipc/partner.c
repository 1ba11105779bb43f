/* The other process of a channel: see partner.h. */
#define _GNU_SOURCE /* sched_setaffinity */
#include "partner.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_MAX 600

#ifdef __linux__
#include <sys/prctl.h>

static struct {
	cpu_set_t all; /* what the system gave us */
	bool known;
	bool chosen; /* by partner_cores */
	cpu_set_t partner;
} cores;

/* The parent may be gone before its end can be asked to be told. */
static void
die_with(pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* else the alarm ends it */
	if (getppid() != parent)
		_exit(1);
}

/* The first one of all from that on; CPU_SETSIZE if there is none. */
static size_t
core_from(size_t core)
{
	while (core < CPU_SETSIZE && !CPU_ISSET(core, &cores.all))
		core++;
	return core;
}

static cpu_set_t
only(size_t core)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(core, &set);
	return set;
}

static bool
know_all(void)
{
	if (!cores.known)
		cores.known =
		    sched_getaffinity(0, sizeof(cores.all), &cores.all) == 0;
	return cores.known;
}

bool
partner_cores(bool apart)
{
	if (!know_all())
		return false;
	const size_t first = core_from(0);
	const size_t second = apart ? core_from(first + 1) : first;
	if (second >= CPU_SETSIZE)
		return false;
	const cpu_set_t own = only(first);
	cores.partner = only(second);
	cores.chosen = true;
	return sched_setaffinity(0, sizeof(own), &own) == 0;
}

/* Where it fails, the figures are those of the system's choice. */
static void
go_to_core(void)
{
	if (cores.chosen)
		(void)sched_setaffinity(
		    0, sizeof(cores.partner), &cores.partner);
}
#else
static void
die_with(pid_t parent)
{
	(void)parent;
}

bool
partner_cores(bool apart)
{
	(void)apart;
	return false;
}

static void
go_to_core(void)
{
}
#endif

pid_t
partner_fork(void)
{
	const pid_t parent = getpid();
	const pid_t partner = fork();

	if (partner == 0) {
		die_with(parent);
		go_to_core();
		(void)signal(SIGALRM, SIG_DFL);
		(void)alarm(SECONDS_MAX);
	}
	return partner;
}

int
partner_wait(pid_t partner)
{
	int status;

	while (waitpid(partner, &status, 0) == -1)
		if (errno != EINTR)
			return -1;
	return status;
}

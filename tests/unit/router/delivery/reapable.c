/*
 * server/router/delivery/reapable: of real children that are about to die those
 * that are dead are reaped by their pids, however many are not; and no others
 * are.
 */
#include "server/router/delivery/reapable.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/base/data/hash.h"
#include "server/base/state/module.h"
#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define CHILDREN 150

static struct {
	uint32_t slot[CHILDREN];
	pid_t pid[CHILDREN];
} test;

static void
make(size_t i)
{
	test.slot[i] = slots_take();
	test.pid[i] = fork();
	MUST(test.slot[i] != SLOT_NONE && test.pid[i] != -1, "no child: %s",
	    strerror(errno));
	if (test.pid[i] == 0) {
		(void)pause();
		_exit(1);
	}
	slots_set_pid(test.slot[i], test.pid[i]);
}

/* It dies, and is not reaped by this. */
static void
kill_one(size_t i)
{
	siginfo_t info;

	MUST(kill(test.pid[i], SIGKILL) == 0, "cannot kill it");
	while (waitid(P_PID, (id_t)test.pid[i], &info, WEXITED | WNOWAIT) != 0)
		MUST(errno == EINTR, "cannot wait for it");
}

/* Reaps one child as the reaper does, and returns which. */
static size_t
reap(void)
{
	int status;
	const pid_t pid = reapable_reap(&status);

	for (size_t i = 0; pid > 0 && i < CHILDREN; i++) {
		if (test.pid[i] != pid)
			continue;
		MUST(slots_reaped(pid) == test.slot[i], "not its slot");
		MUST(WIFSIGNALED(status), "not its status");
		reapable_drop(test.slot[i]);
		return i;
	}
	return CHILDREN;
}

/* As often as may be needed to have asked for each of them. */
static size_t
reap_patiently(void)
{
	size_t which = CHILDREN;

	for (int i = 0; i < CHILDREN && which == CHILDREN; i++)
		which = reap();
	return which;
}

static void
reaps_the_dead(void)
{
	kill_one(3);
	TAP_NUM(reap_patiently(), CHILDREN, "who is not expected to is not");
	reapable_add(test.slot[5]);
	reapable_add(test.slot[5]);
	TAP_NUM(reap(), CHILDREN, "nor who is, but lives");
	reapable_add(test.slot[3]);
	TAP_NUM(reap_patiently(), 3, "the dead one is");
	TAP_NUM(reap_patiently(), CHILDREN, "once");
	reapable_add(test.slot[3]);
	TAP_NUM(reap_patiently(), CHILDREN, "and is not taken for another");
	kill_one(5);
	TAP_NUM(reap(), 5, "as is who was told of twice");
	TAP_NUM(reap(), CHILDREN, "once");
}

static void
finds_one_among_many(void)
{
	size_t reaped = 0;

	for (size_t i = 6; i < CHILDREN; i++)
		reapable_add(test.slot[i]);
	kill_one(CHILDREN - 1);
	TAP_NUM(reap_patiently(), CHILDREN - 1, "the last of many");
	reapable_drop(test.slot[7]);
	for (size_t i = 6; i < CHILDREN - 1; i++)
		kill_one(i);
	while (reap() != CHILDREN)
		reaped++;
	TAP_NUM(reaped, CHILDREN - 8, "all that are left, one after the other");
	reapable_add(test.slot[7]);
	TAP_NUM(reap(), 7, "and who was not to be asked for, when it is");
}

/* Another's wait has taken the child's status, as a shell may before exec. */
static void
takes_the_gone(void)
{
	int status;

	make(3);
	kill_one(3);
	MUST(waitpid(test.pid[3], NULL, 0) == test.pid[3], "not reaped");
	reapable_add(test.slot[3]);
	TAP_NUM(reapable_reap(&status), test.pid[3], "gone is as good as dead");
	TAP_OK(WIFEXITED(status), "and nothing is said against it");
	MUST(slots_reaped(test.pid[3]) == test.slot[3], "not its slot");
	reapable_drop(test.slot[3]);
}

int
main(void)
{
	MUST(modules_init(), "cannot begin");
	for (size_t i = 0; i < CHILDREN; i++)
		make(i);
	reaps_the_dead();
	finds_one_among_many();
	takes_the_gone();
	for (size_t i = 0; i < CHILDREN; i++)
		if (slots_get(test.slot[i])->pid != 0)
			(void)kill(test.pid[i], SIGKILL);
	while (wait(NULL) > 0)
		continue;
	return tap_done();
}

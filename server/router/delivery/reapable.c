/* Slots whose process is about to die: see reapable.h. */
#include "router/delivery/reapable.h"

#include "base/state/module.h"
#include "process/fork/exits.h"
#include "router/model/slots.h"

/*
 * The most waitpid calls that one reapable_reap makes to find a dead process;
 * some processes take their time to die.
 */
#define FEW 64

/* Not saved: the next program looks at all children. */
static struct {
	uint32_t *listed; /* slots, each at most once */
	size_t count;
	size_t next; /* index of the slot to wait for next */
} reapable;

void
reapable_add(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->dying != 0 || slot->pid == 0)
		return;
	reapable.listed[reapable.count++] = number;
	slot->dying = (uint32_t)reapable.count;
}

/* Moves the last slot into the free place. */
void
reapable_drop(uint32_t number)
{
	struct slot *slot = slots_get(number);
	uint32_t last;

	if (slot->dying == 0)
		return;
	last = reapable.listed[--reapable.count];
	reapable.listed[slot->dying - 1] = last;
	slots_get(last)->dying = slot->dying;
	slot->dying = 0;
}

/*
 * Reaps the process if it is dead. One that is no child any more has been
 * reaped by another program in this process, such as the shell of a script that
 * an upgrade ran; how it ended is not known.
 */
static pid_t
reap(pid_t pid, int *status)
{
	const pid_t dead = exits_reap(pid, status);

	if (dead != -1)
		return dead;
	*status = 0;
	return pid;
}

pid_t
reapable_reap(int *status)
{
	const size_t most = reapable.count < FEW ? reapable.count : FEW;

	for (size_t i = 0; i < most; i++) {
		if (reapable.next >= reapable.count)
			reapable.next = 0;
		const uint32_t number = reapable.listed[reapable.next];
		const pid_t pid = reap(slots_get(number)->pid, status);
		if (pid > 0)
			return pid; /* the slot moved to this place is next */
		reapable.next++;
	}
	return 0;
}

MODULE(reapable) = { TABLES(TABLE(reapable.listed, SLOTS_MAX)) };

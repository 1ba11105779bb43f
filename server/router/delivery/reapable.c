/* Slots whose process is about to die: see reapable.h. */
#include "router/delivery/reapable.h"

#include "base/mem/arena.h"
#include "base/state/module.h"
#include "fork/exits.h"
#include "router/model/slots.h"

/* That are asked for in vain, one behind the other: some take their time. */
#define FEW 64

/* To be saved: nothing: who goes on looks at all. */
static struct {
	uint32_t *listed; /* slots, each once at most */
	size_t count;
	size_t next; /* to be asked for */
} reapable;

static bool
reapable_init(void)
{
	reapable.listed = arena_table(SLOTS_MAX, sizeof(*reapable.listed));
	return reapable.listed != NULL;
}

void
reapable_add(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->dying != 0 || slot->pid == 0)
		return;
	reapable.listed[reapable.count++] = number;
	slot->dying = (uint32_t)reapable.count;
}

/* The last takes its place. */
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

pid_t
reapable_reap(int *status)
{
	const size_t most = reapable.count < FEW ? reapable.count : FEW;

	for (size_t i = 0; i < most; i++) {
		if (reapable.next >= reapable.count)
			reapable.next = 0;
		const uint32_t number = reapable.listed[reapable.next];
		const pid_t pid = exits_reap(slots_get(number)->pid, status);
		if (pid > 0)
			return pid; /* what comes to this place is next */
		reapable.next++;
	}
	return 0;
}

MODULE(reapable) = { .init = reapable_init };

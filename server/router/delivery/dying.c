/* Slots whose process is about to die: see dying.h. */
#include "router/delivery/dying.h"

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
} dying;

static bool
dying_init(void)
{
	dying.listed = arena_table(SLOTS_MAX, sizeof(*dying.listed));
	return dying.listed != NULL;
}

void
dying_add(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->dying != 0 || slot->pid == 0)
		return;
	dying.listed[dying.count++] = number;
	slot->dying = (uint32_t)dying.count;
}

/* The last takes its place. */
void
dying_drop(uint32_t number)
{
	struct slot *slot = slots_get(number);
	uint32_t last;

	if (slot->dying == 0)
		return;
	last = dying.listed[--dying.count];
	dying.listed[slot->dying - 1] = last;
	slots_get(last)->dying = slot->dying;
	slot->dying = 0;
}

pid_t
dying_reap(int *status)
{
	const size_t most = dying.count < FEW ? dying.count : FEW;

	for (size_t i = 0; i < most; i++) {
		if (dying.next >= dying.count)
			dying.next = 0;
		const uint32_t number = dying.listed[dying.next];
		const pid_t pid = exits_reap(slots_get(number)->pid, status);
		if (pid > 0)
			return pid; /* what comes to this place is next */
		dying.next++;
	}
	return 0;
}

MODULE(dying) = { .init = dying_init };

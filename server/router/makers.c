/* Who has brought groups into being: see makers.h. */
#include "router/makers.h"

#include <assert.h>

#include "base/arena.h"
#include "base/config.h"
#include "policy/peers.h"
#include "policy/users.h"
#include "router/slots.h"

struct maker {
	uint64_t visit; /* another one for each who has had the slot */
	uint32_t groups; /* that it has made and that live */
};

struct made {
	uint64_t visit; /* of its maker, who has gone if the slot has another */
	uint32_t slot; /* number + 1; 0: nobody's */
};

static struct {
	struct maker *maker; /* by slot */
	struct made *made; /* by group */
	uint64_t visits;
} makers;

bool
makers_init(size_t slots, size_t groups)
{
	makers.maker = arena_table(slots, sizeof(*makers.maker));
	makers.made = arena_table(groups, sizeof(*makers.made));
	return makers.maker != NULL && makers.made != NULL;
}

/* What is counted together with others; null: an exempt address. */
static uint32_t *
count_of_origin(uint32_t number)
{
	struct slot *slot = slots_get(number);

	return slot->whose.is_known ? users_made(&slot->whose) :
				      peers_made(slot->origin);
}

bool
makers_may(uint32_t slot)
{
	const size_t most = config_now()->max_made;
	const size_t most_of_origin = config_now()->max_made_per_address;
	const uint32_t *of_origin = count_of_origin(slot);

	if (most > 0 && makers.maker[slot].groups >= most)
		return false;
	return of_origin == NULL || most_of_origin == 0 ||
	    *of_origin < most_of_origin;
}

void
makers_made(uint32_t slot, uint32_t group)
{
	uint32_t *of_origin = count_of_origin(slot);

	makers.made[group] =
	    (struct made) { makers.maker[slot].visit, slot + 1 };
	makers.maker[slot].groups++;
	if (of_origin != NULL)
		++*of_origin;
}

static void
take_back(uint32_t slot, uint32_t groups)
{
	uint32_t *of_origin = count_of_origin(slot);

	assert(makers.maker[slot].groups >= groups);
	makers.maker[slot].groups -= groups;
	if (of_origin == NULL)
		return;
	assert(*of_origin >= groups);
	*of_origin -= groups;
}

void
makers_disown(uint32_t group)
{
	struct made *made = &makers.made[group];
	const uint32_t number = made->slot;

	made->slot = 0;
	if (number != 0 && makers.maker[number - 1].visit == made->visit)
		take_back(number - 1, 1);
}

void
makers_left(uint32_t slot)
{
	take_back(slot, makers.maker[slot].groups);
	makers.maker[slot].visit = ++makers.visits;
}

/* Slots with sealed lines: see sealed.h. */
#include "router/delivery/sealed.h"

#include "base/data/list.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/slots.h"
#include "router/queue/outq.h"

enum { NONE, FIRST, SECOND, BATCHES };

/* Not saved: loaded queues say themselves that they have sealed lines. */
static struct {
	struct list slots[BATCHES]; /* by the first batch of their seal */
	struct link *links; /* by slot */
	unsigned char flies; /* the batch; the other one is collected */
	bool collects;
} sealed = { .flies = FIRST };

static unsigned char
collected(void)
{
	return sealed.flies == FIRST ? SECOND : FIRST;
}

static void
set_batch(uint32_t number, unsigned char batch)
{
	struct seal *seal = &slots_get(number)->down.seal;

	if (seal->batch != NONE)
		list_drop(&sealed.slots[seal->batch], sealed.links, number);
	seal->batch = batch;
	if (batch != NONE)
		list_add(&sealed.slots[batch], sealed.links, number, LIST_END);
}

void
sealed_collect(bool is_so)
{
	sealed.collects = is_so;
}

void
sealed_pushed(uint32_t number, size_t bytes)
{
	struct downlink *down = &slots_get(number)->down;

	if (down->seal.batch == sealed.flies) {
		if (sealed.collects || down->seal.newer > 0)
			down->seal.newer += bytes;
	} else if (sealed.collects && down->seal.batch == NONE) {
		outq_seal(&down->queue, bytes);
		set_batch(number, collected());
	}
}

void
sealed_fly(void)
{
	sealed.flies = collected();
}

uint32_t
sealed_open(void)
{
	const struct list *list = &sealed.slots[sealed.flies];
	const uint32_t number = list_first(list);
	struct downlink *down;

	if (number == LIST_END)
		return SLOT_NONE;
	down = &slots_get(number)->down;
	outq_open(&down->queue, down->seal.newer);
	set_batch(number, down->seal.newer > 0 ? collected() : NONE);
	down->seal.newer = 0;
	return number;
}

void
sealed_release(uint32_t number)
{
	struct downlink *down = &slots_get(number)->down;

	outq_open(&down->queue, 0);
	set_batch(number, NONE);
	down->seal.newer = 0;
}

uint32_t
sealed_first(void)
{
	uint32_t number = LIST_END;

	for (unsigned batch = FIRST; number == LIST_END && batch < BATCHES;
	     batch++)
		number = list_first(&sealed.slots[batch]);
	return number != LIST_END ? number : SLOT_NONE;
}

bool
sealed_flies(void)
{
	return list_first(&sealed.slots[sealed.flies]) != LIST_END;
}

void
sealed_restore(uint32_t number)
{
	struct downlink *down = &slots_get(number)->down;

	down->seal.newer = 0;
	if (down->queue.sealed > 0)
		set_batch(number, sealed.flies);
}

MODULE(sealed) = { TABLES(TABLE(sealed.links, SLOTS_MAX)) };

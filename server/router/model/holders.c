/* Quotas: see holders.h. */
#include "router/model/holders.h"

#include <assert.h>

#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/ledger.h"

struct hands {
	uint64_t visit;
	struct holds holds;
};

/* To be saved: nothing. The owners of the things charge them again. */
static struct {
	struct hands *of; /* by client */
	uint64_t visits;
} holders;

static void
holders_init(void)
{
	holders.of = arena_table(CLIENTS_MAX, sizeof(*holders.of));
	ledger_init();
}

static bool
fits(size_t held, size_t freed, size_t more, size_t most)
{
	assert(held >= freed);
	return held - freed <= most && more <= most - (held - freed);
}

bool
holders_may_replace(uint32_t client, enum hold what, size_t more,
    struct held old, struct share share)
{
	const uint32_t entry = ledger_find(client);
	const bool is_own = holders_client(old.holder) == client;
	const bool is_near = entry != LEDGER_NONE && old.holder.entry == entry;

	if (!fits(holders.of[client].holds.of[what], is_own ? old.count : 0,
		more, share.of_client))
		return false;
	return !ledger_charges(client) ||
	    fits(ledger_held(entry, what), is_near ? old.count : 0, more,
		share.of_origin);
}

bool
holders_may(uint32_t client, enum hold what, size_t more, struct share share)
{
	return holders_may_replace(
	    client, what, more, (struct held) { .count = 0 }, share);
}

struct holder
holders_take(uint32_t client, enum hold what, size_t count)
{
	struct hands *hands = &holders.of[client];

	hands->holds.of[what] += count;
	return (struct holder) { hands->visit, client + 1,
		ledger_charge(client, what, count) };
}

uint32_t
holders_client(struct holder holder)
{
	return holder.client != 0 &&
		holders.of[holder.client - 1].visit == holder.visit ?
	    holder.client - 1 :
	    CLIENT_NONE;
}

bool
holders_is_left(struct holder holder)
{
	return holder.entry != LEDGER_NONE &&
	    holders_client(holder) == CLIENT_NONE;
}

void
holders_give(struct holder holder, enum hold what, size_t count)
{
	const uint32_t client = holders_client(holder);

	if (client != CLIENT_NONE) {
		assert(holders.of[client].holds.of[what] >= count);
		holders.of[client].holds.of[what] -= count;
	}
	ledger_refund(holder.entry, what, count);
}

void
holders_wait(void)
{
	if (ledger_used() > 0)
		alarms_at(ALARM_LEFTOVERS, ticks_now() + HOLDERS_PERIOD);
}

void
holders_save(struct state *state, struct holder holder)
{
	if (holders_is_left(holder))
		ledger_save(state, holder.entry);
}

bool
holders_load(
    struct state *state, enum hold what, size_t count, struct holder *holder)
{
	uint32_t entry;

	if (!ledger_load(state, what, count, &entry))
		return false;
	if (holders_client(*holder) == CLIENT_NONE &&
	    holder->entry == LEDGER_NONE) {
		holder->entry = entry;
		holders_wait();
		return true;
	}
	ledger_refund(entry, what, count);
	state_mended(state, "somebody's already");
	return true;
}

/* Makes its things count for its place alone. */
static void
holders_leave(uint32_t client)
{
	holders.of[client].holds = (struct holds) { 0 };
	holders.of[client].visit = ++holders.visits;
	holders_wait();
}

MODULE(holders) = { .init = holders_init, .leave = holders_leave };

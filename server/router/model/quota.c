/* Quotas: see quota.h. */
#include "router/model/quota.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/ledger.h"

struct quota_account {
	uint64_t visit;
	struct quota_use use;
};

/*
 * Not saved: modules charge their things again when they load them,
 * members_state.c the groups.
 */
static struct {
	struct quota_account *of; /* by client */
	uint64_t visits;
	struct holder *group; /* by group: its creator */
} quota;

static bool
fits(size_t held, size_t freed, size_t more, size_t most)
{
	assert(held >= freed);
	return held - freed <= most && more <= most - (held - freed);
}

bool
quota_allows_replacing(uint32_t client, enum quota what, size_t more,
    struct quota_thing old, struct quota_limits share)
{
	const uint32_t entry = ledger_find(client);
	const bool is_own = quota_client(old.holder) == client;
	const bool is_near = entry != LEDGER_NONE && old.holder.entry == entry;

	if (!fits(quota.of[client].use.of[what], is_own ? old.count : 0, more,
		share.of_client))
		return false;
	return !ledger_charges(client) ||
	    fits(ledger_held(entry, what), is_near ? old.count : 0, more,
		share.of_origin);
}

bool
quota_allows(
    uint32_t client, enum quota what, size_t more, struct quota_limits share)
{
	return quota_allows_replacing(
	    client, what, more, (struct quota_thing) { .count = 0 }, share);
}

struct holder
quota_charge(uint32_t client, enum quota what, size_t count)
{
	struct quota_account *q = &quota.of[client];

	q->use.of[what] += count;
	return (struct holder) { q->visit, client + 1,
		ledger_charge(client, what, count) };
}

size_t
quota_most(enum quota what)
{
	size_t most = 0;

	FOR_EACH_CLIENT(client)
		if (quota.of[client].use.of[what] > most)
			most = quota.of[client].use.of[what];
	return most;
}

uint32_t
quota_client(struct holder holder)
{
	return holder.client != 0 &&
		quota.of[holder.client - 1].visit == holder.visit ?
	    holder.client - 1 :
	    CLIENT_NONE;
}

bool
quota_is_left_behind(struct holder holder)
{
	return holder.entry != LEDGER_NONE &&
	    quota_client(holder) == CLIENT_NONE;
}

void
quota_refund(struct holder *holder, enum quota what, size_t count)
{
	const uint32_t client = quota_client(*holder);

	if (client != CLIENT_NONE) {
		assert(quota.of[client].use.of[what] >= count);
		quota.of[client].use.of[what] -= count;
	}
	ledger_refund(holder->entry, what, count);
	*holder = (struct holder) { 0 };
}

void
quota_watch_leftovers(void)
{
	if (ledger_used() > 0)
		alarms_at(ALARM_LEFTOVERS, ticks_now() + QUOTA_PERIOD);
}

void
quota_save(struct state *state, struct holder holder)
{
	if (quota_is_left_behind(holder))
		ledger_save(state, holder.entry);
}

bool
quota_load(
    struct state *state, enum quota what, size_t count, struct holder *holder)
{
	uint32_t entry;

	if (!ledger_load(state, what, count, &entry))
		return false;
	if (quota_client(*holder) == CLIENT_NONE &&
	    holder->entry == LEDGER_NONE) {
		holder->entry = entry;
		quota_watch_leftovers();
		return true;
	}
	ledger_refund(entry, what, count);
	state_mended(state, "somebody's already");
	return true;
}

/* Makes the client's things count for its place alone. */
static void
quota_leave(uint32_t client)
{
	quota.of[client].use = (struct quota_use) { 0 };
	quota.of[client].visit = ++quota.visits;
	quota_watch_leftovers();
}

/* Returns a limit of the configuration; 0 there means no limit. */
static size_t
most(size_t number)
{
	return number > 0 ? number : SIZE_MAX;
}

bool
quota_allows_group(uint32_t client)
{
	const struct config *config = config_now();
	const struct quota_limits share = { most(config->max_made),
		most(config->max_made_per_address) };

	return quota_allows(client, QUOTA_GROUPS, 1, share);
}

struct holder *
quota_group_holder(uint32_t group)
{
	return &quota.group[group];
}

MODULE(quota) = { TABLES(TABLE(quota.of, CLIENTS_MAX),
		      TABLE(quota.group, GROUPS_MAX)),
	.leave = quota_leave };

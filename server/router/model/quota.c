/* Quotas: see quota.h. */
#include "router/model/quota.h"

#include <assert.h>

#include "base/config/config.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/clients.h"

/* What a client holds. */
struct quota_use {
	uint64_t visit;
	size_t of[QUOTAS];
};

/*
 * Not saved: modules charge their things again when they load them,
 * members_state.c the groups.
 */
static struct {
	struct quota_use *of; /* by client */
	uint64_t visits;
	struct holder *group; /* by group: its creator */
} quota;

size_t
quota_held(uint32_t client, enum quota what)
{
	return quota.of[client].of[what];
}

struct holder
quota_charge(uint32_t client, enum quota what, size_t count)
{
	struct quota_use *use = &quota.of[client];

	use->of[what] += count;
	return (struct holder) { use->visit, client + 1 };
}

uint32_t
quota_client(struct holder holder)
{
	return holder.client != 0 &&
		quota.of[holder.client - 1].visit == holder.visit ?
	    holder.client - 1 :
	    CLIENT_NONE;
}

void
quota_refund(struct holder *holder, enum quota what, size_t count)
{
	const uint32_t client = quota_client(*holder);

	if (client != CLIENT_NONE) {
		assert(quota.of[client].of[what] >= count);
		quota.of[client].of[what] -= count;
	}
	*holder = (struct holder) { 0 };
}

/* What the client has made is nobody's. */
static void
quota_leave(uint32_t client)
{
	quota.of[client] = (struct quota_use) { .visit = ++quota.visits };
}

bool
quota_allows_group(uint32_t client)
{
	const size_t most = config_now()->max_made;

	return most == 0 || quota_held(client, QUOTA_GROUPS) < most;
}

struct holder *
quota_group_holder(uint32_t group)
{
	return &quota.group[group];
}

MODULE(quota) = { TABLES(TABLE(quota.of, CLIENTS_MAX),
		      TABLE(quota.group, GROUPS_MAX)),
	.leave = quota_leave };

/* The effect of bans on clients, and how bans last: see ban_store.h. */
#include "router/verbs/accounts/ban_store.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/stats.h"
#include "base/loop/watch.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/retry.h"
#include "router/verbs/accounts/queries.h"
#include "shared/addr.h"
#include "shared/names.h"

/* Bans that may be under way to the keeper at a time. */
#define FLIGHTS 64

struct flight {
	uint64_t number; /* of the question; 0: none */
	struct network network;
	size_t len;
	char text[BANS_TEXT];
};

static struct {
	struct flight at[FLIGHTS];
	size_t used; /* flights in use */
	uint64_t keeper; /* the one that these were sent to */
	uint64_t changes; /* bans_changes at the beginning of the pass */
	size_t next; /* next ban of this pass */
	bool clean; /* every ban so far in this pass is saved */
	bool settled; /* every ban was saved in a whole pass */
	bool fails;
	struct retry retry;
} banned;

static bool
is_from(const struct client *client, const struct network *network)
{
	struct addr addr;
	struct ip ip;

	return addr_read(&addr, str_from(client->peer)) &&
	    network_ip(&ip, &addr) && network_contains(network, &ip);
}

uint64_t
ban_store_kick(const struct ban *ban)
{
	uint64_t count = 0;

	FOR_EACH_SLOT(number) {
		const struct slot *slot = slots_get(number);
		if (slot->state != SLOT_OPEN || slot->client == CLIENT_NONE ||
		    !is_from(clients_get(slot->client), &ban->network))
			continue;
		DISCONNECT_KICK(number, STR(NAME_OPERATOR), STR("banned"),
		    STR("your address is banned"),
		    ban->reason.len > 0 ? STR(": ") : STR(""), ban->reason);
		count++;
	}
	return count;
}

bool
ban_store_remove(uint32_t *ticket, const struct network *network,
    struct keeper_client_answer *answer)
{
	return queries_ask(ticket, NULL,
	    WORDS(STR("cut"), STR("ban"), NETWORK_STR(network)), answer);
}

static bool
is_same(const struct ban *ban, const struct ban *other)
{
	return ban->until == other->until && str_eq(ban->reason, other->reason);
}

/*
 * Takes a ban from the keeper. One that was set or changed here while there was
 * no keeper is newer than the keeper's.
 */
void
ban_store_sync_record(struct str record)
{
	const struct ban *here;
	struct ban ban;

	if (!bans_read(record, &ban))
		return; /* the keeper's own mistake */
	ban.is_stored = true;
	here = bans_find(&ban.network);
	if (here != NULL && !is_same(&ban, here))
		return;
	if (!bans_add(&ban)) /* no memory: the old one stays, if any */
		return;
	if (!bans_is_over(&ban))
		(void)ban_store_kick(&ban);
}

/* If there is no keeper, the next one's report shows that it has the ban. */
static void
cut(const struct network *network)
{
	(void)keeper_client_send(
	    WORDS(STR("cut"), STR("ban"), NETWORK_STR(network)));
}

void
ban_store_expire(void)
{
	bans_expire(cut);
}

static void
set_fails(bool fails)
{
	banned.fails = fails;
	stats_trouble(SCORE_UNBANNED, fails);
}

bool
ban_store_fails(void)
{
	return banned.fails;
}

void
ban_store_report_late(void)
{
	set_fails(true);
}

static void
begin_pass(void)
{
	banned.next = 0;
	banned.clean = true;
	banned.settled = false;
}

/* Starts again for a new keeper, with what its predecessor had under way. */
static void
look_at_keeper(void)
{
	if (banned.keeper == keeper_client_generation())
		return;
	banned.keeper = keeper_client_generation();
	for (size_t i = 0; i < FLIGHTS; i++)
		banned.at[i].number = 0;
	banned.used = 0;
	banned.retry = (struct retry) { .delay = 0 };
	begin_pass();
}

/* Returns the flight of that question, or a free one for 0; null: none. */
static struct flight *
find_flight(uint64_t number)
{
	for (size_t i = 0; i < FLIGHTS; i++)
		if (banned.at[i].number == number)
			return &banned.at[i];
	return NULL;
}

static bool
is_under_way(const struct network *network)
{
	for (size_t i = 0; i < FLIGHTS; i++)
		if (banned.at[i].number != 0 &&
		    banned.at[i].network.bits == network->bits &&
		    network_contains(&banned.at[i].network, &network->ip))
			return true;
	return false;
}

/* Sends a ban to the keeper; returns false if that is impossible now. */
static bool
ban_store_put(struct flight *flight, const struct ban *ban)
{
	flight->network = ban->network;
	flight->len = bans_text(ban, flight->text).len;
	flight->number = keeper_client_send(WORDS(STR("put"), STR("ban"),
	    (struct str) { flight->text, flight->len }));
	banned.used += flight->number != 0;
	return flight->number != 0;
}

/*
 * Sends as many bans as may be under way. Returns true at the end of the pass.
 */
static bool
send_some(void)
{
	const struct ban *ban;

	for (; (ban = bans_get(banned.next)) != NULL; banned.next++) {
		if (ban->is_stored || ban->refused != CODE_OK ||
		    bans_is_over(ban))
			continue;
		banned.clean = false;
		if (is_under_way(&ban->network))
			continue;
		if (banned.used == FLIGHTS)
			return false;
		if (!ban_store_put(find_flight(0), ban)) {
			retry_failed(&banned.retry);
			return false;
		}
	}
	return banned.used == 0;
}

static void
end_pass(void)
{
	const bool clean = banned.clean;

	begin_pass();
	banned.settled = clean;
	if (clean)
		set_fails(false);
}

void
ban_store_turn(void)
{
	if (!keeper_client_is_lasting()) {
		if (banned.fails)
			set_fails(false);
		return;
	}
	look_at_keeper();
	if (banned.changes != bans_changes()) {
		banned.changes = bans_changes();
		begin_pass();
	}
	if (!banned.settled && keeper_client_is_connected() &&
	    !retry_waits(&banned.retry) && send_some())
		end_pass();
}

/*
 * Takes the keeper's answer. If the ban was lifted meanwhile, the keeper has to
 * remove it too.
 */
static void
is_answered(const struct flight *flight, enum code code)
{
	const struct ban *ban = bans_find(&flight->network);
	char text[BANS_TEXT];

	banned.retry = (struct retry) { .delay = 0 };
	if (ban == NULL)
		(void)keeper_client_send(WORDS(
		    STR("cut"), STR("ban"), NETWORK_STR(&flight->network)));
	else if (str_eq(bans_text(ban, text),
		     (struct str) { flight->text, flight->len }))
		bans_mark_stored(&ban->network, code);
}

void
ban_store_answered(const struct keeper_client_answer *answer)
{
	struct flight *flight = find_flight(answer->number);

	if (flight == NULL || answer->number == 0)
		return;
	flight->number = 0;
	banned.used--;
	begin_pass();
	watch_no_wait();
	if (answer->code == CODE_UNAVAILABLE ||
	    answer->code == CODE_SLOW_DOWN) {
		set_fails(true);
		retry_failed(&banned.retry);
	} else {
		is_answered(flight, answer->code);
	}
}

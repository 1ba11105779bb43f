/* The effect of bans on clients, and how bans last: see ban_store.h. */
#include "router/accounts/ban_store.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/stats.h"
#include "router/asks.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/retry.h"
#include "shared/addr.h"
#include "shared/names.h"

static struct {
	bool busy; /* a ban is under way to the keeper */
	uint32_t ticket;
	struct network network; /* of that ban */
	size_t len;
	char text[BANS_TEXT];
	uint64_t settled; /* bans_changes: then, every ban was saved */
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

static void
cut(const struct network *network)
{
	(void)asks_say(
	    ASKS_KEEPER, WORDS(STR("cut"), STR("ban"), NETWORK_STR(network)));
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

static void
end_write(void)
{
	asks_cancel(banned.ticket);
	banned.busy = false;
}

/* Looks for a ban that is not saved. Returns false if there is none. */
static bool
begin_write(void)
{
	const struct ban *ban;

	if (banned.settled == bans_changes())
		return false;
	for (size_t i = 0; (ban = bans_get(i)) != NULL; i++)
		if (!ban->is_stored && ban->refused == CODE_OK &&
		    !bans_is_over(ban))
			break;
	if (ban == NULL) {
		banned.settled = bans_changes();
		set_fails(false);
		return false;
	}
	banned.ticket = asks_ticket();
	banned.busy = banned.ticket != ASKS_NOBODY;
	banned.network = ban->network;
	banned.len = bans_text(ban, banned.text).len;
	return banned.busy;
}

/*
 * Takes the keeper's answer. If the ban was lifted meanwhile, the keeper has to
 * remove it too.
 */
static void
take_answer(enum code code)
{
	const struct ban *ban = bans_find(&banned.network);
	char text[BANS_TEXT];

	if (code == CODE_UNAVAILABLE || code == CODE_SLOW_DOWN) {
		set_fails(true);
		retry_failed(&banned.retry, SEC);
		return;
	}
	banned.retry = (struct retry) { .delay = 0 };
	if (ban == NULL)
		cut(&banned.network);
	else if (str_eq(bans_text(ban, text),
		     (struct str) { banned.text, banned.len }))
		bans_mark_stored(&ban->network, code);
}

void
ban_store_turn(void)
{
	struct asks_answer answer;

	if (!config_now()->accounts || config_now()->state == NULL) {
		if (banned.busy)
			end_write();
		if (banned.fails)
			set_fails(false);
		return;
	}
	while (banned.busy ||
	    (asks_is_open(ASKS_KEEPER) && !retry_waits(&banned.retry) &&
		begin_write())) {
		if (!asks_ask(banned.ticket,
			&(const struct asks_question) { .of = ASKS_KEEPER,
			    .writes = true,
			    .words = WORDS(STR("put"), STR("ban"),
				((struct str) { banned.text, banned.len })) },
			&answer))
			return;
		end_write();
		take_answer(answer.code);
	}
}

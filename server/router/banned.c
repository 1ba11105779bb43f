/* What bans do, and that they last: see banned.h. */
#include "router/banned.h"

#include "base/config.h"
#include "router/clients.h"
#include "router/marks.h"
#include "router/slots.h"
#include "shared/addr.h"
#include "shared/names.h"

static bool
is_from(const struct client *client, const struct network *network)
{
	struct addr addr;
	struct ip ip;

	return addr_read(&addr, str_from(client->peer)) &&
	    network_ip(&ip, &addr) && network_contains(network, &ip);
}

uint64_t
banned_kick(const struct ban *ban)
{
	uint64_t count = 0;

	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1)) {
		const struct slot *slot = slots_get(number);
		if (slot->state != SLOT_OPEN || slot->client == CLIENT_NONE ||
		    !is_from(clients_get(slot->client), &ban->network))
			continue;
		MARKS_KILLED(number, STR(NAME_OPERATOR), STR("banned"),
		    STR("your address is banned"),
		    ban->reason.len > 0 ? STR(": ") : STR(""), ban->reason);
		count++;
	}
	return count;
}

bool
banned_lasts(void)
{
	return config_now()->accounts && config_now()->state != NULL;
}

bool
banned_keep(
    uint32_t *ticket, const struct ban *ban, struct asking_answer *answer)
{
	char text[BANS_TEXT];

	return asking_order(ticket,
	    WORDS(STR("put"), STR("ban"), bans_text(ban, text)), answer);
}

bool
banned_drop(uint32_t *ticket, const struct network *network,
    struct asking_answer *answer)
{
	char text[NETWORK_TEXT];

	network_text(network, text);
	return asking_order(
	    ticket, WORDS(STR("cut"), STR("ban"), str_from(text)), answer);
}

static bool
is_same(const struct ban *ban, const struct ban *other)
{
	return ban->until == other->until && str_eq(ban->reason, other->reason);
}

/* One that was set or changed while there was no keeper is newer than its. */
void
banned_told(struct str record)
{
	struct ban ban, here;

	if (!bans_read(record, &ban))
		return; /* it is the keeper's affair */
	ban.kept = true;
	if (bans_find(&ban.network, &here) && !is_same(&ban, &here))
		return;
	if (!bans_add(&ban)) /* there is no memory: it is there, if it was */
		return;
	if (!bans_is_over(&ban))
		(void)banned_kick(&ban);
}

void
banned_told_end(void)
{
	char text[BANS_TEXT];
	struct ban ban;

	bans_expire();
	for (size_t i = 0; banned_lasts() && bans_get(i, &ban); i++)
		if (!ban.kept) /* if it cannot be told, the next one is */
			(void)asking_tell(WORDS(
			    STR("put"), STR("ban"), bans_text(&ban, text)));
}

/* Bans: see bans.h. */
#include "policy/bans.h"

#include <string.h>

#include "base/data/networks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/names.h"

#define BANS_MAX 65536

/* The data of a network's row. */
struct entry {
	struct ban ban;
	char reason[];
};

static struct {
	struct networks set;
} bans;

bool
bans_is_reason(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] < ' ')
			return false;
	return text_check(text, BANS_REASON) == CODE_OK;
}

static void
forget(struct entry *entry)
{
	if (entry != NULL)
		arena_free(entry, sizeof(*entry) + entry->ban.reason.len);
}

bool
bans_add(const struct ban *ban)
{
	const size_t len = ban->reason.len;
	struct networks_row *row = networks_find(&bans.set, &ban->network);
	struct entry *entry = arena_alloc(sizeof(*entry) + len);

	if (entry == NULL)
		return false;
	entry->ban = *ban;
	entry->ban.reason.at = entry->reason;
	if (len > 0)
		memcpy(entry->reason, ban->reason.at, len);
	if (row == NULL && bans.set.count < BANS_MAX &&
	    networks_add(&bans.set, &ban->network))
		row = networks_find(&bans.set, &ban->network);
	if (row == NULL) {
		forget(entry);
		return false;
	}
	forget(row->about);
	row->about = entry;
	return true;
}

bool
bans_lift(const struct network *network)
{
	const struct network which = *network; /* it may point into the set */
	struct networks_row *row = networks_find(&bans.set, &which);

	if (row == NULL)
		return false;
	forget(row->about);
	return networks_remove(&bans.set, &which);
}

bool
bans_is_over(const struct ban *ban)
{
	return ban->until != 0 && ban->until <= clock_wall();
}

const struct ban *
bans_find(const struct network *network)
{
	const struct networks_row *row = networks_find(&bans.set, network);

	return row != NULL ? row->about : NULL;
}

const struct ban *
bans_match(const struct ip *ip)
{
	unsigned below = NETWORKS_ANY;
	const struct networks_row *row;

	while ((row = networks_around(&bans.set, ip, below)) != NULL &&
	    bans_is_over(row->about))
		below = row->network.bits;
	return row != NULL ? row->about : NULL;
}

const struct ban *
bans_get(size_t number)
{
	return number < bans.set.count ? bans.set.at[number].about : NULL;
}

struct str
bans_text(const struct ban *ban, char room[BANS_TEXT])
{
	struct buf buf;

	buf_init(&buf, room, BANS_TEXT);
	(void)BUF_CAT(&buf, NETWORK_STR(&ban->network), STR(" "),
	    DECIMAL(ban->until), ban->reason.len > 0 ? STR(" ") : STR(""),
	    ban->reason);
	return buf_str(&buf);
}

bool
bans_read(struct str text, struct ban *ban)
{
	*ban = (struct ban) { .until = 0 };
	if (network_read(&ban->network, str_word(&text)) != NULL ||
	    !str_to_number(str_word(&text), UINT64_MAX, &ban->until))
		return false;
	if (text.at == NULL)
		return true;
	ban->reason = text;
	return bans_is_reason(text);
}

static void
bans_save(struct state *state)
{
	char text[BANS_TEXT];
	const struct ban *ban;

	for (size_t i = 0; (ban = bans_get(i)) != NULL; i++)
		STATE_PUT(state, STR("ban"), bans_text(ban, text));
}

static void
bans_load(struct state *state)
{
	struct ban ban;

	while (state_next(state))
		if (state_is(state, STR("ban")) &&
		    (!bans_read(state->value, &ban) || !bans_add(&ban)))
			state_wrong(state, "invalid ban, or out of memory");
}

MODULE(bans) = { SECTION("bans", bans) };

/* Bans: see bans.h. */
#include "policy/bans.h"

#include <string.h>

#include "base/data/networks.h"
#include "base/log/wall.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/names.h"

#define BANS_MAX 65536

/* The data of a network's row. */
struct about {
	uint64_t until;
	bool kept;
	enum code refused;
	size_t len;
	char reason[];
};

static struct {
	struct networks set;
	uint64_t changes;
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
forget(struct networks_row *row)
{
	struct about *about = row->about;

	if (about != NULL)
		arena_free(about, sizeof(*about) + about->len);
	row->about = NULL;
}

static struct about *
make_about(const struct ban *ban)
{
	const size_t len = ban->reason.len;
	struct about *about = arena_alloc(sizeof(*about) + len);

	if (about == NULL)
		return NULL;
	*about = (struct about) {
		.until = ban->until, .kept = ban->is_stored, .len = len
	};
	if (len > 0)
		memcpy(about->reason, ban->reason.at, len);
	return about;
}

static bool
make_row(const struct network *network)
{
	if (networks_find(&bans.set, network) != NULL)
		return true;
	if (bans.set.count == BANS_MAX)
		bans_expire();
	if (bans.set.count == BANS_MAX || !networks_add(&bans.set, network))
		return false;
	networks_sort(&bans.set);
	return true;
}

bool
bans_add(const struct ban *ban)
{
	struct about *about = make_about(ban);
	struct networks_row *row;

	if (about == NULL)
		return false;
	if (!make_row(&ban->network)) {
		arena_free(about, sizeof(*about) + about->len);
		return false;
	}
	row = networks_find(&bans.set, &ban->network);
	forget(row);
	row->about = about;
	bans.changes++;
	return true;
}

bool
bans_lift(const struct network *network)
{
	const struct network which = *network; /* it may point into the set */
	struct networks_row *row = networks_find(&bans.set, &which);

	if (row == NULL)
		return false;
	forget(row);
	bans.changes++;
	return networks_remove(&bans.set, &which);
}

static struct ban
ban_of(const struct networks_row *row)
{
	const struct about *about = row->about;

	return (struct ban) { .network = row->network,
		.until = about->until,
		.reason = { about->reason, about->len },
		.is_stored = about->kept,
		.refused = about->refused };
}

bool
bans_is_over(const struct ban *ban)
{
	return ban->until != 0 && ban->until <= clock_wall();
}

bool
bans_find(const struct network *network, struct ban *ban)
{
	const struct networks_row *row = networks_find(&bans.set, network);

	if (row != NULL)
		*ban = ban_of(row);
	return row != NULL;
}

bool
bans_match(const struct ip *ip, struct ban *ban)
{
	const struct networks_row *row = networks_around(&bans.set, ip);

	for (; row != NULL; row = networks_above(&bans.set, row)) {
		*ban = ban_of(row);
		if (!bans_is_over(ban))
			return true;
	}
	return false;
}

void
bans_expire(void)
{
	struct ban ban;

	if (wall_has_moved())
		return;
	for (size_t i = bans.set.count; i > 0; i--) {
		ban = ban_of(&bans.set.at[i - 1]);
		if (bans_is_over(&ban))
			(void)bans_lift(&ban.network);
	}
}

bool
bans_get(size_t number, struct ban *ban)
{
	if (number >= bans.set.count)
		return false;
	*ban = ban_of(&bans.set.at[number]);
	return true;
}

void
bans_mark_stored(const struct network *network)
{
	const struct networks_row *row = networks_find(&bans.set, network);
	struct about *about = row != NULL ? row->about : NULL;

	if (about != NULL)
		about->kept = true;
}

void
bans_mark_refused(const struct network *network, enum code why)
{
	const struct networks_row *row = networks_find(&bans.set, network);
	struct about *about = row != NULL ? row->about : NULL;

	if (about != NULL)
		about->refused = why;
}

uint64_t
bans_changes(void)
{
	return bans.changes;
}

void
bans_mark_unstored(void)
{
	bans.changes++;
	for (size_t i = 0; i < bans.set.count; i++) {
		struct about *about = bans.set.at[i].about;
		about->kept = false;
		about->refused = CODE_OK;
	}
}

struct str
bans_text(const struct ban *ban, char room[BANS_TEXT])
{
	struct buf buf;

	buf_init(&buf, room, BANS_TEXT);
	(void)BUF_CAT(&buf, NETWORK_STR(&ban->network), STR(" "),
	    DECIMAL(ban->until), /* it fits */
	    ban->reason.len > 0 ? STR(" ") : STR(""), ban->reason);
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

/*
 * Writes a ban without an end and a reason as "ban NETWORK", which earlier
 * programs understand.
 */
static void
bans_save(struct state *state)
{
	char text[BANS_TEXT];
	struct ban ban;

	if (wall_offset_to_save() != 0)
		state_put(state, STR("moved"), wall_offset_to_save());
	for (size_t i = 0; bans_get(i, &ban); i++) {
		struct str line = bans_text(&ban, text);
		if (ban.until == 0 && ban.reason.len == 0)
			line.len -= 2; /* " 0" */
		state_put_text(state, STR("ban"), line);
	}
}

static void
load_ban(struct state *state)
{
	struct ban ban = { .until = 0 };

	if (network_read(&ban.network, state->value) != NULL &&
	    !bans_read(state->value, &ban))
		state_wrong(state, "invalid ban");
	else if (networks_find(&bans.set, &ban.network) != NULL)
		state_wrong(state, "duplicate");
	else if (!bans_add(&ban))
		state_wrong(state, "too many, or out of memory");
}

static void
bans_load(struct state *state)
{
	uint64_t first;

	while (state_next(state))
		if (state_is(state, STR("ban")))
			load_ban(state);
		else if (state_is(state, STR("moved")) &&
		    state_number(state, UINT64_MAX, &first))
			wall_set_first_offset(first);
}

MODULE(bans) = { SECTION("bans", bans, 0) };

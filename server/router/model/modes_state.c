/*
 * The modes, masks and invitations of groups in the state (base/state/state.h).
 * Groups, clients and memberships must be loaded first.
 */
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/invites.h"
#include "router/model/masks.h"
#include "router/model/modes.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

/* Returns whether anything differs from a new group. */
static bool
has_any(uint32_t group)
{
	const struct modes *modes = modes_get(group);
	bool any = modes->flags != MODES_FIRST || modes->key_len > 0 ||
	    modes->limit > 0 || invites_to(group)->count > 0;

	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		any = any || masks_count(group, list) > 0;
	return any;
}

static void
save_modes(struct state *state, uint32_t group)
{
	const struct modes *modes = modes_get(group);
	char room[MODES_LETTERS];

	if (modes->flags != MODES_FIRST)
		state_put_text(
		    state, STR("letters"), modes_word(modes->flags, room));
	if (modes->key_len > 0)
		state_put_text(state, STR("key"), modes_key(group));
	if (modes->limit > 0)
		state_put(state, STR("limit"), modes->limit);
}

/* Writes "mask LIST ID HOLDER NAME MASK". */
static void
save_masks(struct state *state, uint32_t group, enum masks_list list)
{
	for (const struct mask_entry *row = masks_first(group, list);
	     row != NULL; row = row->next)
		STATE_PUT(state, STR("mask"), masks_letter(list),
		    DECIMAL(row->id),
		    DECIMAL(clients_to_state(quota_client(row->holder))),
		    mask_entry_name(row), mask_entry_mask(row));
}

/* Writes "invited CLIENT OPENS" for each invitation. */
static void
save_invites(struct state *state, uint32_t group)
{
	const struct set *clients = invites_to(group);

	for (size_t i = 0; i < clients->count; i++)
		STATE_PUT(state, STR("invited"), DECIMAL(clients->at[i]),
		    DECIMAL(invites_open(group, clients->at[i])));
}

static void
modes_state_save(struct state *state)
{
	FOR_EACH_GROUP(group) {
		if (!has_any(group))
			continue;
		state_put(state, STR("group"), group);
		save_modes(state, group);
		for (enum masks_list list = 0; list < MASKS_LISTS; list++)
			save_masks(state, group, list);
		save_invites(state, group);
	}
}

/* The progress of loading. */
static void
load_letters(struct state *state, uint32_t group)
{
	unsigned flags;

	if (modes_read(state->value, &flags))
		modes_get(group)->flags = flags;
	else
		state_wrong(state, "invalid modes");
}

static void
load_key(struct state *state, uint32_t group)
{
	if (group_key_check(state->value) == CODE_OK)
		modes_set_key(group, state->value);
	else
		state_wrong(state, "invalid group key");
}

static void
load_limit(struct state *state, uint32_t group)
{
	uint64_t limit;

	if (state_number(state, UINT32_MAX, &limit))
		modes_get(group)->limit = (uint32_t)limit;
}

/*
 * Returns whether the mask is complete, not in the list yet, and the list is
 * not full. Quotas do not apply.
 */
static bool
is_new(uint32_t group, enum masks_list list, struct str mask)
{
	return str_eq(masks_full(list, mask), mask) &&
	    !masks_has(group, list, mask) &&
	    masks_count(group, list) < LIMIT_MASKS;
}

static void
load_mask(struct state *state, uint32_t group)
{
	struct mask_texts texts = { STR(""), STR("") };
	uint64_t id = 0, holder = 0;
	enum masks_list list;
	struct str letter = STR("");

	if (!STATE_LINE(state, WORD_TO(&letter, NULL),
		NUMBER_TO(&id, UINT64_MAX), NUMBER_TO(&holder, UINT64_MAX),
		WORD_TO(&texts.name, name_check),
		TEXT_TO(&texts.mask, LIMIT_MASK)) ||
	    letter.len != 1 || !masks_list(letter.at[0], &list) ||
	    !is_new(group, list, texts.mask)) {
		state_wrong(state, "invalid or duplicate mask");
		return;
	}
	if (masks_restore(group, list, id,
		clients_holder(state, holder, "invalid or duplicate mask"),
		&texts) == NULL)
		state_wrong(state, "out of memory");
}

static void
load_invited(struct state *state, uint32_t group)
{
	uint64_t words[2];

	if (!state_words(state, words, COUNT(words)))
		return;
	if (!clients_is_named(words[0]) || words[1] > 1 ||
	    groups_has(group, (uint32_t)words[0]) ||
	    invites_has(group, (uint32_t)words[0]))
		state_wrong(state, "invalid or duplicate invitation");
	else if (!invites_add(group, (uint32_t)words[0], words[1] == 1))
		state_wrong(state, "out of memory, or too many invitations");
}

static const struct {
	struct str key;
	void (*load)(struct state *state, uint32_t group);
} loads[] = {
	{ LIT("letters"), load_letters },
	{ LIT("key"), load_key },
	{ LIT("limit"), load_limit },
	{ LIT("mask"), load_mask },
	{ LIT("invited"), load_invited },
};

static void
modes_state_load_line(struct state *state, uint32_t group)
{
	for (size_t i = 0; i < COUNT(loads); i++) {
		if (!state_is(state, loads[i].key))
			continue;
		if (group != GROUP_NONE)
			loads[i].load(state, group);
		else
			state_wrong(state, "without a group");
	}
}

static void
modes_state_load(struct state *state)
{
	uint32_t group = GROUP_NONE;

	/*
	 * The owner of a line is the group: with a mode lost, it could be open
	 * to everybody.
	 */
	while (state_next(state))
		if (state_is(state, STR("group")))
			group = state_read_row(
			    state, groups_exists, "no such group");
		else
			modes_state_load_line(state, group);
}

MODULE(modes_state) = { SECTION("modes", modes_state, 0) };

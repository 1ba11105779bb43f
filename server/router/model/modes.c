/* The modes of groups: see modes.h. */
#include "router/model/modes.h"

#include <assert.h>
#include <string.h>

#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/masks.h"
#include "shared/limits.h"
#include "shared/names.h"

/* The word for no letters. */
#define NO_LETTERS STR("-")

/* The clients that are invited to a group. */
struct guests {
	struct set all;
	struct set open; /* invitations that open the group */
};

static struct {
	struct modes *of; /* by group */
	struct guests *guests; /* by group */
	struct set *invited; /* by client: groups */
} modes;

static const struct letter mode_letters[MODES_LETTERS] = {
	{ 'C', MODE_NO_CTCP },
	{ 'H', MODE_RECORDED },
	{ 'i', MODE_INVITE_ONLY },
	{ 'm', MODE_MODERATED },
	{ 'n', MODE_MEMBERS },
	{ 's', MODE_SECRET },
	{ 't', MODE_TOPIC },
	{ 'u', MODE_UNRECORDED },
};

void
modes_begin(uint32_t group)
{
	modes_end(group);
	modes.of[group] = (struct modes) { .flags = MODES_FIRST };
}

void
modes_end(uint32_t group)
{
	masks_clear(group);
	invites_clear(group);
}

struct modes *
modes_get(uint32_t group)
{
	return &modes.of[group];
}

bool
modes_has(uint32_t group, unsigned flag)
{
	return (modes_get(group)->flags & flag) != 0;
}

bool
modes_is_closed(uint32_t group)
{
	return modes_has(group, MODE_INVITE_ONLY | MODE_SECRET) ||
	    modes_key(group).len > 0;
}

unsigned
modes_flag(char letter)
{
	return letters_flag(FLAG_LETTERS(mode_letters), letter);
}

struct str
modes_word(unsigned flags, char room[MODES_LETTERS])
{
	assert((flags & ~(unsigned)(MODES_ALL | MODE_RECORDED)) == 0);
	return flags == 0 ?
	    NO_LETTERS :
	    letters_write(FLAG_LETTERS(mode_letters), flags, room);
}

/* Converts a word back; returns false if it is not one. */
static bool
modes_read(struct str word, unsigned *flags)
{
	*flags = 0;
	if (str_eq(word, NO_LETTERS))
		return true;
	for (size_t i = 0; i < word.len; i++) {
		const unsigned flag = modes_flag(word.at[i]);
		if ((flag & MODES_ALL) == 0)
			return false;
		*flags |= flag;
	}
	return true;
}

static struct str
key_of(const struct modes *of)
{
	return (struct str) { of->key, of->key_len };
}

struct str
modes_key(uint32_t group)
{
	return key_of(&modes.of[group]);
}

void
modes_set_key(uint32_t group, struct str key)
{
	struct modes *m = &modes.of[group];

	assert(key.len <= sizeof(m->key));
	if (key.len > 0)
		memcpy(m->key, key.at, key.len);
	m->key_len = (uint8_t)key.len;
}

bool
modes_same(const struct modes *of, const struct modes *other)
{
	return of->flags == other->flags && of->limit == other->limit &&
	    str_eq(key_of(of), key_of(other));
}

bool
modes_read_all(struct str text, struct modes *of)
{
	const struct str flags = str_word(&text), limit = str_word(&text);
	uint64_t number;

	if (!modes_read(flags, &of->flags) ||
	    !str_to_number(limit, UINT32_MAX, &number) ||
	    text.len > sizeof(of->key))
		return false;
	of->limit = (uint32_t)number;
	of->key_len = (uint8_t)text.len;
	if (text.len > 0)
		memcpy(of->key, text.at, text.len);
	return true;
}

bool
invites_add(uint32_t group, uint32_t client, bool opens)
{
	struct guests *guests = &modes.guests[group];
	const bool had = set_has(&guests->all, client);

	if (!had &&
	    (guests->all.count >= LIMIT_INVITED ||
		!set_add(&guests->all, client)))
		return false;
	if (set_add(&modes.invited[client], group) &&
	    (!opens || set_add(&guests->open, client)))
		return true;
	if (!had)
		invites_drop(group, client);
	return false;
}

bool
invites_open(uint32_t group, uint32_t client)
{
	return set_has(&modes.guests[group].open, client);
}

const struct set *
invites_of(uint32_t client)
{
	return &modes.invited[client];
}

const struct set *
invites_to(uint32_t group)
{
	return &modes.guests[group].all;
}

void
invites_drop(uint32_t group, uint32_t client)
{
	set_remove(&modes.guests[group].all, client);
	set_remove(&modes.guests[group].open, client);
	set_remove(&modes.invited[client], group);
}

void
invites_clear(uint32_t group)
{
	const struct set *clients = invites_to(group);

	while (clients->count > 0)
		invites_drop(group, clients->at[clients->count - 1]);
}

static void
modes_leave(uint32_t client)
{
	const struct set *groups = invites_of(client);

	while (groups->count > 0)
		invites_drop(groups->at[groups->count - 1], client);
}

/*
 * Writes the letters, key and limit, "mask LIST ID HOLDER NAME MASK" for each
 * mask, and "invited CLIENT OPENS" for each invitation.
 */
void
modes_save(struct state *state, uint32_t group)
{
	const struct modes *m = modes_get(group);
	const struct set *invited = invites_to(group);
	char room[MODES_LETTERS];

	if (m->flags != MODES_FIRST)
		STATE_PUT(state, STR("letters"), modes_word(m->flags, room));
	if (m->key_len > 0)
		STATE_PUT(state, STR("key"), modes_key(group));
	if (m->limit > 0)
		state_put(state, STR("limit"), m->limit);
	masks_save(state, group);
	for (size_t i = 0; i < invited->count; i++)
		STATE_PUT(state, STR("invited"), DECIMAL(invited->at[i]),
		    DECIMAL(invites_open(group, invited->at[i])));
}

static void
load_invited(struct state *state, uint32_t group)
{
	uint64_t words[2];

	if (!state_words(state, words, COUNT(words)))
		return;
	if (!clients_is_named(words[0]) || words[1] > 1 ||
	    set_has(invites_to(group), (uint32_t)words[0]) ||
	    !invites_add(group, (uint32_t)words[0], words[1] == 1))
		state_wrong(state, "invalid or duplicate invitation");
}

bool
modes_load(struct state *state, uint32_t group)
{
	struct modes *m = modes_get(group);
	uint64_t limit;

	if (state_is(state, STR("letters"))) {
		if (!modes_read(state->value, &m->flags))
			state_wrong(state, "invalid modes");
	} else if (state_is(state, STR("key"))) {
		if (group_key_check(state->value) == CODE_OK)
			modes_set_key(group, state->value);
		else
			state_wrong(state, "invalid group key");
	} else if (state_is(state, STR("limit"))) {
		if (state_number(state, UINT32_MAX, &limit))
			m->limit = (uint32_t)limit;
	} else if (state_is(state, STR("mask"))) {
		masks_load(state, group);
	} else if (state_is(state, STR("invited"))) {
		load_invited(state, group);
	} else {
		return false;
	}
	return true;
}

MODULE(modes) = { TABLES(TABLE(modes.of, GROUPS_MAX),
		      TABLE(modes.guests, GROUPS_MAX),
		      TABLE(modes.invited, CLIENTS_MAX)),
	.leave = modes_leave };

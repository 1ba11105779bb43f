/* The masks of groups: see masks.h. */
#include "router/model/masks.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/queue/budget.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/mask.h"

/* Prefixes of a mask, in this order. */
#define TIME STR("~t:")
#define MUTE STR("~m:")
#define ACCOUNT STR("~a:")

static_assert(LIMIT_MASK <= UINT8_MAX && LIMIT_NAME <= UINT8_MAX,
    "a row knows how long its texts are");
#define TIME_MOST (UINT64_C(999) * 86400) /* seconds */
static_assert(
    LITERAL_LEN("~t:86313600s:~m:") + MASK_MOST <= LIMIT_MASK, "a mask fits");

static struct {
	char *room; /* for a mask that is being made */
	size_t bytes;
} masks;

static const struct {
	struct str letter;
	bool mutes; /* whether its masks may begin with MUTE */
} lists[MASKS_LISTS] = {
	[MASKS_BANNED] = { LIT("b"), true },
	[MASKS_EXEMPT] = { LIT("e"), true },
	[MASKS_INVITED] = { LIT("I"), false },
};

bool
masks_list(char letter, enum masks_list *list)
{
	for (size_t i = 0; i < COUNT(lists); i++)
		if (lists[i].letter.at[0] == letter) {
			*list = (enum masks_list)i;
			return true;
		}
	return false;
}

struct str
masks_letter(enum masks_list list)
{
	return lists[list].letter;
}

/*
 * Takes "~t:TIME:" off the mask. Returns the time; 0: none, or no such time. In
 * what older programs have kept, a number alone is one of seconds.
 */
static usec
take_time(struct str *mask, bool was_kept)
{
	struct str rest = *mask, time;
	uint64_t seconds;

	if (!str_skip(&rest, TIME))
		return 0;
	time = str_cut(&rest, ':');
	if (rest.at == NULL || time.len > LITERAL_LEN("86313600s") ||
	    (!str_to_seconds(time, TIME_MOST, &seconds) &&
		!(was_kept && str_to_number(time, TIME_MOST, &seconds))))
		return 0;
	*mask = rest;
	return seconds * SEC;
}

/* What begins with '~', as no name does, is a mask of an unknown kind. */
struct str
masks_full(enum masks_list list, struct str word)
{
	const struct str all = word, account = ACCOUNT;
	struct str rest = { NULL, 0 };
	size_t len;

	(void)take_time(&word, false);
	if (lists[list].mutes)
		(void)str_skip(&word, MUTE);
	len = all.len - word.len;
	memcpy(masks.room, all.at, len);
	if (!str_begins(word, STR("~"))) {
		if (word.len > 0)
			rest = mask_full(word, masks.room + len);
	} else if (str_begins(word, account) && word.len > account.len &&
	    word.len <= MASK_MOST) {
		memmove(masks.room + len, word.at, word.len);
		rest = word;
	}
	return (struct str) { masks.room, rest.len > 0 ? len + rest.len : 0 };
}

struct str
masks_copy(const struct mask_entry *row)
{
	memcpy(masks.room, row->text, row->mask_len);
	return (struct str) { masks.room, row->mask_len };
}

size_t
masks_bytes(void)
{
	return masks.bytes;
}

struct mask_entry *
masks_find(const struct masks *of, enum masks_list list, struct str mask)
{
	struct mask_entry *row = of->list[list].first;

	(void)take_time(&mask, true);
	while (row != NULL && !str_caseeq(mask_entry_mask(row), mask))
		row = row->next;
	return row;
}

/*
 * Adds a mask that is complete, after those that were set before; id 0: it is
 * the last one. Null: there is no memory.
 */
static struct mask_entry *
add(struct masks *of, enum masks_list list, uint64_t id, client_id holder,
    struct str mask, struct str name)
{
	struct mask_entry **at = &of->list[list].first;
	const size_t size = sizeof(**at) + mask.len + name.len;
	struct mask_entry *row = arena_alloc(size);
	struct str bare = mask;

	assert(
	    mask.len > 0 && mask.len <= LIMIT_MASK && name.len <= LIMIT_NAME);
	if (row == NULL)
		return NULL;
	while (*at != NULL && (id == 0 || (*at)->id <= id))
		at = &(*at)->next;
	*row = (struct mask_entry) { .next = *at,
		.id = id,
		.lasts = take_time(&bare, true),
		.time_len = (uint8_t)(mask.len - bare.len),
		.mask_len = (uint8_t)mask.len,
		.name_len = (uint8_t)name.len };
	memcpy(row->text, mask.at, mask.len);
	memcpy(row->text + mask.len, name.at, name.len);
	if (client_is(holder))
		row->holder = clients_hold(holder, QUOTA_MASKS, size);
	*at = row;
	if (row->lasts > 0)
		ticks_alarm(ALARM_MASKS, ticks_now() + MASKS_LOOK);
	masks.bytes += size;
	of->list[list].count++;
	of->changes++;
	return row;
}

/* A client may hold a tenth of table_max, as in table.c. */
struct mask_entry *
masks_make(
    struct masks *of, enum masks_list list, client_id client, struct str mask)
{
	const struct str name = clients_name(client);
	const size_t size = sizeof(struct mask_entry) + mask.len + name.len;
	const size_t most = config_now()->table_max;
	const bool is_there = masks_find(of, list, mask) != NULL;

	return of->list[list].count < LIMIT_MASKS + (size_t)is_there &&
		masks.bytes + size <= most &&
		clients_get(client)->held[QUOTA_MASKS] + size <= most / 10 ?
	    add(of, list, 0, client, mask, name) :
	    NULL;
}

struct mask_entry *
masks_restore(struct masks *of, struct str letter, uint64_t id,
    client_id holder, struct str mask, struct str name)
{
	struct mask_entry *row, *had;
	struct str bare = mask;
	enum masks_list list;

	(void)take_time(&bare, true);
	if (letter.len != 1 || !masks_list(letter.at[0], &list) ||
	    bare.len == 0 || mask.len > LIMIT_MASK ||
	    !str_eq(masks_full(list, bare), bare) || name.len > LIMIT_NAME)
		return NULL;
	had = masks_find(of, list, bare);
	if (had == NULL && of->list[list].count >= LIMIT_MASKS)
		return NULL;
	row = add(of, list, id, holder, mask, name);
	if (row == NULL || had == NULL)
		return row;
	/* Older programs had a mask for each time. */
	if (masks_end(had) == 0 ||
	    (masks_end(row) != 0 && masks_end(had) >= masks_end(row))) {
		masks_cut(of, list, row);
		return had;
	}
	masks_cut(of, list, had);
	return row;
}

static void
unlink_row(struct masks *of, enum masks_list list, struct mask_entry **at)
{
	struct mask_entry *row = *at;
	const size_t size = sizeof(*row) + row->mask_len + row->name_len;

	*at = row->next;
	masks.bytes -= size;
	of->list[list].count--;
	of->changes++;
	clients_refund(&row->holder, QUOTA_MASKS, size);
	arena_free(row, size);
}

void
masks_cut(struct masks *of, enum masks_list list, const struct mask_entry *row)
{
	struct mask_entry **at = &of->list[list].first;

	while (*at != row)
		at = &(*at)->next;
	unlink_row(of, list, at);
}

void
masks_clear(struct masks *of)
{
	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		while (of->list[list].count > 0)
			unlink_row(of, list, &of->list[list].first);
}

/*
 * Returns whether a mask of the list matches, looking only at masks that mute
 * or only at the others.
 */
static bool
is_in(const struct mask_list *list, struct str person, struct str account,
    bool mutes)
{
	for (const struct mask_entry *row = list->first; row != NULL;
	     row = row->next) {
		struct str mask = mask_entry_mask(row), text = person;
		size_t steps = 0;
		bool is;
		if (str_skip(&mask, MUTE) != mutes)
			continue;
		if (str_skip(&mask, ACCOUNT))
			text = account; /* or empty, which matches none */
		is = text.len > 0 && mask_matches_in(mask, text, &steps);
		budget_charge(WORK_ROW, 1);
		budget_charge(WORK_STEP, steps);
		if (is)
			return true;
	}
	return false;
}

enum code
masks_judge(const struct masks *of, struct str person, struct str account)
{
	const struct mask_list *banned = &of->list[MASKS_BANNED];
	const struct mask_list *exempt = &of->list[MASKS_EXEMPT];

	if (is_in(banned, person, account, false) &&
	    !is_in(exempt, person, account, false))
		return CODE_BANNED;
	return is_in(banned, person, account, true) &&
		!is_in(exempt, person, account, true) &&
		!is_in(exempt, person, account, false) ?
	    CODE_MUTED :
	    CODE_OK;
}

bool
masks_invite(const struct masks *of, client_id client)
{
	return is_in(&of->list[MASKS_INVITED], clients_mask(client),
	    clients_account(client), false);
}

/* Writes "mask LIST ID HOLDER NAME MASK". */
void
masks_save(struct state *state, const struct masks *of)
{
	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		for (const struct mask_entry *row = of->list[list].first;
		     row != NULL; row = row->next)
			STATE_PUT(state, STR("mask"), masks_letter(list),
			    DECIMAL(row->id),
			    DECIMAL(clients_to_state(clients_of(row->holder))),
			    mask_entry_name(row), mask_entry_text(row));
}

void
masks_load(struct state *state, struct masks *of)
{
	struct str letter = STR(""), name = STR(""), mask = STR("");
	uint64_t id = 0, holder = 0;

	if (!STATE_LINE(state, WORD_TO(&letter, NULL),
		NUMBER_TO(&id, UINT64_MAX), NUMBER_TO(&holder, UINT64_MAX),
		WORD_TO(&name, name_check), TEXT_TO(&mask, LIMIT_MASK)) ||
	    masks_restore(of, letter, id,
		clients_holder(state, holder, "no such client"), mask,
		name) == NULL)
		state_wrong(state, "invalid mask, or no memory");
}

MODULE(masks) = { TABLES(TABLE(masks.room, LIMIT_MASK)) };

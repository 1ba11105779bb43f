/* The masks of groups: see masks.h. */
#include "router/model/masks.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/data/index.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/queue/budget.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/mask.h"

/* Prefixes of a mask, in this order. */
#define MUTE STR("~m:")
#define ACCOUNT STR("~a:")

static_assert(LIMIT_MASK <= UINT8_MAX && LIMIT_NAME <= UINT8_MAX,
    "a row knows how long its texts are");
static_assert(LITERAL_LEN("~m:") + MASK_MOST <= LIMIT_MASK, "a mask fits");
static_assert(LIMIT_ACTOR <= LIMIT_MASK, "an actor fits");

struct list {
	struct mask_entry *first;
	size_t count;
};

struct lists {
	struct list list[MASKS_LISTS];
	uint64_t version;
};

static struct {
	struct lists *of; /* by group */
	char *room; /* for a mask that is being made */
	size_t bytes;
	uint64_t versions; /* the last version given */
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

/* What begins with '~', as no name does, is a mask of an unknown kind. */
struct str
masks_full(enum masks_list list, struct str word)
{
	const struct str front = MUTE, account = ACCOUNT;
	struct str rest = { NULL, 0 };
	size_t len = 0;

	if (lists[list].mutes && str_skip(&word, front)) {
		memcpy(masks.room, front.at, front.len);
		len = front.len;
	}
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

const struct mask_entry *
masks_first(uint32_t group, enum masks_list list)
{
	return masks.of[group].list[list].first;
}

size_t
masks_count(uint32_t group, enum masks_list list)
{
	return masks.of[group].list[list].count;
}

bool
masks_any(uint32_t group)
{
	bool any = false;

	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		any = any || masks_count(group, list) > 0;
	return any;
}

size_t
masks_bytes(void)
{
	return masks.bytes;
}

/* Returns how many bytes the mask counts for. */
static size_t
size_of(const struct mask_entry *row)
{
	return sizeof(*row) + row->mask_len + row->name_len;
}

/*
 * Returns the address of the pointer to the mask's row, or of the null pointer
 * at the end of the list.
 */
static struct mask_entry **
place_of(uint32_t group, enum masks_list list, struct str mask)
{
	struct mask_entry **at = &masks.of[group].list[list].first;

	while (*at != NULL && !str_caseeq(mask_entry_mask(*at), mask))
		at = &(*at)->next;
	return at;
}

bool
masks_has(uint32_t group, enum masks_list list, struct str mask)
{
	return *place_of(group, list, mask) != NULL;
}

/*
 * Returns whether the client may hold that many bytes more. It may hold a tenth
 * of table_max, as in table.c.
 */
static bool
has_room(uint32_t client, size_t size)
{
	const size_t most = config_now()->table_max;

	return masks.bytes + size <= most &&
	    clients_get(client)->held[QUOTA_MASKS] + size <= most / 10;
}

static struct mask_entry *
masks_create(struct str mask, struct str name)
{
	const struct mask_entry sizes = { .mask_len = (uint8_t)mask.len,
		.name_len = (uint8_t)name.len };
	struct mask_entry *row = arena_alloc(size_of(&sizes));

	if (row == NULL)
		return NULL;
	*row = sizes;
	memcpy(row->text, mask.at, mask.len);
	memcpy(row->text + mask.len, name.at, name.len);
	masks.bytes += size_of(row);
	return row;
}

void
masks_drop(struct mask_entry *row)
{
	const size_t size = size_of(row);

	quota_refund(&row->holder, QUOTA_MASKS, size);
	masks.bytes -= size;
	arena_free(row, size);
}

enum code
masks_make(uint32_t group, enum masks_list list, uint32_t client,
    struct str mask, struct mask_entry **row)
{
	const struct str name = clients_name(client);
	const size_t size = sizeof(**row) + mask.len + name.len;

	assert(mask.len > 0 && mask.len <= LIMIT_MASK);
	*row = NULL;
	if (masks_count(group, list) >= LIMIT_MASKS || !has_room(client, size))
		return CODE_TOO_MANY;
	*row = masks_create(mask, name);
	if (*row == NULL)
		return CODE_TOO_MANY;
	(*row)->holder = quota_charge(client, QUOTA_MASKS, size);
	return CODE_OK;
}

void
masks_set(
    uint32_t group, enum masks_list list, struct mask_entry *row, uint64_t id)
{
	struct mask_entry **at = place_of(group, list, mask_entry_mask(row));

	assert(*at == NULL);
	row->id = id;
	row->next = NULL;
	*at = row;
	masks.of[group].list[list].count++;
	masks.of[group].version = ++masks.versions;
}

static void
unlink_row(uint32_t group, enum masks_list list, struct mask_entry **at)
{
	struct mask_entry *row = *at;

	*at = row->next;
	masks.of[group].list[list].count--;
	masks.of[group].version = ++masks.versions;
	masks_drop(row);
}

void
masks_cut(uint32_t group, enum masks_list list, struct str mask)
{
	struct mask_entry **at = place_of(group, list, mask);

	if (*at != NULL)
		unlink_row(group, list, at);
}

void
masks_clear(uint32_t group)
{
	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		while (masks.of[group].list[list].first != NULL)
			unlink_row(
			    group, list, &masks.of[group].list[list].first);
}

static bool
matches(struct str mask, struct str text)
{
	size_t steps = 0;
	const bool is = mask_matches_in(mask, text, &steps);

	budget_charge(WORK_ROW, 1);
	budget_charge(WORK_STEP, steps);
	return is;
}

/*
 * Removes the '~' before the user in NAME!~USER@HOST; returns false if there is
 * none.
 */
static bool
leave_mark_out(struct str *text, char room[LIMIT_MASK])
{
	const char *mark = memchr(text->at, '!', text->len);
	const size_t at = mark != NULL ? (size_t)(mark - text->at) + 1 : 0;

	if (at == 0 || at == text->len || text->at[at] != '~')
		return false;
	memcpy(room, text->at, at);
	memcpy(room + at, text->at + at + 1, text->len - at - 1);
	*text = (struct str) { room, text->len - 1 };
	return true;
}

/*
 * Returns whether a NAME!USER@HOST mask matches the client. On other servers a
 * '~' before a user means that it was not verified. Here users are never
 * verified, and the '~' is not shown, so a mask with it matches the same
 * clients as without.
 */
static bool
is_for_person(struct str mask, struct str person)
{
	char mask_room[LIMIT_MASK], person_room[LIMIT_MASK];

	if (leave_mark_out(&mask, mask_room))
		(void)leave_mark_out(&person, person_room);
	return matches(mask, person);
}

/* Whom a mask may match. */
struct whom {
	struct str person; /* NAME!USER@HOST */
	struct str account; /* empty: not logged in, so that none matches */
};

static struct whom
whom(uint32_t client)
{
	return (
	    struct whom) { identity_mask(client), identity_account(client) };
}

static bool
is_for(struct str mask, struct whom who)
{
	if (str_skip(&mask, ACCOUNT))
		return who.account.len > 0 && matches(mask, who.account);
	return is_for_person(mask, who.person);
}

/*
 * Returns whether a mask of the list matches, looking only at masks that mute
 * or only at the others.
 */
static bool
is_in(uint32_t group, enum masks_list list, struct whom who, bool mutes)
{
	const struct mask_entry *row = masks_first(group, list);

	for (; row != NULL; row = row->next) {
		struct str mask = mask_entry_mask(row);
		if (str_skip(&mask, MUTE) == mutes && is_for(mask, who))
			return true;
	}
	return false;
}

static enum code
judge(uint32_t group, struct whom who)
{
	if (is_in(group, MASKS_BANNED, who, false) &&
	    !is_in(group, MASKS_EXEMPT, who, false))
		return CODE_BANNED;
	return is_in(group, MASKS_BANNED, who, true) &&
		!is_in(group, MASKS_EXEMPT, who, true) &&
		!is_in(group, MASKS_EXEMPT, who, false) ?
	    CODE_MUTED :
	    CODE_OK;
}

enum code
masks_judge(uint32_t group, uint32_t client)
{
	return judge(group, whom(client));
}

enum code
masks_judge_person(uint32_t group, struct str person)
{
	return judge(group, (struct whom) { person, STR("") });
}

bool
masks_invite(uint32_t group, uint32_t client)
{
	return is_in(group, MASKS_INVITED, whom(client), false);
}

static uint64_t
mix(uint64_t version, struct str text)
{
	return version * 31 +
	    (text.len > 0 ? hash_bytes(text.at, text.len) : 0);
}

uint64_t
masks_version(uint32_t group, uint32_t client)
{
	uint64_t version = masks.of[group].version;

	version = mix(version, identity_mask(client));
	return mix(version, identity_account(client));
}

struct mask_entry *
masks_restore(uint32_t group, enum masks_list list, uint64_t id,
    uint32_t holder, struct str mask, struct str name)
{
	struct mask_entry *row = masks_create(mask, name);

	if (row == NULL)
		return NULL;
	if (holder != CLIENT_NONE)
		row->holder = quota_charge(holder, QUOTA_MASKS, size_of(row));
	masks_set(group, list, row, id);
	return row;
}

/* Writes "mask LIST ID HOLDER NAME MASK". */
void
masks_save(struct state *state, uint32_t group)
{
	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		for (const struct mask_entry *row = masks_first(group, list);
		     row != NULL; row = row->next)
			STATE_PUT(state, STR("mask"), masks_letter(list),
			    DECIMAL(row->id),
			    DECIMAL(
				clients_to_state(quota_client(row->holder))),
			    mask_entry_name(row), mask_entry_mask(row));
}

/* Loads a complete mask that its list does not have; quotas do not apply. */
void
masks_load(struct state *state, uint32_t group)
{
	struct str letter = STR(""), name = STR(""), mask = STR("");
	uint64_t id = 0, holder = 0;
	enum masks_list list;
	uint32_t client;

	if (!STATE_LINE(state, WORD_TO(&letter, NULL),
		NUMBER_TO(&id, UINT64_MAX), NUMBER_TO(&holder, UINT64_MAX),
		WORD_TO(&name, name_check), TEXT_TO(&mask, LIMIT_MASK)) ||
	    letter.len != 1 || !masks_list(letter.at[0], &list) ||
	    !str_eq(masks_full(list, mask), mask) ||
	    masks_has(group, list, mask) ||
	    masks_count(group, list) >= LIMIT_MASKS) {
		state_wrong(state, "invalid or duplicate mask");
		return;
	}
	client = clients_holder(state, holder, "invalid or duplicate mask");
	if (masks_restore(group, list, id, client, mask, name) == NULL)
		state_wrong(state, "out of memory");
}

MODULE(masks) = { TABLES(
    TABLE(masks.of, GROUPS_MAX), TABLE(masks.room, LIMIT_MASK)) };

/* Rights of clients in groups: see rights.h. */
#include "router/model/rights.h"

#include "base/data/index.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/client_identity.h"
#include "router/model/groups.h"
#include "router/model/invites.h"
#include "router/model/masks.h"
#include "router/model/modes.h"
#include "router/queue/budget.h"

/*
 * The first byte of a CTCP request, and the one request that is allowed as
 * chat.
 */
#define CTCP '\001'
#define ACTION STR("\001ACTION ")

/*
 * The verdicts of a group's masks on a client. They are cached: a group has up
 * to a hundred masks in each list, and a client that was refused may ask again
 * and again. The cache is bounded: it holds recent verdicts, and others are
 * found again. A change of the masks, or of the client's identity, takes effect
 * at once (masks_version).
 */
enum verdict_kind { VERDICT_BANNED, VERDICT_MUTED, VERDICT_INVITED, VERDICTS };

/*
 * The rows of the cache; a pair of a client and a group has the row of its
 * hash.
 */
#define VERDICT_ROWS 8192

/* A row; all zero: none, because a group with a mask never has version 0. */
struct verdict_row {
	uint32_t group;
	uint32_t client;
	uint64_t version;
	uint8_t known; /* a bit for each verdict that is known */
	uint8_t holds; /* a bit for each known verdict that is yes */
};

static struct {
	struct verdict_row *verdicts; /* not saved: it is only a cache */
	struct set heard_in; /* of rights_heard_in; never grows; not saved */
} rights;

static const struct {
	enum masks_list list; /* if that list has no mask, the verdict is no */
	bool (*ask)(uint32_t group, uint32_t client);
} questions[VERDICTS] = {
	[VERDICT_BANNED] = { MASKS_BANNED, masks_ban },
	[VERDICT_MUTED] = { MASKS_BANNED, masks_mute },
	[VERDICT_INVITED] = { MASKS_INVITED, masks_invite },
};

/*
 * Returns the row of the client in the group, cleared if it was another pair's
 * or is out of date.
 */
static struct verdict_row *
verdicts_find(uint32_t group, uint32_t client)
{
	const uint32_t pair[] = { group, client };
	const uint64_t version = masks_version(group, client);
	struct verdict_row *row =
	    &rights.verdicts[hash_bytes(pair, sizeof(pair)) % VERDICT_ROWS];

	budget_charge(WORK_ROW, 1);
	if (row->group != group || row->client != client ||
	    row->version != version)
		*row = (struct verdict_row) { group, client, version, 0, 0 };
	return row;
}

/* Returns whether masks of the group ban, mute or invite the client. */
static bool
verdicts_match(uint32_t group, uint32_t client, enum verdict_kind what)
{
	const uint8_t bit = (uint8_t)(1U << what);
	struct verdict_row *row;

	if (masks_count(group, questions[what].list) == 0)
		return false;
	row = verdicts_find(group, client);
	if ((row->known & bit) == 0) {
		row->known |= bit;
		if (questions[what].ask(group, client))
			row->holds |= bit;
	}
	return (row->holds & bit) != 0;
}

enum code
rights_join(uint32_t client, uint32_t group, struct str key)
{
	const bool open = invites_open(group, client);
	const uint32_t limit = modes_get(group)->limit;

	if (!open && verdicts_match(group, client, VERDICT_BANNED))
		return CODE_BANNED;
	if (!open && modes_has(group, MODE_INVITE_ONLY) &&
	    !verdicts_match(group, client, VERDICT_INVITED))
		return CODE_INVITE_ONLY;
	if (modes_key(group).len > 0 && !str_eq(modes_key(group), key))
		return CODE_BAD_KEY;
	if (!open && limit > 0 && groups_members(group)->count >= limit)
		return CODE_GROUP_FULL;
	return CODE_OK;
}

static enum code
rights_judge(uint32_t client, uint32_t group)
{
	if (verdicts_match(group, client, VERDICT_BANNED))
		return CODE_BANNED;
	return verdicts_match(group, client, VERDICT_MUTED) ? CODE_MUTED :
							      CODE_OK;
}

/*
 * Returns what the masks say of a client that has no role. There may be many
 * masks; for a member the result is cached until something changes.
 */
static enum code
judge_cached(uint32_t client, uint32_t group, struct membership *m)
{
	uint64_t version;

	if (masks_count(group, MASKS_BANNED) == 0)
		return CODE_OK;
	if (m == NULL)
		return rights_judge(client, group);
	version = masks_version(group, client);
	if (m->cached_version != version) {
		m->cached_version = version;
		m->cached_code = (unsigned char)rights_judge(client, group);
	}
	return (enum code)m->cached_code;
}

/*
 * Returns whether the text has a CTCP byte anywhere, except around an ACTION. A
 * long text is divided for IRC and any piece could begin with that byte; some
 * clients look for it after other words.
 */
static bool
is_ctcp(struct str text)
{
	const struct str action = ACTION;

	if (str_skip(&text, action) && text.len > 0)
		text.len -= text.at[text.len - 1] == CTCP;
	return text.len > 0 && memchr(text.at, CTCP, text.len) != NULL;
}

enum code
rights_silenced(uint32_t client, uint32_t group)
{
	struct membership *m = groups_membership(client, group);

	return m != NULL && m->roles != 0 ? CODE_OK :
					    judge_cached(client, group, m);
}

/* Returns the code of rights_speak; m is null if the client is no member. */
static enum code
speak(uint32_t client, uint32_t group, struct membership *m, struct str text)
{
	enum code code;

	if (group == GROUP_NONE ||
	    (m == NULL && modes_has(group, MODE_MEMBERS)))
		return CODE_NOT_MEMBER;
	if (modes_has(group, MODE_NO_CTCP) && is_ctcp(text))
		return CODE_NOT_ALLOWED;
	if (m != NULL && m->roles != 0)
		return CODE_OK;
	code = judge_cached(client, group, m);
	return code == CODE_OK && modes_has(group, MODE_MODERATED) ?
	    CODE_MUTED :
	    code;
}

enum code
rights_speak(uint32_t client, uint32_t group, struct str text)
{
	return speak(client, group, groups_membership(client, group), text);
}

enum code
rights_speak_by(uint32_t client, const struct command *command, struct str text)
{
	return speak(client, command->group, command->membership, text);
}

enum code
rights_relay(const struct command *command, struct str person, struct str text)
{
	const uint32_t group = command->group;
	const struct membership *m = command->membership;
	enum code code;

	if (m == NULL)
		return CODE_NOT_MEMBER;
	if (modes_has(group, MODE_NO_CTCP) && is_ctcp(text))
		return CODE_NOT_ALLOWED;
	code = masks_judge(group, person);
	return code == CODE_OK && m->roles == 0 &&
		modes_has(group, MODE_MODERATED) ?
	    CODE_MUTED :
	    code;
}

const struct set *
rights_heard_in(uint32_t client, struct str text)
{
	const struct set *groups = groups_of(client);
	struct set *heard_in = &rights.heard_in;

	heard_in->count = 0;
	budget_charge(WORK_ROW, groups->count);
	for (size_t i = 0; i < groups->count; i++)
		if (rights_speak(client, groups->at[i], text) == CODE_OK)
			heard_in->at[heard_in->count++] = groups->at[i];
	return heard_in;
}

enum code
rights_rename(uint32_t client, struct str name, uint32_t *group)
{
	const struct str no_text = { NULL, 0 };
	const struct set *groups = groups_of(client);
	const bool is_account = str_caseeq(identity_account(client), name);
	enum code code = CODE_OK;

	for (size_t i = 0; i < groups->count && code == CODE_OK; i++) {
		*group = groups->at[i];
		code = is_account ? rights_silenced(client, *group) :
				    rights_speak(client, *group, no_text);
	}
	return code;
}

bool
rights_see(uint32_t client, uint32_t group)
{
	return group != GROUP_NONE && !groups_is_left(group) &&
	    (!modes_has(group, MODE_SECRET) || groups_has(group, client));
}

enum code
rights_operate(uint32_t client, uint32_t group)
{
	if (!rights_see(client, group))
		return CODE_NO_SUCH_GROUP;
	if (!groups_has(group, client))
		return CODE_NOT_MEMBER;
	return (groups_roles(group, client) & ROLE_OPERATOR) != 0 ?
	    CODE_OK :
	    CODE_NOT_OPERATOR;
}

struct str
rights_letters(uint32_t client, uint32_t group)
{
	static const struct str letters[ROLES_ALL + 1] = {
		[0] = LIT("-"),
		[ROLE_OPERATOR] = LIT("o"),
		[ROLE_VOICED] = LIT("v"),
		[ROLES_ALL] = LIT("ov"),
	};

	return letters[groups_roles(group, client)];
}

MODULE(rights) = { TABLES(TABLE(rights.verdicts, VERDICT_ROWS),
    TABLE(rights.heard_in.at, GROUPS_MAX)) };

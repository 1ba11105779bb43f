/* Rights of clients in groups: see rights.h. */
#include "router/model/rights.h"

#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/queue/budget.h"

/*
 * The first byte of a CTCP request, and the one request that is allowed as
 * chat.
 */
#define CTCP '\001'
#define ACTION STR("\001ACTION ")

/*
 * Returns what the masks say of a client that has no role. There may be many
 * masks; for a member the result is kept until something changes.
 */
static enum code
judge(client_id client, uint32_t group, struct membership *m)
{
	const struct masks *masks = &groups_get(group)->masks;
	enum code code;

	if (masks->list[MASKS_BANNED].count == 0)
		return CODE_OK;
	if (m != NULL && m->judged_by == masks->changes + 1)
		return (enum code)m->judged;
	code =
	    masks_judge(masks, clients_mask(client), clients_account(client));
	if (m != NULL) {
		m->judged_by = masks->changes + 1;
		m->judged = (unsigned char)code;
	}
	return code;
}

enum code
rights_join(client_id client, uint32_t group, struct str key)
{
	const bool open = set_has(&groups_get(group)->opened, client.n);
	const uint32_t limit = groups_get(group)->modes.limit;

	if (!open && judge(client, group, NULL) == CODE_BANNED)
		return CODE_BANNED;
	if (!open && groups_is(group, MODE_ACCOUNTS) &&
	    clients_account(client).len == 0)
		return CODE_NOT_ALLOWED;
	if (!open && groups_is(group, MODE_INVITE_ONLY) &&
	    !masks_invite(&groups_get(group)->masks, client))
		return CODE_INVITE_ONLY;
	if (groups_key(group).len > 0 && !str_eq(groups_key(group), key))
		return CODE_BAD_KEY;
	if (!open && limit > 0 && groups_members(group)->count >= limit)
		return CODE_GROUP_FULL;
	return CODE_OK;
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
rights_silenced(client_id client, uint32_t group)
{
	struct membership *m = groups_membership(client, group);

	return m != NULL && m->roles != 0 ? CODE_OK : judge(client, group, m);
}

enum code
rights_speak(
    client_id client, uint32_t group, struct membership *m, struct str text)
{
	enum code code;

	if (group == GROUP_NONE ||
	    (m == NULL && groups_is(group, MODE_MEMBERS)))
		return CODE_NOT_MEMBER;
	if (groups_is(group, MODE_NO_CTCP) && is_ctcp(text))
		return CODE_NOT_ALLOWED;
	if (m != NULL && m->roles != 0)
		return CODE_OK;
	code = judge(client, group, m);
	return code == CODE_OK && groups_is(group, MODE_MODERATED) ?
	    CODE_MUTED :
	    code;
}

bool
rights_is_heard(client_id client, struct str text)
{
	const struct set *groups = groups_of(client);

	budget_charge(WORK_ROW, groups->count);
	for (size_t i = 0; i < groups->count; i++)
		if (rights_speak(client, groups->at[i],
			&clients_get(client)->membership[i], text) != CODE_OK)
			return false;
	return true;
}

enum code
rights_rename(client_id client, struct str name, uint32_t *group)
{
	const struct str no_text = { NULL, 0 };
	const struct set *groups = groups_of(client);
	const bool is_account = str_caseeq(clients_account(client), name);
	enum code code = CODE_OK;

	for (size_t i = 0; i < groups->count && code == CODE_OK; i++) {
		*group = groups->at[i];
		code = is_account ?
		    rights_silenced(client, *group) :
		    rights_speak(client, *group,
			&clients_get(client)->membership[i], no_text);
	}
	return code;
}

bool
rights_see(client_id client, uint32_t group)
{
	return group != GROUP_NONE &&
	    (!groups_is(group, MODE_SECRET) || groups_has(group, client));
}

enum code
rights_operate(client_id client, uint32_t group)
{
	if (!rights_see(client, group))
		return CODE_NO_SUCH_GROUP;
	if (!groups_has(group, client))
		return CODE_NOT_MEMBER;
	return (groups_roles(group, client) & ROLE_OPERATOR) != 0 ?
	    CODE_OK :
	    CODE_NOT_OPERATOR;
}

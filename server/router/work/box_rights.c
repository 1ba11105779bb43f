/* Rights of clients to boxes: see box_rights.h. */
#include "router/work/box_rights.h"

#include "base/config/config.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"

/*
 * Returns CODE_OK if the box exists or the client may have it made, or why not.
 */
static enum code
may_make(uint32_t box, uint32_t who)
{
	if (box == GROUP_NONE)
		return CODE_NOT_MEMBER;
	if (boxes_get(box)->there)
		return CODE_OK;
	if (boxes_count() >= BOXES_MAX ||
	    quota_held(who, QUOTA_BOXES) >= BOXES_MAX / 10)
		return CODE_TOO_MANY;
	return CODE_OK;
}

enum code
box_rights_take(uint32_t box, uint32_t who)
{
	static const unsigned roles[BOX_ROLES] = {
		[BOX_VOICED] = ROLES_ALL, [BOX_OPERATORS] = ROLE_OPERATOR
	};
	const enum box_role role = groups_get(box)->box_role;

	if (rights_silenced(who, box) == CODE_BANNED)
		return CODE_BANNED;
	return role == BOX_ALL || (groups_roles(box, who) & roles[role]) != 0 ?
	    CODE_OK :
	    CODE_NOT_ALLOWED;
}

enum code
box_rights_begin_take(uint32_t box, uint32_t who)
{
	const enum code code = may_make(box, who);

	return code == CODE_OK ? box_rights_take(box, who) : code;
}

size_t
box_rights_longest(struct str name)
{
	const size_t most = config_now()->box_max / 10;
	const size_t rest = boxes_size(name, STR(""));

	return most > rest ? most - rest : 0;
}

enum code
box_rights_post(uint32_t box, uint32_t who, size_t size)
{
	const size_t most = config_now()->box_max;
	enum code code = may_make(box, who);

	if (code == CODE_OK)
		code = rights_speak(who, box, (struct str) { NULL, 0 });
	if (code != CODE_OK)
		return code;
	if (size > most / 10)
		return CODE_TOO_LONG;
	if (boxes_get(box)->waiting.count >= BOX_ITEMS_MAX ||
	    boxes_bytes() + size > most ||
	    quota_held(who, QUOTA_ITEMS) + size > most / 10)
		return CODE_SLOW_DOWN;
	return CODE_OK;
}

/* Groups and talks whose past is read: see target.h. */
#include "router/verbs/history/target.h"

#include "base/state/module.h"
#include "router/delivery/record_words.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/verbs/accounts/recorded_groups.h"
#include "router/verbs/accounts/registered_groups.h"
#include "shared/buf.h"
#include "shared/clock.h"

static struct {
	char *where;
} targets;

/* Both have accounts. The other is known by the name of a client of it, too. */
static enum code
find_talk(struct target *target, struct str name)
{
	const uint32_t client = clients_find(name);
	uint64_t made;

	target->other = account_names_find(name);
	if (target->other.len == 0 && client != CLIENT_NONE)
		target->other = identity_account(client);
	if (target->account.len == 0)
		return CODE_NOT_ALLOWED;
	if (target->other.len == 0)
		return client != CLIENT_NONE ? CODE_NOT_ALLOWED :
					       CODE_NO_SUCH_NAME;
	made = account_names_made(target->other);
	if (made > target->made)
		target->made = made;
	target->where =
	    record_words_talk(target->account, target->other, targets.where);
	return CODE_OK;
}

/*
 * Returns when the group's past begins, if it lasts only because it is
 * registered: an earlier registration of that name was another group, even if
 * the journal was never told that it ended. A time that is still to come is
 * from a clock that was wrong.
 */
static uint64_t
floor_of(struct str name, uint32_t group)
{
	const uint64_t made = registered_groups_made(name);

	return made > clock_wall() || recorded_groups_is_named(name) ||
		(group != GROUP_NONE && groups_is_kept(group)) ?
	    0 :
	    made;
}

/*
 * A group that nobody is in now may have a past all the same, which accounts
 * that are members can read.
 */
static enum code
find_group(struct target *target, const struct command *command, uint32_t who)
{
	target->where = command->arg[0];
	if (command->group != GROUP_NONE) {
		target->where = groups_name(command->group);
		target->joined = groups_joined(command->group, who);
	}
	target->floor = floor_of(target->where, command->group);
	return target->joined == 0 && target->account.len == 0 ?
	    CODE_NOT_MEMBER :
	    CODE_OK;
}

enum code
target_own(struct target *target, uint32_t who)
{
	*target = (struct target) { .account = identity_account(who) };
	if (target->account.len == 0)
		return CODE_NOT_ALLOWED;
	target->made = account_names_made(target->account);
	return CODE_OK;
}

enum code
target_account(struct target *target, uint32_t who)
{
	const enum code code = target_own(target, who);
	struct buf room;

	buf_init(&room, targets.where, RECORD_WORDS_TALK);
	(void)BUF_CAT(&room, STR("@"), target->account); /* fits */
	target->where = buf_str(&room);
	return code;
}

enum code
target_find(struct target *target, uint32_t who, const struct command *command)
{
	struct str word = command->arg[0];

	(void)target_own(target, who); /* without an account: see below */
	if (!str_skip(&word, STR("@")))
		return find_group(target, command, who);
	return find_talk(target, word);
}

MODULE(targets) = { TABLES(TABLE(targets.where, RECORD_WORDS_TALK)) };

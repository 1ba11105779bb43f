/* Groups and talks whose past is read: see target.h. */
#include "router/history/target.h"

#include "base/config/config.h"
#include "base/state/module.h"
#include "router/accounts/registered_groups.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/rights.h"

static struct {
	char *where;
	char *own, *other; /* the tokens of accounts */
	char *name; /* of a group that has no members */
} targets;

/* Returns the account that is meant: by its name, or that of its client. */
static struct str
account_of(struct str name)
{
	const struct str account = account_names_find(name);
	const uint32_t client =
	    account.len > 0 ? CLIENT_NONE : clients_find(name);

	return client == CLIENT_NONE ? account : identity_account(client);
}

static enum code
find_talk(struct target *target, struct str name)
{
	const struct str other = account_of(name);

	if (target->account.len == 0)
		return CODE_NOT_ALLOWED;
	if (other.len == 0)
		return clients_find(name) != CLIENT_NONE ? CODE_NOT_ALLOWED :
							   CODE_NO_SUCH_NAME;
	target->place = (struct past_place) { .is_talk = true, .name = other };
	target->where = token_talk(target->token,
	    record_account_token(other, targets.other), targets.where);
	return CODE_OK;
}

/*
 * A group that nobody is in now may have a past all the same, which accounts
 * that are members can read. Who is banned may not.
 */
static enum code
find_group(struct target *target, const struct command *command, uint32_t who)
{
	const uint32_t group = command->group;
	const struct membership *m = command->membership;

	target->place.name = command->arg[0];
	if (group != GROUP_NONE) {
		target->place.name = groups_name(group);
		target->joined = m != NULL ? m->joined : 0;
		target->where = record_group_token(group, targets.where);
	} else {
		target->where = token_make(target->place.name,
		    registered_groups_made(target->place.name), targets.where);
	}
	return (target->joined == 0 && target->account.len == 0) ||
		(group != GROUP_NONE && command->membership == NULL &&
		    masks_judge(group, who) == CODE_BANNED) ?
	    CODE_NOT_MEMBER :
	    CODE_OK;
}

enum code
target_own(struct target *target, uint32_t who)
{
	*target = (struct target) { .account = identity_account(who) };
	target->token = record_account_token(target->account, targets.own);
	return target->token.len == 0 ? CODE_NOT_ALLOWED : CODE_OK;
}

enum code
target_find(struct target *target, uint32_t who, const struct command *command)
{
	struct str word = command->arg[0];
	enum code code;

	if (target_own(target, who) != CODE_OK)
		target->account = STR("");
	code = str_skip(&word, STR("@")) ? find_talk(target, word) :
					   find_group(target, command, who);
	return code == CODE_OK && config_now()->history == HISTORY_NO ?
	    CODE_UNAVAILABLE :
	    code;
}

/* Returns the account whose token that is; empty: there is none. */
static struct str
account_of_token(struct str token)
{
	char room[LIMIT_GROUP];
	const struct str account = account_names_find(token_name(token, room));

	return account.len > 0 &&
		account_names_made(account) == token_made(token) ?
	    account :
	    STR("");
}

static bool
place_of_group(struct str token, struct past_place *place)
{
	const struct str name = token_name(token, targets.name);
	const uint32_t group = groups_find(name);

	*place = (struct past_place) { .name = name };
	if (group != GROUP_NONE)
		place->name = groups_name(group);
	return name.len > 0 &&
	    (group != GROUP_NONE ?
		    groups_get(group)->history.made :
		    registered_groups_made(name)) == token_made(token);
}

bool
target_place(struct str token, struct str account, struct past_place *place)
{
	struct str one, other;

	if (!token_split(token, &one, &other))
		return place_of_group(token, place);
	one = account_of_token(one);
	other = account_of_token(other);
	*place = (struct past_place) { .is_talk = true,
		.name = str_caseeq(one, account) ? other : one };
	return one.len > 0 && other.len > 0 &&
	    (str_caseeq(one, account) || str_caseeq(other, account));
}

enum outcome
target_refuse(uint32_t who, const struct command *command, enum code code)
{
	if (code == CODE_NOT_ALLOWED)
		return answers_refuse_saying(
		    who, command, code, STR("log in to an account first"));
	if (code == CODE_UNAVAILABLE && config_now()->history == HISTORY_NO)
		return answers_refuse_saying(
		    who, command, code, STR("this server keeps no history"));
	return answers_refuse(who, command, code);
}

enum outcome
target_refuse_named(uint32_t who, const struct command *command, enum code code)
{
	const bool is_talk = command->arg[0].at[0] == '@';

	if (code == CODE_NOT_ALLOWED && is_talk &&
	    identity_account(who).len > 0)
		return answers_refuse_saying(who, command, code,
		    STR("private messages with somebody who has no account "
			"are not recorded"));
	if (code == CODE_NOT_MEMBER && !is_talk &&
	    !rights_see(who, command->group))
		code = CODE_NO_SUCH_GROUP;
	return target_refuse(who, command, code);
}

MODULE(targets) = { TABLES(TABLE(targets.where, TOKEN_MOST),
    TABLE(targets.own, TOKEN_MOST), TABLE(targets.other, TOKEN_MOST),
    TABLE(targets.name, LIMIT_GROUP)) };

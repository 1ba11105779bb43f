/* Whose mailbox it is: see mailbox_names.h. */
#include "router/verbs/history/mailbox_names.h"

#include "base/config/config.h"
#include "policy/logins.h"
#include "policy/users.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"

/*
 * Returns whether the client's name is the login name of its user. One that
 * came before names were login names may have another user's.
 */
static bool
has_own_login(uint32_t who)
{
	const struct peer_user *user = &clients_get(who)->peer_user;
	const struct str name = clients_name(who);

	return config_now()->peer_names && user->is_known && name.len > 0 &&
	    str_caseeq(logins_name(user->user), name);
}

struct str
mailbox_names_login(uint32_t who)
{
	const struct str name = clients_name(who);

	if (!has_own_login(who) ||
	    (account_names_find(name).len > 0 &&
		!str_caseeq(identity_account(who), name)))
		return STR("");
	return name;
}

struct str
mailbox_names_sender(uint32_t who)
{
	const struct str account = identity_account(who);

	return account.len > 0 ? account : mailbox_names_login(who);
}

bool
mailbox_names_has(struct str name)
{
	return account_names_find(name).len > 0 ||
	    (config_now()->peer_names && logins_has(name));
}

uint64_t
mailbox_names_since(struct str name)
{
	return account_names_made(name);
}

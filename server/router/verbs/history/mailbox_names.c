/* Whose mailbox it is: see mailbox_names.h. */
#include "router/verbs/history/mailbox_names.h"

#include "base/config/config.h"
#include "policy/logins.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"

struct str
mailbox_names_login(uint32_t who)
{
	return config_now()->peer_names &&
		clients_get(who)->peer_user.is_known ?
	    clients_name(who) :
	    STR("");
}

struct str
mailbox_names_sender(uint32_t who)
{
	const struct str account = identity_account(who);

	return account.len > 0 ? account : mailbox_names_login(who);
}

static bool
is_login(struct str name)
{
	return config_now()->peer_names && logins_has(name);
}

bool
mailbox_names_has(struct str name)
{
	return account_names_find(name).len > 0 || is_login(name);
}

/* Only the user of a login name can create the account of that name. */
uint64_t
mailbox_names_since(struct str name)
{
	return is_login(name) ? 0 : account_names_made(name);
}

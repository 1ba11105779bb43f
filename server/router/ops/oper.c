/*
 * What operators of the server can do. They have proved, by oper, to know the
 * secret of an account that the configuration names; self/profile.c knows who
 * they are. In groups they have no special rights.
 */
#include "base/config/config.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "policy/peers.h"
#include "router/accounts/accounts.h"
#include "router/delivery/answers.h"
#include "router/delivery/disconnect_requests.h"
#include "router/model/clients.h"
#include "router/self/self.h"

/*
 * Makes the client, whose secret was right, an operator. If the account is no
 * operator's, the answer is that for a wrong secret.
 */
static enum outcome
take_oper(conn_id who, const struct command *command, struct str account)
{
	const struct network from = conns_network(who);

	if (!config_list_has(&config_now()->oper, account)) {
		(void)peers_failed(&from, account, ticks_mono());
		return accounts_deny(
		    who, command, account, STR("not an operator"));
	}
	profile_make_oper(who, account);
	LOG_AT(LEVEL_NOTICE, STR("{name}: oper {account} from {peer}"),
	    clients_name(client_of(who)), account,
	    str_from(conns_get(who)->peer));
	return answers_ok(who, command, NO_WORDS);
}

enum outcome
oper_cmd(conn_id who, const struct command *command)
{
	struct str account;
	enum outcome outcome;

	return accounts_check(who, command, &account, &outcome) ?
	    take_oper(who, command, account) :
	    outcome;
}

enum outcome
kill_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const client_id victim = clients_find(command->arg[0]);

	if (!profile_is_oper(who))
		return answers_refuse_saying(who, command, CODE_NOT_OPERATOR,
		    STR("not a server operator"));
	if (!client_is(victim))
		return answers_refuse(who, command, CODE_NO_SUCH_NAME);
	LOG_AT(LEVEL_NOTICE, STR("{name}: kill {other} {peer}"),
	    clients_name(me), clients_name(victim),
	    str_from(conns_get(conns_first(victim))->peer));
	disconnect_kick_all(victim, CONN_NONE, clients_name(me),
	    command->arg[1],
	    WORDS(STR("killed by "), clients_name(me), STR(": "),
		command->arg[1]));
	return answers_ok(who, command, WORDS(clients_name(victim)));
}

enum outcome
guests_cmd(conn_id who, const struct command *command)
{
	const struct str word = command->arg[0];
	const bool off = str_eq(word, STR("off"));

	if (!profile_is_oper(who))
		return answers_refuse_saying(who, command, CODE_NOT_OPERATOR,
		    STR("not a server operator"));
	if (!off && !str_eq(word, STR("on")))
		return answers_refuse(who, command, CODE_BAD_COMMAND);
	LOG_AT(LEVEL_NOTICE, STR("{name}: guests {word}"),
	    clients_name(client_of(who)), word);
	door_shut(off);
	return answers_ok(who, command, WORDS(word));
}

/*
 * Bridges to other servers: clients whose accounts the configuration names
 * (relay). Each says for people there what they said, and gets what is told to
 * them.
 */
#include "base/config/config.h"
#include "base/log/log.h"
#include "router/delivery/answers.h"
#include "router/group/group.h"
#include "router/model/clients.h"
#include "router/self/self.h"
#include "shared/buf.h"

/* Returns whether the client is logged in to an account for bridges. */
static bool
is_bridge(conn_id who)
{
	return config_list_has(
	    &config_now()->relay, clients_account(client_of(who)));
}

static enum outcome
refuse_other(conn_id who, const struct command *command)
{
	return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
	    STR("only for accounts that the server's configuration names "
		"(relay)"));
}

enum outcome
serve_cmd(conn_id who, const struct command *command)
{
	const struct str server = command->arg[0];
	uint32_t cursor = WORDS_FIRST;
	const conn_id other = watches_who(WORDS_SERVED, server, &cursor);

	if (!is_bridge(who))
		return refuse_other(who, command);
	if (conn_is(other) && !conn_same(other, who))
		return answers_refuse(who, command, CODE_EXISTS);
	if (!watches_add(WORDS_SERVED, who, server))
		return answers_refuse(who, command, CODE_TOO_MANY);
	LOG(STR("{name}: serve {}"), clients_name(client_of(who)), server);
	return answers_ok(who, command, WORDS(server));
}

/*
 * Says the text for somebody on another server, whose actor is
 * NAME/SERVER!user@SERVER!*!-.
 */
enum outcome
relay_cmd(conn_id who, const struct command *command)
{
	const struct str name = command->arg[1];
	char room[LIMIT_ACTOR];
	struct buf actor;

	if (!is_bridge(who))
		return refuse_other(who, command);
	buf_init(&actor, room, sizeof(room));
	(void)BUF_CAT(
	    &actor, name, STR("!user@"), grammar_server_of(name), SAY_NO_MORE);
	return say_as(who, command, name, buf_str(&actor));
}

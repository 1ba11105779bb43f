/*
 * People on other servers: a bridge, a client whose account the configuration
 * names (relay), says for them what they said there, and gets what is told to
 * them. See talk.h.
 */
#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/talk/talk.h"
#include "shared/buf.h"

#define SERVES 4096 /* room for the names of the servers that one serves */
#define ASKED 20 /* the groups that one "who" asks about */

struct row {
	char serves[SERVES]; /* names, each with a space behind it */
	char person[LIMIT_ACTOR]; /* for whom its present line speaks */
};

static struct {
	struct row *row; /* one for each client; only a bridge's is touched */
} relays;

#define NAME_WHO STR("who/")
#define NO_MORE STR("!*!-") /* no real name, no account, no flags */

/* Returns NAME/SERVER!user@SERVER!*!-, valid until the bridge's next line. */
static struct str
person(uint32_t bridge, struct str name)
{
	struct buf buf;

	buf_init(&buf, relays.row[bridge].person, LIMIT_ACTOR);
	(void)BUF_CAT(&buf, name, STR("!user@"), grammar_server_of(name),
	    NO_MORE); /* it fits: a name on another server is short */
	return buf_str(&buf);
}

/* Returns whether the client is logged in to an account for bridges. */
static bool
is_bridge(uint32_t who)
{
	const struct config_list *list = &config_now()->relay;

	for (size_t i = 0; i < list->count; i++)
		if (str_caseeq(str_from(list->at[i]), identity_account(who)))
			return true;
	return false;
}

static enum outcome
refuse_other(uint32_t who, const struct command *command)
{
	return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
	    STR("only for accounts that the server's configuration names "
		"(relay)"));
}

static bool
serves(uint32_t bridge, struct str server)
{
	struct str names = str_from(relays.row[bridge].serves);

	budget_charge(WORK_BYTE, names.len);
	while (names.len > 0)
		if (str_caseeq(str_word(&names), server))
			return true;
	return false;
}

/* Returns the bridge that serves the other server, or CLIENT_NONE. */
static uint32_t
bridge_of(struct str server)
{
	FOR_EACH_CLIENT(number) {
		budget_charge(WORK_STEP, 1);
		if (clients_get(number)->is_bridge &&
		    clients_name(number).len > 0 && is_bridge(number) &&
		    serves(number, server))
			return number;
	}
	return CLIENT_NONE;
}

enum outcome
serve_cmd(uint32_t who, const struct command *command)
{
	const struct str server = command->arg[0];
	const uint32_t other = bridge_of(server);
	struct buf buf;

	if (!is_bridge(who))
		return refuse_other(who, command);
	if (other != CLIENT_NONE && other != who)
		return answers_refuse(who, command, CODE_EXISTS);
	buf_init(&buf, relays.row[who].serves, SERVES - 1);
	buf.end = strlen(relays.row[who].serves);
	if (other == CLIENT_NONE && !BUF_CAT(&buf, server, STR(" ")))
		return answers_refuse(who, command, CODE_TOO_MANY);
	clients_get(who)->is_bridge = true;
	LOG(STR("{name}: {event:serve} {}"), clients_name(who), server);
	return answers_ok(who, command, WORDS(server));
}

/*
 * Says the text in the group, to its members. The bridge's membership and role
 * stand for whether others may speak there; the masks know the person.
 */
static enum outcome
say(uint32_t who, const struct command *command)
{
	const struct str word = STR("msg"), text = command->arg[2];
	const struct str name = command->arg[1], actor = person(who, name);
	const struct str mask = { actor.at, actor.len - NO_MORE.len };
	enum code code = CODE_NOT_MEMBER;
	struct str id, title;

	if (command->membership != NULL)
		code = rights_speak_by(who, command, text);
	if (code == CODE_OK)
		code = masks_judge_person(command->group, mask);
	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	id = event_ids_next();
	title = groups_name(command->group);
	/* The result is ignored: a client that waits for it is lost. */
	(void)fanout_message(command->group,
	    EVENT(WORDS(word, id, title, name, text),
		WORDS(word, id, title, actor, text), who));
	return OUTCOME_DONE;
}

/* Tells one client the text. */
static enum outcome
tell(uint32_t who, const struct command *command)
{
	const struct str word = STR("tell"), text = command->arg[2];
	const struct str name = command->arg[1], actor = person(who, name);
	struct str to = command->arg[0], id;

	str_drop(&to, 1); /* the "@" */
	const uint32_t other = clients_find(to);
	if (other == CLIENT_NONE)
		return answers_refuse(who, command, CODE_NO_SUCH_NAME);
	if (other != who && slots_client_over_mark(other))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	id = event_ids_next();
	to = clients_name(other);
	(void)fanout_both(who, other,
	    EVENT(WORDS(word, id, name, to, text),
		WORDS(word, id, actor, to, text), who)); /* as in say */
	return OUTCOME_DONE;
}

enum outcome
relay_cmd(uint32_t who, const struct command *command)
{
	if (!is_bridge(who))
		return refuse_other(who, command);
	return command->arg[0].at[0] == '@' ? tell(who, command) :
					      say(who, command);
}

enum outcome
relay_tell(uint32_t who, const struct command *command)
{
	const struct str word = STR("tell"), to = command->arg[0];
	const uint32_t bridge = bridge_of(grammar_server_of(to));
	const struct str name = clients_name(who), text = command->arg[1];
	struct str id;

	/* What is told to NAME_WHO, relay_who has asked. */
	if (bridge == CLIENT_NONE || str_begins(to, NAME_WHO))
		return answers_refuse(who, command, CODE_NO_SUCH_NAME);
	if (bridge != who && slots_client_over_mark(bridge))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	identity_note_speech(who);
	id = event_ids_next();
	(void)fanout_both(who, bridge,
	    EVENT(WORDS(word, id, name, to, text),
		WORDS(word, id, FANOUT_ACTOR, to, text), who)); /* as in say */
	return OUTCOME_DONE;
}

bool
relay_who(uint32_t who, struct str server)
{
	const struct str word = STR("tell"), name = clients_name(who);
	const uint32_t bridge = bridge_of(server);
	const struct set *groups = groups_of(who);
	size_t asked = 0;
	struct buf buf;

	if (bridge == CLIENT_NONE || slots_client_over_mark(bridge))
		return false;
	buf_init(&buf, relays.row[bridge].person, LIMIT_ACTOR);
	(void)BUF_CAT(&buf, NAME_WHO, server); /* it fits */
	for (size_t i = 0; i < groups->count && asked < ASKED; i++) {
		const struct str id = event_ids_next(),
				 title = groups_name(groups->at[i]);
		if (!groups_has(groups->at[i], bridge))
			continue;
		asked++;
		fanout_event(bridge,
		    EVENT(WORDS(word, id, name, buf_str(&buf), title),
			WORDS(word, id, FANOUT_ACTOR, buf_str(&buf), title),
			who));
	}
	return true;
}

static void
relays_leave(uint32_t who)
{
	if (relays.row[who].serves[0] != '\0')
		relays.row[who] = (struct row) { .serves = "" };
}

static const struct field saved[] = {
	FIELD(TEXT, struct row, serves),
};

static void
relays_save(struct state *state)
{
	FOR_EACH_CLIENT(who) {
		if (!clients_get(who)->is_bridge)
			continue;
		state_put(state, STR("client"), who);
		fields_put(state, FIELDS(saved), &relays.row[who]);
	}
}

static void
relays_load(struct state *state)
{
	uint32_t who = CLIENT_NONE;

	while (state_next(state))
		if (state_is(state, STR("client")))
			who = clients_read_named(state);
		else if (who != CLIENT_NONE)
			fields_get(state, FIELDS(saved), &relays.row[who]);
}

MODULE(relays) = { TABLES(TABLE(relays.row, CLIENTS_MAX)),
	.leave = relays_leave, SECTION("serves", relays) };

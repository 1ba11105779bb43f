/* What operators of the server say: see opers.h. */
#include "router/verbs/accounts/opers.h"

#include <string.h>

#include "base/log/log.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/delivery/marks.h"
#include "router/model/clients.h"
#include "router/model/people.h"
#include "router/verbs/accounts/accounts.h"
#include "router/verbs/people/powers.h"
#include "shared/error.h"
#include "shared/names.h"

/*
 * To be saved: nothing. A line that waits is run again in the program that
 * comes next.
 */
static struct {
	uint64_t *waits; /* each client, for the reload of that number; 0: not
			  */
	uint64_t wanted; /* reloads, ever */
	uint64_t done; /* of these */
	bool good; /* the last one */
	char refused[sizeof(((struct error *)0)->text)]; /* why it was not */
} opers;

static bool
opers_init(void)
{
	opers.waits = arena_table(CLIENTS_MAX, sizeof(*opers.waits));
	return opers.waits != NULL;
}

void
opers_go(uint32_t who)
{
	opers.waits[who] = 0;
}

/* Its secret was right. That it is no operator's is told as if it were not. */
static enum outcome
take(uint32_t who, const struct command *command, struct str account)
{
	if (!powers_may(account))
		return accounts_deny(
		    who, command->rule->word, account, STR("not an operator"));
	powers_take(who, account);
	LOG_AT(LEVEL_NOTICE, LOG_KEY("name"), clients_name(who), STR(": "),
	    LOG_KEY("event"), STR("oper"), STR(" "), LOG_KEY("account"),
	    account, STR(" from "), LOG_KEY("peer"),
	    str_from(clients_get(who)->peer));
	return answers_say(who, WORDS(STR("ok"), command->rule->word));
}

enum outcome
oper_cmd(uint32_t who, const struct command *command)
{
	return accounts_check(who, command, take);
}

static enum outcome
refuse(uint32_t who, const struct command *command)
{
	return answers_refuse_saying(who, command->rule->word,
	    CODE_NOT_OPERATOR, STR("not an operator of the server"));
}

enum outcome
kill_cmd(uint32_t who, const struct command *command)
{
	const struct str word = command->rule->word;
	const uint32_t victim = clients_find(command->arg[0]);

	if (!powers_has(who))
		return refuse(who, command);
	if (victim == CLIENT_NONE)
		return answers_refuse(who, word, CODE_NO_SUCH_NAME);
	LOG_AT(LEVEL_NOTICE, LOG_KEY("name"), clients_name(who), STR(": "),
	    LOG_KEY("event"), STR("kill"), STR(" "), LOG_KEY("other"),
	    clients_name(victim), STR(" "), LOG_KEY("peer"),
	    str_from(clients_get(victim)->peer));
	MARKS_KILLED(clients_slot(victim), clients_name(who), command->arg[1],
	    STR("killed by "), clients_name(who), STR(": "), command->arg[1]);
	return answers_say(who, WORDS(STR("ok"), word, clients_name(victim)));
}

/* To all who want that; who cannot be told is lost, as for any event. */
enum outcome
alarm_cmd(uint32_t who, const struct command *command)
{
	const struct str word = command->rule->word, text = command->arg[0];
	const struct str id = fan_id();
	const struct event *event =
	    EVENT(WORDS(word, id, clients_name(who), text),
		WORDS(word, id, FAN_ACTOR, text), who);

	if (!powers_has(who))
		return refuse(who, command);
	LOG_AT(LEVEL_NOTICE, LOG_KEY("name"), clients_name(who), STR(": "),
	    LOG_KEY("event"), STR("alarm"));
	for (uint32_t client = clients_next(0); client != CLIENT_NONE;
	     client = clients_next(client + 1))
		if (clients_name(client).len > 0 &&
		    (people_flags(client) & FLAG_ALARMS) != 0)
			fan_event(client, event);
	return answers_say(who, WORDS(STR("ok"), word));
}

/* It waits for the one that is to come, which others may wait for too. */
static enum outcome
want_reload(uint32_t who)
{
	if (opers.wanted == opers.done) {
		opers.wanted++;
		LOG_AT(LEVEL_NOTICE, LOG_KEY("name"), clients_name(who),
		    STR(": "), LOG_KEY("event"), STR("rehash"));
	}
	opers.waits[who] = opers.wanted;
	watch_hurry();
	return OUTCOME_WAIT;
}

enum outcome
rehash_cmd(uint32_t who, const struct command *command)
{
	const struct str word = command->rule->word;
	const uint64_t waits = opers.waits[who];

	if (waits == 0 && !powers_has(who))
		return refuse(who, command);
	if (waits == 0)
		return want_reload(who);
	if (waits > opers.done)
		return OUTCOME_WAIT;
	opers.waits[who] = 0;
	return opers.good ? answers_say(who, WORDS(STR("ok"), word)) :
			    answers_refuse_saying(who, word, CODE_UNAVAILABLE,
				str_from(opers.refused));
}

bool
opers_want_reload(void)
{
	return opers.wanted > opers.done;
}

/* A file may have anything in it, and a client is told only what is text. */
void
opers_reloaded(bool good, struct str why)
{
	if (!good && text_check(why, sizeof(opers.refused) - 1) != CODE_OK)
		why = STR("configuration refused; see the log");
	memcpy(opers.refused, why.at, why.len);
	opers.refused[why.len] = '\0';
	opers.good = good;
	opers.done = opers.wanted;
	watch_hurry();
}

MODULE(opers) = { .init = opers_init };

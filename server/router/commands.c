/* What a client's commands do: see commands.h. */
#include "router/commands.h"

#include "base/config.h"
#include "base/log.h"
#include "base/stats.h"
#include "base/ticks.h"
#include "policy/denials.h"
#include "policy/guesses.h"
#include "policy/logins.h"
#include "policy/password.h"
#include "policy/peers.h"
#include "router/clients.h"
#include "router/congestion.h"
#include "router/fanout.h"
#include "router/groups.h"
#include "router/keepalive.h"
#include "router/makers.h"
#include "router/marks.h"
#include "router/slots.h"
#include "router/throttle.h"
#include "shared/grammar.h"

/* So many wrong passwords are one too many. */
#define WRONG_PASSWORDS 3

/* Some answers put this in the place of a text that is not there. */
#define NO_TEXT STR("-")

#define NO_COMMAND STR("what is no command")

static struct str
verb_of(const struct command *command)
{
	return command->rule->word;
}

/* Who says something has one. */
static uint32_t
slot_of(uint32_t who)
{
	return clients_get(who)->slot;
}

static enum outcome
done(bool told)
{
	return told ? OUTCOME_DONE : OUTCOME_FAILED;
}

/* The answer err, with a text that says more than the code's own. */
static enum outcome
refuse_saying(uint32_t who, struct str verb, enum code code, struct str text)
{
	return done(
	    fan_one(who, WORDS(STR("err"), verb, code_word(code), text)));
}

static enum outcome
refuse(uint32_t who, struct str verb, enum code code)
{
	return refuse_saying(who, verb, code, code_text(code));
}

/* How far the client has come: a STATE_ of grammar.h. */
static unsigned
state_of(uint32_t who)
{
	const struct client *client = clients_get(who);

	if (client->named)
		return STATE_NAMED;
	if (client->proxy_pending)
		return STATE_STRANGE;
	return client->needs_password && password_is_set() ? STATE_LOCKED :
							     STATE_UNNAMED;
}

/* The group that the command names, if the client is in it; or GROUP_NONE. */
static uint32_t
own_group(uint32_t who, const struct command *command)
{
	const uint32_t group = groups_find(command->arg[0]);

	return group != GROUP_NONE && groups_has(group, who) ? group :
							       GROUP_NONE;
}

/* Has somebody else the name now? */
static bool
is_taken(uint32_t who, struct str name)
{
	const uint32_t owner = clients_find(name);

	return owner != CLIENT_NONE && owner != who;
}

static bool
is_login(struct str name)
{
	return config_now()->peer_names && logins_has(name);
}

/*
 * Another name that this one would be taken for, and what to say of it; empty
 * where there is none.
 */
static struct str
find_like(uint32_t who, struct str name, struct str *text)
{
	const uint32_t other = clients_find_like(name, who);

	*text = STR("that name looks like one in use:");
	if (other != CLIENT_NONE)
		return clients_name(other);
	*text = STR("that name looks like a login here:");
	return config_now()->peer_names ? logins_like(name) :
					  (struct str) { NULL, 0 };
}

static enum outcome
refuse_password(uint32_t who)
{
	struct client *client = clients_get(who);

	client->denied = false;
	if (++client->wrong < WRONG_PASSWORDS)
		return refuse_saying(who, STR("pass"), CODE_NOT_ALLOWED,
		    STR("that is not the password"));
	marks_because(slot_of(who), BYE_KICKED,
	    STR("you have said too many wrong passwords"));
	return OUTCOME_DONE;
}

static enum outcome
accept_password(uint32_t who)
{
	clients_get(who)->needs_password = false;
	return done(fan_one(who, WORDS(STR("ok"), STR("pass"))));
}

/* A wrong one is known at once, and answered when that is due. */
static enum outcome
run_locked_pass(uint32_t who, struct str said)
{
	struct client *client = clients_get(who);
	usec *later = &slots_get(client->slot)->up.later;
	usec wait;

	if (!client->denied) {
		wait = guesses_wait(client->peer, ticks_mono());
		if (wait == 0 && password_matches(said))
			return accept_password(who);
		if (wait == 0) {
			denials_log(DENIALS_REFUSED, client->peer,
			    STR("wrong password"));
			wait = guesses_wrong(client->peer, ticks_mono());
			client->denied = true;
		}
		*later = ticks_mono() + wait;
	}
	return *later > ticks_mono() ? OUTCOME_WAIT : refuse_password(who);
}

static enum outcome
run_pass(uint32_t who, const struct command *command)
{
	if (state_of(who) == STATE_LOCKED)
		return run_locked_pass(who, command->arg[0]);
	return accept_password(who);
}

static enum outcome
take_first_name(uint32_t who, struct str name)
{
	(void)clients_set_name(who, name); /* free: just seen */
	LOG(name, STR(": login"));
	keepalive_begins(slot_of(who));
	return done(fan_one(who, WORDS(STR("ok"), STR("name"), name)));
}

/* Whoever the system knows has its login as name, whatever it says. */
static enum outcome
take_login(uint32_t who, const struct command *command)
{
	const struct str name = logins_name(clients_get(who)->whose.user);

	if (clients_name(who).len > 0)
		return refuse_saying(who, verb_of(command), CODE_NOT_ALLOWED,
		    STR("here your login name is your name"));
	if (name.len == 0)
		return refuse_saying(who, verb_of(command), CODE_NOT_ALLOWED,
		    STR("your login name cannot be a name here"));
	if (is_taken(who, name))
		return refuse_saying(who, verb_of(command), CODE_NAME_TAKEN,
		    STR("your login name is in use here already"));
	return take_first_name(who, name);
}

static enum outcome
take_other_name(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];
	const struct str old = clients_name(who);

	if (!throttle_rename(&clients_get(who)->throttle))
		return refuse(who, verb_of(command), CODE_SLOW_DOWN);
	LOG(old, STR(": name "), name);
	if (!fan_renamed(who, WORDS(STR("name"), fan_id(), old, name)))
		return OUTCOME_FAILED;
	(void)clients_set_name(who, name); /* free; old is overwritten */
	return OUTCOME_DONE;
}

static enum outcome
run_name(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];
	struct str text, other;

	if (config_now()->peer_names && clients_get(who)->whose.is_known)
		return take_login(who, command);
	if (is_taken(who, name) || is_login(name))
		return refuse(who, verb_of(command), CODE_NAME_TAKEN);
	other = find_like(who, name, &text);
	if (other.len > 0)
		return done(fan_one(who,
		    WORDS(STR("err"), verb_of(command),
			code_word(CODE_NAME_TAKEN), text, other)));
	if (clients_name(who).len == 0)
		return take_first_name(who, name);
	return take_other_name(who, command);
}

/* Why the client may not join; CODE_OK if it may, which counts as a join. */
static enum code
may_join(uint32_t who, uint32_t group)
{
	if (group != GROUP_NONE && groups_has(group, who))
		return CODE_ALREADY_MEMBER;
	if (groups_of(who)->count >= config_now()->max_joined)
		return CODE_TOO_MANY;
	if (group == GROUP_NONE && groups_count() >= config_now()->max_groups)
		return CODE_TOO_MANY;
	if (!throttle_join(&clients_get(who)->throttle))
		return CODE_SLOW_DOWN;
	return CODE_OK;
}

static void
leave(uint32_t who, uint32_t group)
{
	groups_leave(group, who);
	groups_tidy(group);
}

static enum outcome
run_join(uint32_t who, const struct command *command)
{
	uint32_t group = groups_find(command->arg[0]);
	const bool is_new = group == GROUP_NONE;
	enum code code;

	if (is_new && !makers_may(who))
		return refuse_saying(who, verb_of(command), CODE_TOO_MANY,
		    STR("you have made as many groups as are allowed; join one "
			"that is there"));
	code = may_join(who, group);
	if (code != CODE_OK)
		return refuse(who, verb_of(command), code);
	group = groups_make(command->arg[0]);
	if (group == GROUP_NONE)
		return refuse(who, verb_of(command), CODE_TOO_MANY);
	if (!groups_enter(group, who)) {
		groups_tidy(group);
		return OUTCOME_FAILED;
	}
	if (is_new)
		makers_made(who, group);
	if (!fan_group(group,
		WORDS(STR("join"), fan_id(), groups_title(group),
		    clients_name(who)))) {
		leave(who, group); /* of whom nobody knows that it is there */
		return OUTCOME_FAILED;
	}
	LOG(clients_name(who), STR(": join "), groups_title(group));
	return OUTCOME_DONE;
}

static enum outcome
run_leave(uint32_t who, const struct command *command)
{
	const uint32_t group = own_group(who, command);
	const struct str word = STR("leave");
	struct str title, name;
	bool told;

	if (group == GROUP_NONE)
		return refuse(who, verb_of(command), CODE_NOT_MEMBER);
	title = groups_title(group);
	name = clients_name(who);
	if (command->count > 1)
		told = fan_group(
		    group, WORDS(word, fan_id(), title, name, command->arg[1]));
	else
		told = fan_group(group, WORDS(word, fan_id(), title, name));
	if (!told)
		return OUTCOME_FAILED; /* its quit will tell them */
	LOG(name, STR(": leave "), title);
	leave(who, group);
	return OUTCOME_DONE;
}

static enum outcome
run_send(uint32_t who, const struct command *command)
{
	const uint32_t group = own_group(who, command);

	if (group == GROUP_NONE)
		return refuse(who, verb_of(command), CODE_NOT_MEMBER);
	if (log_verbose())
		LOG(clients_name(who), STR(": send "), groups_title(group));
	return done(fan_message(group,
	    WORDS(STR("msg"), fan_id(), groups_title(group), clients_name(who),
		command->arg[1])));
}

static enum outcome
run_tell(uint32_t who, const struct command *command)
{
	const uint32_t other = clients_find(command->arg[0]);

	if (other == CLIENT_NONE)
		return refuse(who, verb_of(command), CODE_NO_SUCH_NAME);
	if (other != who && slots_get(slot_of(other))->down.over)
		return refuse(who, verb_of(command), CODE_SLOW_DOWN);
	return done(fan_two(who, other,
	    WORDS(STR("tell"), fan_id(), clients_name(who), clients_name(other),
		command->arg[1])));
}

static enum outcome
run_topic(uint32_t who, const struct command *command)
{
	const uint32_t group = own_group(who, command);
	struct str topic;

	if (group == GROUP_NONE)
		return refuse(who, verb_of(command), CODE_NOT_MEMBER);
	if (command->count == 1) {
		topic = groups_topic(group);
		return done(fan_one(who,
		    WORDS(STR("ok"), STR("topic"), groups_title(group),
			topic.len > 0 ? topic : NO_TEXT)));
	}
	topic = command->arg[1];
	if (!fan_group(group,
		WORDS(STR("topic"), fan_id(), groups_title(group),
		    clients_name(who), topic)))
		return OUTCOME_FAILED;
	groups_set_topic(
	    group, str_eq(topic, NO_TEXT) ? (struct str) { NULL, 0 } : topic);
	return OUTCOME_DONE;
}

static enum outcome
run_names(uint32_t who, const struct command *command)
{
	const uint32_t group = groups_find(command->arg[0]);

	/* A list that was begun is ended, even if its group has gone. */
	if (group == GROUP_NONE && clients_get(who)->listed == 0)
		return refuse(who, verb_of(command), CODE_NO_SUCH_GROUP);
	return lists_names(who, group, command->arg[0]);
}

static enum outcome
run_groups(uint32_t who, const struct command *command)
{
	(void)command;
	return lists_groups(who);
}

static enum outcome
run_ping(uint32_t who, const struct command *command)
{
	if (command->count == 0)
		return done(fan_one(who, WORDS(STR("ok"), STR("ping"))));
	return done(
	    fan_one(who, WORDS(STR("ok"), STR("ping"), command->arg[0])));
}

static enum outcome
run_help(uint32_t who, const struct command *command)
{
	return lists_help(who, command->count > 0 ? command->arg[0] : NO_TEXT);
}

static enum outcome
run_quit(uint32_t who, const struct command *command)
{
	marks_say(slot_of(who), BYE_QUIT,
	    command->count > 0 ? command->arg[0] : (struct str) { NULL, 0 });
	return OUTCOME_DONE;
}

/* It counts at the address that it comes from, which may refuse it. */
static void
enter_from(uint32_t who, const struct addr *addr)
{
	struct client *client = clients_get(who);
	enum verdict verdict;

	addr_text(addr, client->peer);
	verdict = peers_enter(addr, clock_mono(), &client->origin);
	if (verdict == PEERS_WELCOME)
		return;
	peers_refused(client->peer, verdict);
	marks_because(slot_of(who), BYE_SERVER_FULL, peers_text(verdict));
}

/* The worker has read what its proxy says, whose connection it is. */
static enum outcome
run_proxied(uint32_t who, const struct command *command)
{
	struct addr addr;

	clients_get(who)->proxy_pending = false;
	if (command->count > 0 && addr_read(&addr, command->arg[0]))
		enter_from(who, &addr);
	return OUTCOME_DONE;
}

/* What came in the place of that. */
static enum outcome
refuse_proxy(uint32_t who)
{
	LOG(STR("proxy: "), str_from(clients_get(who)->peer),
	    STR(" did not begin with a header of the PROXY protocol"));
	marks_because(slot_of(who), BYE_PROTOCOL,
	    STR("a header of the PROXY protocol is to come first"));
	return OUTCOME_DONE;
}

/* A browser, perhaps: its page must not speak as the one who looks at it. */
static enum outcome
refuse_greeting(uint32_t who)
{
	marks_because(slot_of(who), BYE_PROTOCOL,
	    STR("your name, one word, or a command is to come first, and this "
		"was neither"));
	return OUTCOME_DONE;
}

/* What the worker refused, or why it wants to end. */
static enum outcome
run_fault(uint32_t who, const struct command *command)
{
	const struct str name = clients_name(who);
	enum code code;
	enum bye bye;

	if (log_verbose())
		LOG(name.len > 0 ? name : STR("-"), STR(": fault "),
		    command->arg[0], STR(" "), command->arg[1]);
	if (code_find(command->arg[1], &code))
		return refuse(who, command->arg[0], code);
	if (!bye_find(command->arg[1], &bye))
		return OUTCOME_DONE;
	if (bye == BYE_PROTOCOL)
		return clients_get(who)->proxy_pending ? refuse_proxy(who) :
							 refuse_greeting(who);
	marks_say(slot_of(who), bye, bye_word(bye));
	return OUTCOME_DONE;
}

static enum outcome (*const handlers[VERB_COUNT])(
    uint32_t who, const struct command *command) = {
	[VERB_PASS] = run_pass,
	[VERB_NAME] = run_name,
	[VERB_JOIN] = run_join,
	[VERB_LEAVE] = run_leave,
	[VERB_SEND] = run_send,
	[VERB_TELL] = run_tell,
	[VERB_TOPIC] = run_topic,
	[VERB_NAMES] = run_names,
	[VERB_GROUPS] = run_groups,
	[VERB_PING] = run_ping,
	[VERB_HELP] = run_help,
	[VERB_QUIT] = run_quit,
	[VERB_FAULT] = run_fault,
	[VERB_PROXIED] = run_proxied,
};

/* Whose worker that is, for the log; or what it is called. */
static void
log_broken(const struct slot *slot, struct str what)
{
	struct str name;

	if (slot->client == CLIENT_NONE) {
		LOG(STR("broken: "), str_from(slot->called), STR(" sent "),
		    what);
		return;
	}
	name = clients_name(slot->client);
	LOG(STR("broken: "), name.len > 0 ? name : STR("-"), STR(" "),
	    str_from(clients_get(slot->client)->peer),
	    STR(": its worker sent "), what);
}

void
commands_broken(uint32_t number, struct str what)
{
	log_broken(slots_get(number), what);
	marks_say(number, BYE_PROTOCOL, bye_word(BYE_PROTOCOL));
}

/* What takes a client away waits for nobody. */
static bool
never_waits(const struct command *command)
{
	const enum verb verb = command->rule->verb;
	enum bye bye;

	return verb == VERB_LEAVE || verb == VERB_QUIT ||
	    (verb == VERB_FAULT && bye_find(command->arg[1], &bye));
}

/* In its turn: now, later, or, when it has waited for long enough, not. */
static enum outcome
run_in_turn(uint32_t who, const struct command *command)
{
	const struct slot *slot = slots_get(slot_of(who));

	if (never_waits(command))
		return handlers[command->rule->verb](who, command);
	if (slot->down.over)
		return OUTCOME_WAIT;
	if (congestion_refused(who, command))
		return refuse(who, verb_of(command), CODE_SLOW_DOWN);
	if (!congestion_holds(who, command))
		return handlers[command->rule->verb](who, command);
	if (!slot->up.overdue)
		return OUTCOME_HELD;
	congestion_refuse(who, command);
	return refuse(who, verb_of(command), CODE_SLOW_DOWN);
}

/*
 * What may be said, and when. A worker knows when to say what is its own, and
 * that a client says nothing before its proxy.
 */
static bool
is_out_of_place(const struct rule *rule, unsigned state)
{
	return (rule->states & state) == 0 &&
	    (rule->from == FROM_WORKER || state == STATE_STRANGE);
}

static enum outcome
run_for_client(uint32_t number, const struct command *command, bool forced)
{
	struct slot *slot = slots_get(number);
	const uint32_t who = slot->client;
	const unsigned state = state_of(who);

	if (is_out_of_place(command->rule, state)) {
		commands_broken(number, NO_COMMAND);
		return OUTCOME_DONE;
	}
	if (state == STATE_NAMED)
		slot->heard = ticks_now();
	if (command->rule->verb != VERB_SEND)
		fan_settle();
	if ((command->rule->states & state) == 0)
		return refuse(who, verb_of(command), CODE_NOT_ALLOWED);
	if (forced)
		return handlers[command->rule->verb](who, command);
	return run_in_turn(who, command);
}

/*
 * What its kind says is asked at once, unless it is far more than an honest one
 * ever says. An answer to ping is a sign of life, and shown as one.
 */
static enum outcome
run_for_helper(uint32_t number)
{
	static const struct rate most = { 10, 20, SEC };

	if (!bucket_take(&slots_get(number)->up.spent, &most, clock_mono())) {
		commands_broken(number, STR("too much"));
		return OUTCOME_DONE;
	}
	stats_changed(STATS_NONE);
	return done(fan_slot(number, WORDS(STR("ok"), STR("ping"))));
}

enum outcome
commands_run(uint32_t number, struct str line, bool forced)
{
	const struct slot *slot = slots_get(number);
	struct command command;
	enum outcome outcome;

	if (grammar_parse(line, FROM_WORKER, &command) != CODE_OK ||
	    (command.rule->kinds & slot->kind) == 0) {
		commands_broken(number, NO_COMMAND);
		return OUTCOME_DONE;
	}
	outcome = slot->client != CLIENT_NONE ?
	    run_for_client(number, &command, forced) :
	    run_for_helper(number);
	if (outcome == OUTCOME_FAILED)
		marks_lost(number); /* no memory for its answer */
	return outcome;
}

void
commands_charge(uint32_t slot, struct str line)
{
	struct command command;

	if (grammar_parse(line, FROM_WORKER, &command) == CODE_OK)
		congestion_charge(slots_get(slot)->client, &command);
}

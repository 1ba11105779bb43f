/*
 * The grammar's table of events: each that goes to others than who asks names
 * whose backlog it counts in and what holds it back. Hostile clients cause each
 * as fast as they can while the honest ones have stalled: none of these is
 * thrown out, what waits for them is bounded, and the brake is felt.
 */
#include <stdio.h>

#include "server/base/loop/ticks.h"
#include "server/router/accounts/accounts.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/client_identity.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "shared/grammar.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define HONEST 4 /* in tea; the first takes items and is invited to rice */
#define HOSTILE 2 /* in tea and rice, whose operator the first is */
#define ROUNDS 20000
#define ENOUGH 1000 /* more than what still goes through would not be seen */
#define MOST (3 * GROUPS_MARK) /* that waits for one; a few lines come late */
#define HELD (HONEST * MOST) /* for all of them */
#define LONG 3700

/* The limits that would end an unbraked flood, turned off. */
#define BASICS                                               \
	{ "max_clients", "100" }, { "hello_time", "0" },     \
	    { "queue_max", "1M" }, { "stall_time", "3600" }, \
	    { "hold_time", "3600" },                         \
	{                                                    \
		"max_per_address", "0"                       \
	}
static const struct config_option unlimited[] = { BASICS, { NULL, NULL } };
static const struct config_option rates[] = { BASICS, { "change_rate", "20" },
	{ NULL, NULL } };

static struct {
	struct puppet honest[HONEST];
	struct puppet hostile[HOSTILE];
	struct puppet passer; /* who comes and goes */
	bool has_passer;
	char line[LIMIT_LINE];
	char last[LIMIT_LINE];
	unsigned round;
	unsigned braked; /* rounds */
} test;

static uint32_t
client_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->client;
}

/* Says it, if nothing before waits; true if it does, or is refused. */
static bool
is_braked(struct puppet *puppet, const char *line)
{
	if (slots_get(puppet->slot)->up.held_since == 0)
		puppet_say(puppet, line);
	puppet_hear_all(puppet, test.last);
	return slots_get(puppet->slot)->up.held_since != 0 ||
	    pattern_matches("err * slow-down ...", str_from(test.last));
}

/* The line with the round's number and letters up to that length. */
static const char *
lengthened(const char *line, size_t len)
{
	(void)snprintf(test.line, sizeof(test.line), "%s %u%s", line,
	    test.round, filler(len - 5)); /* fits */
	return test.line;
}

static struct puppet *
hostile(void)
{
	return &test.hostile[test.round % HOSTILE];
}

static bool
say_long(const char *line)
{
	return is_braked(hostile(), lengthened(line, LONG));
}

static bool
flood_msg(void)
{
	return say_long("send tea");
}

static bool
flood_tell(void)
{
	return say_long("tell honest1");
}

static bool
flood_note(void)
{
	return say_long(test.round % 2 == 0 ? "note tea" : "note @honest1");
}

static bool
flood_signal(void)
{
	return is_braked(
	    hostile(), test.round % 2 == 0 ? "signal tea" : "signal @honest1");
}

static bool
flood_tags(void)
{
	return is_braked(hostile(), lengthened("tags", LONG)) || flood_signal();
}

/* A message of as many lines as possible, of nine letters each. */
static bool
flood_lines(void)
{
	size_t len = (size_t)snprintf(test.line, sizeof(test.line), "lines %s ",
	    test.round % 2 == 0 ? "tea" : "@honest1");

	for (size_t i = 0; i < LIMIT_LINES; i++)
		len += (size_t)snprintf(test.line + len,
		    sizeof(test.line) - len, i > 0 ? ",9" : "9"); /* fits */
	for (size_t i = 0; i < LIMIT_LINES; i++)
		len += (size_t)snprintf(test.line + len,
		    sizeof(test.line) - len, " nineletrs"); /* fits */
	return is_braked(hostile(), test.line);
}

/* A message, and the wish to delete it. */
static bool
flood_redact(void)
{
	return say_long("send tea") ||
	    is_braked(hostile(), lengthened("redact tea 1", LONG));
}

static bool
flood_topic(void)
{
	return is_braked(hostile(), lengthened("topic tea", LIMIT_TOPIC));
}

static bool
flood_join(void)
{
	struct puppet *puppet = &test.hostile[1];

	(void)is_braked(puppet, lengthened("leave tea", LONG));
	return is_braked(puppet, "join tea");
}

static bool
flood_quit(void)
{
	if (!test.has_passer) {
		puppet_enter(&test.passer);
		puppet_say(&test.passer, "name passer");
		test.has_passer = true;
	}
	if (is_braked(&test.passer, "join tea"))
		return true;
	puppet_say(&test.passer, lengthened("quit", LONG));
	puppet_hear_all(&test.passer, test.last);
	for (size_t i = 0; i < HOSTILE; i++)
		puppet_hear_all(&test.hostile[i], test.last);
	puppet_die(&test.passer);
	test.has_passer = false;
	return false;
}

static bool
flood_name(void)
{
	(void)snprintf(
	    test.line, sizeof(test.line), "name a%u", test.round); /* fits */
	return is_braked(hostile(), test.line);
}

/*
 * One client changes its name, which another watches that does not read: the
 * one's bucket of changes, which is off here, bounds that. So it goes on only
 * until the watcher is behind.
 */
static bool
flood_watched(void)
{
	const struct slot *slot = slots_get(test.honest[0].slot);

	if (!test.has_passer) {
		puppet_enter(&test.passer);
		test.has_passer = true;
	}
	puppet_say(
	    &test.passer, test.round % 2 == 0 ? "name ghost" : "name other");
	puppet_hear_all(&test.passer, test.last);
	return slot->down.over_mark;
}

static bool
flood_set(void)
{
	return is_braked(hostile(), lengthened("put tea k", LIMIT_VALUE));
}

static bool
flood_cut(void)
{
	return is_braked(
	    hostile(), test.round % 2 == 0 ? "put tea k x" : "cut tea k");
}

/* Writes to the hostile one's own table, which is nobody else's. */
static bool
flood_own_set(void)
{
	return is_braked(
	    &test.hostile[0], lengthened("put @hostile0 k", LIMIT_VALUE));
}

static bool
flood_own_cut(void)
{
	return is_braked(&test.hostile[0],
	    test.round % 2 == 0 ? "put @hostile0 k x" : "cut @hostile0 k");
}

/* Each hold and each end of one tells the others that the key has changed. */
static bool
flood_held(void)
{
	struct puppet *puppet = &test.hostile[test.round / 2 % HOSTILE];

	return is_braked(puppet,
	    test.round % 2 == 0 ? lengthened("hold tea k 1", LONG) :
				  "free tea k");
}

static bool
flood_seen(void)
{
	(void)snprintf(test.line, sizeof(test.line), "seen %s %u",
	    filler(LIMIT_GROUP), test.round + 1); /* fits */
	return is_braked(&test.hostile[0], test.line);
}

static bool
flood_item(void)
{
	if (test.round == 0)
		puppet_say(&test.honest[0], "take tea 1000");
	return say_long("post tea");
}

/* Copies the ID out of the last line: "item ID ..." or "ok post tea ID". */
static void
take_id(size_t word, char id[STR_DIGITS + 1])
{
	struct str rest = str_from(test.last), at = rest;

	for (size_t i = 0; i <= word; i++)
		at = str_word(&rest);
	MUST(at.len <= STR_DIGITS, "no ID");
	(void)snprintf(id, STR_DIGITS + 1, "%.*s", (int)at.len, at.at);
}

/* An item of the honest one goes to the hostile one, and "with" and its ID. */
static bool
flood_poster(const char *with)
{
	char id[STR_DIGITS + 1], line[LIMIT_LINE];

	puppet_say(&test.hostile[0], "take tea 1");
	puppet_hear_all(&test.hostile[0], test.last);
	if (!pattern_matches("item ...", str_from(test.last)))
		return true;
	take_id(1, id);
	(void)snprintf(line, sizeof(line), "%s %s", with, id); /* fits */
	return is_braked(&test.hostile[0], line);
}

/* Says it for the first honest one, which does not read; true if it waits. */
static bool
honest_waits(const char *line)
{
	const struct slot *slot = slots_get(test.honest[0].slot);

	if (slot->up.held_since == 0 && !slot->up.paused)
		puppet_say(&test.honest[0], line);
	return slot->up.held_since != 0 || slot->up.paused;
}

/* Taken, and given back: which is the same with "leave", or with time. */
static bool
flood_back(void)
{
	if (test.round == 0)
		puppet_say(&test.honest[0], "post tea x");
	return flood_poster("back");
}

/* As often as the honest one posts something. */
static bool
flood_done(void)
{
	const bool waits = honest_waits("post tea x");
	const bool braked = flood_poster("done");

	return is_braked(&test.hostile[0], "take tea 0") || braked || waits;
}

static bool
flood_reply(void)
{
	static char id[STR_DIGITS + 1];
	char line[LIMIT_LINE];

	if (test.round == 0) {
		puppet_say(&test.honest[0], "post tea x");
		puppet_say(&test.hostile[0], "take tea 1");
		puppet_hear_all(&test.hostile[0], test.last);
		take_id(1, id);
	}
	(void)snprintf(line, sizeof(line), "reply %s", id); /* fits */
	return is_braked(&test.hostile[0], lengthened(line, LONG));
}

/* The last member leaves, with an item that the honest one has left there. */
static bool
flood_dropped(void)
{
	bool waits;

	if (test.round == 0)
		groups_keep(groups_make(STR("kept")), 0);
	waits = honest_waits("join kept");
	(void)is_braked(&test.hostile[0], "join kept");
	waits |= honest_waits("post kept x");
	waits |= honest_waits("leave kept");
	(void)is_braked(&test.hostile[0], "leave kept");
	return waits;
}

static bool
flood_away(void)
{
	return is_braked(hostile(), lengthened("away", LIMIT_TOPIC));
}

static bool
flood_about(void)
{
	return is_braked(hostile(), lengthened("about -", LIMIT_REAL));
}

/* It logs in, as far as accounts.c lets it, and out. */
static bool
flood_account(void)
{
	struct puppet *puppet = hostile();
	const uint32_t client = client_of(puppet);

	if (identity_account(client).len > 0)
		return is_braked(puppet, "logout");
	if (!accounts_may_set(client, STR("rogue")))
		return true;
	accounts_set(client, STR("rogue"));
	return false;
}

static bool
flood_kick(void)
{
	const bool braked =
	    is_braked(&test.hostile[0], lengthened("kick tea hostile1", LONG));

	return is_braked(&test.hostile[1], "join tea") || braked;
}

static bool
flood_mode(void)
{
	return is_braked(&test.hostile[0],
	    test.round % 2 == 0 ? "mode tea +ist" : "mode tea -ist");
}

/* Into a new group each time: the same invitation is not told again. */
static bool
flood_invite(void)
{
	struct puppet *puppet = hostile();
	bool braked;

	(void)is_braked(puppet, "join cake");
	braked = is_braked(puppet, "invite cake honest0");
	return is_braked(puppet, "leave cake") || braked;
}

static const struct flood {
	struct str event;
	bool (*flood)(void);
	bool is_own; /* of no group, though others are */
} floods[] = {
#define ROW(word, flood)                  \
	{                                 \
		STR(word), (flood), false \
	}
#define OWN(word, flood)                 \
	{                                \
		STR(word), (flood), true \
	}
	ROW("msg", flood_msg),
	ROW("tell", flood_tell),
	ROW("note", flood_note),
	ROW("signal", flood_signal),
	ROW("lines", flood_lines),
	ROW("tags", flood_tags),
	ROW("redact", flood_redact),
	ROW("topic", flood_topic),
	ROW("join", flood_join),
	ROW("leave", flood_join),
	ROW("quit", flood_quit),
	ROW("name", flood_name),
	ROW("online", flood_watched),
	ROW("offline", flood_watched),
	ROW("set", flood_set),
	ROW("cut", flood_cut),
	OWN("set", flood_own_set),
	OWN("cut", flood_own_cut),
	ROW("held", flood_held),
	ROW("seen", flood_seen),
	ROW("item", flood_item),
	ROW("taken", flood_back),
	ROW("back", flood_back),
	ROW("done", flood_done),
	ROW("reply", flood_reply),
	ROW("dropped", flood_dropped),
	ROW("away", flood_away),
	ROW("about", flood_about),
	ROW("account", flood_account),
	ROW("kick", flood_kick),
	ROW("mode", flood_mode),
	ROW("invite", flood_invite),
#undef ROW
#undef OWN
};

static void
enter(struct puppet *puppet, const char *name, size_t number)
{
	char called[LIMIT_NAME + 1];

	(void)snprintf(called, sizeof(called), "%s%zu", name, number);
	puppet_join(puppet, called, "tea");
	puppet_say(puppet, "want all");
}

static void
hear_all(void)
{
	for (size_t i = 0; i < HOSTILE; i++)
		puppet_hear_all(&test.hostile[i], test.last);
	for (size_t i = 0; i < HONEST; i++)
		puppet_hear_all(&test.honest[i], test.last);
}

static void
begin(const struct config_option *options)
{
	stage_configure(options);
	for (size_t i = 0; i < HOSTILE; i++) {
		enter(&test.hostile[i], "hostile", i);
		puppet_say(&test.hostile[i], "join rice");
	}
	for (size_t i = 0; i < HONEST; i++) {
		enter(&test.honest[i], "honest", i);
		puppet_say(&test.honest[i], "hear k");
		puppet_say(&test.honest[i], "watch ghost");
		accounts_set(client_of(&test.honest[i]), STR("team"));
	}
	hear_all();
	stage_forget_log();
}

static void
end(void)
{
	if (test.has_passer)
		puppet_die(&test.passer);
	test.has_passer = false;
	for (size_t i = 0; i < HONEST; i++)
		puppet_die(&test.honest[i]);
	for (size_t i = 0; i < HOSTILE; i++)
		puppet_die(&test.hostile[i]);
	groups_unkeep_all();
	if (groups_find(STR("kept")) != GROUP_NONE)
		groups_remove_if_empty(groups_find(STR("kept")));
	sane_check_empty();
	stage_forget_log();
}

/* Is it in the group's backlog, as far as that is counted? */
static bool
is_charged(const struct puppet *puppet)
{
	const uint32_t client = client_of(puppet);
	const struct membership *membership =
	    groups_membership(client, groups_find(STR("tea")));

	return !slots_client_over_mark(client) || membership == NULL ||
	    membership->waiting > GROUPS_MARK / 2;
}

static void
check_one(const char *word, const struct puppet *puppet, bool is_of_group)
{
	const struct slot *slot = slots_get(puppet->slot);

	if (slot->state != SLOT_OPEN || disconnect_has_begun(slot))
		TAP_OK(false, "%s throws out who has stalled", word);
	else if (slot->down.queue.bytes > MOST)
		TAP_OK(false, "%s: %zu bytes wait for one", word,
		    slot->down.queue.bytes);
	else if (is_of_group && !is_charged(puppet))
		TAP_OK(false, "%s is in no group's backlog", word);
}

static void
check(const struct rule *rule, bool is_of_group)
{
	const char *word = rule->word.at;

	for (size_t i = 0; i < HONEST; i++)
		check_one(word, &test.honest[i], is_of_group);
	TAP_OK(test.braked == ENOUGH, "%s is held back (in %u of %u rounds)",
	    word, test.braked, test.round);
	TAP_OK(segments_held() < HELD, "%s: %zu bytes are held", word,
	    segments_held());
}

/* Logs the flooder and the honest clients in to one account. */
static void
share_account(const struct rule *rule)
{
	if (rule->verb == VERB_SEEN)
		accounts_set(client_of(&test.hostile[0]), STR("team"));
	hear_all();
}

static void
try_flood(const struct rule *rule, const struct flood *flood)
{
	begin(rule->brakes == BRAKE_RATE ? rates : unlimited);
	if (rule->verb == VERB_INVITE) {
		puppet_say(&test.honest[0], "leave tea");
		puppet_say(&test.honest[0], "join milk");
		puppet_say(&test.hostile[0], "leave tea");
	}
	share_account(rule);
	test.braked = 0;
	for (test.round = 0; test.round < ROUNDS && test.braked < ENOUGH;
	     test.round++)
		test.braked += flood->flood();
	check(rule, rule->charged != CHARGE_READER && !flood->is_own);
	end();
}

static void
try_event(const struct rule *rule)
{
	bool tried = false;

	for (size_t i = 0; i < COUNT(floods); i++)
		if (str_eq(floods[i].event, rule->word)) {
			try_flood(rule, &floods[i]);
			tried = true;
		}
	TAP_OK(tried, "%s is tried", rule->word.at);
}

int
main(void)
{
	const struct rule *rule;

	bulk();
	stage_begin(unlimited);
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++) {
		TAP_OK((rule->from == FROM_SERVER) ==
			    (rule->charged != CHARGE_NONE) &&
			(rule->charged != CHARGE_NONE) == (rule->brakes != 0),
		    "%s is charged to somebody, and held back", rule->word.at);
		if (rule->from == FROM_SERVER &&
		    rule->charged != CHARGE_ASKER &&
		    rule->brakes != BRAKE_SERVER)
			try_event(rule);
	}
	return tap_done();
}

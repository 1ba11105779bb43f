/*
 * The grammar's table of events: each that goes to others than who asks names
 * whose backlog it counts in and what holds it back. Hostile clients cause each
 * as fast as they can while the honest ones have stalled: none of these is
 * thrown out, what waits for them is bounded, and the brake is felt.
 */
#include <stdio.h>

#include "server/router/accounts/accounts.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "shared/grammar.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define HONEST 4 /* in tea; the first takes items */
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

static struct {
	struct puppet honest[HONEST];
	struct puppet hostile[HOSTILE];
	char last[LIMIT_LINE];
	unsigned round;
	unsigned braked; /* rounds */
} test;

static conn_id
conn_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->conn;
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

/*
 * What is said in turn, by the hostile ones in turn, or by one alone. Behind a
 * line come the round's number and so many letters.
 */
static const struct flood {
	struct str event;
	const char *line[2];
	size_t letters; /* 0: nor a number */
	enum { BOTH, FIRST, SECOND } by;
} floods[] = {
#define ROW(word, one, other, letters, by)             \
	{                                              \
		STR(word), { one, other }, letters, by \
	}
	ROW("msg", "send tea", "send tea", LONG, BOTH),
	ROW("tell", "tell honest1", "tell honest1", LONG, BOTH),
	ROW("note", "note tea", "note @honest1", LONG, BOTH),
	ROW("signal", "signal tea", "signal @honest1", 0, BOTH),
	ROW("lines", "lines tea 9,9 nineletrs nineletrs",
	    "lines @honest1 9,9 nineletrs nineletrs", 0, BOTH),
	ROW("tags", "tags", "note tea", LONG, FIRST),
	ROW("redact", "send tea", "redact tea 1", LONG, FIRST),
	ROW("topic", "topic tea", "topic tea", LIMIT_TOPIC, BOTH),
	ROW("join", "leave tea", "join tea", 0, SECOND),
	ROW("leave", "leave tea", "join tea", 0, SECOND),
	ROW("name", "name a%u", "name b%u", 0, BOTH),
	ROW("set", "put tea k", "put tea k", LIMIT_VALUE, BOTH),
	ROW("cut", "put tea k x", "cut tea k", 0, BOTH),
	ROW("held", "hold tea k 1 x", "free tea k", 0, FIRST),
	ROW("seen", "seen tea 1%u", "seen tea 1%u", 0, FIRST),
	ROW("item", "post tea", "post tea", LONG, BOTH),
	ROW("away", "away", "away", LIMIT_TOPIC, BOTH),
	ROW("about", "about -", "about -", LIMIT_REAL, BOTH),
	ROW("mode", "mode tea +ist", "mode tea -ist", 0, FIRST),
#undef ROW
};

/* One round: a line, or what a function does. True if it is held back. */
static bool
go_round(const struct flood *flood)
{
	static const size_t sayers[][2] = { { 0, 1 }, { 0, 0 }, { 1, 1 } };
	const size_t turn = test.round % 2;
	char line[LIMIT_LINE];
	size_t len;

	len =
	    (size_t)snprintf(line, sizeof(line), flood->line[turn], test.round);
	if (flood->letters > 0)
		(void)snprintf(line + len, sizeof(line) - len, " %u%s",
		    test.round, filler(flood->letters - 5)); /* fits */
	return is_braked(&test.hostile[sayers[flood->by][turn]], line);
}

static void
enter(struct puppet *puppet, const char *name, size_t number)
{
	char called[LIMIT_NAME + 1];

	(void)snprintf(called, sizeof(called), "%s%zu", name, number);
	puppet_join(puppet, called, "tea");
	puppet_say(puppet, "want all");
}

static void
begin(const struct rule *rule)
{
	stage_configure(unlimited);
	for (size_t i = 0; i < HOSTILE; i++) {
		enter(&test.hostile[i], "hostile", i);
		puppet_say(&test.hostile[i], "join rice");
	}
	for (size_t i = 0; i < HONEST; i++) {
		enter(&test.honest[i], "honest", i);
		accounts_set(conn_of(&test.honest[i]), STR("team"));
	}
	if (rule->verb == VERB_SEEN) /* which one account hears of */
		accounts_set(conn_of(&test.hostile[0]), STR("team"));
	if (rule->verb == VERB_ITEM)
		puppet_say(&test.honest[0], "take tea 1000");
	for (size_t i = 0; i < HOSTILE; i++)
		puppet_hear_all(&test.hostile[i], test.last);
	for (size_t i = 0; i < HONEST; i++)
		puppet_hear_all(&test.honest[i], test.last);
}

static void
end(void)
{
	for (size_t i = 0; i < HONEST; i++)
		puppet_die(&test.honest[i]);
	for (size_t i = 0; i < HOSTILE; i++)
		puppet_die(&test.hostile[i]);
	sane_check_empty();
	stage_forget_log();
}

/* Is it in the group's backlog, as far as that is counted? */
static bool
is_charged(const struct puppet *puppet)
{
	const client_id client = client_of(conn_of(puppet));
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
try_flood(const struct rule *rule, const struct flood *flood)
{
	const char *word = rule->word.at;

	begin(rule);
	test.braked = 0;
	for (test.round = 0; test.round < ROUNDS && test.braked < ENOUGH;
	     test.round++)
		test.braked += go_round(flood);
	for (size_t i = 0; i < HONEST; i++)
		check_one(
		    word, &test.honest[i], rule->charged != CHARGE_READER);
	/* A reader that is behind is not told what was read, and asks. */
	TAP_OK(test.braked == ENOUGH || rule->verb == VERB_SEEN,
	    "%s is held back (in %u of %u rounds)", word, test.braked,
	    test.round);
	TAP_OK(outq_held() < HELD, "%s: %zu bytes are held", word, outq_held());
	end();
}

/*
 * Each takes an end, an account, a role, or an item of a box of its own, or
 * only the server says it: nobody floods with them by lines alone.
 */
static const char *const untried[] = { "quit", "taken", "done", "back", "reply",
	"dropped", "account", "online", "offline", "kick", "invite", "flag",
	"can", "ping", "bye" };

static bool
is_untried(struct str word)
{
	for (size_t i = 0; i < COUNT(untried); i++)
		if (str_eq(str_from(untried[i]), word))
			return true;
	return false;
}

static void
try_event(const struct rule *rule)
{
	size_t tried = 0;

	for (size_t i = 0; i < COUNT(floods); i++)
		if (str_eq(floods[i].event, rule->word)) {
			try_flood(rule, &floods[i]);
			tried++;
		}
	TAP_OK((tried == 0) == is_untried(rule->word),
	    "%s is tried, or said not to be", rule->word.at);
}

int
main(void)
{
	const struct rule *rule;

	stage_begin(unlimited);
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++) {
		TAP_OK((rule->from == FROM_SERVER) ==
			(rule->charged != CHARGE_NONE),
		    "%s is charged to somebody", rule->word.at);
		if (rule->from == FROM_SERVER && rule->charged != CHARGE_ASKER)
			try_event(rule);
	}
	return tap_done();
}

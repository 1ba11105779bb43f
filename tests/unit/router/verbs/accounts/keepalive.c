/*
 * server/router/verbs/accounts/keepalive: who has no name in time goes, who
 * says nothing is asked and then goes, who answers stays; and nobody is looked
 * at for nothing.
 */
#include "server/router/verbs/accounts/keepalive.h"

#include "server/base/loop/alarms.h"
#include "server/base/loop/ticks.h"
#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define PERIOD (100 * MSEC) /* longer than nothing happens */
#define SLACK (10 * MSEC) /* deadlines.c looks no sooner again */

static const struct config_option patient[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { NULL, NULL } };
static const struct config_option hello[] = { { "max_clients", "10" },
	{ "hello_time", "0.3" }, { NULL, NULL } };
static const struct config_option idle[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "idle_time", "0.3" }, { "ping_time", "0.2" },
	{ NULL, NULL } };

static const struct config_option lenient[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "idle_time", "0.3" }, { "ping_time", "100" },
	{ NULL, NULL } };

static struct puppet puppet, other;

static bool
is_open(const struct puppet *who)
{
	return slots_get(who->slot)->state == SLOT_OPEN;
}

/* Passes the time until it has heard something; returns how much. */
static usec
wait_for_word(struct puppet *who, char last[LIMIT_LINE])
{
	const usec since = ticks_now();

	for (puppet_hear_all(who, last); last[0] == '\0';
	     puppet_hear_all(who, last)) {
		MUST(ticks_now() - since < 10 * SEC, "nothing comes");
		pace(MSEC);
	}
	return ticks_now() - since;
}

static bool
hears_in(struct puppet *who, usec time, const char *pattern)
{
	char last[LIMIT_LINE];
	const usec took = wait_for_word(who, last);

	tap_note(
	    "\"%s\" after %llu ms", last, (unsigned long long)(took / MSEC));
	return pattern_matches(pattern, str_from(last)) && took >= time &&
	    took <= time + SLACK;
}

static void
ends_who_has_no_name(void)
{
	stage_configure(hello);
	puppet_join(&other, "other", "tea");
	puppet_enter(&puppet);
	for (int i = 0; i < 3; i++) {
		puppet_say(&puppet, "ping");
		MUST(puppet_hears(&puppet, "ok ping"), "no answer");
	}
	TAP_OK(hears_in(&puppet, 300 * MSEC,
		   "bye idle you did not send your name in time"),
	    "without a name in time it is told goodbye");
	TAP_OK(!is_open(&puppet) && is_open(&other), "and no other");
	puppet_die(&puppet);
	pace_turns(2 * PERIOD);
	TAP_OK(alarms_next() == ALARMS_NEVER,
	    "when all have names the router sleeps");
	puppet_die(&other);
}

/* The clock of hello_time runs on whatever is said but a name. */
static void
is_not_put_off(void)
{
	const usec begin = ticks_now();

	stage_configure(hello);
	puppet_enter(&puppet);
	while (is_open(&puppet)) {
		MUST(ticks_now() - begin < 5 * SEC, "it is never ended");
		puppet_say(&puppet, "ping");
		pace_turns(20 * MSEC);
	}
	TAP_OK(ticks_now() - begin <= 300 * MSEC + 20 * MSEC + SLACK,
	    "who says all but a name is ended in time");
	puppet_die(&puppet);
}

static void
asks_who_is_silent(void)
{
	stage_configure(idle);
	puppet_join(&puppet, "puppet", "tea");
	TAP_OK(hears_in(&puppet, 300 * MSEC, "ping"), "it is asked");
	TAP_OK(hears_in(&puppet, 200 * MSEC, "bye idle no reply to ..."),
	    "and ended without an answer");
	TAP_OK(puppet_is_at_end(&puppet), "that was the last");
	puppet_die(&puppet);
}

static void
spares_who_answers(void)
{
	static const char *const answers[] = { "ping", "send tea here",
		"fault - bad-command" };
	char last[LIMIT_LINE];

	puppet_join(&puppet, "puppet", "tea");
	for (size_t i = 0; i < COUNT(answers); i++) {
		TAP_OK(hears_in(&puppet, 300 * MSEC, "ping"), "it is asked");
		puppet_say(&puppet, answers[i]);
		puppet_hear_all(&puppet, last);
	}
	TAP_OK(is_open(&puppet), "whoever says anything stays");
	for (int i = 0; i < 10; i++) {
		puppet_say(&puppet, "ping");
		puppet_hear_all(&puppet, last);
		MUST(pattern_matches("ok ping", str_from(last)), "no answer");
		pace_turns(50 * MSEC);
	}
	PASS("who is not silent is not asked");
	puppet_die(&puppet);
}

/* The answer makes the next question due before ping_time has passed. */
static void
asks_again_in_time(void)
{
	char last[LIMIT_LINE];

	stage_configure(lenient);
	puppet_join(&puppet, "puppet", "tea");
	TAP_OK(hears_in(&puppet, 300 * MSEC, "ping"), "it is asked");
	puppet_say(&puppet, "ping");
	puppet_hear_all(&puppet, last);
	TAP_OK(hears_in(&puppet, 300 * MSEC, "ping"),
	    "and asked again after idle_time, though ping_time is longer");
	puppet_die(&puppet);
	stage_configure(idle);
}

/* The client's line waits to be run, so the client can send nothing more. */
static void
spares_who_has_to_wait(void)
{
	char last[LIMIT_LINE];

	puppet_join(&puppet, "puppet", "tea");
	slots_get(puppet.slot)->up.paused = true;
	pace_turns(SEC);
	puppet_hear_all(&puppet, last);
	TAP_STR(str_from(last), STR(""), "who waits is not asked");
	slots_get(puppet.slot)->up.paused = false;
	TAP_OK(hears_in(&puppet, 300 * MSEC, "ping"), "until it goes on");
	puppet_die(&puppet);
}

static void
sleeps(void)
{
	stage_configure(patient);
	puppet_join(&puppet, "puppet", "tea");
	puppet_enter(&other);
	pace_turns(2 * PERIOD);
	TAP_OK(alarms_next() == ALARMS_NEVER,
	    "without limits nobody is looked at");
	puppet_die(&puppet);
	puppet_die(&other);
}

int
main(void)
{
	stage_begin(patient);
	sleeps();
	ends_who_has_no_name();
	is_not_put_off();
	asks_who_is_silent();
	spares_who_answers();
	asks_again_in_time();
	spares_who_has_to_wait();
	return tap_done();
}

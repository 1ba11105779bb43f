/*
 * server/router/delivery/slow, marks and deadlines: who is a slow reader, and
 * when; what becomes of one who does not even take goodbye; and that an idle
 * router does not wake up.
 */
#include "server/router/delivery/slow.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "server/base/loop/alarms.h"
#include "server/base/loop/ticks.h"
#include "server/base/loop/watch.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/delivery/fanout.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "tests/lib/child.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define LETTERS 3000
#define STEP (10 * MSEC) /* deadlines.c looks no sooner again */
#define MANY 10000 /* of lines, or steps: whatever takes more never ends */

static const struct config_option patient[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { NULL, NULL } };
static const struct config_option hasty[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "stall_time", "0.1" }, { "grace", "0.1" },
	{ NULL, NULL } };
static const struct config_option relaxed[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "stall_time", "0.3" }, { NULL, NULL } };
static const struct config_option busy[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "stall_time", "0.3" }, { "queue_max", "64K" },
	{ "queue_total", "64K" }, { NULL, NULL } };
static const struct config_option small[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "queue_max", "64K" }, { NULL, NULL } };
static const struct config_option small_total[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "queue_total", "320K" }, { NULL, NULL } };

static struct {
	struct puppet talker;
	struct puppet slow;
	struct puppet other;
	char last[LIMIT_LINE];
} test;

static bool
is_open(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->state == SLOT_OPEN;
}

static size_t
waiting(const struct puppet *puppet)
{
	return slots_get(puppet->slot)->down.queue.bytes;
}

/* A long message to a group; the talker reads what it gets. */
static void
talk(const char *group)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "send %s %s", group,
	    filler(LETTERS)); /* fits */
	puppet_say(&test.talker, line);
	puppet_hear_all(&test.talker, test.last);
}

/* Talks until more waits for the puppet than its pipe takes. */
static void
fill(const struct puppet *puppet, const char *group)
{
	for (int i = 0;
	     !slots_get(puppet->slot)->down.full || waiting(puppet) == 0; i++) {
		MUST(i < MANY, "the pipe is never full");
		talk(group);
	}
}

/* Passes the time until it is not open; returns how much of the clock. */
static usec
wait_for_end(const struct puppet *puppet, usec since)
{
	for (int i = 0; is_open(puppet); i++) {
		MUST(i < MANY, "it is never told goodbye");
		pace_turns(STEP);
	}
	return ticks_now() - since;
}

static void
leave(struct puppet *puppet)
{
	puppet_die(puppet);
	puppet_hear_all(&test.talker, test.last);
	stage_forget_log();
}

static void
ends_who_waits_too_long(void)
{
	usec since, took;

	stage_configure(relaxed);
	puppet_join(&test.slow, "slow", "tea");
	fill(&test.slow, "tea");
	since = outq_since(&slots_get(test.slow.slot)->down.queue);
	took = wait_for_end(&test.slow, since);
	TAP_OK(took >= 300 * MSEC, "nobody is ended before stall_time");
	TAP_OK(took <= 300 * MSEC + 2 * STEP, "but soon after it");
	puppet_hear_all(&test.talker, test.last);
	TAP_OK(pattern_matches("quit * slow slow-reader", str_from(test.last)),
	    "the others are told why");
	puppet_hear_all(&test.slow, test.last);
	TAP_OK(pattern_matches("bye slow-reader ...", str_from(test.last)),
	    "and so is the slow one, if it reads");
	TAP_OK(puppet_is_at_end(&test.slow), "that was the last");
	leave(&test.slow);
}

/* Asks the helper for so many bytes, more than its queue could be. */
static void
ask_helper(size_t bytes)
{
	for (size_t asked = 0; asked < bytes; asked += LETTERS)
		fanout_slot(test.other.slot,
		    WORDS(STR("ask"), str_from(filler(LETTERS))));
	stage_turn();
}

/* It has much to do: what waits is old, and more than a client may have. */
static void
spares_a_helper_that_reads(void)
{
	struct str line;

	stage_configure(busy);
	puppet_help(&test.other);
	ask_helper((size_t)2 << 20);
	for (int i = 0; i < 10; i++) {
		pace(60 * MSEC);
		while (puppet_line(&test.other, &line))
			continue;
		stage_turn();
	}
	TAP_OK(waiting(&test.other) > (size_t)64 * 1024 && is_open(&test.other),
	    "a helper that reads some of it is not slow");
	(void)wait_for_end(&test.other, 0);
	PASS("one that reads nothing is");
	leave(&test.other);
}

/* One who reads, however late, is none. */
static void
spares_who_reads(void)
{
	stage_configure(relaxed);
	puppet_join(&test.slow, "slow", "tea");
	for (int i = 0; i < 6; i++) {
		fill(&test.slow, "tea");
		pace(60 * MSEC);
		puppet_hear_all(&test.slow, test.last);
	}
	TAP_OK(is_open(&test.slow), "who reads now and then stays");
	TAP_NUM(waiting(&test.slow), 0, "and misses nothing");
	leave(&test.slow);
}

static void
kills_who_takes_no_goodbye(void)
{
	usec since;
	pid_t child;

	stage_configure(hasty);
	child = child_sleeper();
	puppet_enter_as(&test.slow, child);
	puppet_say(&test.slow, "name slow");
	puppet_say(&test.slow, "join tea");
	fill(&test.slow, "tea");
	(void)wait_for_end(&test.slow, 0);
	since = ticks_now();
	for (int i = 0; slots_get(test.slow.slot)->deadline != 0; i++) {
		MUST(i < MANY, "it is never killed");
		pace_turns(STEP);
	}
	TAP_OK(ticks_now() - since + STEP >= 100 * MSEC,
	    "nobody is killed before grace is over");
	MUST(waitpid(child, &test.slow.status, 0) == child, "no such child");
	TAP_OK(WIFSIGNALED(test.slow.status) &&
		WTERMSIG(test.slow.status) == SIGKILL,
	    "then it is killed");
	stage_forget_log();
	puppet_die(&test.slow);
	TAP_OK(stage_logged("ended: slow puppet pid * bye slow-reader and "
			    "signal 9, lived ..."),
	    "and the log says so");
	puppet_hear_all(&test.talker, test.last);
}

static void
bounds_a_queue(void)
{
	bool bounded = true;
	size_t most = 0;

	stage_configure(small);
	puppet_join(&test.slow, "slow", "tea");
	for (int i = 0; is_open(&test.slow); i++) {
		MUST(i < MANY, "it is never told goodbye");
		bounded = bounded && waiting(&test.slow) <= (size_t)64 * 1024;
		most = waiting(&test.slow);
		talk("tea");
	}
	TAP_OK(bounded, "with more than queue_max it is ended at once");
	TAP_OK(most + LETTERS + 100 > (size_t)64 * 1024,
	    "with %zu bytes not yet", most);
	TAP_OK(waiting(&test.slow) < 2 * LIMIT_LINE, "what waited is dropped");
	puppet_hear_all(&test.slow, test.last);
	TAP_OK(pattern_matches("bye slow-reader ...", str_from(test.last)),
	    "it is told why");
	leave(&test.slow);
}

/* Both are slow; the one whose oldest line is the oldest has to go. */
static void
bounds_all_queues(void)
{
	stage_configure(small_total);
	puppet_join(&test.slow, "slow", "tea");
	puppet_join(&test.other, "other", "coffee");
	puppet_say(&test.talker, "join coffee");
	fill(&test.slow, "tea");
	while (waiting(&test.slow) < (size_t)150 * 1024)
		talk("tea");
	pace_turns(STEP);
	for (int i = 0; is_open(&test.slow); i++) {
		MUST(i < MANY, "it is never told goodbye");
		TAP_OK(is_open(&test.other), "the younger queue may grow");
		for (int k = 0; k < 20; k++)
			talk("coffee");
		pace_turns(STEP);
	}
	TAP_OK(is_open(&test.other), "the older one goes, the younger stays");
	TAP_OK(segments_held() <= (size_t)320 * 1024, "that was enough");
	leave(&test.slow);
	leave(&test.other);
}

/* For want of memory: gap-free, or goodbye. */
static void
ends_who_has_lost_a_line(void)
{
	stage_configure(patient);
	puppet_join(&test.slow, "slow", "tea");
	disconnect_mark(test.slow.slot, MARK_LOST);
	(void)wait_for_end(&test.slow, 0);
	puppet_hear_all(&test.slow, test.last);
	TAP_OK(pattern_matches("bye internal ...", str_from(test.last)),
	    "it is told that the server has a fault");
	puppet_hear_all(&test.talker, test.last);
	TAP_OK(pattern_matches("quit * slow internal", str_from(test.last)),
	    "and so are the others");
	leave(&test.slow);
}

static void
sleeps_when_idle(void)
{
	pace_turns(100 * MSEC);
	TAP_OK(alarms_next() > ticks_now() + 10 * SEC, "nothing to wait for");
}

int
main(void)
{
	stage_begin(patient);
	puppet_join(&test.talker, "talker", "tea");
	ends_who_waits_too_long();
	spares_who_reads();
	spares_a_helper_that_reads();
	kills_who_takes_no_goodbye();
	bounds_a_queue();
	bounds_all_queues();
	ends_who_has_lost_a_line();
	sleeps_when_idle();
	return tap_done();
}

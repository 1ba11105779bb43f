/*
 * server/router/delivery/congestion: only what a group's own events have left
 * unread holds its lines; they are held for hold_time, then those pay who have
 * read nothing for as long; and what still cannot run is refused, with all
 * behind it.
 */
#include "server/router/delivery/congestion.h"

#include <stdio.h>

#include "server/base/loop/ticks.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define LETTERS 3000
#define HOLD SEC
#define STEP (10 * MSEC) /* deadlines.c looks no sooner again */

#define LEAVERS 100 /* their last words are more than the mark */

static const struct config_option options[] = { { "max_clients", "110" },
	{ "hold_time", "1" }, { NULL, NULL } };

static struct {
	struct puppet talker;
	struct puppet lazy;
	struct puppet speaker;
	struct puppet fresh;
	struct puppet leaver[LEAVERS];
	char last[LIMIT_LINE];
} test;

static struct slot *
slot_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot);
}

static bool
is_held(const struct puppet *puppet)
{
	return slot_of(puppet)->up.held_since != 0;
}

static void
hear_all(void)
{
	puppet_hear_all(&test.talker, test.last);
	puppet_hear_all(&test.speaker, test.last);
}

static void
pass(usec time)
{
	for (; time > 0; time -= STEP)
		pace_turns(STEP);
}

/* The talker goes on in the group until a line of it is held. */
static void
fill(const char *group)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "send %s %s", group,
	    filler(LETTERS)); /* fits */
	while (!is_held(&test.talker)) {
		pace(MSEC);
		puppet_say(&test.talker, line);
		hear_all();
	}
	sane_check();
}

/* Until that one is over the mark, and nothing is held as yet. */
static void
fill_for(const struct puppet *puppet, const char *group)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "send %s %s", group,
	    filler(LETTERS)); /* fits */
	while (!slot_of(puppet)->down.over_mark) {
		puppet_say(&test.talker, line);
		hear_all();
		puppet_hear_all(&test.fresh, test.last);
	}
	puppet_say(&test.talker, line);
	hear_all();
	puppet_hear_all(&test.fresh, test.last);
	sane_check();
}

static void
read_all(struct puppet *puppet)
{
	puppet_hear_all(puppet, test.last);
	hear_all();
	sane_check();
}

static void
join(struct puppet *puppet, const char *group)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "join %s", group);
	puppet_say(puppet, line);
	read_all(puppet);
}

/* The talker is in news, the speaker in tea, and the lazy one in both. */
static void
begin(void)
{
	puppet_join(&test.talker, "talker", "news");
	puppet_join(&test.speaker, "speaker", "tea");
	puppet_join(&test.lazy, "lazy", "news");
	join(&test.lazy, "tea");
}

static void
other_groups_do_not_count(void)
{
	fill("news");
	TAP_OK(slot_of(&test.lazy)->down.over_mark, "one is over the mark");
	puppet_say(&test.speaker, "send tea hello");
	TAP_OK(puppet_hears(&test.speaker, "msg * tea speaker hello"),
	    "another group of that one talks on");
	puppet_say(&test.speaker, "topic tea green");
	TAP_OK(puppet_hears(&test.speaker, "topic * tea speaker green"),
	    "has a topic");
	puppet_say(&test.speaker, "name caller");
	TAP_OK(
	    puppet_hears(&test.speaker, "name * speaker caller"), "and names");
	puppet_say(&test.speaker, "join news");
	TAP_OK(is_held(&test.speaker), "who joins the full one waits");
	read_all(&test.lazy);
	TAP_OK(!is_held(&test.talker) && !is_held(&test.speaker),
	    "when that one has read all goes on");
	puppet_say(&test.speaker, "name speaker");
	read_all(&test.lazy);
}

static void
who_leaves_does_not_wait(void)
{
	fill("news");
	puppet_say(&test.speaker, "leave news bye");
	TAP_OK(puppet_hears(&test.speaker, "leave * news speaker bye"),
	    "who leaves does not wait");
	read_all(&test.lazy);
}

/* Clients outside the group, where outsiders may speak. */
static void
outsiders_wait(void)
{
	puppet_say(&test.talker, "mode news -n");
	hear_all();
	fill("news");
	puppet_say(&test.speaker, "send news hello");
	TAP_OK(is_held(&test.speaker), "who speaks from outside waits as well");
	puppet_hear_all(&test.lazy, test.last);
	puppet_hear_all(&test.talker, test.last);
	TAP_OK(!is_held(&test.speaker) &&
		puppet_hears(&test.speaker, "msg * news speaker hello"),
	    "and goes on as all do");
	puppet_say(&test.talker, "mode news +n");
	read_all(&test.lazy);
	fill("news");
	TAP_OK(puppet_ask(
		   &test.speaker, "send news hello", "err send not-member ..."),
	    "who may not speak there is told so at once");
	read_all(&test.lazy);
	join(&test.speaker, "news");
	read_all(&test.lazy);
	fill("news");
	TAP_OK(puppet_ask(&test.speaker, "mode news", "ok mode news ..."),
	    "who asks for its modes has them");
	puppet_say(&test.speaker, "leave news");
	read_all(&test.lazy);
}

/* One client's line does not wait for all the lines of another. */
static void
takes_turns(void)
{
	puppet_join(&test.fresh, "fresh", "news");
	puppet_join(&test.leaver[0], "lazy-too", "news");
	join(&test.speaker, "news");
	read_all(&test.fresh);
	read_all(&test.lazy);
	fill("news");
	puppet_hear_all(&test.fresh, test.last);
	puppet_say(&test.speaker, "send news a\nsend news b\nsend news c");
	puppet_say(&test.fresh, "send news one");
	TAP_OK(is_held(&test.speaker) && is_held(&test.fresh),
	    "two wait, and one of them has more");
	puppet_hear_all(&test.lazy, test.last);
	stage_turn();
	TAP_OK(puppet_hears(&test.fresh, "msg * news fresh one"),
	    "when they go on, who has said least is first");
	TAP_OK(puppet_hears(&test.fresh, "msg * news speaker a"),
	    "then who has said more");
	stage_turn();
	TAP_OK(puppet_hears(&test.fresh, "msg * news speaker b") &&
		puppet_hears(&test.fresh, "msg * news speaker c") &&
		puppet_hears(&test.fresh, "msg * news talker *"),
	    "and last who has filled the group");
	puppet_die(&test.fresh);
	puppet_die(&test.leaver[0]);
	puppet_say(&test.speaker, "leave news");
	read_all(&test.lazy);
}

/* One of many, whom some of what is said is for. */
static void
few_are_meant(void)
{
	puppet_join(&test.fresh, "fresh", "news");
	join(&test.speaker, "news");
	puppet_say(&test.talker, "mode news +o lazy");
	puppet_say(&test.lazy, "want full");
	read_all(&test.lazy);
	puppet_hear_all(&test.fresh, test.last);
	fill_for(&test.lazy, "news");
	TAP_OK(puppet_ask(&test.speaker, "send news hello",
		   "msg * news speaker hello"),
	    "most read: what is for all goes on");
	TAP_OK(puppet_ask(&test.speaker, "send o:news hello",
		   "err send slow-down ..."),
	    "not what is for operators, of whom half do not");
	TAP_OK(puppet_ask(
		   &test.speaker, "signal news", "err signal slow-down ..."),
	    "nor what only that one would get");
	TAP_OK(puppet_ask(&test.speaker, "away out", "err away slow-down ..."),
	    "who is away either");
	TAP_OK(
	    puppet_ask(&test.speaker, "name caller", "name * speaker caller"),
	    "but a name, which is for all");
	puppet_say(&test.speaker, "name speaker");
	puppet_say(&test.speaker, "leave news");
	puppet_say(&test.lazy, "want short");
	puppet_die(&test.fresh);
	read_all(&test.lazy);
}

static void
readers_pay(void)
{
	usec since;

	fill("news");
	since = slot_of(&test.talker)->up.held_since;
	while (is_held(&test.talker)) {
		MUST(ticks_now() - since < 10 * HOLD, "it is held for ever");
		pace_turns(STEP);
		sane_check();
	}
	TAP_OK(ticks_now() - since >= HOLD, "nobody pays before hold_time");
	TAP_OK(ticks_now() - since <= HOLD + 2 * STEP, "but soon after it");
	puppet_hear_all(&test.lazy, test.last);
	TAP_OK(pattern_matches("bye slow-reader ...", str_from(test.last)),
	    "who has not read is told goodbye");
	puppet_die(&test.lazy);
	puppet_hear_all(&test.talker, test.last);
	TAP_OK(pattern_matches("msg * news talker *", str_from(test.last)),
	    "and the line runs");
}

/* Many leave the group with long texts, which only one does not read. */
static void
many_leave(void)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "leave news %s", filler(LETTERS)); /* fits */
	for (int i = 0; i < LEAVERS; i++) {
		puppet_say(&test.leaver[i], line);
		hear_all();
	}
	sane_check();
}

/* A line is held, and when its time comes another one holds it than before. */
static void
begin_to_refuse(void)
{
	puppet_join(&test.lazy, "lazy", "news");
	puppet_join(&test.fresh, "fresh", "news");
	for (int i = 0; i < LEAVERS; i++) {
		puppet_enter(&test.leaver[i]);
		(void)snprintf(test.last, sizeof(test.last), "name l%d", i);
		puppet_say(&test.leaver[i], test.last);
		puppet_say(&test.leaver[i], "join news");
		read_all(&test.fresh);
	}
	puppet_say(&test.talker, "join tea");
	fill("news");
	puppet_write(&test.talker, STR("send tea 2\nsend news 3\nping 4\n"));
	pass(HOLD / 2);
	puppet_hear_all(&test.fresh, test.last);
	many_leave();
	puppet_hear_all(&test.talker, test.last);
}

static void
is_refused(void)
{
	begin_to_refuse();
	pass(HOLD / 2 + 2 * STEP);
	TAP_OK(slot_of(&test.lazy)->state != SLOT_OPEN,
	    "who has not read for long has to go");
	TAP_OK(slot_of(&test.fresh)->state == SLOT_OPEN,
	    "who has read lately stays");
	TAP_OK(puppet_hears(&test.talker, "quit * lazy slow-reader"),
	    "the others hear it");
	TAP_OK(puppet_hears(&test.talker, "err send slow-down ..."),
	    "a line that still cannot run is refused");
	TAP_OK(puppet_hears(&test.talker, "msg * tea talker 2"),
	    "what is for another group runs");
	TAP_OK(puppet_hears(&test.talker, "err send slow-down ..."),
	    "a line behind it to the same is refused as well");
	TAP_OK(puppet_hears(&test.talker, "ok ping 4"), "and all goes on");
}

int
main(void)
{
	stage_begin(options);
	begin();
	other_groups_do_not_count();
	who_leaves_does_not_wait();
	outsiders_wait();
	takes_turns();
	few_are_meant();
	readers_pay();
	is_refused();
	sane_check();
	return tap_done();
}

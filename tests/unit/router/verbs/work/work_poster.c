/*
 * server/router/verbs/work/work: what the poster of an item learns. If it wants
 * full events, it is told who took the item, what that client replied, and how
 * the item ended; and while it does not read, its items wait, and only its.
 */
#include "server/router/verbs/work/work.h"

#include <stdio.h>

#include "server/router/model/boxes.h"
#include "server/router/model/slots.h"
#include "server/router/verbs/work/left_behind.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/buried.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

static const struct config_option usual[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { NULL, NULL } };

static struct {
	struct puppet boss; /* wants full events; in tea, as the others */
	struct puppet ann;
	struct puppet bob;
	struct buried buried;
	char id[STR_DIGITS + 1]; /* of the last item posted */
	char last[LIMIT_LINE];
} test;

static void
hear_all(void)
{
	puppet_hear_all(&test.boss, test.last);
	puppet_hear_all(&test.ann, test.last);
	puppet_hear_all(&test.bob, test.last);
}

static void
begin(void)
{
	puppet_join(&test.boss, "boss", "tea");
	puppet_join(&test.ann, "ann", "tea");
	puppet_join(&test.bob, "bob", "tea");
	puppet_say(&test.boss, "want full");
	hear_all();
	stage_forget_log();
}

static void
end(void)
{
	puppet_die(&test.boss);
	puppet_die(&test.ann);
	puppet_die(&test.bob);
	sane_check_empty();
	MUST(boxes_count() == 0 && boxes_bytes() == 0 && boxes_taken() == 0,
	    "a box is left");
	stage_forget_log();
}

static void
post(struct puppet *puppet, const char *text)
{
	char line[LIMIT_LINE];
	struct str answer;

	(void)snprintf(line, sizeof(line), "post tea %s", text); /* fits */
	puppet_say(puppet, line);
	MUST(puppet_line(puppet, &answer) &&
		pattern_matches("ok post tea *", answer) &&
		answer.len < 12 + sizeof(test.id),
	    "%s is not posted", text);
	memcpy(test.id, answer.at + 12, answer.len - 12);
	test.id[answer.len - 12] = '\0';
}

/* Says the line, with the ID of the last item for "%s". */
static void
say_of_item(struct puppet *puppet, const char *verb, const char *rest)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "%s %s%s", verb, test.id, rest); /* fits */
	puppet_say(puppet, line);
}

/* Checks for the verb, the ID of the last item, and the rest. */
static bool
hears_of_item(struct puppet *puppet, const char *verb, const char *rest)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "%s %s%s", verb, test.id, rest); /* fits */
	return puppet_hears(puppet, line);
}

static void
take(struct puppet *puppet, const char *credits)
{
	char line[LIMIT_LINE];

	puppet_hear_all(puppet, test.last);
	(void)snprintf(line, sizeof(line), "take tea %s", credits); /* fits */
	puppet_say(puppet, line);
	MUST(puppet_hears(puppet, "ok take tea *"), "cannot take");
}

static void
is_told(void)
{
	begin();
	take(&test.ann, "1");
	post(&test.boss, "add 2 3");
	TAP_OK(hears_of_item(&test.ann, "item", " tea boss 0 add 2 3") &&
		hears_of_item(&test.boss, "taken", " tea ann!user@*"),
	    "the poster learns who has its item");
	say_of_item(&test.bob, "reply", " 6");
	say_of_item(&test.ann, "reply", "  5 ");
	TAP_OK(puppet_hears(&test.bob, "err reply no-such-item ...") &&
		hears_of_item(&test.ann, "ok reply", "") &&
		hears_of_item(&test.boss, "reply", " tea ann!user@*  5 ") &&
		puppet_hears_nothing(&test.boss),
	    "who has it, and nobody else, may reply");
	say_of_item(&test.ann, "done", " 255");
	TAP_OK(hears_of_item(&test.ann, "ok done", "") &&
		hears_of_item(&test.boss, "done", " tea ann!user@* 255"),
	    "the poster learns its status");
	say_of_item(&test.ann, "reply", " 5");
	TAP_OK(puppet_hears(&test.ann, "err reply no-such-item ..."),
	    "what is done has no reply any more");
	post(&test.boss, "x");
	say_of_item(&test.ann, "done", "");
	TAP_OK(hears_of_item(&test.ann, "item", " tea boss 0 x") &&
		hears_of_item(&test.ann, "ok done", "") &&
		hears_of_item(&test.boss, "taken", " tea ann!user@*") &&
		hears_of_item(&test.boss, "done", " tea ann!user@* 0") &&
		puppet_hears_nothing(&test.boss),
	    "which is 0 if the taker names none");
	end();
}

static void
is_told_of_returns(void)
{
	begin();
	take(&test.ann, "1");
	post(&test.boss, "x");
	say_of_item(&test.ann, "back", "");
	TAP_OK(hears_of_item(&test.boss, "taken", " tea ann!user@*") &&
		hears_of_item(&test.boss, "back", " tea ann!user@*"),
	    "the poster learns that its item is given back");
	take(&test.bob, "1 5");
	pace_turns(5 * SEC);
	TAP_OK(hears_of_item(&test.boss, "taken", " tea bob!user@*") &&
		hears_of_item(&test.boss, "back", " tea bob!user@*"),
	    "that its time is over");
	take(&test.bob, "1");
	puppet_say(&test.bob, "leave tea");
	TAP_OK(hears_of_item(&test.boss, "taken", " tea bob!user@*") &&
		puppet_hears(&test.boss, "leave * tea bob!*") &&
		hears_of_item(&test.boss, "back", " tea bob!user@*"),
	    "that its taker leaves");
	puppet_hear_all(&test.ann, test.last);
	take(&test.ann, "1");
	puppet_die(&test.ann);
	TAP_OK(hears_of_item(&test.boss, "taken", " tea ann!user@*") &&
		puppet_hears(&test.boss, "quit * ann!* ...") &&
		hears_of_item(&test.boss, "back", " tea ann!user@*"),
	    "or dies");
	puppet_join(&test.ann, "ann", "other");
	puppet_say(&test.boss, "leave tea");
	MUST(puppet_hears(&test.boss, "leave * tea boss!*"), "no leave");
	left_behind_forget(STR("tea"));
	stage_turn();
	TAP_OK(hears_of_item(&test.boss, "dropped", " tea") &&
		puppet_hears_nothing(&test.boss),
	    "and that it is dropped");
	end();
}

/* It posts from outside: it has left the group, and the item has not. */
static void
is_told_outside(void)
{
	begin();
	post(&test.boss, "x");
	puppet_say(&test.boss, "leave tea");
	puppet_say(&test.boss, "name chief");
	hear_all();
	take(&test.ann, "1");
	say_of_item(&test.ann, "reply", " y");
	say_of_item(&test.ann, "done", " 1");
	TAP_OK(hears_of_item(&test.boss, "taken", " tea ann!user@*") &&
		hears_of_item(&test.boss, "reply", " tea ann!user@* y") &&
		hears_of_item(&test.boss, "done", " tea ann!user@* 1"),
	    "a poster that has left the group learns all the same");
	end();
}

static void
is_not_told(void)
{
	begin();
	take(&test.bob, "2");
	puppet_say(&test.boss, "want short");
	hear_all();
	post(&test.boss, "x");
	MUST(hears_of_item(&test.bob, "item", " tea boss 0 x"), "no item");
	say_of_item(&test.bob, "reply", " y");
	TAP_OK(puppet_hears(&test.bob, "err reply no-such-name ...") &&
		puppet_hears_nothing(&test.boss),
	    "a poster that wants short events is not told");
	puppet_say(&test.boss, "want all");
	say_of_item(&test.bob, "reply", " y");
	TAP_OK(puppet_hears(&test.bob, "ok reply *") &&
		puppet_hears(&test.boss, "ok want all") &&
		hears_of_item(&test.boss, "reply", " tea bob!user@* y"),
	    "but as soon as it wants them in full");
	puppet_die(&test.boss);
	puppet_join(&test.boss, "boss", "tea");
	puppet_say(&test.boss, "want full");
	hear_all();
	say_of_item(&test.bob, "reply", " y");
	say_of_item(&test.bob, "done", " 1");
	TAP_OK(puppet_hears(&test.bob, "err reply no-such-name ...") &&
		puppet_hears(&test.bob, "ok done *") &&
		puppet_hears_nothing(&test.boss),
	    "another client of its name is another poster");
	end();
}

/* Bob's item is behind two of the boss, which does not read. */
static void
waits_for_the_poster(void)
{
	begin();
	post(&test.boss, "first");
	post(&test.boss, "second");
	post(&test.bob, "third");
	bury(&test.buried, &test.boss);
	take(&test.ann, "2");
	TAP_OK(puppet_hears(&test.ann, "item * tea bob 0 third") &&
		puppet_hears_nothing(&test.ann),
	    "items of a poster that does not read are passed over");
	stage_turn();
	TAP_OK(puppet_hears_nothing(&test.ann), "and go on waiting");
	unbury(&test.buried, test.last);
	stage_turn();
	TAP_OK(puppet_hears(&test.ann, "item * tea boss 0 first") &&
		puppet_hears_nothing(&test.ann),
	    "until it has read");
	TAP_OK(pattern_matches("taken * tea ann!user@*", str_from(test.last)),
	    "and can be told");
	puppet_say(&test.boss, "leave news");
	hear_all();
	bury(&test.buried, &test.boss);
	puppet_say(&test.ann, "take tea 3");
	TAP_OK(puppet_hears(&test.ann, "ok take tea 3") &&
		puppet_hears_nothing(&test.ann),
	    "the last one waits again");
	unbury(&test.buried, test.last);
	stage_turn();
	TAP_OK(puppet_hears(&test.ann, "item * tea boss 0 second"),
	    "and comes in its turn");
	puppet_say(&test.boss, "leave news");
	puppet_say(&test.boss, "want short");
	hear_all();
	post(&test.boss, "fourth");
	bury(&test.buried, &test.boss);
	take(&test.ann, "4");
	TAP_OK(puppet_hears(&test.ann, "item * tea boss 0 fourth"),
	    "nothing waits for a poster that is not told");
	unbury(&test.buried, test.last);
	end();
}

static void
holds_replies(void)
{
	begin();
	take(&test.ann, "1");
	post(&test.boss, "x");
	MUST(hears_of_item(&test.ann, "item", " tea boss 0 x"), "no item");
	hear_all();
	bury(&test.buried, &test.boss);
	say_of_item(&test.ann, "reply", " y");
	TAP_OK(puppet_hears(&test.ann, "err reply slow-down ..."),
	    "a poster that does not read gets no reply");
	unbury(&test.buried, test.last);
	say_of_item(&test.ann, "reply", " z");
	TAP_OK(puppet_hears(&test.ann, "ok reply *") &&
		hears_of_item(&test.boss, "reply", " tea ann!user@* z"),
	    "until it has read");
	end();
}

int
main(void)
{
	stage_begin(usual);
	is_told();
	is_told_of_returns();
	is_told_outside();
	is_not_told();
	waits_for_the_poster();
	holds_replies();
	return tap_done();
}

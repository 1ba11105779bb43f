/*
 * server/router/verbs/work/work: who gets an item, and when. The oldest goes to
 * whose turn it is, as far as the credits reach, of which what is under way is
 * a part; it comes back where its taker says so, leaves, dies or takes too
 * long, and none of these gives a credit back; who does not read is passed
 * over; and with the last member all is dropped.
 */
#include "server/router/verbs/work/work.h"

#include <stdio.h>

#include "server/router/delivery/disconnect_requests.h"
#include "server/router/model/boxes.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/io.h"
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
	struct puppet boss; /* in tea, as ann, bob and cem */
	struct puppet ann;
	struct puppet bob;
	struct puppet cem;
	struct buried buried;
	char id[256][STR_DIGITS + 1]; /* of an item, by its text */
	char last[LIMIT_LINE];
} test;

static void
hear_all(void)
{
	puppet_hear_all(&test.boss, test.last);
	puppet_hear_all(&test.ann, test.last);
	puppet_hear_all(&test.bob, test.last);
	puppet_hear_all(&test.cem, test.last);
}

static void
begin(void)
{
	puppet_join(&test.boss, "boss", "tea");
	puppet_join(&test.ann, "ann", "tea");
	puppet_join(&test.bob, "bob", "tea");
	puppet_join(&test.cem, "cem", "tea");
	hear_all();
	stage_forget_log();
}

static void
end(void)
{
	puppet_die(&test.boss);
	puppet_die(&test.ann);
	puppet_die(&test.bob);
	puppet_die(&test.cem);
	sane_check_empty();
	MUST(boxes_count() == 0 && boxes_bytes() == 0 && boxes_taken() == 0,
	    "a box is left");
	stage_forget_log();
}

/* The boss posts an item of each of these letters. */
static void
post(const char *letters)
{
	char line[LIMIT_LINE];
	struct str answer;

	for (; *letters != '\0'; letters++) {
		char *id = test.id[(unsigned char)*letters];
		(void)snprintf(line, sizeof(line), "post tea %c", *letters);
		puppet_say(&test.boss, line);
		MUST(puppet_line(&test.boss, &answer) &&
			pattern_matches("ok post tea *", answer),
		    "%c is not posted", *letters);
		MUST(answer.len < 12 + sizeof(test.id[0]), "its ID");
		memcpy(id, answer.at + 12, answer.len - 12);
		id[answer.len - 12] = '\0';
	}
}

/*
 * Checks that the client gets these items, in this order, and that each has
 * come back so often.
 */
static bool
gets(struct puppet *puppet, const char *letters, unsigned returned)
{
	char line[LIMIT_LINE];

	for (; *letters != '\0'; letters++) {
		(void)snprintf(line, sizeof(line), "item %s tea boss %u %c",
		    test.id[(unsigned char)*letters], returned,
		    *letters); /* fits */
		if (!puppet_hears(puppet, line))
			return false;
	}
	return true;
}

static void
say_of(struct puppet *puppet, const char *verb, char letter)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "%s %s", verb,
	    test.id[(unsigned char)letter]); /* fits */
	puppet_say(puppet, line);
}

/* "done" or "back" of an item that it has under way. */
static bool
answers(struct puppet *puppet, const char *verb, char letter)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "ok %s %s", verb,
	    test.id[(unsigned char)letter]); /* fits */
	say_of(puppet, verb, letter);
	return puppet_hears(puppet, line);
}

static bool
is_refused(struct puppet *puppet, const char *verb, char letter)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "err %s no-such-item ...", verb); /* fits */
	say_of(puppet, verb, letter);
	return puppet_hears(puppet, line);
}

/* "box tea WAITING TAKEN TAKERS", or none. */
static bool
box_is(const char *box)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "box tea %s", box); /* fits */
	return puppet_ask(&test.boss, "boxes", line) &&
	    puppet_hears(&test.boss, "ok boxes 1");
}

static bool
no_box_is(void)
{
	return puppet_ask(&test.boss, "boxes", "ok boxes 0");
}

static void
goes_by_credits(void)
{
	begin();
	TAP_OK(no_box_is(), "there is no box");
	post("abcd");
	TAP_OK(box_is("4 0 0"), "but when something is in it");
	TAP_OK(puppet_ask(&test.ann, "take TEA 2", "ok take tea 2") &&
		gets(&test.ann, "ab", 0) && puppet_hears_nothing(&test.ann),
	    "who takes gets what is oldest, as far as the credits reach");
	TAP_OK(box_is("2 2 1"), "which is under way");
	TAP_OK(answers(&test.ann, "done", 'b') && gets(&test.ann, "c", 0) &&
		puppet_hears_nothing(&test.ann),
	    "for one that is done another one comes");
	TAP_OK(is_refused(&test.ann, "done", 'b') &&
		is_refused(&test.bob, "done", 'a') &&
		is_refused(&test.bob, "back", 'a') &&
		is_refused(&test.ann, "done", 'd'),
	    "what is done, another's or waiting is none that it has");
	TAP_OK(answers(&test.ann, "done", 'a') && gets(&test.ann, "d", 0) &&
		answers(&test.ann, "done", 'c') &&
		answers(&test.ann, "done", 'd') &&
		puppet_hears_nothing(&test.ann),
	    "all are done");
	TAP_OK(box_is("0 0 1"), "and it takes from the box still");
	post("e");
	TAP_OK(gets(&test.ann, "e", 0), "what is posted goes to it at once");
	end();
}

static void
replaces_credits(void)
{
	begin();
	post("abcdefg");
	TAP_OK(puppet_ask(&test.ann, "take tea 1", "ok take tea 1") &&
		gets(&test.ann, "a", 0) &&
		puppet_ask(&test.ann, "take tea 3", "ok take tea 3") &&
		gets(&test.ann, "bc", 0) && puppet_hears_nothing(&test.ann),
	    "of three one is under way already");
	TAP_OK(puppet_ask(&test.ann, "take tea 3", "ok take tea 3") &&
		puppet_hears_nothing(&test.ann),
	    "three again are none more");
	TAP_OK(puppet_ask(&test.ann, "take tea 1", "ok take tea 1") &&
		answers(&test.ann, "done", 'a') &&
		answers(&test.ann, "done", 'b') &&
		puppet_hears_nothing(&test.ann),
	    "of one, there are too many until two are done");
	TAP_OK(answers(&test.ann, "done", 'c') && gets(&test.ann, "d", 0),
	    "then one comes for the third");
	TAP_OK(puppet_ask(&test.ann, "take tea 0", "ok take tea 0") &&
		box_is("3 1 1"),
	    "who takes none more is a taker as long as it has one");
	TAP_OK(answers(&test.ann, "done", 'd') &&
		puppet_hears_nothing(&test.ann) && box_is("3 0 0"),
	    "and no longer");
	TAP_OK(puppet_ask(&test.ann, "take tea 1000", "ok take tea 1000") &&
		gets(&test.ann, "efg", 0) && box_is("0 3 1"),
	    "until it takes again");
	end();
}

static void
takes_turns(void)
{
	begin();
	MUST(puppet_ask(&test.ann, "take tea 2", "ok take tea 2") &&
		puppet_ask(&test.bob, "take tea 4", "ok take tea 4") &&
		puppet_ask(&test.cem, "take tea 3", "ok take tea 3"),
	    "cannot take");
	post("abcdefghi");
	TAP_OK(gets(&test.ann, "ad", 0) && puppet_hears_nothing(&test.ann) &&
		gets(&test.bob, "begi", 0) && puppet_hears_nothing(&test.bob) &&
		gets(&test.cem, "cfh", 0) && puppet_hears_nothing(&test.cem),
	    "each gets one in its turn, until its credits are used up");
	post("jkl");
	TAP_OK(answers(&test.cem, "done", 'c') && gets(&test.cem, "j", 0) &&
		answers(&test.ann, "done", 'd') && gets(&test.ann, "k", 0) &&
		answers(&test.bob, "done", 'i') && gets(&test.bob, "l", 0),
	    "then who is done with one");
	end();
}

static void
gives_back(void)
{
	begin();
	post("abcd");
	MUST(puppet_ask(&test.ann, "take tea 3", "ok take tea 3") &&
		gets(&test.ann, "abc", 0),
	    "cannot take");
	TAP_OK(answers(&test.ann, "back", 'b') &&
		puppet_hears_nothing(&test.ann) && box_is("2 2 1"),
	    "what goes back waits, and nothing comes in its place");
	TAP_OK(answers(&test.ann, "done", 'c') && gets(&test.ann, "b", 1) &&
		puppet_hears_nothing(&test.ann),
	    "it comes before what has never been taken, and is counted");
	TAP_OK(answers(&test.ann, "back", 'b') &&
		answers(&test.ann, "back", 'a') &&
		puppet_hears_nothing(&test.ann),
	    "who gives all back is no taker any more");
	TAP_OK(box_is("3 0 0") && is_refused(&test.ann, "back", 'a'),
	    "and has nothing");
	TAP_OK(puppet_ask(&test.bob, "take tea 3", "ok take tea 3") &&
		gets(&test.bob, "a", 1) && gets(&test.bob, "b", 2) &&
		gets(&test.bob, "d", 0),
	    "in the order in which they were posted");
	MUST(puppet_ask(&test.cem, "take tea 1", "ok take tea 1"),
	    "cannot take");
	TAP_OK(answers(&test.bob, "back", 'd') && gets(&test.cem, "d", 1),
	    "or at once to who is ready");
	end();
}

static void
ends_by_time(void)
{
	begin();
	post("abcd");
	MUST(puppet_ask(&test.ann, "take tea 3 5", "ok take tea 3") &&
		gets(&test.ann, "abc", 0),
	    "cannot take");
	pace_turns(5 * SEC - 1);
	TAP_OK(box_is("1 3 1"), "there are five seconds for each");
	pace_turns(1);
	TAP_OK(box_is("4 0 0") && puppet_hears_nothing(&test.ann),
	    "then all go back, without another credit");
	TAP_OK(is_refused(&test.ann, "done", 'a') &&
		is_refused(&test.ann, "back", 'b'),
	    "and what is said of them is too late");
	MUST(puppet_ask(&test.ann, "take tea 1 5", "ok take tea 1") &&
		gets(&test.ann, "a", 1),
	    "cannot take");
	pace_turns(3 * SEC);
	MUST(puppet_ask(&test.ann, "take tea 2 10", "ok take tea 2") &&
		gets(&test.ann, "b", 1),
	    "cannot take");
	pace_turns(2 * SEC);
	TAP_OK(box_is("3 1 1"), "each has its own time, as it was then");
	TAP_OK(answers(&test.ann, "done", 'b') && gets(&test.ann, "a", 2),
	    "which nobody has who has done it");
	pace_turns(8 * SEC);
	TAP_OK(box_is("2 1 1"), "nor does the old one count for the next");
	pace_turns(2 * SEC);
	TAP_OK(box_is("3 0 0"), "but its own");
	end();
}

static void
has_other_times(void)
{
	begin();
	post("ab");
	MUST(puppet_ask(&test.ann, "take tea 1", "ok take tea 1") &&
		gets(&test.ann, "a", 0) &&
		puppet_ask(&test.bob, "take tea 1 0", "ok take tea 1") &&
		gets(&test.bob, "b", 0),
	    "cannot take");
	pace_turns(60 * SEC - 1);
	TAP_OK(box_is("0 2 2"), "who does not say has a minute");
	pace_turns(1);
	TAP_OK(box_is("1 1 1"), "and no more");
	pace_turns(100000 * SEC);
	TAP_OK(box_is("1 1 1"), "with 0 one has any time");
	TAP_OK(answers(&test.bob, "done", 'b') && gets(&test.bob, "a", 1),
	    "even then it can be done");
	end();
}

/* Two times are over in one turn, in another order than that of the IDs. */
static void
comes_back_in_order(void)
{
	begin();
	post("ab");
	MUST(puppet_ask(&test.ann, "take tea 1 2", "ok take tea 1") &&
		gets(&test.ann, "a", 0),
	    "cannot take");
	pace_turns(SEC / 2);
	MUST(puppet_ask(&test.ann, "take tea 2 1", "ok take tea 2") &&
		gets(&test.ann, "b", 0) &&
		puppet_ask(&test.bob, "take tea 1", "ok take tea 1"),
	    "cannot take");
	pace_turns(SEC - 1);
	pace(SEC);
	stage_turn();
	TAP_OK(gets(&test.bob, "a", 1) && puppet_hears_nothing(&test.bob) &&
		box_is("1 1 1"),
	    "the older one is the next");
	end();
}

static void
passes_over(void)
{
	begin();
	MUST(puppet_ask(&test.ann, "take tea 3", "ok take tea 3") &&
		puppet_ask(&test.bob, "take tea 1", "ok take tea 1"),
	    "cannot take");
	bury(&test.buried, &test.ann);
	post("ab");
	TAP_OK(gets(&test.bob, "a", 0) && puppet_hears_nothing(&test.bob) &&
		box_is("1 1 2"),
	    "who does not read is passed over, and then it waits");
	stage_turn();
	TAP_OK(answers(&test.bob, "done", 'a') && gets(&test.bob, "b", 0),
	    "for another one who is ready");
	post("c");
	unbury(&test.buried, test.last);
	stage_turn();
	TAP_OK(box_is("0 2 2"), "or for that one, which has read");
	puppet_hear_all(&test.ann, test.last);
	TAP_OK(answers(&test.ann, "done", 'c'), "and has got it");
	post("d");
	TAP_OK(gets(&test.ann, "d", 0), "its credits are still there");
	end();
}

/* It says goodbye in the turn in which something is posted; or hangs up. */
static void
forgets_who_goes(void)
{
	begin();
	MUST(puppet_ask(&test.boss, "take tea 1", "ok take tea 1") &&
		puppet_ask(&test.ann, "take tea 3", "ok take tea 3"),
	    "cannot take");
	puppet_write(&test.boss, STR("quit\n"));
	puppet_write(&test.bob, STR("post tea x\n"));
	stage_turn();
	TAP_OK(puppet_hears(&test.ann, "item * tea bob 0 x"),
	    "who is about to go gets nothing");
	MUST(puppet_ask(&test.cem, "take tea 1", "quit * boss") &&
		puppet_hears(&test.cem, "ok take tea 1"),
	    "cannot take");
	io_close(&test.ann.down);
	puppet_say(&test.bob, "send tea hello");
	MUST(puppet_hears(&test.cem, "msg * tea bob hello") &&
		slots_get(test.ann.slot)->state == SLOT_OPEN,
	    "it is not there any more");
	puppet_say(&test.bob, "post tea y");
	TAP_OK(puppet_hears(&test.cem, "item * tea bob 0 y"),
	    "nor does who has hung up");
	end();
}

/* The ways in which a taker can go. */
static void
leaves(struct puppet *puppet)
{
	puppet_say(puppet, "leave tea");
	hear_all();
}

static void
quits(struct puppet *puppet)
{
	puppet_say(puppet, "quit");
	hear_all();
}

static void
dies(struct puppet *puppet)
{
	puppet_die(puppet);
	hear_all();
	puppet_join(puppet, "ann", "other"); /* for the end */
}

static void
is_asked_to_go(struct puppet *puppet)
{
	disconnect_request(puppet->slot, BYE_KICKED, STR("kicked"));
	stage_turn();
	hear_all();
}

static const struct {
	void (*go)(struct puppet *puppet);
	const char *how;
} ways[] = { { leaves, "leaves" }, { quits, "quits" }, { dies, "dies" },
	{ is_asked_to_go, "is kicked" } };

static void
goes_with_items(size_t way)
{
	begin();
	post("abcd");
	MUST(puppet_ask(&test.ann, "take tea 3", "ok take tea 3") &&
		gets(&test.ann, "abc", 0) && answers(&test.ann, "back", 'b') &&
		answers(&test.ann, "done", 'a') && gets(&test.ann, "b", 1) &&
		puppet_ask(&test.bob, "take tea 1", "ok take tea 1") &&
		gets(&test.bob, "d", 0) &&
		puppet_ask(&test.bob, "take tea 2", "ok take tea 2"),
	    "cannot take");
	puppet_hear_all(&test.bob, test.last);
	ways[way].go(&test.ann);
	TAP_OK(box_is("1 2 1") && answers(&test.bob, "done", 'b') &&
		gets(&test.bob, "c", 1) && puppet_hears_nothing(&test.bob),
	    "who %s leaves all it had, in order, to the next", ways[way].how);
	end();
}

static void
goes_with_the_last(void)
{
	begin();
	post("abc");
	MUST(puppet_ask(&test.ann, "take tea 1", "ok take tea 1") &&
		gets(&test.ann, "a", 0),
	    "cannot take");
	leaves(&test.boss);
	leaves(&test.bob);
	leaves(&test.cem);
	TAP_OK(boxes_waiting() == 2 && boxes_taken() == 1,
	    "who has posted something may go");
	stage_forget_log();
	groups_set_box_role(groups_find(STR("tea")), BOX_OPERATORS);
	leaves(&test.ann);
	TAP_OK(no_box_is(),
	    "with the last member all goes that not everybody could take");
	TAP_OK(stage_logged("box tea: 3 items dropped, because the last member "
			    "has left"),
	    "which is logged");
	puppet_say(&test.ann, "join tea");
	hear_all();
	TAP_OK(puppet_ask(&test.ann, "take tea 1", "ok take tea 1") &&
		puppet_hears_nothing(&test.ann),
	    "and another group of that name has nothing");
	leaves(&test.ann);
	TAP_OK(!stage_logged("box tea: ..."), "where nothing waits, not");
	end();
}

int
main(void)
{
	stage_begin(usual);
	goes_by_credits();
	replaces_credits();
	takes_turns();
	gives_back();
	ends_by_time();
	has_other_times();
	comes_back_in_order();
	passes_over();
	forgets_who_goes();
	for (size_t way = 0; way < COUNT(ways); way++)
		goes_with_items(way);
	goes_with_the_last();
	return tap_done();
}

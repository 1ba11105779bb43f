/*
 * client/script/held: how many items are wanted of which box, while some wait,
 * run, are answered for, rest, or are lost.
 */
#include "client/script/held.h"

#include "client/session/wait.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct held held;

static struct held_item *
add(const char *id, size_t box, enum held_state state)
{
	struct held_item *item = held_add(&held, str_from(id), box, 0);

	MUST(item != NULL, "there is no room for %s", id);
	held_become(&held, item, state);
	return item;
}

static void
drop(const char *id)
{
	held_drop(&held, held_find(&held, str_from(id)));
}

static void
become(const char *id, enum held_state state)
{
	held_become(&held, held_find(&held, str_from(id)), state);
}

static void
expect_wanted(size_t high, size_t low, const char *when)
{
	TAP_NUM(held_wanted(&held, 0), high, "of the first, %s", when);
	TAP_NUM(held_wanted(&held, 1), low, "of the second, %s", when);
}

static void
test_places(void)
{
	held_init(&held, 2, 3, SIZE_MAX);
	expect_wanted(3, 3, "with nothing to do");
	add("1", 1, HELD_RUNS);
	expect_wanted(2, 3, "while one of the second runs");
	add("2", 0, HELD_RUNS);
	add("3", 1, HELD_WAITS);
	expect_wanted(1, 2, "with all places taken");
	TAP_OK(!held_too_many(&held), "which are enough");
	add("4", 0, HELD_WAITS);
	TAP_OK(held_too_many(&held), "but not for one more");
	drop("4");
	become("3", HELD_RUNS);
	become("1", HELD_PRINTED);
	become("2", HELD_DONE);
	expect_wanted(1, 2, "until it is answered for");
	become("2", HELD_ANSWERED);
	expect_wanted(1, 3, "and then its place is empty");
	drop("2");
	expect_wanted(1, 3, "as when the server has answered");
	held_free(&held);
}

static void
test_rests(void)
{
	held_init(&held, 2, 3, SIZE_MAX);
	held_rest(&held, 5 * SEC);
	held_rest(&held, 2 * SEC);
	expect_wanted(1, 1, "while two rest");
	TAP_NUM(held_wake(&held, SEC), 2 * SEC, "the next of them");
	TAP_NUM(held_wake(&held, 2 * SEC), 5 * SEC, "and the last");
	expect_wanted(2, 2, "while one rests");
	TAP_NUM(held_wake(&held, 6 * SEC), WAIT_FOR_EVER, "none");
	expect_wanted(3, 3, "when all are over");
	held_free(&held);
}

/* Three are to be done, and one of those under way goes back. */
static void
test_count(void)
{
	held_init(&held, 2, 5, 3);
	expect_wanted(3, 3, "of no more than are to be done");
	add("1", 0, HELD_RUNS);
	add("2", 0, HELD_RUNS);
	expect_wanted(3, 1, "with two of them under way");
	become("1", HELD_BACK);
	expect_wanted(4, 2, "one of which is not done");
	become("1", HELD_RETURNED);
	expect_wanted(3, 2, "and has gone back");
	become("2", HELD_ANSWERED);
	expect_wanted(2, 2, "and the other is done");
	add("3", 0, HELD_RUNS);
	add("4", 0, HELD_RUNS);
	expect_wanted(2, 0, "with as many as are still to be done");
	TAP_OK(!held_too_many(&held), "and no more");
	drop("2");
	held_count(&held);
	expect_wanted(2, 0, "when that is confirmed");
	add("5", 0, HELD_WAITS);
	TAP_OK(held_too_many(&held), "one more would be too many");
	held_free(&held);
}

static void
test_end(void)
{
	held_init(&held, 2, 3, SIZE_MAX);
	add("1", 1, HELD_RUNS);
	add("2", 0, HELD_WAITS);
	held_finish(&held);
	expect_wanted(1, 1, "when it is to end: what is under way");
	TAP_STR(str_from(held_oldest(&held, HELD_BACK)->id), STR("2"),
	    "and what waits goes back");
	held_lose(&held);
	TAP_NUM(held.count, 1, "when the connection is lost, what waits");
	TAP_OK(held_find(&held, STR("1"))->lost, "what runs is not ours");
	TAP_NUM(held_of(&held, 1), 0, "and does not count");
	held_free(&held);
}

static void
test_items(void)
{
	held_init(&held, 1, 1, SIZE_MAX);
	add("1", 0, HELD_DONE);
	add("2", 0, HELD_DONE);
	become("1", HELD_DONE);
	TAP_STR(str_from(held_oldest(&held, HELD_DONE)->id), STR("2"),
	    "who is in a state for longest");
	TAP_OK(held_oldest(&held, HELD_BACK) == NULL, "nobody is");
	TAP_OK(held_find(&held, STR("3")) == NULL, "an ID that is not there");
	drop("1");
	TAP_OK(held_find(&held, STR("2")) != NULL, "the others stay");
	while (held_add(&held, STR("7"), 0, 0) != NULL)
		continue;
	TAP_NUM(held.count, 1 + HELD_ANSWERS, "no more than were asked for");
	TAP_OK(held_add(&held, STR("123456789012345678901234567890"), 0, 0) ==
		NULL,
	    "no ID that is too long");
	held_free(&held);
}

int
main(void)
{
	test_places();
	test_rests();
	test_count();
	test_end();
	test_items();
	return tap_done();
}

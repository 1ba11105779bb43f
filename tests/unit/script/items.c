/*
 * client/script/items: how many items are wanted of which box,
 * while some wait, run, are answered for, rest, or are lost.
 */
#include "client/script/items.h"

#include "client/net/wait.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static struct items in_progress;

static struct item *
add(const char *id, size_t box, enum item_state state)
{
	struct item *item = items_add(&in_progress, str_from(id), box, 0);

	MUST(item != NULL, "there is no room for %s", id);
	items_become(&in_progress, item, state);
	return item;
}

static void
drop(const char *id)
{
	items_drop(&in_progress, items_find(&in_progress, str_from(id)));
}

static void
become(const char *id, enum item_state state)
{
	items_become(
	    &in_progress, items_find(&in_progress, str_from(id)), state);
}

static void
expect_wanted(size_t high, size_t low, const char *when)
{
	TAP_NUM(items_wanted(&in_progress, 0), high, "of the first, %s", when);
	TAP_NUM(items_wanted(&in_progress, 1), low, "of the second, %s", when);
}

static void
test_places(void)
{
	items_init(&in_progress, 2, 3, SIZE_MAX);
	expect_wanted(3, 3, "with nothing to do");
	add("1", 1, ITEM_RUNS);
	expect_wanted(2, 3, "while one of the second runs");
	add("2", 0, ITEM_RUNS);
	add("3", 1, ITEM_WAITS);
	expect_wanted(1, 2, "with all places taken");
	TAP_OK(!items_too_many(&in_progress), "which are enough");
	add("4", 0, ITEM_WAITS);
	TAP_OK(items_too_many(&in_progress), "but not for one more");
	drop("4");
	become("3", ITEM_RUNS);
	become("1", ITEM_PRINTED);
	become("2", ITEM_DONE);
	expect_wanted(1, 2, "until it is answered for");
	become("2", ITEM_ANSWERED);
	expect_wanted(1, 3, "and then its place is empty");
	drop("2");
	expect_wanted(1, 3, "as when the server has answered");
	items_free(&in_progress);
}

static void
test_rests(void)
{
	items_init(&in_progress, 2, 3, SIZE_MAX);
	items_rest(&in_progress, 5 * SEC);
	items_rest(&in_progress, 2 * SEC);
	expect_wanted(1, 1, "while two rest");
	TAP_NUM(items_wake(&in_progress, SEC), 2 * SEC, "the next of them");
	TAP_NUM(items_wake(&in_progress, 2 * SEC), 5 * SEC, "and the last");
	expect_wanted(2, 2, "while one rests");
	TAP_NUM(items_wake(&in_progress, 6 * SEC), WAIT_FOR_EVER, "none");
	expect_wanted(3, 3, "when all are over");
	items_free(&in_progress);
}

/* Three are to be done, and one of those under way goes back. */
static void
test_count(void)
{
	items_init(&in_progress, 2, 5, 3);
	expect_wanted(3, 3, "of no more than are to be done");
	add("1", 0, ITEM_RUNS);
	add("2", 0, ITEM_RUNS);
	expect_wanted(3, 1, "with two of them under way");
	become("1", ITEM_BACK);
	expect_wanted(4, 2, "one of which is not done");
	become("1", ITEM_RETURNED);
	expect_wanted(3, 2, "and has gone back");
	become("2", ITEM_ANSWERED);
	expect_wanted(2, 2, "and the other is done");
	add("3", 0, ITEM_RUNS);
	add("4", 0, ITEM_RUNS);
	expect_wanted(2, 0, "with as many as are still to be done");
	TAP_OK(!items_too_many(&in_progress), "and no more");
	drop("2");
	items_count(&in_progress);
	expect_wanted(2, 0, "when that is confirmed");
	add("5", 0, ITEM_WAITS);
	TAP_OK(items_too_many(&in_progress), "one more would be too many");
	items_free(&in_progress);
}

static void
test_end(void)
{
	items_init(&in_progress, 2, 3, SIZE_MAX);
	add("1", 1, ITEM_RUNS);
	add("2", 0, ITEM_WAITS);
	items_finish(&in_progress);
	expect_wanted(1, 1, "when it is to end: what is under way");
	TAP_STR(str_from(items_oldest(&in_progress, ITEM_BACK)->id), STR("2"),
	    "and what waits goes back");
	items_mark_lost(&in_progress);
	TAP_NUM(
	    in_progress.count, 1, "when the connection is lost, what waits");
	TAP_OK(
	    items_find(&in_progress, STR("1"))->lost, "what runs is not ours");
	TAP_NUM(items_of(&in_progress, 1), 0, "and does not count");
	items_free(&in_progress);
}

static void
test_items(void)
{
	items_init(&in_progress, 1, 1, SIZE_MAX);
	add("1", 0, ITEM_DONE);
	add("2", 0, ITEM_DONE);
	become("1", ITEM_DONE);
	TAP_STR(str_from(items_oldest(&in_progress, ITEM_DONE)->id), STR("2"),
	    "who is in a state for longest");
	TAP_OK(items_oldest(&in_progress, ITEM_BACK) == NULL, "nobody is");
	TAP_OK(items_find(&in_progress, STR("3")) == NULL,
	    "an ID that is not there");
	drop("1");
	TAP_OK(items_find(&in_progress, STR("2")) != NULL, "the others stay");
	while (items_add(&in_progress, STR("7"), 0, 0) != NULL)
		continue;
	TAP_NUM(in_progress.count, 1 + ITEMS_ANSWERS,
	    "no more than were asked for");
	TAP_OK(items_add(&in_progress, STR("123456789012345678901234567890"), 0,
		   0) == NULL,
	    "no ID that is too long");
	items_free(&in_progress);
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

/*
 * client/script/items: how many items are wanted of which box, while some wait,
 * run, or are answered for.
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

int
main(void)
{
	test_places();
	return tap_done();
}

/*
 * helpers/journal/erase: what each order erases, in the history and in its lost
 * tails: the end of a group under any of its names, of an account or a guest,
 * deleted and forgotten messages with their tags; and what it spares.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/history/eraser.h"
#include "tests/lib/must.h"

/* Passing groups, one of them closed; the clock stands still meanwhile. */
static void
try_ended(void)
{
	eraser_begin("ended");
	(void)history_add("o", "msg", ERASER_FIRST + 2, "open", "a!u@h!! one");
	(void)history_add("c", "msg", ERASER_FIRST + 3, "shut", "a!u@h!! two");
	(void)history_add(
	    "c", "msg", ERASER_FIRST + 4, "late", "a!u@h!! three");
	(void)history_add("c", "last", ERASER_FIRST + 5, "open", "");
	(void)history_add("c", "last", ERASER_FIRST + 6, "shut", "");
	(void)history_add(
	    "c", "tell", ERASER_FIRST + 7, "@a,~12", "a!u@h!! c two");
	(void)history_add(
	    "c", "tell", ERASER_FIRST + 8, "@a,d", "a!u@h!! d six");
	(void)history_add("c", "start", ERASER_FIRST + 9, "*", "");
	(void)history_add(
	    "c", "tell", ERASER_FIRST + 10, "@a,~1", "a!u@h!! b one");
	(void)history_add(
	    "c", "tell", ERASER_FIRST + 11, "@a,~2", "a!u@h!! e ten");
	(void)history_add("c", "last", ERASER_FIRST + 12, "*", "~1");
	history_end();
	eraser_put_tail("7 0 msg 1 open a!u@h!! word1;\n"
			"7 0 msg 2 shut a!u@h!! word2;\n"
			"7 0 msg 3 LATE a!u@h!! word3;\n"
			"7 0 msg 4 open a!u@h!! a * b word4;\n"
			"7 0 tell 5 @a,~1 a!u@h!! b word5;\n"
			"7 0 tell 6 @a,~12 a!u@h!! c word6;\n"
			"7 0 tell 7 @a,d a!u@h!! d word7;\n");
	eraser_finish(eraser_start());
	eraser_read();
	TAP_OK(
	    eraser_has("word", 1), "last spares a group that was never closed");
	TAP_OK(!eraser_has("word", 2), "and not one that was");
	TAP_OK(!eraser_has("word", 3), "nor does start");
	TAP_OK(eraser_has("word", 4), "which does not look for its *");
	TAP_OK(!eraser_has("word", 5) && !eraser_has("word", 6),
	    "a guest's talk ends with the guest, or with the server");
	TAP_OK(!eraser_has_target("@a,~1") && !eraser_has_target("@a,~12"),
	    "and is forgotten");
	TAP_OK(eraser_has_target("@a,~2"), "that of another guest goes on");
	TAP_OK(eraser_has("word", 7), "and a talk of two accounts stays");
}

static void
take(struct journal_orders *orders, const char *body)
{
	struct journal_record record;

	MUST(journal_record_read_body(str_from(body), &record), "%s", body);
	journal_orders_take(orders, &record);
}

/* It was renamed before its order was carried out. */
static void
try_renamed(void)
{
	eraser_begin("renamed");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 2, "ops", "a!u@h!! word1;");
	(void)history_add("c", "end", ERASER_FIRST + 3, "ops", "");
	(void)history_add("o", "begin", ERASER_FIRST + 4, "ops", "lasting");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 5, "ops", "a!u@h!! word2;");
	(void)history_add("c", "renamed", ERASER_FIRST + 6, "ops", "staff");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 7, "staff", "a!u@h!! word3;");
	history_end();
	eraser_finish(eraser_start());
	eraser_read();
	TAP_OK(
	    !eraser_has("word", 1), "the end of a group that has another name");
	TAP_OK(
	    eraser_has("word", 2) && eraser_has("word", 3), "spares the rest");
}

/*
 * Orders that are not the first lines of their batches, whose lines share an
 * ID. The journal is killed after one part of the work, after two, and so on.
 */
static void
try_batch(void)
{
	static const struct journal_names none;
	static struct journal_orders orders = { .names = &none };
	struct journal_reader *reader;
	unsigned parts = 0;

	take(&orders, "rename 9 other op!u@h!! tea");
	take(&orders, "last 9 shut");
	take(&orders, "last 9 late");
	TAP_NUM(orders.count, 2, "all orders of a batch are met");

	eraser_begin("batch");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 2, "tea", "a!u@h!! word1;");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 3, "other", "a!u@h!! word2;");
	(void)history_add(
	    "o+", "rename", ERASER_FIRST + 6, "other", "a!u@h!! tea");
	(void)history_add("c", "renamed", ERASER_FIRST + 6, "other", "tea");
	history_next(ERASER_FIRST + 6);
	(void)history_add(
	    "c", "msg", ERASER_FIRST + 7, "shut", "a!u@h!! word3;");
	(void)history_add(
	    "c", "msg", ERASER_FIRST + 8, "late", "a!u@h!! word4;");
	(void)history_add("c+", "last", ERASER_FIRST + 9, "shut", "");
	(void)history_add("c", "last", ERASER_FIRST + 9, "late", "");
	history_end();
	do
		reader = eraser_start();
	while (eraser_work(reader, ++parts));
	eraser_read();
	TAP_OK(
	    !eraser_has("word", 1), "a former group of a new name is erased");
	TAP_OK(eraser_has("word", 2), "and not the one that has it now");
	TAP_OK(!eraser_has("word", 3) && !eraser_has("word", 4),
	    "both groups are that ended in one batch, in spite of kills");
	TAP_OK(eraser_erase()->orders.done == history_past()->last_id,
	    "and that is noted");
}

/* Groups were renamed when what was said under their former name is refused. */
static void
try_refused_before(void)
{
	struct journal_orders *orders = &eraser_erase()->orders;
	struct journal_reader *reader;
	struct journal_record record;

	eraser_begin("before");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 2, "tea", "a!u@h!! word1;");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 3, "tea", "a!u@h!! word2;");
	(void)history_add("c", "renamed", ERASER_FIRST + 4, "tea", "mint");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 5, "tea", "a!u@h!! word3;");
	(void)history_add(
	    "c", "void", ERASER_FIRST + 6, "tea", "1795000000000002");
	history_end();
	reader = eraser_start();
	take(orders, "void 1795000000000006 tea 1795000000000002");
	MUST(journal_record_read_body(
		 STR("msg 1795000000000002 tea a!u@h!! hi"), &record),
	    "a record");
	TAP_OK(journal_orders_hide(orders, &record),
	    "what is refused of a group with another name now is hidden");
	eraser_finish(reader);
	eraser_read();
	TAP_OK(!eraser_has("word", 1), "and erased");
	TAP_OK(eraser_has("word", 2) && eraser_has("word", 3), "and no more");
}

/* Carries the order out; returns whether it looks through the lost tails. */
static bool
looks_at_cuts(const char *order)
{
	struct journal_erase *erase = eraser_erase();
	bool looks = false;

	take(&erase->orders, order);
	while (journal_erase_work(erase, UINT64_MAX) ||
	    journal_asks_work(erase->reader))
		looks = looks || erase->state == JOURNAL_ERASE_SWEEP;
	return looks;
}

/* Groups take names that others have had, or that nobody has had. */
static void
try_new_names(void)
{
	eraser_begin("names");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 2, "ops", "a!u@h!! word1;");
	(void)history_add("c", "renamed", ERASER_FIRST + 3, "ops", "staff");
	(void)history_add("c", "renamed", ERASER_FIRST + 4, "staff", "ops");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 5, "tea", "a!u@h!! word2;");
	history_end();
	eraser_finish(eraser_start());
	TAP_OK(!looks_at_cuts("renamed 1795000000000006 ops mint"),
	    "a name that nobody has had is hardly any work");
	TAP_OK(!looks_at_cuts("renamed 1795000000000007 ops staff"),
	    "nor is one that nobody has had since the group had it");
	eraser_read();
	TAP_OK(eraser_has("word", 1) && eraser_has("word", 2),
	    "nothing is erased");
	TAP_OK(looks_at_cuts("renamed 1795000000000008 ops tea"),
	    "for a former group, all files are looked through");
	eraser_read();
	TAP_OK(eraser_has("word", 1) && !eraser_has("word", 2), "it is erased");
	TAP_NUM(
	    eraser_erase()->orders.done, ERASER_FIRST + 8, "all that is done");
}

/*
 * Renamings, and one damaged record. Tea becomes mint, and another tea comes
 * and is renamed to milk; then mint is forgotten, and a record of milk deleted.
 */
static void
try_damaged_names(void)
{
	eraser_begin("damaged_names");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 2, "tea", "a!u@h!! word1;");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 3, "tea", "a!u@h!! word2;");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 4, "ops", "a!u@h!! word3;");
	(void)history_add("c", "renamed", ERASER_FIRST + 5, "tea", "mint");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 6, "tea", "a!u@h!! word4;");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 7, "tea", "a!u@h!! word5;");
	(void)history_add("c", "renamed", ERASER_FIRST + 8, "tea", "milk");
	(void)history_add("c", "end", ERASER_FIRST + 9, "mint", "");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 10, "milk", "a!u@h!! word6;");
	(void)history_add("o", "redact", ERASER_FIRST + 11, "milk",
	    "op!u@h!! 1795000000000006 why");
	(void)history_add(
	    "o", "msg", ERASER_FIRST + 12, "tea", "a!u@h!! word7;");
	(void)history_add("c", "end", ERASER_FIRST + 13, "tea", "");
	(void)history_add("c", "renamed", ERASER_FIRST + 14, "cocoa", "choc");
	(void)history_add("c", "end", ERASER_FIRST + 15, "choc", "");
	history_end();
	eraser_put_tail("7 0 msg 1795000000000002 Tea a!u@h!! word8;\n"
			"7 0 msg 1795000000000004 ops a!u@h!! word9;\n"
			"7 0 msg 1795000000000004 Cocoa a!u@h!! word10;\n");
	eraser_damage(0, "word2;");
	eraser_finish(eraser_start());
	eraser_read();
	TAP_OK(!eraser_has("word", 1) && !eraser_has("word", 2) &&
		!eraser_has("word", 8) && !eraser_has("word", 10),
	    "the past of a group ends under its former name, damaged or not");
	TAP_OK(
	    !eraser_has("word", 4), "the record of a former name is deleted");
	TAP_OK(eraser_has("word", 5) && eraser_has("word", 6),
	    "what others have said under that name stays");
	TAP_OK(!eraser_has("word", 7), "that of its present group does not");
	TAP_OK(eraser_has("word", 3) && eraser_has("word", 9),
	    "nor is any other group touched");
}

/* Groups come and go while a redaction waits. */
static void
try_crowd(void)
{
	static const struct journal_names none;
	static struct journal_orders orders = { .names = &none };
	struct journal_record record;
	char text[64];
	unsigned steps = 0;
	struct journal_reader *reader;

	take(&orders, "redact 9 ops op!u@h!! 5");
	for (unsigned i = 10; i < 3 * JOURNAL_ORDERS; i++) {
		(void)snprintf(text, sizeof(text), "last %u x%u", i, i);
		take(&orders, text);
	}
	MUST(journal_record_read_body(STR("msg 5 ops bo!u@h!! hi"), &record),
	    "a record");
	TAP_OK(journal_orders_hide(&orders, &record),
	    "a deleted message is hidden, however many groups empty");

	eraser_begin("crowd");
	for (unsigned i = 0; i < 100; i++) {
		(void)snprintf(text, sizeof(text), "x%u", i);
		eraser_order("begin", text, "passing");
		eraser_order("last", text, "");
	}
	history_end();
	reader = eraser_start();
	while (journal_erase_work(eraser_erase(), history_past()->last_id) ||
	    journal_asks_work(reader))
		steps++;
	TAP_OK(steps < 250 &&
		eraser_erase()->orders.done == history_past()->last_id,
	    "groups that keep their past are no work: %u steps", steps);
}

/* Messages with several lines of tags, some of which are damaged. */
static void
try_tags(void)
{
	eraser_begin("tags");
	for (unsigned i = 0; i < 4; i++) {
		const char *who = i == 1 ? "bo!u@h!bo!" : "cy!u@h!cy!";
		char text[64];
		for (unsigned tag = 3 * i; tag < 3 * i + 3; tag++) {
			(void)snprintf(text, sizeof(text), "+t=tag%u;", tag);
			(void)history_add(
			    "o+", "tags", ERASER_FIRST + 2 + i, "a", text);
		}
		(void)snprintf(text, sizeof(text), "%s word%u;", who, i);
		(void)history_add("o", "msg", ERASER_FIRST + 2 + i, "a", text);
	}
	eraser_order("forget", "@cy", "1795000000000010");
	history_end();
	eraser_put_tail(
	    "7 0 tags 2 a +t=tag12;\n7 0 tags 2 a +t=tag13;\n"
	    "7 0 msg 2 a cy!u@h!cy! word4;\n"
	    "7 0 tags 3 a +t=tag14;\n7 0 msg 3 a al!u@h!al! more3;\n"
	    "7 0 msg 4 a cy!u@h!cy! word5;\n"
	    "7 0 tags 5 a +t=tag15;\n7 0 msg 5 a bo!u@h!bo! word6;\n");
	eraser_read();
	for (unsigned tag = 1; tag <= 9; tag += 4) { /* 1, 5, 9 */
		char word[16];
		(void)snprintf(word, sizeof(word), "tag%u;", tag);
		eraser_damage(0, word);
	}
	eraser_damage(0, "word3;");
	eraser_finish(eraser_start());
	eraser_read();
	for (unsigned tag = 0; tag < 12; tag++)
		TAP_OK(eraser_has("tag", tag) == (tag / 3 == 1),
		    "tags %u of message %u go with it", tag, tag / 3);
	TAP_OK(!eraser_has("tag", 12) && !eraser_has("tag", 13),
	    "and so do lost ones");
	TAP_OK(eraser_has("tag", 14) && eraser_has("tag", 15),
	    "those of other messages stay");
	TAP_OK(eraser_has("word", 1) && eraser_has("word", 6) &&
		!eraser_has("word", 0) && !eraser_has("word", 2) &&
		!eraser_has("word", 3) && !eraser_has("word", 4) &&
		!eraser_has("word", 5),
	    "as these do");
}

/* The lost tail of the file of rows has no file of the history beside it. */
static void
try_rows(void)
{
	eraser_begin("rows");
	eraser_order("end", "@ali", "");
	eraser_order("end", "gone", "");
	eraser_order("forget", "@cy", "1795000000000000");
	history_end();
	eraser_put_tail_of_rows("7 0 put 1 @ali letter 5 bo!u@h!bo! word1;\n"
				"7 0 put 2 Gone row k 5 bo word2;\n"
				"7 0 put 3 ops row k 5 bo word3;\n"
				"7 0 put 4 @bo letter 7 cy!u@h!Cy! word4;");
	eraser_finish(eraser_start());
	eraser_read();
	TAP_OK(!eraser_has("word", 1) && !eraser_has("word", 2) &&
		eraser_has("word", 3) && !eraser_has("word", 4),
	    "orders erase in the lost tail of the rows");
}

/* A guest leaves: lost records of that guest alone are erased, too. */
static void
try_guest(void)
{
	eraser_begin("guest");
	(void)history_add(
	    "c", "tell", ERASER_FIRST + 2, "@a,~1", "a!u@h!! b one");
	(void)history_add(
	    "c", "tell", ERASER_FIRST + 3, "@d,~12", "d!u@h!! c two");
	(void)history_add("c", "last", ERASER_FIRST + 4, "*", "~1");
	history_end();
	eraser_put_tail("7 0 tell 5 @a,~1 a!u@h!! b word1;\n"
			"7 0 tell 6 @a,~12 a!u@h!! c word2;\n");
	eraser_finish(eraser_start());
	eraser_read();
	TAP_OK(!eraser_has("word", 1) && eraser_has("word", 2),
	    "what was lost of a guest who has left is erased");
}

#define GUESTS 600 /* more than there is room for orders */

/* Makes a file of lost lines, one of each guest. */
static void
put_guests(void)
{
	char line[256], *text = malloc(GUESTS * sizeof(line));
	size_t len = 0;

	MUST(text != NULL, "malloc");
	for (unsigned i = 0; i < GUESTS; i++)
		len += (size_t)sprintf(text + len,
		    "7 0 tell 5 @Ali,~%u a!u@h!! b %0150d lost%u;\n", i, 0, i);
	eraser_put_tail(text);
	free(text);
}

/* Works to the end; returns how often it begins with what may be damaged. */
static unsigned
sweeps(struct journal_reader *reader)
{
	enum journal_erasing before = JOURNAL_ERASE_IDLE;
	unsigned count = 0;

	while (eraser_work(reader, 1)) {
		count += eraser_erase()->state == JOURNAL_ERASE_SWEEP &&
		    before != JOURNAL_ERASE_SWEEP;
		before = eraser_erase()->state;
	}
	return count;
}

/* A crowd of guests leaves at once, but for the first. */
static void
try_guests(void)
{
	struct journal_reader *reader;
	unsigned left = 0;

	eraser_begin("guests");
	for (unsigned i = 0; i < GUESTS; i++)
		eraser_add_guest("tell", "@ali,~%u", i, "a!u@h!! b word%u;");
	eraser_order("msg", "ops", "a!u@h!! ops0;");
	eraser_add_guest("tell", "@ali,~%u", 7, "a!u@h!! b more%u;");
	for (unsigned i = 1; i < GUESTS; i++)
		eraser_add_guest("last", "*", i, "~%u");
	eraser_order("forget", "ops", "1795999999999999");
	history_end();
	put_guests();
	reader = eraser_start();
	TAP_NUM(sweeps(reader), 2,
	    "lost lines are looked through once for them, and once for an "
	    "order");
	eraser_read();
	TAP_OK(eraser_has("word", 0) && eraser_has("lost", 0) &&
		eraser_has_target("@ali,~0"),
	    "a guest is left");
	for (unsigned i = 1; i < GUESTS; i++)
		left += eraser_has("word", i) || eraser_has("lost", i);
	TAP_NUM(left, 0, "of the others everything is erased");
	TAP_OK(!eraser_has("more", 7) && !eraser_has("ops", 0),
	    "and so is what came later, and a group");
	TAP_NUM(history_past()->targets.used, 3, "they are forgotten");
	reader = eraser_start();
	TAP_NUM(history_past()->targets.used, GUESTS + 2,
	    "the next journal knows them again");
	(void)sweeps(reader);
	TAP_NUM(history_past()->targets.used, 3, "and forgets them");
	TAP_NUM(
	    eraser_erase()->overwrite.erased, 0, "there is nothing to erase");
}

int
main(void)
{
	try_ended();
	try_guest();
	try_guests();
	try_rows();
	try_tags();
	try_renamed();
	try_batch();
	try_new_names();
	try_refused_before();
	try_damaged_names();
	try_crowd();
	return tap_done();
}

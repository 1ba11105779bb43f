/*
 * helpers/journal: what is erased, is in no file, wherever a kill came between;
 * the line keeps its ID and its length. An account's wish to be forgotten goes
 * on after a kill.
 */
#include <stdio.h>

#include "tests/lib/dice.h"
#include "tests/lib/history/scribe.h"

#define DAY ((unsigned long long)SCRIBE_DAY)

static struct scribe it;

static void
says(void)
{
	scribe_say(&it, "log %llu ops.7 in ali.3\n", DAY + 1);
	scribe_say(&it,
	    "log %llu ops.7 o tags x=verysecret\n"
	    "log %llu ops.7 o msg a!u@h!Ali!- verysecret\n"
	    "log %llu ops.7 o msg b!u@h!bob!- ali says hello\n",
	    DAY + 2, DAY + 2, DAY + 3);
	scribe_say(&it,
	    "log %llu @ali.3+bob.4 c msg a!u@h!ALI!- bob verysecret\n"
	    "log %llu @ali.3+bob.4 c msg b!u@h!bob!- ali hello\n"
	    "log %llu ops.7 o quit a!u@h!ali!- verysecret\n",
	    DAY + 4, DAY + 5, DAY + 6);
	scribe_asks(&it,
	    "letter bob.4 1795392000000004 ali.3 a!u@h!ali!- verysecret",
	    "done");
	scribe_asks(&it, "letter bob.4 1795392000000007 eve.9 hello", "done");
}

static void
erases_one(void)
{
	scribe_asks(&it, "erase ops.7 1795392000000002", "done");
	scribe_asks(&it, "erase ops.7 1795392000000002", "no-such-message ...");
	scribe_asks(&it, "erase @ali.3+bob.4 1795392000000004", "done");
	scribe_asks(&it, "letters bob.4 0",
	    "letter 1795392000000007 eve.9 hello\ndone");
	scribe_asks(&it, "erase tea.0 1795392000000002", "no-such-message ...");
	scribe_asks(&it, "erase ops.7 1795392000000006", "done");
	TAP_OK(!shelf_greps("verysecret"), "nothing of it is anywhere");
	TAP_STR(shelf_file("history/ops.7/2026-11-23"),
	    STR("1795392000000002 - -----------------\n"
		"1795392000000002 - --------------------------\n"
		"1795392000000003 o msg b!u@h!bob!- ali says hello\n"
		"1795392000000006 - ---------------------------\n"),
	    "the lines keep their lengths");
	scribe_asks(&it, "forward ops.7 ali.3 0 members 0 0 9",
	    "past 1795392000000003 msg b!u@h!bob!- ali says hello\n"
	    "done 1795392000000006 1");
}

static void
forgets(void)
{
	scribe_asks(&it, "forget ali.3 ali 1795392000000005", "done");
	scribe_asks(&it, "export ali.3 ali - 0 9", "done");
	scribe_asks(&it, "look ops.7 1795392000000006",
	    "past 1795392000000006 quit a!u@h!ali!- verysecret\ndone * 1");
	scribe_asks(&it, "forget ali.3 ali 0", "done");
	TAP_OK(!shelf_greps("verysecret"), "nothing of it is anywhere");
	TAP_OK(!shelf_greps("todo"), "and nothing is to be done");
	scribe_asks(&it, "letters bob.4 0",
	    "letter 1795392000000007 eve.9 hello\ndone");
	scribe_asks(&it, "look ops.7 1795392000000003",
	    "past 1795392000000003 msg b!u@h!bob!- ali says hello\ndone * 1");
}

static void
starts(void)
{
	shelf_remove();
	scribe_start(&it);
	says();
}

#define GROUPS 50
#define ROUNDS 10 /* of each way to erase */

static void
forget_all(void)
{
	scribe_say(&it, "ask 9 forget ali.3 ali 0\n");
}

/* All that has the text ends: groups, a talk, and who has the letter. */
static void
end_all(void)
{
	for (unsigned i = 0; i < GROUPS; i++)
		scribe_say(&it, "log %llu g%u.0 end\n", DAY + 5000, i);
	scribe_say(&it,
	    "log %llu ops.7 end\nlog %llu ali.3 end account\n"
	    "log %llu bob.4 end account\n",
	    DAY + 5000, DAY + 5000, DAY + 5000);
}

static void
delete_all(void)
{
	for (unsigned i = 0; i < GROUPS; i++)
		scribe_say(&it, "ask 9 delete g%u.0\n", i);
	scribe_say(&it,
	    "ask 9 delete ops.7\nask 9 delete @ali.3+bob.4\n"
	    "ask 9 read-letters bob.4 %llu\n",
	    DAY + 5000);
}

/* Waits for the answer to a question that is always done. */
static void
await(const char *question)
{
	struct str line;

	scribe_say(&it, "ask 7 %s\n", question);
	do {
		line = scribe_hear(&it);
		MUST(line.len > 0, "%s: it has ended", question);
	} while (!str_begins(line, STR("answer 7 done")));
}

/* Everything but letters is too much for the next journal. */
static void
expire_all(void)
{
	await("read-letters bob.4 1795392000005000");
	scribe_kill(&it);
	it.size = 1;
	scribe_start(&it);
}

static const struct {
	const char *what;
	void (*erase)(void);
} ways[] = {
	{ "everything is forgotten", forget_all },
	{ "everything has ended", end_all },
	{ "everything is deleted", delete_all },
	{ "everything has expired", expire_all },
};

/* A kill comes at any time; what was not answered is said again. */
static bool
is_erased_by(void (*erase)(void))
{
	unsigned tries = 0;
	bool good;

	it.size = 0;
	starts();
	for (unsigned n = 0; n < 40 * GROUPS; n++)
		scribe_say(&it, "log %llu g%u.0 o msg a!u@h!ali!- verysecret\n",
		    DAY + 10 + n, n % GROUPS);
	await("sync");
	erase();
	for (uint32_t spins = dice(2000000); spins > 0; spins--)
		continue;
	scribe_kill(&it);
	scribe_start(&it);
	erase();
	do {
		await("sync");
		good = !shelf_greps("verysecret") && !shelf_greps("todo");
	} while (!good && tries++ < 1000);
	scribe_kill(&it);
	return good;
}

static void
goes_on(void)
{
	for (size_t i = 0; i < COUNT(ways); i++) {
		unsigned good = 0;
		for (unsigned round = 0; round < ROUNDS; round++)
			good += is_erased_by(ways[i].erase);
		TAP_NUM(good, ROUNDS, "%s after a kill", ways[i].what);
	}
}

int
main(void)
{
	shelf_in_memory();
	dice_begin();
	starts();
	erases_one();
	scribe_bye(&it);
	starts();
	forgets();
	scribe_bye(&it);
	goes_on();
	return tap_done();
}

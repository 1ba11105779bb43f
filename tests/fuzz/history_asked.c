/*
 * helpers/journal: whatever lines come, those about the history change nothing
 * outside of its files, and each question has an answer of the grammar. A line
 * "again" starts the next one.
 */
#include <stdio.h>

#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/history/clerk.h"
#include "tests/lib/history/shelf.h"
#include "tests/lib/must.h"

/* As much as replays in a moment. */
#define LINES 200

static void
says(void)
{
	clerk_line(STR("log 1795392000000001 ops.7 in ali.3"));
	clerk_line(STR("log 1795392000000002 ops.7 o tags a=b"));
	clerk_line(STR("log 1795392000000002 ops.7 o msg a!u@h!ali!- hello"));
	clerk_line(
	    STR("log 1795478400000003 ops.7 c lines a!u@h!ali!- 1,1 a b"));
	clerk_line(
	    STR("log 1795478400000004 @ali.3+bob.4 c msg a!u@h!ali!- bob x"));
	clerk_line(STR("log 1795478400000005 ali.3 table put a"));
	clerk_line(STR("ask 1 letter bob.4 1795478400000006 ali.3 x"));
}

static void
take(struct str line)
{
	clerk_line(line);
	if (str_begins(line, STR("ask 7 ")))
		MUST(str_begins(clerk_answer(), STR("answer 7 ")), "no answer");
}

void
fuzz(struct str input)
{
	static bool is_begun;
	struct str line;
	size_t lines = 0;

	if (!is_begun)
		shelf_in_memory();
	is_begun = true;
	MUST(clerk_begin(NULL), "it refuses");
	says();
	while (lines++ < LINES && fuzz_line(&input, &line)) {
		if (!str_eq(line, STR("again"))) {
			take(line);
			continue;
		}
		clerk_end();
		MUST(clerk_begin(NULL), "the next one refuses");
	}
	clerk_end();
	shelf_remove();
}

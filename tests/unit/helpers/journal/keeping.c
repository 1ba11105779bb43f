/*
 * helpers/journal: tables and boxes are kept as they come, and replaced at
 * once; names that a file system dislikes are kept apart; what has ended is
 * gone; lines that are none, or not whole, are passed over; and answers come in
 * parts. What is erased is in no file, and its line keeps its ID and length.
 */
#include <stdio.h>

#include "shared/token.h"
#include "tests/lib/history/scribe.h"
#include "tests/lib/scratch.h"

#define DAY ((unsigned long long)SCRIBE_DAY)

static struct scribe it;

static void
keeps_tables(void)
{
	scribe_say(&it,
	    "log %llu ali.3 table put a 1\nlog %llu ali.3 table put b 2\n"
	    "log %llu ops.0 box item x\n",
	    DAY + 1, DAY + 2, DAY + 3);
	scribe_asks(
	    &it, "replay tables ali.3 0", "line put a 1\nline put b 2\ndone");
	scribe_asks(&it, "replay tables ali.3 8", "line put b 2\ndone");
	scribe_asks(&it, "replay boxes ops.0 0", "line item x\ndone");
	scribe_asks(&it, "replay boxes tea.0 0", "done");
	scribe_asks(&it, "list tables", "file ali.3\ndone");
	scribe_asks(&it, "list boxes", "file ops.0\ndone");
	scribe_say(&it,
	    "log %llu ali.3 table-anew\nlog %llu ali.3 table put c 3\n",
	    DAY + 4, DAY + 5);
	scribe_asks(
	    &it, "replay tables ali.3 0", "line put a 1\nline put b 2\ndone");
	scribe_say(&it,
	    "log %llu ali.3 table put d 4\nlog %llu ali.3 table-whole\n",
	    DAY + 6, DAY + 7);
	scribe_asks(
	    &it, "replay tables ali.3 0", "line put c 3\nline put d 4\ndone");
	scribe_say(&it,
	    "log %llu ali.3 table put e 5\nlog %llu ali.3 table-anew\n"
	    "log %llu ali.3 table put f 6\nlog %llu ali.3 box item x\n"
	    "log %llu ali.3 table put g 7\nlog %llu ali.3 table-whole\n",
	    DAY + 8, DAY + 9, DAY + 9, DAY + 10, DAY + 11, DAY + 12);
	scribe_bye(&it);
	TAP_OK(it.stored == 13, "all is stored");
	TAP_STR(shelf_file("tables/ali.3"), STR("put f 6\nput g 7\n"),
	    "a new file takes its place");
}

/* Each name stays what it is. */
static void
keeps_names(void)
{
	/* The last ones have 64 bytes each; one is Persian. */
	static const char *const names[] = { "..", ".", "%", "+", "a+b", "100%",
		"lock", "todo", "ops", "members", "closed", "2026-11-23",
		"ops.0.new", "-", "~", "*", "\xc3\x89", "\xc3\xa9",
		"++++++++++++++++++++++++++++++++"
		"++++++++++++++++++++++++++++++++",
		"\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85\xd8\xb3\xd9\x84\xd8\xa7"
		"\xd9\x85\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85\xd8\xb3\xd9\x84"
		"\xd8\xa7\xd9\x85\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85\xd8\xb3"
		"\xd9\x84\xd8\xa7\xd9\x85\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"
		"\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85" };
	char room[TOKEN_MOST], text[512], want[512];

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct str token =
		    token_make(str_from(names[i]), 0, room);
		scribe_say(&it, "log %llu %.*s o msg a!b!c!d number %zu\n",
		    DAY + 50 + i, (int)token.len, token.at, i);
	}
	scribe_bye(&it);
	scribe_start(&it);
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct str token =
		    token_make(str_from(names[i]), 0, room);
		(void)snprintf(text, sizeof(text), "forward %.*s * 1 - 0 0 9",
		    (int)token.len, token.at);
		(void)snprintf(want, sizeof(want),
		    "past %llu msg a!b!c!d number %zu\ndone %llu 1",
		    DAY + 50 + i, i, DAY + 50 + i);
		scribe_asks(&it, text, want);
	}
	/* One of another case is the same one. */
	scribe_say(&it, "log %llu %.*s o msg a!b!c!d again\n", DAY + 89,
	    (int)token_make(STR("OPS"), 0, room).len, room);
	scribe_asks(&it, "backward ops.0 * 1 - 0 0 1",
	    "past 1795392000000089 msg a!b!c!d again\n"
	    "done 1795392000000089 1");
	scribe_say(&it, "log %llu ../x.0 o msg a!b!c!d x\n", DAY + 90);
	scribe_say(&it, "log %llu .x.0 o msg a!b!c!d x\n", DAY + 91);
	scribe_asks(&it, "sync", "done");
	TAP_OK(!shelf_greps("x.0"), "what is no token is not kept");
	scribe_bye(&it);
}

/* What there is can be listed, and what has ended is gone. */
static void
ends(void)
{
	shelf_remove();
	it.sync = 3600 * SEC;
	scribe_start(&it);
	scribe_say(&it, "log %llu shut.0 c msg a!b!c!d x\n", DAY + 1);
	scribe_asks(&it, "list history", "file shut.0 idle\ndone");
	scribe_say(&it,
	    "log %llu ops.7 o msg a!b!c!d x\nlog %llu open.0 o msg a!b!c!d x\n"
	    "log %llu @bob.4+eve.5 c msg a!b!c!d eve x\n"
	    "log %llu bob.4 table put a\n",
	    DAY + 2, DAY + 3, DAY + 4, DAY + 5);
	scribe_asks(&it, "list history",
	    "file ...\nfile ...\nfile ...\nfile ...\ndone");
	scribe_asks(&it, "list tables", "file bob.4\ndone");
	scribe_say(&it, "log %llu shut.0 end\nlog %llu bob.4 end account\n",
	    DAY + 6, DAY + 6);
	scribe_asks(&it, "list history", "file o*\nfile o*\ndone");
	scribe_asks(&it, "list tables", "done");
	scribe_say(&it, "log %llu bob.8 table put a\n", DAY + 8);
	scribe_asks(&it, "sync", "done");
	scribe_asks(&it, "list tables", "file bob.8\ndone");
	it.stored = 0; /* it was told behind the answer to sync */
	scribe_say(&it, "log %llu bob.8 end\n", DAY + 9);
	scribe_asks(&it, "list tables", "done");
	TAP_OK(it.stored == 0, "it is not stored before it is synced");
	scribe_bye(&it);
	it.sync = 0;
	TAP_OK(it.stored == 1, "but after that");
}

/* Each of the last bytes is the end once. */
static void
cuts_tails(void)
{
	static char whole[16384];
	const char *path = "history/ops.0/2026-11-23.1795392000000001";
	struct str text;
	unsigned wrong = 0;
	size_t len, lines = 0;

	shelf_remove();
	scribe_start(&it);
	for (unsigned i = 0; i < 5; i++)
		scribe_say(&it, "log %llu ops.0 o msg a!b!c!d line %u\n",
		    DAY + 1 + i, i);
	scribe_bye(&it);
	text = shelf_file(path);
	len = text.len;
	memcpy(whole, text.at, len);
	for (size_t size = len; size > 0; size--) {
		shelf_write(path, (struct str) { whole, size });
		scribe_start(&it);
		scribe_say(
		    &it, "log %llu ops.0 o msg a!b!c!d more\n", DAY + 100);
		scribe_bye(&it);
		text = shelf_file(path);
		for (lines = 0; text.len > 0; lines++)
			if (!str_begins(
				str_cut(&text, '\n'), STR("17953920000")))
				wrong++;
		wrong += lines != size / (len / 5) + 1;
	}
	TAP_NUM(wrong, 0, "only what is not whole is cut");
}

/* The same ID again is dropped unless it was announced. */
static void
takes_none_twice(void)
{
	shelf_remove();
	scribe_start(&it);
	scribe_say(&it, "log %llu ops.0 o msg a!b!c!d one\n", DAY + 1);
	scribe_say(&it, "log %llu ops.0 o msg a!b!c!d two\n", DAY + 2);
	scribe_bye(&it);
	scribe_start(&it);
	scribe_say(&it, "log %llu ops.0 o msg a!b!c!d TWO\n", DAY + 2);
	scribe_asks(&it, "backward ops.0 * 1 - 0 0 1",
	    "past 1795392000000002 msg a!b!c!d two\ndone * 1");
	scribe_bye(&it);
	scribe_start(&it);
	TAP_OK(it.last == DAY + 2, "it knows the last one");
	scribe_say(&it, "log %llu - again\n", DAY + 1);
	scribe_say(&it, "log %llu ops.0 o msg a!b!c!d TWO\n", DAY + 2);
	scribe_asks(&it, "forward ops.0 * 1 - 0 0 9",
	    "past 1795392000000001 msg a!b!c!d one\n"
	    "past 1795392000000002 msg a!b!c!d TWO\n"
	    "done 1795392000000002 2");
	scribe_bye(&it);
}

/* A file of members has one line for each, however often it comes. */
static void
tidies_members(void)
{
	shelf_remove();
	scribe_start(&it);
	scribe_say(&it, "log %llu ops.0 in eve.5\n", DAY + 1);
	for (unsigned i = 0; i < 8000; i++)
		scribe_say(&it, "log %llu ops.0 %s ali.3\n", DAY + 2 + i,
		    i % 2 == 0 ? "in" : "out");
	scribe_asks(&it, "forward ops.0 eve.5 0 - 0 0 9", "done 0 0");
	scribe_asks(&it, "forward ops.0 ali.3 0 - 0 0 9", "not-member ...");
	scribe_bye(&it);
	TAP_STR(shelf_file("history/ops.0/members"),
	    STR("1795392000000001 in eve.5\n1795392000008001 -- ali.3\n"),
	    "one has left");
}

/* As many as three answers have. */
static void
parts(void)
{
	char last[128];

	for (unsigned i = 0; i < 150; i++)
		scribe_say(&it, "log %llu long.0 o msg a!u@h!-!- no %u x\n",
		    DAY + 100 + i, i);
	TAP_NUM(scribe_count(&it, "forward long.0 * 1 - 0 0 150", last), 63,
	    "the first part");
	TAP_STR(str_from(last), STR("more 1795392000000162 63"), "goes on");
	TAP_NUM(scribe_count(
		    &it, "forward long.0 * 1 - 1795392000000162 0 87", last),
	    63, "the second part");
	TAP_NUM(scribe_count(
		    &it, "forward long.0 * 1 - 1795392000000225 0 24", last),
	    24, "the last part");
	TAP_STR(str_from(last), STR("done 1795392000000249 24"), "is the last");
	TAP_NUM(scribe_count(&it, "backward long.0 * 1 - 0 0 100", last), 63,
	    "the last ones begin with the first of them");
	TAP_STR(str_from(last), STR("more 1795392000000212 63"), "and go on");
	TAP_NUM(scribe_count(&it, "find long.0 * 1 - 0 0 100 NO", last), 63,
	    "found from the end");
	TAP_STR(
	    str_from(last), STR("more 1795392000000187 63"), "to be gone on");
}

/* Lines that are none, in a file that a person has edited. */
static void
passes_over(void)
{
	shelf_remove();
	scribe_start(&it);
	scribe_say(&it, "log %llu ops.7 in ali.3\n", DAY + 1);
	scribe_bye(&it);
	shelf_write("history/ops.7/2026-11-23.1795392000000002",
	    STR("rubbish\n"
		"1795392000000002 o msg a!u@h!ali!- hello\n"
		"1795392000000002 x msg a!u@h!ali!- hello\n"
		"\n"
		"17953920000000 o msg a!u@h!ali!- hello\n"
		"1795392000000003 o msg a!u@h!ali!- \xff\n"
		"1795392000000004 - --------------------\n"
		"1795392000000005 o msg a!u@h!ali!- bye\n"
		"179539"));
	scribe_start(&it);
	scribe_asks(&it, "forward ops.7 ali.3 0 - 0 1795478400000000 9",
	    "past 1795392000000002 msg a!u@h!ali!- hello\n"
	    "past 1795392000000005 msg a!u@h!ali!- bye\n"
	    "done 1795392000000005 3");
	scribe_asks(&it, "backward ops.7 ali.3 0 - 0 1795478400000000 1",
	    "past 1795392000000005 msg a!u@h!ali!- bye\n"
	    "done 1795392000000005 1");
}

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
}

/* Bob has missed what ali said on the day, and his talk with eve. */
static void
says_when_away(void)
{
	scribe_say(&it,
	    "log %llu bob.4 in @ali.3+bob.4\n"
	    "log %llu @ali.3+bob.4 c tell a!u@h!ali!- bob one\n"
	    "log %llu bob.4 in @ali.3+bob.4\n"
	    "log %llu @ali.3+bob.4 c tell a!u@h!ali!- bob two\n"
	    "log %llu @ali.3+bob.4 c tell b!u@h!Bob!- ali mine\n"
	    "log %llu bob.4 in @bob.4+eve.9\n"
	    "log %llu @bob.4+eve.9 c tell e!u@h!eve!- bob three\n",
	    DAY + 7, DAY + 7, DAY + 8, DAY + 8, DAY + 9, DAY + 10, DAY + 10);
	scribe_asks(&it, "missed ali.3", "done");
	scribe_asks(&it, "missed bob.4",
	    "talk @ali.3+bob.4 1795392000000006 2\n"
	    "talk @bob.4+eve.9 1795392000000009 1\ndone");
	scribe_say(
	    &it, "log %llu bob.4 seen @ali.3+bob.4 %llu\n", DAY + 11, DAY + 6);
	scribe_say(
	    &it, "log %llu bob.4 seen @bob.4+eve.9 %llu\n", DAY + 11, DAY + 10);
	scribe_asks(
	    &it, "missed bob.4", "talk @ali.3+bob.4 1795392000000006 2\ndone");
	scribe_say(
	    &it, "log %llu bob.4 seen @ali.3+bob.4 %llu\n", DAY + 12, DAY + 7);
	scribe_bye(&it);
	scribe_start(&it);
	scribe_asks(
	    &it, "missed bob.4", "talk @ali.3+bob.4 1795392000000007 1\ndone");
	scribe_say(
	    &it, "log %llu bob.4 seen @ali.3+bob.4 %llu\n", DAY + 13, DAY + 12);
	scribe_asks(&it, "missed bob.4", "done");
}

static void
erases_one(void)
{
	scribe_asks(&it, "erase ops.7 1795392000000002", "done");
	scribe_asks(&it, "erase ops.7 1795392000000002", "no-such-message ...");
	scribe_asks(&it, "erase @ali.3+bob.4 1795392000000004", "done");
	scribe_asks(&it, "erase tea.0 1795392000000002", "no-such-message ...");
	scribe_asks(&it, "erase ops.7 1795392000000006", "done");
	TAP_OK(!shelf_greps("verysecret"), "nothing of it is anywhere");
	TAP_STR(shelf_file("history/ops.7/2026-11-23.1795392000000002"),
	    STR("1795392000000002 - -----------------\n"
		"1795392000000002 - --------------------------\n"
		"1795392000000003 o msg b!u@h!bob!- ali says hello\n"
		"1795392000000006 - ---------------------------\n"),
	    "the lines keep their lengths");
	scribe_asks(&it, "forward ops.7 ali.3 0 - 0 0 9",
	    "past 1795392000000003 msg b!u@h!bob!- ali says hello\n"
	    "done 1795392000000006 1");
}

static void
erases_all_or_says_so(void)
{
	char there[SCRATCH_PATH], away[SCRATCH_PATH];

	scratch_path(there, "history");
	scratch_path(away, "away");
	MUST(rename(there, away) == 0, "no directory");
	scribe_asks(&it, "forget ali.3 ali 0", "unavailable ...");
	MUST(rename(away, there) == 0, "no directory");
	scribe_asks(&it, "forget ali.3 ali 0", "done");
}

int
main(void)
{
	shelf_in_memory();
	it.sync = SEC;
	it.files = 25; /* one is open at a time */
	scribe_start(&it);
	keeps_tables();
	it.files = 0;
	scribe_start(&it);
	keeps_names();
	ends();
	cuts_tails();
	takes_none_twice();
	tidies_members();
	passes_over();
	parts();
	scribe_bye(&it);
	shelf_remove();
	scribe_start(&it);
	says();
	erases_one();
	erases_all_or_says_so();
	says_when_away();
	scribe_bye(&it);
	return tap_done();
}

/*
 * server/router/verbs/work/keys: what each verb does to a table, and its one
 * answer. A group's table is its members', a client's its own, and everybody
 * may look at that; who comes second is told so, and nothing that is refused
 * has an effect.
 */

#include <stdio.h>

#include "server/router/model/slots.h"
#include "server/router/model/table.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/buried.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

static const struct config_option usual[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { NULL, NULL } };
static const struct config_option small[] = { { "max_clients", "20" },
	{ "hello_time", "0" }, { "table_max", "64K" }, { NULL, NULL } };

static struct {
	struct puppet ann; /* in tea, as bob */
	struct puppet bob;
	struct puppet out; /* in nothing of theirs */
	struct buried buried;
	char id[STR_DIGITS + 1]; /* of the last change */
	char last[LIMIT_LINE];
} test;

static void
hear_all(void)
{
	puppet_hear_all(&test.ann, test.last);
	puppet_hear_all(&test.bob, test.last);
	puppet_hear_all(&test.out, test.last);
}

static void
begin(void)
{
	puppet_join(&test.ann, "ann", "tea");
	puppet_join(&test.bob, "bob", "tea");
	puppet_join(&test.out, "out", "other");
	hear_all();
}

static void
end(void)
{
	puppet_die(&test.ann);
	puppet_die(&test.bob);
	puppet_die(&test.out);
	sane_check_empty();
	MUST(table_rows() == 0 && table_bytes() == 0, "a row is left");
	stage_forget_log();
}

/* The whole answer is one line. */
static bool
ask(struct puppet *puppet, const char *line, const char *answer)
{
	return puppet_ask(puppet, line, answer) && puppet_hears_nothing(puppet);
}

/* Asks as ask does, and keeps the ID in the answer, its fifth word. */
static bool
change(struct puppet *puppet, const char *line, const char *answer)
{
	struct str rest, id;

	puppet_say(puppet, line);
	if (!puppet_line(puppet, &rest))
		return false;
	if (!pattern_matches(answer, rest)) {
		tap_note("got \"%.*s\"", (int)rest.len, rest.at);
		return false;
	}
	for (int i = 0; i < 4; i++)
		(void)str_word(&rest);
	id = str_word(&rest);
	MUST(id.len < sizeof(test.id), "no ID");
	memcpy(test.id, id.at, id.len);
	test.id[id.len] = '\0';
	return puppet_hears_nothing(puppet);
}

/*
 * Sends the line with the ID in place of "%s", and expects it in the reply too.
 */
static bool
ask_id(struct puppet *puppet, const char *line, const char *answer)
{
	char said[LIMIT_LINE], wanted[LIMIT_LINE];
	const struct {
		const char *from;
		char *to;
	} both[] = { { line, said }, { answer, wanted } };

	for (size_t i = 0; i < COUNT(both); i++) {
		const char *at = strchr(both[i].from, '%');
		const size_t front = at != NULL ? (size_t)(at - both[i].from) :
						  strlen(both[i].from);
		(void)snprintf(both[i].to, LIMIT_LINE, "%.*s%s%s", (int)front,
		    both[i].from, at != NULL ? test.id : "",
		    at != NULL ? at + 1 : ""); /* fits */
	}
	return ask(puppet, said, wanted);
}

static void
adds(void)
{
	begin();
	TAP_OK(change(&test.ann, "add TEA place here", "ok add tea place * 1"),
	    "a key");
	TAP_OK(ask(&test.bob, "add tea place there", "err add exists ..."),
	    "which is there then");
	TAP_OK(
	    change(&test.bob, "add tea at  two  words ", "ok add tea at * 2"),
	    "another one");
	puppet_say(&test.ann, "get tea");
	TAP_OK(puppet_hears(&test.ann, "row tea at * bob  two  words ") &&
		puppet_hears(&test.ann, "row tea place * ann here") &&
		puppet_hears(&test.ann, "ok get tea 2") &&
		puppet_hears_nothing(&test.ann),
	    "all of them in the order of the keys");
	puppet_say(&test.ann, "get tea at");
	TAP_OK(puppet_hears(&test.ann, "row tea at * bob  two  words ") &&
		puppet_hears(&test.ann, "ok get tea 1"),
	    "or one");
	TAP_OK(ask(&test.ann, "get tea none", "ok get tea 0"), "or none");
	TAP_OK(
	    puppet_hears_nothing(&test.bob), "who has not asked hears nothing");
	end();
}

static void
puts_over(void)
{
	begin();
	TAP_OK(change(&test.ann, "put tea k one", "ok put tea k *"),
	    "where nothing stood nothing is told");
	TAP_OK(change(&test.bob, "put tea k two", "ok put tea k * one"),
	    "else what stood there");
	puppet_say(&test.ann, "get tea");
	(void)snprintf(test.last, sizeof(test.last), "row tea k %s bob two",
	    test.id); /* fits */
	TAP_OK(puppet_hears(&test.ann, test.last) &&
		puppet_hears(&test.ann, "ok get tea 1"),
	    "as of the ID that was answered, by who has put it there");
	end();
}

static void
swaps(void)
{
	begin();
	TAP_OK(ask(&test.ann, "swap tea k 1600000000000000 x",
		   "err swap changed ..."),
	    "where there is nothing it is not as of any ID");
	MUST(change(&test.ann, "add tea k one", "ok add tea k * 1"), "add");
	TAP_OK(ask(&test.ann, "swap tea k 1600000000000000 x",
		   "err swap changed ..."),
	    "nor as of another");
	TAP_OK(ask_id(&test.bob, "swap tea k % two", "ok swap tea k * one"),
	    "as of its own it is written");
	TAP_OK(ask_id(&test.ann, "swap tea k % three", "err swap changed ..."),
	    "once");
	puppet_say(&test.ann, "get tea");
	TAP_OK(puppet_hears(&test.ann, "row tea k * bob two") &&
		puppet_hears(&test.ann, "ok get tea 1"),
	    "by who has come first");
	end();
}

static void
cuts(void)
{
	begin();
	TAP_OK(ask(&test.ann, "cut tea k", "err cut no-such-key ...") &&
		ask(&test.ann, "cut tea k 1600000000000000",
		    "err cut no-such-key ..."),
	    "what is not there");
	MUST(change(&test.ann, "add tea k one", "ok add tea k * 1"), "add");
	TAP_OK(
	    ask(&test.bob, "cut tea k 1600000000000000", "err cut changed ..."),
	    "what is as of another ID");
	TAP_OK(ask_id(&test.bob, "cut tea k %", "ok cut tea k one"),
	    "what is as of that");
	TAP_OK(ask(&test.ann, "get tea", "ok get tea 0"), "is taken away");
	MUST(change(&test.ann, "add tea k two", "ok add tea k * 1"), "add");
	TAP_OK(ask(&test.bob, "cut TEA k", "ok cut tea k two"), "or of any ID");
	end();
}

/* Refused commands, their senders and their replies: nothing is written. */
static const struct {
	struct puppet *who;
	const char *line;
	const char *answer;
} refusals[] = {
	{ &test.out, "add tea k v", "err add not-member ..." },
	{ &test.out, "put tea k v", "err put not-member ..." },
	{ &test.out, "swap tea k 1600000000000000 v",
	    "err swap not-member ..." },
	{ &test.out, "cut tea k", "err cut not-member ..." },
	{ &test.out, "put none k v", "err put not-member ..." },
	{ &test.out, "get none", "err get not-member ..." },
	{ &test.out, "put @ann k v", "err put not-allowed ..." },
	{ &test.out, "add @ann k v", "err add not-allowed ..." },
	{ &test.out, "cut @ann k", "err cut not-allowed ..." },
	{ &test.bob, "put @ann k v", "err put not-allowed ..." },
	{ &test.bob, "put @none k v", "err put no-such-name ..." },
	{ &test.bob, "get @none", "err get no-such-name ..." },
	{ &test.bob, "get @none k", "err get no-such-name ..." },
	{ &test.bob, "cut @none k", "err cut no-such-name ..." },
};

static void
refuses(void)
{
	begin();
	for (size_t i = 0; i < COUNT(refusals); i++)
		TAP_OK(ask(refusals[i].who, refusals[i].line,
			   refusals[i].answer) &&
			table_rows() == 0,
		    "%s: %s", refusals[i].line, refusals[i].answer);
	end();
}

static void
has_its_own(void)
{
	begin();
	TAP_OK(change(&test.ann, "put @ANN k v", "ok put @ann k *"),
	    "one writes into one's own table");
	puppet_say(&test.out, "get @Ann");
	TAP_OK(puppet_hears(&test.out, "row @ann k * ann v") &&
		puppet_hears(&test.out, "ok get @ann 1"),
	    "and everybody may look");
	puppet_say(&test.ann, "name eve");
	hear_all();
	puppet_say(&test.out, "get @eve");
	TAP_OK(puppet_hears(&test.out, "row @eve k * ann v") &&
		puppet_hears(&test.out, "ok get @eve 1"),
	    "it moves along with the name; who wrote it is as it was");
	TAP_OK(ask(&test.out, "get @ann", "err get no-such-name ..."),
	    "and there is no other");
	MUST(change(&test.ann, "put tea k v", "ok put tea k *"), "put");
	puppet_die(&test.ann);
	hear_all();
	TAP_NUM(table_rows(), 1, "it goes with its client");
	puppet_say(&test.bob, "get tea");
	TAP_OK(puppet_hears(&test.bob, "row tea k * eve v"),
	    "but what that has written for the group does not");
	puppet_join(&test.ann, "ann", "tea");
	TAP_OK(ask(&test.ann, "get @ann", "ok get @ann 0"),
	    "who has the name then has nothing");
	hear_all();
	puppet_say(&test.bob, "leave tea");
	puppet_say(&test.ann, "leave tea");
	TAP_NUM(table_rows(), 1, "it stays for an hour without the group");
	sane_forget_left();
	TAP_NUM(table_rows(), 0, "and goes then");
	end();
}

static void
has_its_share(void)
{
	char line[LIMIT_LINE];

	begin();
	stage_configure(small);
	(void)snprintf(
	    line, sizeof(line), "put tea k %s", filler(LIMIT_VALUE)); /* fits */
	MUST(change(&test.ann, line, "ok put tea k *"), "no room");
	TAP_OK(ask(&test.ann, "add tea k2 x", "ok add tea k2 * 2"), "room");
	(void)snprintf(line, sizeof(line), "put @ann k %s",
	    filler(LIMIT_VALUE)); /* fits */
	TAP_OK(
	    ask(&test.ann, line, "err put too-many ...") && table_rows() == 2,
	    "there is no more than one's share");
	TAP_OK(ask(&test.ann, "put tea k x", "ok put tea k * ...") &&
		change(&test.ann, line, "ok put @ann k *"),
	    "of which a shorter one gives back");
	stage_configure(usual);
	end();
}

/* One who would hear of it has much to read. */
static void
slows_down(void)
{
	begin();
	MUST(ask(&test.bob, "hear k", "ok hear"), "hear");
	MUST(change(&test.ann, "put @ann k v", "ok put @ann k *") &&
		puppet_hears(&test.bob, "set * @ann k ann v"),
	    "put");
	bury(&test.buried, &test.bob);
	TAP_OK(ask(&test.ann, "put @ann k w", "err put slow-down ...") &&
		ask(&test.ann, "cut @ann k", "err cut slow-down ..."),
	    "who would tell one who does not read is slowed down");
	TAP_OK(change(&test.ann, "put @ann other w", "ok put @ann other *"),
	    "but not with what that does not hear");
	unbury(&test.buried, test.last);
	puppet_hear_all(&test.bob, test.last);
	TAP_OK(change(&test.ann, "put @ann k w", "ok put @ann k * v") &&
		puppet_hears(&test.bob, "set * @ann k ann w"),
	    "nor when that has read");
	end();
}

int
main(void)
{
	stage_begin(usual);
	adds();
	puts_over();
	swaps();
	cuts();
	refuses();
	has_its_own();
	has_its_share();
	slows_down();
	return tap_done();
}

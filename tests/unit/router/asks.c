/*
 * No helper answers for another, or a journal could log anybody in. When one
 * begins or ends, all who need it wait for the next: those who wait, are called
 * or have asked, and no others. The table of askers, which is large, is read no
 * further than to the last of them. An upgrade waits until operators have their
 * answers, and for what those asked who have gone. A long question goes on in
 * steps, behind those that are new, one at a time, and an upgrade or another
 * journal comes between.
 */
#include "server/router/asks.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

#include "server/router/model/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

/* What has become of each asker when the helper ends. */
enum { WAITS, IS_CALLED, HAS_ASKED, IS_ANSWERED, HAS_TAKEN, IS_CANCELLED, ALL };

/* The table has thousands of pages. */
#define FEW 200

static struct puppet asker[ALL], helper;

static uint32_t
who(size_t number)
{
	return slots_get(asker[number].slot)->conn.n;
}

static bool
ask_as(uint32_t who)
{
	struct asks_answer answer;

	return asks_ask(who,
	    &(const struct asks_question) {
		.of = ASKS_KEEPER, .words = WORDS(STR("prove")) },
	    &answer);
}

static bool
ask(size_t number)
{
	return ask_as(who(number));
}

static void
answer_as(enum asks_of of, uint64_t number)
{
	const struct command command = {
		.arg = { DECIMAL(number), STR("done") }, .count = 2
	};
	struct asks_end end;

	(void)asks_answered(of, helper.slot, &command, &end);
	MUST(end.number != 0, "nothing was asked");
}

static void
answer(uint64_t number)
{
	answer_as(ASKS_KEEPER, number);
}

static long
faults(void)
{
	struct rusage usage;

	MUST(getrusage(RUSAGE_SELF, &usage) == 0, "no usage");
	return usage.ru_minflt;
}

static void
shut(const char *when)
{
	const long before = faults();

	asks_shut(ASKS_KEEPER, true, false);
	TAP_OK(faults() < before + FEW, "%s: %ld pages are read", when,
	    faults() - before);
}

/* An operator is to hear the answer of what was, or may have been, done. */
static void
test_operator(void)
{
	const uint32_t one = ASKS_OPERATORS;
	uint64_t number;

	asks_open(ASKS_KEEPER, helper.slot);
	TAP_OK(asks_are_over(false), "one that has asked nothing");
	MUST(!ask_as(one), "it is answered");
	TAP_OK(!asks_are_over(false), "an upgrade waits for what it has asked");
	asks_shut(ASKS_KEEPER, true, false);
	TAP_OK(!asks_are_over(false), "and is to ask again");
	asks_open(ASKS_KEEPER, helper.slot);
	asks_open(ASKS_JOURNAL, helper.slot);
	MUST(!ask_as(one), "it is answered");
	answer_as(ASKS_JOURNAL, asks_number(one));
	TAP_OK(!ask_as(one), "a journal does not answer for the keeper");
	asks_shut(ASKS_JOURNAL, true, false);
	number = asks_number(one);
	asks_cancel(one);
	MUST(!ask_as(one), "it is answered");
	answer(number);
	TAP_OK(!ask_as(one), "nor is the answer for one who has gone");
	answer(asks_number(one));
	TAP_OK(!asks_are_over(false), "and for an answer that is not taken");
	MUST(ask_as(one), "it takes nothing");
	asks_cancel(one);
	TAP_OK(asks_are_over(false), "no longer");
}

/* A guess of a secret, whose delay and rate the answer sets. */
static void
test_gone(void)
{
	uint64_t number;

	MUST(!ask(WAITS), "it is answered");
	number = asks_number(who(WAITS));
	asks_cancel(who(WAITS));
	TAP_OK(!asks_are_over(false), "an upgrade waits for what one asked");
	TAP_OK(asks_are_over(true), "who has gone, but not for ever");
	answer(number);
	TAP_OK(asks_are_over(false), "nor when it is answered");
}

/* Asks the journal for that word; false while it is not answered. */
static bool
find(size_t number, struct str word)
{
	struct asks_answer answer;

	return asks_journal(
	    who(number), WORDS(STR("find"), word), NULL, &answer);
}

/* The journal answers what that asker has asked. */
static void
says(size_t number, const char *words)
{
	struct command command;
	struct asks_end end;
	char line[128];

	MUST(asks_number(who(number)) != 0, "%zu has not asked", number);
	(void)snprintf(line, sizeof(line), "answer %" PRIu64 " %s",
	    asks_number(who(number)), words);
	MUST(grammar_parse(str_from(line), FROM_WORKER, &command) == CODE_OK,
	    "no answer: %s", line);
	(void)asks_answered(ASKS_JOURNAL, helper.slot, &command, &end);
}

/* The helper gets that, and nothing else. */
static void
gets(const char *pattern, const char *what)
{
	stage_turn();
	TAP_OK((pattern == NULL || puppet_hears(&helper, pattern)) &&
		puppet_hears_nothing(&helper),
	    "%s", what);
}

static void
test_long(void)
{
	char last[LIMIT_LINE];

	stage_turn();
	puppet_hear_all(&helper, last);
	asks_open(ASKS_JOURNAL, helper.slot);
	MUST(!find(0, STR("a")), "it is answered");
	gets("ask * find a", "one asks");
	MUST(!find(1, STR("b")), "it is answered");
	gets("ask * find b", "and another");
	says(0, "later + 5 x");
	gets("ask * + 5 x find a", "the first one goes on");
	says(1, "later + 6 x");
	gets(NULL, "one at a time does");
	MUST(!find(2, STR("c")), "it is answered");
	gets("ask * find c", "who is new does not wait for that");
	says(0, "later + 7 x");
	gets("ask * + 6 x find b", "then it is the other's turn");
	says(1, "next + 8 x");
	gets("ask * + 8 x find b", "which may come again at once");
	says(1, "done");
	gets("ask * + 7 x find a", "and then the first one's");
	TAP_OK(!find(0, STR("a")) && find(1, STR("b")), "one is answered");
	says(2, "more 5");
	MUST(find(2, STR("c")) && !find(2, STR("d")), "it is answered");
	gets(NULL, "who asks for more waits likewise");
	says(0, "later + 7 x");
	gets("ask * find d", "and has a turn");
	MUST(!find(2, STR("d")), "it is answered");
	says(2, "later + 1 x");
	gets("ask * + 7 x find a", "like the other one");
	asks_cancel(who(1));
	asks_cancel(who(2));
	asks_hold(true);
	TAP_OK(!asks_are_over(false), "an upgrade waits for the step");
	says(0, "later + 9 x");
	gets(NULL, "and nothing goes on");
	TAP_OK(asks_are_over(false), "it goes between two steps");
	asks_hold(false);
	gets("ask * + 9 x find a", "or the question goes on");
	asks_shut(ASKS_JOURNAL, true, true);
	asks_open(ASKS_JOURNAL, helper.slot);
	TAP_OK(!find(0, STR("a")), "the journal has died");
	gets("ask * + 9 x find a", "the next one goes on from there");
	says(0, "later + 10 x");
	gets("ask * + 10 x find a", "it goes on");
	asks_cancel(who(0));
	MUST(!find(1, STR("b")), "it is answered");
	gets("ask * find b", "a place is of one question");
	says(1, "done");
	asks_shut(ASKS_JOURNAL, true, false);
}

int
main(void)
{
	stage_begin((const struct config_option[]) {
	    { "hello_time", "0" }, { "state", "/nowhere" }, { NULL, NULL } });
	shut("before anybody has asked");
	for (size_t i = 0; i < ALL; i++)
		puppet_enter(&asker[i]);
	puppet_help(&helper);
	for (size_t i = IS_CALLED; i < ALL; i++)
		MUST(!ask(i), "it does not wait");
	asks_open(ASKS_KEEPER, helper.slot);
	for (size_t i = HAS_ASKED; i < ALL; i++)
		MUST(!ask(i), "it is answered");
	answer(asks_number(who(IS_ANSWERED)));
	answer(asks_number(who(HAS_TAKEN)));
	MUST(ask(HAS_TAKEN), "it takes nothing");
	asks_cancel(who(IS_CANCELLED));
	shut("while some wait");
	MUST(!ask(WAITS), "it does not wait");
	TAP_NUM(asks_questions(ASKS_KEEPER), 3, "so many wait");
	asks_open(ASKS_KEEPER, helper.slot);
	for (size_t i = WAITS; i <= HAS_ASKED; i++)
		MUST(!ask(i) && asks_number(who(i)) != 0, "it cannot ask");
	shut("while others wait");
	TAP_NUM(asks_questions(ASKS_KEEPER), 3, "and again");
	TAP_OK(ask(IS_ANSWERED), "what was answered is");
	for (size_t i = 0; i < ALL; i++)
		asks_cancel(who(i));
	shut("when all have gone");
	test_operator();
	test_gone();
	for (size_t i = 0; i < ALL; i++)
		asks_cancel(who(i));
	test_long();
	return tap_done();
}

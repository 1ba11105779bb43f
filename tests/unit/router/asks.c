/*
 * When a helper begins or ends, all who need one wait for the next: those who
 * wait, are called or have asked, and no others. The table of askers, which is
 * large, is read no further than to the last of them. An upgrade waits until
 * operators have their answers, and for what those asked who have gone.
 */
#include "server/router/asks.h"

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
	return slots_get(asker[number].slot)->client;
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
answer(uint64_t number)
{
	const struct command command = {
		.arg = { DECIMAL(number), STR("done") }, .count = 2
	};
	struct asks_end end;

	(void)asks_answered(ASKS_KEEPER, helper.slot, &command, &end);
	MUST(end.number != 0, "nothing was asked");
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
test_ticket(void)
{
	const uint32_t ticket = asks_ticket();

	asks_open(ASKS_KEEPER, helper.slot);
	TAP_OK(asks_are_over(false), "a ticket that has asked nothing");
	MUST(!ask_as(ticket), "it is answered");
	TAP_OK(!asks_are_over(false), "an upgrade waits for what it has asked");
	asks_shut(ASKS_KEEPER, true, false);
	TAP_OK(!asks_are_over(false), "and is to ask again");
	asks_open(ASKS_KEEPER, helper.slot);
	MUST(!ask_as(ticket), "it is answered");
	answer(asks_number(ticket));
	TAP_OK(!asks_are_over(false), "and for an answer that is not taken");
	MUST(ask_as(ticket), "it takes nothing");
	asks_cancel(ticket);
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

int
main(void)
{
	stage_begin((const struct config_option[]) {
	    { "hello_time", "0" }, { NULL, NULL } });
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
	test_ticket();
	test_gone();
	return tap_done();
}

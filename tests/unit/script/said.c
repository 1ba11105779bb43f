/*
 * client/script/said: each line is accepted once, in order, whatever is
 * refused.
 */
#include "client/script/said.h"

#include "client/session/wait.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/tap.h"

#define LINES 20
#define ROUNDS 500

static const char letters[] = "abcdefghijklmnopqrst";

/* The line that is to be said again, when it is time. */
static char
take_next(struct said *said)
{
	struct str text;

	if (said_until(said) != WAIT_FOR_EVER &&
	    said_until(said) > clock_mono())
		pace(said_until(said) - clock_mono());
	MUST(said_next(said, &text) && text.len == 1, "there is none");
	said_again(said);
	return text.at[0];
}

static void
says_again(void)
{
	static struct said said;
	struct str text;

	TAP_OK(said_is_idle(&said), "nothing has been said");
	for (size_t i = 0; i < 3; i++)
		said_add(&said, (struct str) { &letters[i], 1 }, i + 1);
	TAP_NUM(said_owed(&said), 3, "three are under way");
	TAP_OK(said_until(&said) == WAIT_FOR_EVER, "none is to be said again");
	TAP_NUM(said_answer(&said, true), 1, "the first is refused");
	TAP_NUM(said_answer(&said, false), 2, "the second is not");
	TAP_OK(!said_next(&said, &text), "the third comes first");
	TAP_NUM(said_answer(&said, true), 3, "it is refused too");
	TAP_NUM(said_refused(&said), 2, "two are to be said again");
	TAP_OK(!said_next(&said, &text), "but not at once");
	TAP_NUM(said_until(&said) - clock_mono(), SAID_PAUSE, "but then");
	pace(SAID_PAUSE - 1);
	TAP_OK(!said_next(&said, &text), "not sooner");
	pace(1);
	TAP_NUM(take_next(&said), 'a', "the first");
	TAP_OK(!said_next(&said, &text), "alone");
	TAP_NUM(said_answer(&said, false), 1, "it is accepted");
	TAP_OK(said_next(&said, &text), "then the other, at once");
	TAP_NUM(take_next(&said), 'c', "the third");
	TAP_OK(!said_is_idle(&said), "nothing new before its answer");
	TAP_NUM(said_answer(&said, false), 3, "it is accepted");
	TAP_OK(said_is_idle(&said), "all is done");
}

static void
forgets(void)
{
	static struct said said;

	for (size_t i = 0; i < 3; i++)
		said_add(&said, (struct str) { &letters[i], 1 }, i + 1);
	(void)said_answer(&said, true);
	said_forget(&said);
	TAP_NUM(said_refused(&said), 1, "one was refused");
	TAP_NUM(said_owed(&said), 0, "the others may have been heard");
	TAP_NUM(take_next(&said), 'a', "the one is said again");
	said_forget(&said);
	TAP_OK(said_is_idle(&said), "now it may have been heard too");
}

/* A server that refuses one refuses all that are behind it. */
static void
keeps_order(void)
{
	static struct said said;
	char heard[LINES + 1] = "";
	char one[2];
	size_t count = 0;
	bool refuses = false;

	for (size_t i = 0; i < LINES; i++)
		said_add(&said, (struct str) { &letters[i], 1 }, i);
	for (size_t i = 0; i < LINES; i++) {
		refuses = refuses || dice_once_in(LINES);
		const size_t number = said_answer(&said, refuses);
		if (!refuses)
			heard[count++] = letters[number];
	}
	while (!said_is_idle(&said)) {
		one[0] = take_next(&said);
		refuses = dice_once_in(2);
		(void)said_answer(&said, refuses);
		if (!refuses)
			heard[count++] = one[0];
	}
	MUST(strcmp(heard, letters) == 0, "heard: %s", heard);
}

int
main(void)
{
	dice_begin();
	says_again();
	forgets();
	for (size_t i = 0; i < ROUNDS; i++)
		keeps_order();
	PASS("nothing is lost, and nothing overtakes");
	return tap_done();
}

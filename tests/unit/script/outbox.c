/*
 * client/script/said: each line is accepted once, in order, whatever is
 * refused.
 */
#include "client/script/outbox.h"

#include "client/net/wait.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/tap.h"

#define LINES 20
#define ROUNDS 500

static const char letters[] = "abcdefghijklmnopqrst";

/* The line that is to be said again, when it is time. */
static char
take_next(struct outbox *outbox)
{
	struct str text;

	if (outbox_next_time(outbox) != WAIT_FOR_EVER &&
	    outbox_next_time(outbox) > clock_mono())
		pace(outbox_next_time(outbox) - clock_mono());
	MUST(outbox_next(outbox, &text) && text.len == 1, "there is none");
	outbox_sent_again(outbox);
	return text.at[0];
}

static void
says_again(void)
{
	static struct outbox outbox;
	struct str text;

	TAP_OK(outbox_is_idle(&outbox), "nothing has been said");
	for (size_t i = 0; i < 3; i++)
		outbox_add(&outbox, (struct str) { &letters[i], 1 }, i + 1);
	TAP_NUM(outbox_pending(&outbox), 3, "three are under way");
	TAP_OK(outbox_next_time(&outbox) == WAIT_FOR_EVER,
	    "none is to be said again");
	TAP_NUM(outbox_answer(&outbox, true), 1, "the first is refused");
	TAP_NUM(outbox_answer(&outbox, false), 2, "the second is not");
	TAP_OK(!outbox_next(&outbox, &text), "the third comes first");
	TAP_NUM(outbox_answer(&outbox, true), 3, "it is refused too");
	TAP_NUM(outbox_refused(&outbox), 2, "two are to be said again");
	TAP_OK(!outbox_next(&outbox, &text), "but not at once");
	TAP_NUM(
	    outbox_next_time(&outbox) - clock_mono(), OUTBOX_PAUSE, "but then");
	pace(OUTBOX_PAUSE - 1);
	TAP_OK(!outbox_next(&outbox, &text), "not sooner");
	pace(1);
	TAP_NUM(take_next(&outbox), 'a', "the first");
	TAP_OK(!outbox_next(&outbox, &text), "alone");
	TAP_NUM(outbox_answer(&outbox, false), 1, "it is accepted");
	TAP_OK(outbox_next(&outbox, &text), "then the other, at once");
	TAP_NUM(take_next(&outbox), 'c', "the third");
	TAP_OK(!outbox_is_idle(&outbox), "nothing new before its answer");
	TAP_NUM(outbox_answer(&outbox, false), 3, "it is accepted");
	TAP_OK(outbox_is_idle(&outbox), "all is done");
}

/* A server that refuses one refuses all that are behind it. */
static void
keeps_order(void)
{
	static struct outbox outbox;
	char heard[LINES + 1] = "";
	char one[2];
	size_t count = 0;
	bool refuses = false;

	for (size_t i = 0; i < LINES; i++)
		outbox_add(&outbox, (struct str) { &letters[i], 1 }, i);
	for (size_t i = 0; i < LINES; i++) {
		refuses = refuses || dice_once_in(LINES);
		const size_t number = outbox_answer(&outbox, refuses);
		if (!refuses)
			heard[count++] = letters[number];
	}
	while (!outbox_is_idle(&outbox)) {
		one[0] = take_next(&outbox);
		refuses = dice_once_in(2);
		(void)outbox_answer(&outbox, refuses);
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
	for (size_t i = 0; i < ROUNDS; i++)
		keeps_order();
	PASS("nothing is lost, and nothing overtakes");
	return tap_done();
}

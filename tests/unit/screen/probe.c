/*
 * client/screen/probe: what the terminal does with emoji is learned from how
 * far its cursor has come; and nothing, however often and late and with
 * whatever numbers it answers, is taken for an answer that is none.
 */
#include "client/screen/probe.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/vt.h"

#define ROW 5
#define FAMILY "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9"
#define FLAG "\xf0\x9f\x87\xab\xf0\x9f\x87\xb7"
#define SUN "\xe2\x98\x80\xef\xb8\x8f"
#define HAND "\xf0\x9f\x91\x8b\xf0\x9f\x8f\xbd"

static struct out out;
static struct vt screen;
static struct probe probe;

static void
begin(void)
{
	const struct width_policy none = { 0 };

	width_learn(&none);
	out_init(&out, -1);
	vt_init(&screen, 24, 80);
	screen.window = true;
	probe_begin(&probe, &out, ROW, 0);
}

/* The terminal gets what was asked; its answers go back, as keys has them. */
static void
ask(void)
{
	const struct str bytes = buf_str(&out.waiting);
	size_t row, column;

	MUST(bytes.len <= PROBE_MOST, "bytes: %zu", bytes.len);
	vt_feed(&screen, bytes.at, bytes.len);
	screen.answers[screen.answers_len] = '\0';
	for (const char *at = screen.answers;
	     at != NULL && sscanf(at, "\033[%zu;%zuR", &row, &column) == 2;
	     at = strchr(at + 1, '\033'))
		MUST(probe_answer(&probe, row, column), "an answer");
}

static void
is_learned(bool joins, bool flags, bool pictures, bool tones)
{
	char text[VT_TEXT];

	begin();
	screen.joins = joins;
	screen.flags = flags;
	screen.pictures = pictures;
	screen.tones = tones;
	ask();
	TAP_OK(probe_done(&probe), "all is answered");
	TAP_NUM(width_of(STR(FAMILY)), joins ? 2 : 4, "a family");
	TAP_NUM(width_of(STR(FLAG)), 2, "a flag");
	TAP_NUM(width_of(STR(SUN)), pictures ? 2 : 1, "a sun");
	TAP_NUM(width_of(STR(HAND)), tones ? 2 : 4, "a hand");
	vt_text(&screen, ROW, text);
	TAP_STR(str_from(text), STR(""), "nothing is left of it");
	TAP_NUM(screen.foreign, 0, "no other sequence");
}

/* A terminal where a letter of a flag is wide, and flags are not joined. */
static void
learns_letters(void)
{
	begin();
	for (size_t i = 0; i < 6; i++)
		(void)probe_answer(&probe, ROW + 1, i == 2 ? 5 : 3);
	TAP_NUM(width_of(STR(FLAG)), 4, "a flag whose letters are wide");
}

static void
says_nothing(void)
{
	begin();
	probe_expire(&probe, SEC - 1);
	TAP_OK(!probe_done(&probe) && probe_due(&probe) == SEC, "it waits");
	probe_expire(&probe, SEC);
	TAP_OK(probe_done(&probe), "for a second");
	TAP_NUM(width_of(STR(FAMILY)), 4, "nothing is known");
	TAP_OK(!probe_answer(&probe, ROW + 1, 3), "an answer is too late");
	TAP_NUM(width_of(STR(FAMILY)), 4, "nothing is learned from it");
}

/* The third report of so many is one: a key, or what nobody has asked. */
static void
is_forged(void)
{
	begin();
	TAP_OK(!probe_answer(&probe, 1, 2), "Shift-F3 is no answer");
	TAP_OK(!probe_answer(&probe, 0, 0) &&
		!probe_answer(&probe, SIZE_MAX, SIZE_MAX),
	    "nor is any other row");
	(void)probe_answer(&probe, ROW + 1, SIZE_MAX);
	(void)probe_answer(&probe, ROW + 1, 0);
	probe_expire(&probe, 2 * SEC);
	TAP_NUM(width_of(STR(FAMILY)), 4, "nothing is learned");
	dice_begin();
	for (size_t i = 0; i < 1000; i++) {
		begin();
		for (size_t k = dice(20); k > 0; k--)
			(void)probe_answer(&probe, dice(2) ? ROW + 1 : dice(9),
			    dice(2) ? dice(9) : SIZE_MAX - dice(2));
		probe_expire(&probe, dice(2) * SEC);
		MUST(width_of(STR(FAMILY)) <= 4, "a width");
	}
	PASS("whatever comes");
}

int
main(void)
{
	is_learned(false, false, false, false);
	is_learned(true, true, true, true);
	is_learned(true, false, false, false);
	is_learned(false, false, true, false);
	is_learned(false, true, false, true);
	learns_letters();
	says_nothing();
	is_forged();
	return tap_done();
}

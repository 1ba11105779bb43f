/*
 * Questions to helpers: those that wait are asked although everybody who was
 * called before them has gone.
 */
#include "server/router/asks.h"

#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

/* Questions that the journal has at a time. */
#define PLACES 64

static const struct config_option options[] = { { "state", "/" },
	{ NULL, NULL } };

static bool
is_answered(uint32_t ticket)
{
	struct asks_answer answer;

	return asks_journal(ticket, WORDS(STR("sync")), NULL, &answer);
}

int
main(void)
{
	static struct puppet journal;
	uint32_t tickets[PLACES + 1];

	stage_begin(options);
	puppet_help(&journal);
	for (size_t i = 0; i < COUNT(tickets); i++) {
		tickets[i] = asks_ticket();
		MUST(!is_answered(tickets[i]), "nobody waits for the journal");
	}
	asks_open(ASKS_JOURNAL, journal.slot);
	for (size_t i = 0; i < PLACES; i++)
		asks_cancel(tickets[i]);
	(void)is_answered(tickets[PLACES]); /* asks */
	TAP_NUM(asks_has_asked(tickets[PLACES]), 1,
	    "who waits is asked although those before have gone");
	return tap_done();
}

/* So many puppets that the doorbell matters: see crowd.h. */
#include "crowd.h"

#include <stdio.h>

#include "stage.h"
#include "tests/lib/must.h"

static struct {
	struct puppet puppet[CROWD_SIZE];
	unsigned pings;
} crowd;

int
crowd_begin(void)
{
	stage_begin((const struct config_option[]) {
	    { "max_clients", "120" }, { NULL, NULL } });
	const int bell = stage_bell();

	for (size_t i = 0; i < CROWD_SIZE; i++)
		puppet_enter(&crowd.puppet[i]);
	return bell;
}

struct puppet *
crowd_get(size_t number)
{
	return &crowd.puppet[number];
}

void
crowd_whisper(struct puppet *puppet)
{
	char line[32];
	const int len =
	    snprintf(line, sizeof(line), "ping %u\n", ++crowd.pings); /* fits */

	puppet_write(puppet, (struct str) { line, (size_t)len });
}

bool
crowd_is_heard(struct puppet *puppet)
{
	struct str line;
	bool heard = false;

	while (puppet_line(puppet, &line))
		heard = true;
	return heard;
}

usec
crowd_time_to_hear(struct puppet *puppet)
{
	const usec begin = clock_mono();

	for (unsigned turns = 0; !crowd_is_heard(puppet); turns++) {
		MUST(turns < CROWD_BUSY, "it is never heard");
		stage_wait(SEC);
	}
	return clock_mono() - begin;
}

void
crowd_await_sweep(void)
{
	crowd_whisper(&crowd.puppet[0]);
	(void)crowd_time_to_hear(&crowd.puppet[0]);
}

unsigned
crowd_idle_turns(usec time)
{
	const usec end = clock_mono() + time;
	unsigned turns = 0;

	for (; clock_mono() < end && turns < CROWD_BUSY; turns++)
		stage_wait(end - clock_mono());
	return turns;
}

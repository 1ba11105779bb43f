/* Lines until the server has answered them: see said.h. */
#include "script/said.h"

#include <assert.h>

#include "session/wait.h"

bool
said_is_idle(const struct said *said)
{
	return said->count == 0;
}

void
said_add(struct said *said, struct str text, size_t number)
{
	assert(said->count < SESSION_OWED && said->under_way == said->count &&
	    text.len <= sizeof(said->texts) - said->used);
	memcpy(said->texts + said->used, text.at, text.len);
	said->line[said->count++] = (struct said_line) {
		.number = number, .at = said->used, .len = text.len
	};
	said->used += text.len;
	said->under_way = said->count;
}

/* Returns whether a line is to be sent again, now or later. */
static bool
has_next(const struct said *said)
{
	return said->under_way == 0 && said->count > 0;
}

bool
said_next(const struct said *said, struct str *text)
{
	const struct said_line *line = &said->line[0];

	if (!has_next(said) || clock_mono() < said->until)
		return false;
	*text = (struct str) { said->texts + line->at, line->len };
	return true;
}

void
said_again(struct said *said)
{
	said->under_way = 1;
}

usec
said_until(const struct said *said)
{
	return has_next(said) ? said->until : WAIT_FOR_EVER;
}

size_t
said_owed(const struct said *said)
{
	return said->under_way - said->answered;
}

size_t
said_refused(const struct said *said)
{
	return said->again + (said->count - said->under_way);
}

/*
 * Ends a round: keeps the refused lines, and after them those that were not
 * sent again.
 */
static void
end_round(struct said *said)
{
	const size_t rest = said->count - said->under_way;

	memmove(&said->line[said->again], &said->line[said->under_way],
	    rest * sizeof(said->line[0]));
	said->count = said->again + rest;
	said->under_way = said->answered = said->again = 0;
	if (said->count == 0)
		said->used = 0;
}

static usec
pause_of(const struct said *said)
{
	return said->pause != 0 ? said->pause : SAID_PAUSE;
}

size_t
said_answer(struct said *said, bool refused)
{
	const struct said_line line = said->line[said->answered++];

	if (refused) {
		said->line[said->again++] = line;
		if (said->stuck == 0)
			said->stuck = clock_mono();
	} else {
		said->stuck = 0;
	}
	said->refused = said->refused || refused;
	if (said->answered < said->under_way)
		return line.number;
	said->until = said->refused ? clock_mono() + pause_of(said) : 0;
	said->refused = false;
	end_round(said);
	return line.number;
}

void
said_forget(struct said *said)
{
	said->refused = false;
	said->until = said->stuck = 0;
	end_round(said);
}

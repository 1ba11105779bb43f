/* Lines until the server has answered them: see outbox.h. */
#include "script/outbox.h"

#include <assert.h>

#include "net/wait.h"

bool
outbox_is_idle(const struct outbox *outbox)
{
	return outbox->count == 0;
}

void
outbox_add(struct outbox *outbox, struct str text, size_t number)
{
	assert(outbox->count < SESSION_OWED &&
	    outbox->under_way == outbox->count &&
	    text.len <= sizeof(outbox->texts) - outbox->used);
	memcpy(outbox->texts + outbox->used, text.at, text.len);
	outbox->line[outbox->count++] = (struct outbox_line) {
		.number = number, .at = outbox->used, .len = text.len
	};
	outbox->used += text.len;
	outbox->under_way = outbox->count;
}

/* Returns whether a line is to be sent again, now or later. */
static bool
has_next(const struct outbox *outbox)
{
	return outbox->under_way == 0 && outbox->count > 0;
}

bool
outbox_next(const struct outbox *outbox, struct str *text)
{
	const struct outbox_line *line = &outbox->line[0];

	if (!has_next(outbox) || clock_mono() < outbox->until)
		return false;
	*text = (struct str) { outbox->texts + line->at, line->len };
	return true;
}

void
outbox_sent_again(struct outbox *outbox)
{
	outbox->under_way = 1;
}

usec
outbox_next_time(const struct outbox *outbox)
{
	return has_next(outbox) ? outbox->until : WAIT_FOR_EVER;
}

size_t
outbox_pending(const struct outbox *outbox)
{
	return outbox->under_way - outbox->answered;
}

size_t
outbox_refused(const struct outbox *outbox)
{
	return outbox->again + (outbox->count - outbox->under_way);
}

/*
 * Ends a round: keeps the refused lines, and after them those that were not
 * sent again.
 */
static void
end_round(struct outbox *outbox)
{
	const size_t rest = outbox->count - outbox->under_way;

	memmove(&outbox->line[outbox->again], &outbox->line[outbox->under_way],
	    rest * sizeof(outbox->line[0]));
	outbox->count = outbox->again + rest;
	outbox->under_way = outbox->answered = outbox->again = 0;
	if (outbox->count == 0)
		outbox->used = 0;
}

static usec
pause_of(const struct outbox *outbox)
{
	return outbox->pause != 0 ? outbox->pause : OUTBOX_PAUSE;
}

size_t
outbox_answer(struct outbox *outbox, bool refused)
{
	const struct outbox_line line = outbox->line[outbox->answered++];

	if (refused) {
		outbox->line[outbox->again++] = line;
		if (outbox->stuck == 0)
			outbox->stuck = clock_mono();
	} else {
		outbox->stuck = 0;
	}
	outbox->refused = outbox->refused || refused;
	if (outbox->answered < outbox->under_way)
		return line.number;
	outbox->until = outbox->refused ? clock_mono() + pause_of(outbox) : 0;
	outbox->refused = false;
	end_round(outbox);
	return line.number;
}

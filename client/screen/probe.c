/* How the terminal draws emoji: see probe.h. */
#include "screen/probe.h"

#include <assert.h>

#include "shared/str.h"

#define PATIENCE (1 * SEC)

/* Each policy, a text that shows it, and the columns that prove it. */
static const struct {
	size_t policy;
	struct str text;
	size_t columns;
} questions[] = {
	/* a woman with a computer */
	{ offsetof(struct width_policy, joins),
	    LIT("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"), 2 },
	/* a letter of a flag, and a flag */
	{ offsetof(struct width_policy, letters), LIT("\xf0\x9f\x87\xa9"), 2 },
	{ offsetof(struct width_policy, flags),
	    LIT("\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa"), 2 },
	/* a heart as a picture */
	{ offsetof(struct width_policy, picture),
	    LIT("\xe2\x9d\xa4\xef\xb8\x8f"), 2 },
	/* a watch as text */
	{ offsetof(struct width_policy, text), LIT("\xe2\x8c\x9a\xef\xb8\x8e"),
	    1 },
	/* a thumb and its tone */
	{ offsetof(struct width_policy, tones),
	    LIT("\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd"), 2 },
};

static_assert(COUNT(questions) * 48 < PROBE_MOST, "these have room");

/* Moves the cursor to the first column of the row. */
static void
put_start(struct out *out, size_t row)
{
	out_put(out, STR("\033["));
	out_put(out, DECIMAL(row));
	out_put(out, STR("H"));
}

void
probe_begin(struct probe *probe, struct out *out, size_t row, usec now)
{
	if (out_room(out) < PROBE_MOST)
		return;
	*probe = (struct probe) {
		.asking = true, .row = row + 1, .due = now + PATIENCE
	};
	for (size_t i = 0; i < COUNT(questions); i++) {
		put_start(out, probe->row);
		out_put(out, questions[i].text);
		out_put(out, STR("\033[6n"));
	}
	put_start(out, probe->row);
	out_put(out, STR("\033[K"));
}

static void
probe_end(struct probe *probe)
{
	width_learn(&probe->policy);
	probe->asking = false;
}

bool
probe_answer(struct probe *probe, size_t row, size_t column)
{
	if (!probe->asking || row != probe->row)
		return false;
	const size_t place = questions[probe->answers].policy;
	bool *policy = (bool *)((char *)&probe->policy + place);
	*policy = column == questions[probe->answers].columns + 1;
	probe->answers++;
	if (probe->answers == COUNT(questions))
		probe_end(probe);
	return true;
}

usec
probe_due(const struct probe *probe)
{
	return probe->due;
}

void
probe_expire(struct probe *probe, usec now)
{
	if (probe->asking && now >= probe->due)
		probe_end(probe);
}

bool
probe_done(const struct probe *probe)
{
	return !probe->asking;
}

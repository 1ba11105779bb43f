/* The requests of those who read the past: see journal_asks.h. */
#include "helpers/journal/read/journal_asks.h"

#include "helpers/journal/read/journal_answer.h"
#include "helpers/journal/read/journal_export.h"
#include "helpers/journal/read/journal_find.h"
#include "helpers/journal/read/journal_list.h"
#include "helpers/journal/read/journal_mail.h"
#include "helpers/journal/read/journal_read.h"
#include "helpers/journal/read/journal_talks.h"

/* Steps before the clock is looked at again. */
#define STEPS 16

static const struct {
	enum journal_progress (*step)(
	    struct journal_reader *reader, struct journal_ask *ask);
	bool has_target;
	bool is_open; /* to whoever asks: the parent has decided that */
} forms[JOURNAL_FORMS] = {
	[JOURNAL_FORWARD] = { journal_read_forward, true, false },
	[JOURNAL_BACKWARD] = { journal_read_backward, true, false },
	[JOURNAL_FIND] = { journal_find, true, false },
	[JOURNAL_LOOK] = { journal_read_look, true, true },
	[JOURNAL_TALKS] = { journal_talks, false, true },
	[JOURNAL_EXPORT] = { journal_export, false, true },
	[JOURNAL_STATUS] = { journal_status, false, true },
	[JOURNAL_LIST] = { journal_list, false, true },
	[JOURNAL_TABLE] = { journal_list_table, false, true },
	[JOURNAL_FITS] = { journal_mail_fits, false, true },
	[JOURNAL_LETTERS] = { journal_mail_letters, false, true },
};

static void
refuse(struct journal_reader *reader, uint64_t number, struct str code,
    struct str reason)
{
	/* The caller has seen to the room. */
	(void)BUF_SAY(reader->up, STR("answer"), DECIMAL(number), code, reason);
}

void
journal_asks_take(struct journal_reader *reader, struct str text)
{
	uint64_t number = 0;

	if (reader->count == COUNT(reader->ask)) {
		(void)str_to_number(str_word(&text), UINT64_MAX, &number);
		refuse(
		    reader, number, STR("slow-down"), STR("too many requests"));
		return;
	}
	if (journal_ask_read(text, reader->ask[reader->count], &number))
		reader->ask[reader->count++]->time =
		    journal_names_last(&reader->targets->names) + 1;
	else
		refuse(reader, number, STR("unavailable"),
		    STR("the request is not well formed"));
}

bool
journal_asks_are_busy(const struct journal_reader *reader)
{
	return reader->count > 0 || journal_indexes_need_work(&reader->indexes);
}

/* Removes a request; the others keep their order. */
static void
drop(struct journal_reader *reader, size_t i)
{
	struct journal_ask *ask = reader->ask[i];

	reader->count--;
	memmove(&reader->ask[i], &reader->ask[i + 1],
	    (reader->count - i) * sizeof(struct journal_ask *));
	reader->ask[reader->count] = ask;
}

/*
 * Looks whether the reader may still read: the past of a target can end at any
 * time. A form without a target looks for itself how far back it may go.
 */
static enum journal_progress
admit(struct journal_reader *reader, struct journal_ask *ask)
{
	if (ask->form == JOURNAL_TALKS)
		return JOURNAL_GOES_ON; /* it looks at each target */
	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	if (forms[ask->form].has_target && !journal_ask_may(reader, ask) &&
	    !forms[ask->form].is_open)
		return journal_answer_refuse(
		    reader, ask, STR("not-member"), "you are not a member");
	return JOURNAL_GOES_ON;
}

bool
journal_asks_have_begun(const struct journal_reader *reader)
{
	for (size_t i = 0; i < reader->count; i++)
		if (reader->ask[i]->phase != 0)
			return true;
	return false;
}

/* Works on a request for a slice. *moved: it has come further. */
static enum journal_progress
work_on(struct journal_reader *reader, struct journal_ask *ask, bool *moved)
{
	const usec end = clock_mono() + JOURNAL_SLICE;
	enum journal_progress progress = reader->is_held && ask->phase == 0 ?
	    JOURNAL_WAITS :
	    admit(reader, ask);

	while (progress == JOURNAL_GOES_ON) {
		for (size_t i = 0; i < STEPS && progress == JOURNAL_GOES_ON;
		     i++) {
			progress = forms[ask->form].step(reader, ask);
			*moved = *moved || progress != JOURNAL_WAITS;
		}
		if (clock_mono() >= end)
			break;
	}
	*moved = *moved || progress == JOURNAL_ANSWERED;
	return progress;
}

/*
 * Works on the next request that is not waiting. Returns false if there is
 * none.
 */
static bool
work_on_next(struct journal_reader *reader)
{
	for (size_t tried = reader->count; tried > 0; tried--) {
		bool moved = false;
		if (reader->turn >= reader->count)
			reader->turn = 0;
		if (work_on(reader, reader->ask[reader->turn], &moved) ==
		    JOURNAL_ANSWERED)
			drop(reader, reader->turn);
		else
			reader->turn++;
		if (moved)
			return true;
	}
	return false;
}

bool
journal_asks_work(struct journal_reader *reader)
{
	const bool has_indexed = journal_indexes_work(&reader->indexes);

	return work_on_next(reader) || has_indexed;
}

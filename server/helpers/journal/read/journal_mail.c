/* The requests about letters: see journal_mail.h. */
#include "helpers/journal/read/journal_mail.h"

#include "helpers/journal/read/journal_answer.h"

/* The refusals, whose texts the sender is shown. */
static const struct {
	struct str code;
	const char *text;
} refusals[] = {
	[JOURNAL_LETTERS_FULL] = { LIT("too-many"), "the mailbox is full" },
	[JOURNAL_LETTERS_OF_SENDER] = { LIT("too-many"),
	    "too many of your letters wait there" },
	[JOURNAL_LETTERS_SENT] = { LIT("too-many"),
	    "too many of your letters wait in all mailboxes" },
	[JOURNAL_LETTERS_NO_ROOM] = { LIT("unavailable"),
	    "the server has no room for more letters" },
};

enum journal_progress
journal_mail_fits(struct journal_reader *reader, struct journal_ask *ask)
{
	enum journal_letters_answer answer;

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	answer = journal_letters_fit(reader->rows, journal_ask_where(ask),
	    ask->made, journal_ask_account(ask), ask->most);
	if (answer == JOURNAL_LETTERS_FIT)
		return journal_answer_end(reader, ask, false);
	return journal_answer_refuse(
	    reader, ask, refusals[answer].code, refusals[answer].text);
}

/* Ends the answer. It is asked again for letters that nobody is to see yet. */
static enum journal_progress
end(struct journal_reader *reader, struct journal_ask *ask, struct str where)
{
	if (journal_letters_hide(reader->rows, where))
		return journal_answer_refuse(reader, ask, STR("unavailable"),
		    "a letter is not on the disk yet");
	return journal_answer_end(reader, ask, ask->has_more);
}

enum journal_progress
journal_mail_letters(struct journal_reader *reader, struct journal_ask *ask)
{
	const struct str where = journal_ask_where(ask);
	const struct journal_letter *letter;
	struct journal_record record;
	char room[JOURNAL_LINE];

	if (!journal_answer_has_room(reader))
		return JOURNAL_WAITS;
	if (ask->phase == 0) {
		ask->letters =
		    journal_letters_after(reader->rows, where, ask->after,
			ask->letter, COUNT(ask->letter), &ask->has_more);
		ask->last_id = ask->after;
		ask->phase = 1;
	}
	if (ask->at == ask->letters)
		return end(reader, ask, where);
	letter = &ask->letter[ask->at++];
	ask->last_id = letter->id;
	if (journal_letters_read(reader->rows, where, letter, room, &record)) {
		journal_answer_past(reader, ask, &record);
		ask->count++;
	}
	return JOURNAL_GOES_ON;
}

/* Letters: see letters.h. */
#include "net/letters.h"

void
letters_lost(struct letters *letters)
{
	if (letters->last > letters->seen)
		letters->seen = letters->last;
	letters->are_open = false;
	letters->first = letters->last = letters->done = 0;
}

/* Takes "past tell ID FROM TO TEXT". */
static enum letters_news
take_letter(
    struct letters *letters, const struct command *past, struct command *letter)
{
	uint64_t id;

	if (grammar_parse(past->arg[0], FROM_SERVER, letter) != CODE_OK ||
	    letter->rule->verb != VERB_TELL ||
	    !str_to_number(letter->arg[0], INT64_MAX, &id) || id == 0)
		return LETTERS_NOTED;
	if (letters->first == 0 || id < letters->first)
		letters->first = id;
	if (id > letters->last)
		letters->last = id;
	return id > letters->seen ? LETTERS_NEW : LETTERS_NOTED;
}

enum letters_news
letters_take(
    struct letters *letters, const struct command *line, struct command *letter)
{
	if (line->rule->verb == VERB_PAST && letters->are_open)
		return take_letter(letters, line, letter);
	if (line->rule->verb != VERB_LETTERS)
		return LETTERS_NONE;
	letters->are_open = line->count == 0;
	if (!letters->are_open)
		return LETTERS_NOTED;
	letters->rang = false;
	/* If all before are done, it may be of another mailbox. */
	if (letters->round == 0 || letters->done == letters->last) {
		letters->round++;
		letters->first = letters->last = letters->done = 0;
	}
	return LETTERS_NOTED;
}

uint64_t
letters_unreported(const struct letters *letters, uint64_t unseen)
{
	const uint64_t id =
	    unseen != 0 && unseen <= letters->last ? unseen - 1 : letters->last;

	return letters->are_open || id < letters->first || id <= letters->done ?
	    0 :
	    id;
}

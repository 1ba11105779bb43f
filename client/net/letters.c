/* Letters: see letters.h. */
#include "net/letters.h"

#include <string.h>

void
letters_lost(struct letters *letters)
{
	letters->are_open = false;
	letters->first = letters->last = letters->done = 0;
}

/* Returns the place of the first ID that is not lower. */
static size_t
place_of(const struct letters *letters, uint64_t id)
{
	size_t at = letters->count;

	while (at > 0 && letters->id[at - 1] >= id)
		at--;
	return at;
}

bool
letters_has(const struct letters *letters, uint64_t id)
{
	const size_t at = place_of(letters, id);

	return at < letters->count && letters->id[at] == id;
}

/* Remembers an ID; if there are too many, forgets the lowest. */
static void
remember(struct letters *letters, uint64_t id)
{
	size_t at;

	if (letters->count == LETTERS_MOST) {
		letters->count--;
		memmove(
		    letters->id, letters->id + 1, letters->count * sizeof(id));
	}
	at = place_of(letters, id);
	memmove(letters->id + at + 1, letters->id + at,
	    (letters->count - at) * sizeof(id));
	letters->id[at] = id;
	letters->count++;
}

/*
 * Begins a block. If all before are done, it may be of another mailbox, whose
 * IDs may be lower.
 */
static void
begin(struct letters *letters)
{
	letters->are_open = true;
	letters->rang = false;
	if (letters->round != 0 && letters->done != letters->last)
		return;
	letters->round++;
	letters->first = letters->last = letters->done = 0;
}

/* Takes "past tell ID FROM TO TEXT". */
static enum letters_news
take_letter(
    struct letters *letters, const struct command *past, struct command *letter)
{
	uint64_t id;
	bool is_new;

	if (grammar_parse(past->arg[0], FROM_SERVER, letter) != CODE_OK ||
	    letter->rule->verb != VERB_TELL ||
	    !str_to_number(letter->arg[0], INT64_MAX, &id) || id == 0)
		return LETTERS_NOTED;
	is_new = !letters_has(letters, id);
	if (is_new)
		remember(letters, id);
	if (letters->first == 0 || id < letters->first)
		letters->first = id;
	if (id > letters->last)
		letters->last = id;
	return is_new ? LETTERS_NEW : LETTERS_NOTED;
}

enum letters_news
letters_take(
    struct letters *letters, const struct command *line, struct command *letter)
{
	if (line->rule->verb == VERB_LETTERS && line->count == 0)
		begin(letters);
	else if (line->rule->verb == VERB_LETTERS)
		letters->are_open = false;
	else if (line->rule->verb == VERB_PAST && letters->are_open)
		return take_letter(letters, line, letter);
	else
		return LETTERS_NONE;
	return LETTERS_NOTED;
}

uint64_t
letters_unreported(const struct letters *letters, uint64_t unseen)
{
	const uint64_t before =
	    unseen != 0 && unseen <= letters->last ? unseen : letters->last + 1;
	const size_t at = place_of(letters, before);
	const uint64_t id = at > 0 ? letters->id[at - 1] : 0;

	if (letters->are_open || letters->last == 0 || id < letters->first ||
	    id <= letters->done)
		return 0;
	return id;
}

uint64_t
letters_report(struct letters *letters, uint64_t unseen)
{
	const uint64_t id = letters_unreported(letters, unseen);

	if (id != 0)
		letters->done = id;
	return id;
}

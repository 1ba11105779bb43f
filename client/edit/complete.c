/* Completion of the word before the cursor: see complete.h. */
#include "edit/complete.h"

#include "shared/grammar.h"

/* A word, and what follows it: a name that is addressed has a colon. */
struct offer {
	struct str word;
	struct str behind;
};

static bool
fits(const struct complete *complete, struct str word)
{
	return word.len >= complete->len &&
	    str_same((struct str) { word.at, complete->len },
		(struct str) { complete->typed, complete->len });
}

/* Counts down to the offer that is wanted; true when it has come. */
static bool
is_wanted(const struct complete *complete, struct str word, size_t *left)
{
	return fits(complete, word) && (*left)-- == 0;
}

/* A word with the slash in front, in room. */
static struct str
with_slash(struct str word, char room[LIMIT_GROUP + 1])
{
	room[0] = '/';
	memcpy(room + 1, word.at, word.len);
	return (struct str) { room, word.len + 1 };
}

/* Number i of the client's own words; empty behind the last. */
static struct str
own_word(const struct choice *choice, size_t i)
{
	return choice->word != NULL ? choice->word(i) : STR("");
}

/* A command of the server; that of a word of the client's is offered as that.
 */
static bool
is_offered(const struct choice *choice, const struct rule *rule)
{
	struct str word;

	for (size_t i = 0; (word = own_word(choice, i)).len > 0; i++)
		if (str_eq(word, rule->word))
			return false;
	return rule->from == FROM_CLIENT;
}

static bool
offer_command(const struct complete *complete, const struct choice *choice,
    char room[LIMIT_GROUP + 1], struct offer *offer)
{
	size_t left = complete->next;
	const struct rule *rule;
	struct str word;

	offer->behind = STR(" ");
	for (size_t i = 0; (word = own_word(choice, i)).len > 0; i++) {
		offer->word = with_slash(word, room);
		if (is_wanted(complete, offer->word, &left))
			return true;
	}
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++) {
		if (!is_offered(choice, rule))
			continue;
		offer->word = with_slash(rule->word, room);
		if (is_wanted(complete, offer->word, &left))
			return true;
	}
	return false;
}

/* A name, those heard of last first; then a group. */
static bool
offer_word(const struct complete *complete, const struct choice *choice,
    size_t left, struct offer *offer)
{
	offer->behind = complete->start == 0 ? STR(": ") : STR(" ");
	for (size_t i = 0; i < choice->people->count; i++) {
		offer->word = people_at(choice->people, i);
		if (!str_same(offer->word, choice->me) &&
		    is_wanted(complete, offer->word, &left))
			return true;
	}
	offer->behind = STR(" ");
	for (size_t i = 0; i < choice->joined->count; i++) {
		offer->word = joined_at(choice->joined, i);
		if (is_wanted(complete, offer->word, &left))
			return true;
	}
	return false;
}

/* Notes the word before the cursor; false if it is too long for any offer. */
static bool
begin(struct complete *complete, const struct edit *edit)
{
	size_t start = edit->cursor;

	while (start > 0 && edit->text[start - 1] != ' ')
		start--;
	*complete = (struct complete) { .active = true, .start = start };
	complete->len = edit->cursor - start;
	if (complete->len > sizeof(complete->typed)) {
		complete->active = false;
		return false;
	}
	memcpy(complete->typed, edit->text + start, complete->len);
	return true;
}

static bool
find(const struct complete *complete, const struct choice *choice,
    char room[LIMIT_GROUP + 1], struct offer *offer)
{
	const bool slash = complete->start == 0 && complete->len > 0 &&
	    complete->typed[0] == '/';

	return slash ? offer_command(complete, choice, room, offer) :
		       offer_word(complete, choice, complete->next, offer);
}

bool
complete(
    struct complete *complete, struct edit *edit, const struct choice *choice)
{
	char room[LIMIT_GROUP + 1];
	struct offer offer;

	if (!complete->active && !begin(complete, edit))
		return false;
	bool found = find(complete, choice, room, &offer);
	if (!found && complete->next > 0) {
		complete->next = 0;
		found = find(complete, choice, room, &offer);
	}
	complete->next++;
	complete->active = found;
	return found && edit_replace(edit, complete->start, offer.word) &&
	    edit_replace(edit, edit->cursor, offer.behind);
}

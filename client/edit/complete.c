/* Completing the word before the cursor: see complete.h. */
#include "edit/complete.h"

#include "shared/grammar.h"

/* A match, and the text after it: a name that is addressed gets a colon. */
struct offer {
	struct str word;
	struct str behind;
};

/* The kinds of words that can be offered (a mask). */
enum {
	PEOPLE = 1 << 0,
	GROUPS = 1 << 1,
	KEYS = 1 << 2,
	VALUES = 1 << 3, /* of the key before the word */
	ALIASES = 1 << 4,
	TOPICS = 1 << 5,
	IGNORED = 1 << 6,
	ANYTHING = PEOPLE | GROUPS
};

/* Kinds of words for each argument of a command: the first, the second, others.
 */
static const struct {
	struct str word;
	unsigned what[3];
} kinds[] = {
	{ LIT("/msg"), { PEOPLE, ANYTHING, ANYTHING } },
	{ LIT("/query"), { PEOPLE, ANYTHING, ANYTHING } },
	{ LIT("/tell"), { PEOPLE, ANYTHING, ANYTHING } },
	{ LIT("/whois"), { PEOPLE } },
	{ LIT("/whowas"), { PEOPLE } },
	{ LIT("/watch"), { PEOPLE } },
	{ LIT("/unwatch"), { PEOPLE } },
	{ LIT("/ghost"), { PEOPLE } },
	{ LIT("/ignore"), { PEOPLE } },
	{ LIT("/unignore"), { IGNORED } },
	{ LIT("/mute"), { GROUPS } },
	{ LIT("/unmute"), { GROUPS } },
	{ LIT("/join"), { GROUPS } },
	{ LIT("/names"), { GROUPS } },
	{ LIT("/cycle"), { GROUPS } },
	{ LIT("/register"), { GROUPS } },
	{ LIT("/part"), { GROUPS, ANYTHING, ANYTHING } },
	{ LIT("/leave"), { GROUPS, ANYTHING, ANYTHING } },
	{ LIT("/g"), { GROUPS } },
	{ LIT("/set"), { KEYS, VALUES } },
	{ LIT("/alias"), { ALIASES, ANYTHING, ANYTHING } },
	{ LIT("/unalias"), { ALIASES } },
	{ LIT("/help"), { TOPICS } },
	{ LIT("/clear"), { 0 } },
	{ LIT("/close"), { 0 } },
	{ LIT("/groups"), { 0 } },
	{ LIT("/highlight"), { 0 } },
	{ LIT("/login"), { 0 } },
	{ LIT("/nick"), { 0 } },
	{ LIT("/pass"), { 0 } },
	{ LIT("/ping"), { 0 } },
	{ LIT("/reconnect"), { 0 } },
	{ LIT("/time"), { 0 } },
	{ LIT("/url"), { 0 } },
	{ LIT("/version"), { 0 } },
};

/* The words that fit in a place. */
struct place {
	unsigned what;
	bool command; /* it is an argument of a command */
	struct str key; /* of VALUES */
};

static bool
fits(const struct complete *complete, struct str word)
{
	return word.len >= complete->len &&
	    str_caseeq((struct str) { word.at, complete->len },
		(struct str) { complete->typed, complete->len });
}

/* Returns whether the word is the wanted match; each match lowers *left. */
static bool
is_wanted(const struct complete *complete, struct str word, size_t *left)
{
	return fits(complete, word) && (*left)-- == 0;
}

/*
 * Returns a command with its slash, or a group with its sign, written into
 * room.
 */
static struct str
with_sign(char sign, struct str word, char room[COMPLETE_WORD])
{
	room[0] = sign;
	memcpy(room + 1, word.at, word.len);
	return (struct str) { room, word.len + 1 };
}

/* Returns the i-th of the client's own commands; empty after the last. */
static struct str
own_word(const struct choice *choice, size_t i)
{
	return choice->word != NULL ? choice->word(i) : STR("");
}

/*
 * Returns whether the client has its own command of that name; then the
 * server's is not offered as well.
 */
static bool
is_own(const struct choice *choice, struct str wanted)
{
	struct str word;

	for (size_t i = 0; (word = own_word(choice, i)).len > 0; i++)
		if (str_caseeq(word, wanted))
			return true;
	return false;
}

static bool
offer_own(const struct complete *complete, const struct choice *choice,
    size_t *left, char room[COMPLETE_WORD], struct offer *offer)
{
	struct str word;

	for (size_t i = 0; (word = own_word(choice, i)).len > 0; i++) {
		offer->word = with_sign('/', word, room);
		if (is_wanted(complete, offer->word, left))
			return true;
	}
	return false;
}

static bool
offer_command(const struct complete *complete, const struct choice *choice,
    char room[COMPLETE_WORD], struct offer *offer)
{
	const struct rule *rule;
	size_t left = complete->next;

	offer->behind = STR(" ");
	if (offer_own(complete, choice, &left, room, offer))
		return true;
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++) {
		if (rule->from != FROM_CLIENT)
			continue;
		offer->word = with_sign('/', rule->word, room);
		if (!is_own(choice, rule->word) &&
		    is_wanted(complete, offer->word, &left))
			return true;
	}
	return false;
}

static bool
is_here(const struct choice *choice, struct str name)
{
	return choice->crowd.count > 0 &&
	    choice->crowd.has(choice->crowd.of, name);
}

/*
 * Offers people we have heard of, latest first: members of the group if here is
 * true, or all others.
 */
static bool
offer_person(const struct complete *complete, const struct choice *choice,
    bool here, size_t *left, struct offer *offer)
{
	const struct people *people = choice->people;

	for (size_t i = 0; i < people->count; i++) {
		const struct person *person = &people->person[i];
		offer->word = (struct str) { person->name, person->len };
		if (!str_caseeq(offer->word, choice->me) &&
		    is_here(choice, offer->word) == here &&
		    is_wanted(complete, offer->word, left))
			return true;
	}
	return false;
}

/* Offers members of the group who have not been heard of. */
static bool
offer_member(const struct complete *complete, const struct choice *choice,
    size_t *left, struct offer *offer)
{
	const struct crowd *crowd = &choice->crowd;
	const struct str typed = { complete->typed, complete->len };
	size_t i = crowd->count > 0 ? crowd->from(crowd->of, typed) : 0;

	for (; i < crowd->count; i++) {
		offer->word = crowd->at(crowd->of, i);
		if (!fits(complete, offer->word))
			return false;
		if (!str_caseeq(offer->word, choice->me) &&
		    !people_has(choice->people, offer->word) &&
		    is_wanted(complete, offer->word, left))
			return true;
	}
	return false;
}

/* Offers the group's members first, even if others were heard of later. */
static bool
offer_people(const struct complete *complete, const struct choice *choice,
    size_t *left, struct offer *offer)
{
	return offer_person(complete, choice, true, left, offer) ||
	    offer_member(complete, choice, left, offer) ||
	    offer_person(complete, choice, false, left, offer);
}

/*
 * Offers groups; with their sign in a command, where a name could be a
 * person's.
 */
static bool
offer_group(const struct complete *complete, const struct choice *choice,
    bool command, size_t *left, char room[COMPLETE_WORD], struct offer *offer)
{
	for (size_t i = 0; i < choice->joined->count; i++) {
		offer->word = world_at(choice->joined, i);
		if (!is_wanted(complete, offer->word, left))
			continue;
		if (command)
			offer->word = with_sign('#', offer->word, room);
		return true;
	}
	return false;
}

/* Offers the groups with the sign that was typed. */
static bool
offer_signed(const struct complete *complete, const struct choice *choice,
    char room[COMPLETE_WORD], struct offer *offer)
{
	size_t left = complete->next;

	offer->behind = STR(" ");
	for (size_t i = 0; i < choice->joined->count; i++) {
		offer->word = with_sign('#', world_at(choice->joined, i), room);
		if (is_wanted(complete, offer->word, &left))
			return true;
	}
	return false;
}

/* Offers the strings of a list that a null ends. */
static bool
offer_listed(const struct complete *complete, const char *(*at)(size_t i),
    size_t *left, struct offer *offer)
{
	const char *word;

	for (size_t i = 0; at != NULL && (word = at(i)) != NULL; i++) {
		offer->word = str_from(word);
		if (is_wanted(complete, offer->word, left))
			return true;
	}
	return false;
}

/* Offers the values of the key, or the entries of its list. */
static bool
offer_value(const struct complete *complete, const struct choice *choice,
    struct str key, size_t *left, char room[COMPLETE_WORD], struct offer *offer)
{
	for (size_t i = 0; choice->value != NULL; i++) {
		offer->word = choice->value(key, i, room);
		if (offer->word.len == 0)
			break;
		if (is_wanted(complete, offer->word, left))
			return true;
	}
	return false;
}

/* Offers the topics of help: pages, then commands without the slash. */
static bool
offer_topic(const struct complete *complete, const struct choice *choice,
    size_t *left, struct offer *offer)
{
	const struct rule *rule;

	if (offer_listed(complete, choice->topic, left, offer))
		return true;
	for (size_t i = 0; own_word(choice, i).len > 0; i++) {
		offer->word = own_word(choice, i);
		if (is_wanted(complete, offer->word, left))
			return true;
	}
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++) {
		offer->word = rule->word;
		if (rule->from == FROM_CLIENT && rule->last == 0 &&
		    !is_own(choice, rule->word) &&
		    is_wanted(complete, offer->word, left))
			return true;
	}
	return false;
}

/* Returns the place behind front, the text before the word. */
static struct place
place_behind(struct str front)
{
	struct place place = { .what = ANYTHING,
		.command = str_begins(front, STR("/")) };
	const struct str word = str_word(&front);
	size_t i = 0;

	while (i < COUNT(kinds) && !str_caseeq(kinds[i].word, word))
		i++;
	if (front.at == NULL || i == COUNT(kinds))
		return place;
	if (front.len == 0) {
		place.what = kinds[i].what[0];
		return place;
	}
	place.key = str_word(&front);
	place.what = kinds[i].what[front.len == 0 ? 1 : 2];
	return place;
}

/* Offers what is not for the names of people and groups. */
static bool
offer_special(const struct complete *complete, const struct choice *choice,
    const struct place *place, size_t *left, char room[COMPLETE_WORD],
    struct offer *offer)
{
	const unsigned what = place->what;

	return ((what & KEYS) &&
		   offer_listed(complete, choice->key, left, offer)) ||
	    ((what & VALUES) &&
		offer_value(complete, choice, place->key, left, room, offer)) ||
	    ((what & ALIASES) &&
		offer_value(
		    complete, choice, STR("alias"), left, room, offer)) ||
	    ((what & IGNORED) &&
		offer_value(
		    complete, choice, STR("ignore"), left, room, offer)) ||
	    ((what & TOPICS) && offer_topic(complete, choice, left, offer));
}

static bool
offer_word(const struct complete *complete, const struct choice *choice,
    const struct place *place, char room[COMPLETE_WORD], struct offer *offer)
{
	const unsigned what = place->what;
	size_t left = complete->next;

	offer->behind = complete->start == 0 && complete->sign == '\0' ?
	    STR(": ") :
	    STR(" ");
	if ((what & PEOPLE) && offer_people(complete, choice, &left, offer))
		return true;
	offer->behind = STR(" ");
	if (complete->sign != '\0')
		return false;
	return ((what & GROUPS) &&
		   offer_group(
		       complete, choice, place->command, &left, room, offer)) ||
	    offer_special(complete, choice, place, &left, room, offer);
}

/*
 * Stores the word before the cursor. Returns false if it is too long to match.
 */
static bool
complete_begin(struct complete *complete, const struct edit *edit)
{
	size_t start = edit->cursor;

	while (start > 0 && edit->text[start - 1] != ' ' &&
	    edit->text[start - 1] != '\n')
		start--;
	*complete = (struct complete) { .active = true, .start = start };
	if (start < edit->cursor &&
	    (edit->text[start] == '@' || edit->text[start] == '+'))
		complete->sign = edit->text[start++];
	complete->len = edit->cursor - start;
	if (complete->len > sizeof(complete->typed)) {
		complete->active = false;
		return false;
	}
	memcpy(complete->typed, edit->text + start, complete->len);
	return true;
}

static bool
complete_find(const struct complete *complete, const struct edit *edit,
    const struct choice *choice, char room[COMPLETE_WORD], struct offer *offer)
{
	const bool slash = complete->len > 0 &&
	    memchr(complete->typed, '/', complete->len) != NULL;
	const struct place place =
	    place_behind((struct str) { edit->text, complete->start });

	if (slash && complete->start == 0 && complete->typed[0] == '/')
		return offer_command(complete, choice, room, offer);
	if (slash)
		return false;
	if (complete->len > 0 && complete->typed[0] == '#')
		return offer_signed(complete, choice, room, offer);
	return offer_word(complete, choice, &place, room, offer);
}

/*
 * Returns the sign to keep before the name: that of a text, as in "@javad";
 * none where a command expects the name alone.
 */
static struct str
sign_of(const struct complete *complete, const struct edit *edit)
{
	const struct str front = { edit->text, complete->start };
	const bool text = place_behind(front).what == ANYTHING;

	return (struct str) { &complete->sign,
		complete->sign != '\0' && text ? 1 : 0 };
}

bool
complete(
    struct complete *complete, struct edit *edit, const struct choice *choice)
{
	char room[COMPLETE_WORD];
	struct offer offer;

	if (!complete->active && !complete_begin(complete, edit))
		return false;
	bool found = complete_find(complete, edit, choice, room, &offer);
	if (!found && complete->next > 0) {
		complete->next = 0;
		found = complete_find(complete, edit, choice, room, &offer);
	}
	complete->next++;
	complete->active = found;
	return found &&
	    edit_replace(edit, complete->start, sign_of(complete, edit)) &&
	    edit_replace(edit, edit->cursor, offer.word) &&
	    edit_replace(edit, edit->cursor, offer.behind);
}

/* Completing the word before the cursor: see complete.h. */
#include "edit/complete.h"

#include "shared/grammar.h"

/* The kinds of words that can be offered (a mask). */
enum {
	PEOPLE = 1 << 0,
	GROUPS = 1 << 1,
	KEYS = 1 << 2,
	VALUES = 1 << 3, /* of the key before the word */
	ALIASES = 1 << 4,
	IGNORED = 1 << 5,
	TOPICS = 1 << 6, /* of help: pages and commands */
	COMMANDS = 1 << 7,
	ANYTHING = PEOPLE | GROUPS
};

/* What the first argument of some commands can be, and all others. */
static const struct takes {
	unsigned first, others;
	struct str words;
} takes[] = {
	{ PEOPLE, ANYTHING, LIT("/msg /query /tell") },
	{ PEOPLE, 0, LIT("/whois /whowas /watch /unwatch /ghost /ignore") },
	{ IGNORED, 0, LIT("/unignore") },
	{ GROUPS, 0, LIT("/mute /unmute /join /names /cycle /register /g") },
	{ GROUPS, ANYTHING, LIT("/part /leave") },
	{ KEYS, VALUES, LIT("/set") },
	{ ALIASES, ANYTHING, LIT("/alias") },
	{ ALIASES, 0, LIT("/unalias") },
	{ TOPICS, 0, LIT("/help") },
	{ 0, 0,
	    LIT("/clear /close /groups /highlight /login /nick /pass /ping "
		"/reconnect /time /url /version") },
};

/* The search for the next match. */
struct offers {
	const struct complete *complete;
	const struct choice *choice;
	size_t left; /* so many matches come before it */
	unsigned what; /* the kinds that fit in this place */
	bool in_command; /* the word is an argument of a command */
	bool in_text; /* or it may be anything: a name keeps its sign */
	struct str key; /* of VALUES */

	/* The match: a name that is addressed has a colon behind it. */
	char sign; /* before the word; NUL: none */
	struct str word, behind;
	char room[COMPLETE_WORD]; /* for a word that must be written */
};

/* Takes the word if it is the match. */
static bool
offer(struct offers *offers, struct str word)
{
	const struct complete *complete = offers->complete;

	if (word.len < complete->len ||
	    !str_caseeq((struct str) { word.at, complete->len },
		(struct str) { complete->typed, complete->len }) ||
	    offers->left-- > 0)
		return false;
	offers->word = word;
	return true;
}

/*
 * Offers people we have heard of, latest first: those who are here, or all
 * others.
 */
static bool
offer_people_of(struct offers *offers, bool here)
{
	const struct choice *choice = offers->choice;

	for (size_t i = 0; i < choice->people->count; i++) {
		const struct person *person = &choice->people->person[i];
		const struct str name = { person->name, person->len };
		const bool is_here = choice->is_here != NULL &&
		    choice->is_here(choice->of, name);
		if (is_here == here && !str_caseeq(name, choice->me) &&
		    offer(offers, name))
			return true;
	}
	return false;
}

static bool
offer_people(struct offers *offers)
{
	const struct complete *complete = offers->complete;
	const bool addressed = complete->start == 0 && complete->sign == '\0';

	offers->sign = (char)(offers->in_text ? complete->sign : '\0');
	offers->behind = addressed ? STR(": ") : STR(" ");
	return offer_people_of(offers, true) || offer_people_of(offers, false);
}

/* Groups have a sign in a command, where a name could be a person's. */
static bool
offer_groups(struct offers *offers)
{
	const struct world *joined = offers->choice->joined;

	offers->sign =
	    (char)(offers->in_command ? '#' : offers->complete->sign);
	for (size_t i = 0; i < joined->count; i++)
		if (offer(offers, world_at(joined, i)))
			return true;
	return false;
}

/* Offers the strings of a list that a null ends. */
static bool
offer_listed(struct offers *offers, const char *(*at)(size_t i))
{
	const char *word;

	for (size_t i = 0; at != NULL && (word = at(i)) != NULL; i++)
		if (offer(offers, str_from(word)))
			return true;
	return false;
}

static bool
offer_keys(struct offers *offers)
{
	return offer_listed(offers, offers->choice->key);
}

/* Offers the values of the key, or the entries of its list. */
static bool
offer_values(struct offers *offers)
{
	const struct choice *choice = offers->choice;
	struct str word;

	for (size_t i = 0; choice->value != NULL &&
	     (word = choice->value(offers->key, i, offers->room)).len > 0;
	     i++)
		if (offer(offers, word))
			return true;
	return false;
}

/* Returns the i-th of the client's own commands; empty after the last. */
static struct str
own_word(const struct choice *choice, size_t i)
{
	return choice->word != NULL ? choice->word(i) : STR("");
}

/* Returns whether it is one of them: then the server's is not offered too. */
static bool
is_own(const struct choice *choice, struct str word)
{
	size_t i = 0;

	while (own_word(choice, i).len > 0 &&
	    !str_caseeq(own_word(choice, i), word))
		i++;
	return own_word(choice, i).len > 0;
}

static bool
offer_commands(struct offers *offers)
{
	const struct choice *choice = offers->choice;
	const struct rule *rule;

	for (size_t i = 0; own_word(choice, i).len > 0; i++)
		if (offer(offers, own_word(choice, i)))
			return true;
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && rule->last == 0 &&
		    !is_own(choice, rule->word) && offer(offers, rule->word))
			return true;
	return false;
}

static bool
offer_topics(struct offers *offers)
{
	return offer_listed(offers, offers->choice->topic) ||
	    offer_commands(offers);
}

static const struct {
	unsigned what;
	bool (*offer)(struct offers *offers);
} sources[] = {
	{ PEOPLE, offer_people },
	{ GROUPS, offer_groups },
	{ KEYS, offer_keys },
	{ VALUES | ALIASES | IGNORED, offer_values },
	{ TOPICS, offer_topics },
	{ COMMANDS, offer_commands },
};

/* Returns what the commands of that word take; null: it may be anything. */
static const struct takes *
takes_of(struct str command)
{
	for (size_t i = 0; i < COUNT(takes); i++)
		for (struct str words = takes[i].words; words.len > 0;)
			if (str_caseeq(str_word(&words), command))
				return &takes[i];
	return NULL;
}

/* Finds the kinds of words that fit behind front, the text before the word. */
static void
look_at_place(struct offers *offers, struct str front)
{
	const char sign = offers->complete->sign;
	const struct takes *command;

	offers->in_command = str_begins(front, STR("/"));
	offers->what = ANYTHING;
	command = takes_of(str_word(&front));
	if (command != NULL && front.at != NULL) {
		offers->what =
		    front.len == 0 ? command->first : command->others;
		offers->key = str_word(&front);
	}
	if (offers->what == ALIASES || offers->what == IGNORED)
		offers->key =
		    offers->what == ALIASES ? STR("alias") : STR("ignore");
	if (sign == '/')
		offers->what = offers->complete->start == 0 ? COMMANDS : 0;
	if (sign == '#')
		offers->what = GROUPS;
	offers->in_text = offers->what == ANYTHING;
	if (sign == '@' || sign == '+')
		offers->what &= PEOPLE;
}

/*
 * Stores the word before the cursor. Returns false if it is too long to match.
 */
static bool
complete_begin(struct complete *complete, const struct edit *edit)
{
	const struct str signs = STR("@+#/");
	size_t start = edit->cursor;

	while (start > 0 && edit->text[start - 1] != ' ' &&
	    edit->text[start - 1] != '\n')
		start--;
	*complete = (struct complete) { .start = start };
	if (start < edit->cursor &&
	    memchr(signs.at, edit->text[start], signs.len) != NULL)
		complete->sign = edit->text[start++];
	complete->len = edit->cursor - start;
	complete->active = complete->len <= sizeof(complete->typed);
	if (complete->active)
		memcpy(complete->typed, edit->text + start, complete->len);
	return complete->active;
}

static bool
complete_find(struct offers *offers, const struct edit *edit)
{
	const struct complete *complete = offers->complete;

	offers->left = complete->next;
	look_at_place(offers, (struct str) { edit->text, complete->start });
	for (size_t i = 0; i < COUNT(sources); i++) {
		offers->sign = complete->sign;
		offers->behind = STR(" ");
		if ((offers->what & sources[i].what) != 0 &&
		    sources[i].offer(offers))
			return true;
	}
	return false;
}

bool
complete(
    struct complete *complete, struct edit *edit, const struct choice *choice)
{
	struct offers offers = { .complete = complete, .choice = choice };
	bool found;

	if (!complete->active && !complete_begin(complete, edit))
		return false;
	found = complete_find(&offers, edit);
	if (!found && complete->next > 0) {
		complete->next = 0;
		found = complete_find(&offers, edit);
	}
	complete->next++;
	complete->active = found;
	return found &&
	    edit_replace(edit, complete->start,
		(struct str) { &offers.sign, offers.sign != '\0' }) &&
	    edit_replace(edit, edit->cursor, offers.word) &&
	    edit_replace(edit, edit->cursor, offers.behind);
}

/* Entries for the list of ignored people: see entry.h. */
#include "person/attention/entry.h"

#include <string.h>

#include "commands/sign.h"
#include "session/ignore.h"
#include "shared/buf.h"

/* Returns the kinds that words name, with commas between; 0: none. */
static unsigned
kinds_of(struct str word)
{
	unsigned kinds = 0;

	while (word.at != NULL) {
		const unsigned more = ignore_kinds(str_cut(&word, ','));
		if (more == 0)
			return 0;
		kinds |= more;
	}
	return kinds;
}

/* The longest time, in each unit: a year. */
#define DAYS 365

/* Returns the time that "90s", "10m", "2h" or "3d" names; 0 for none. */
static usec
read_time(struct str word)
{
	static const struct {
		char unit;
		unsigned seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	uint64_t number;

	if (word.len < 2)
		return 0;
	const char unit = word.at[word.len - 1];
	for (size_t i = 0; i < COUNT(units); i++)
		if (units[i].unit == unit &&
		    str_to_number((struct str) { word.at, word.len - 1 },
			(uint64_t)DAYS * 86400 / units[i].seconds, &number))
			return (usec)(number * units[i].seconds) * SEC;
	return 0;
}

/*
 * Returns whether the word looks like a time: digits and units, as "400d",
 * "0m", "1w" or "1h30m".
 */
static bool
is_like_time(struct str word)
{
	bool digit = true;

	if (word.len == 0 || word.at[0] < '0' || word.at[0] > '9')
		return false;
	for (size_t i = 0; i < word.len; i++) {
		digit = word.at[i] >= '0' && word.at[i] <= '9';
		if (!digit && strchr("smhdwy", str_lower(word.at[i])) == NULL)
			return false;
	}
	return !digit;
}

/* Takes a text off the words: one word, or what stands in quotes. */
static struct str
take_text(struct str *typed)
{
	*typed = str_strip(*typed);
	return str_skip(typed, STR("\"")) ? str_cut(typed, '"') :
					    str_word(typed);
}

static bool
is_option(struct str word)
{
	return str_begins(word, STR("-"));
}

/*
 * Returns the next word; if it is -pattern, its text is taken off, too. Null
 * text means that it is not.
 */
static struct str
next_word(struct str *typed, struct str *text)
{
	const struct str word = str_word(typed);

	*text = str_eq(word, STR("-pattern")) ? take_text(typed) :
						(struct str) { NULL, 0 };
	return word;
}

struct str
entry_bad_option(struct str typed)
{
	while (typed.at != NULL) {
		struct str text;
		const struct str word = next_word(&typed, &text);
		if (str_begins(word, STR(IGNORE_TEXT)))
			break;
		if (is_option(word) && text.len == 0 &&
		    !str_eq(word, STR("-except")))
			return word;
	}
	return STR("");
}

struct str
entry_bad_time(struct str typed)
{
	bool named = false;

	while (typed.at != NULL) {
		struct str text;
		const struct str word = next_word(&typed, &text);
		if (str_begins(word, STR(IGNORE_TEXT)))
			break;
		if (named && is_like_time(word) && read_time(word) == 0)
			return word;
		named = named || (word.len > 0 && !is_option(word));
	}
	return STR("");
}

/* An entry as it is typed; its pattern and its group are in the buffer. */
struct typed {
	struct buf made;
	struct str text;
	unsigned kinds;
	usec lasts;
	bool except;
	bool timed; /* a time counts as one */
};

/* Takes a word that is no option, or the rest from "text:" on. */
static void
take_word(struct typed *typed, struct str word, struct str *rest)
{
	const bool first = buf_len(&typed->made) == 0;
	const unsigned kinds = first ? 0 : kinds_of(word);
	const usec time = typed->timed && !first ? read_time(word) : 0;

	if (word.len == 0)
		return;
	typed->kinds |= kinds;
	if (time > 0)
		typed->lasts = time;
	else if (kinds == 0)
		/* A lone sign stays, to be refused. All of it fits. */
		(void)BUF_CAT(&typed->made, first ? STR("") : STR(" "),
		    word.len > 1 && !first ? sign_off(word) : word);
	if (!str_begins(word, STR(IGNORE_TEXT)) || rest->at == NULL)
		return;
	(void)BUF_CAT(&typed->made, STR(" "), *rest);
	*rest = (struct str) { NULL, 0 };
}

struct str
entry_of_typed(struct str rest, char room[LIMIT_LINE], usec *lasts)
{
	struct typed typed = { .timed = lasts != NULL };

	buf_init(&typed.made, room, LIMIT_LINE);
	while (rest.at != NULL) {
		struct str text;
		const struct str word = next_word(&rest, &text);
		if (text.at != NULL)
			typed.text = text;
		else if (str_eq(word, STR("-except")))
			typed.except = true;
		else
			take_word(&typed, word, &rest);
	}
	if (lasts != NULL && typed.lasts > 0)
		*lasts = typed.lasts;
	if (buf_len(&typed.made) == 0 && typed.text.at != NULL)
		(void)BUF_CAT(&typed.made, STR("*")); /* everybody */
	if (typed.kinds != 0 || typed.except)
		ignore_put_kinds(&typed.made,
		    typed.kinds != 0 ? typed.kinds : IGNORE_ALL, typed.except);
	if (typed.text.at != NULL)
		(void)BUF_CAT(&typed.made, STR(" " IGNORE_TEXT), typed.text);
	return buf_str(&typed.made);
}

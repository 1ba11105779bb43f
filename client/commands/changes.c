/* Changes of modes in one line: see changes.h. */
#include "commands/changes.h"

#include <string.h>

#include "shared/buf.h"
#include "shared/grammar.h"

#define MODES                                                                 \
	"i invite-only, m moderated, n no messages from outside, s secret, "  \
	"t topic locked, k KEY, l LIMIT, C no CTCP, H history; of a member: " \
	"o NAME operator, v NAME voice; lists: b bans, e exemptions, I "      \
	"invitations"

/* The letters of these modes, and those that need a word. */
#define LETTERS "imnstklCHovbeI"
#define WITH_WORD "ovbeI"
#define WITH_WORD_IF_SET "kl"

/* Letters of IRC servers that forkcast has no mode for, and what it has. */
#define ROLES "there are operators (o) and voice (v)"
#define FLOODS "the server limits floods by itself"
static const struct {
	char letter;
	const char *name, *remedy;
} foreign[] = {
	{ 'a', "protected operator", ROLES },
	{ 'c', "no colours", "colours in messages cannot be turned off" },
	{ 'f', "flood limit", FLOODS },
	{ 'h', "half-operator", ROLES },
	{ 'j', "limited joins", FLOODS },
	{ 'p', "private", "+s makes the group secret" },
	{ 'q', "quiet", "+b ~m:NAME mutes somebody" },
	{ 'r', "registered people only", "+i and +I ~a:ACCOUNT" },
	{ 'z', "TLS only", "the server decides who may connect" },
	{ 'P', "permanent", "/register #G keeps the group" },
	{ 'R', "registered people only", "+i and +I ~a:ACCOUNT" },
	{ 'S', "TLS only", "the server decides who may connect" },
};

/* Memory for the last answer. */
static char made[LIMIT_LINE];

static struct input
mistake(struct str a, struct str b, struct str c, struct str d)
{
	return (struct input) { .meaning = MEANS_MISTAKE,
		.usage = true,
		.word = { a, b, c, d },
		.count = INPUT_WORDS };
}

static bool
has(const char *letters, char c)
{
	return c != '\0' && strchr(letters, c) != NULL;
}

static bool
is_sign(char c)
{
	return c == '+' || c == '-';
}

static bool
takes_word(char sign, char letter)
{
	return has(WITH_WORD, letter) ||
	    (sign == '+' && has(WITH_WORD_IF_SET, letter));
}

/* Returns the number of letters that need a word. */
static size_t
words_needed(struct str letters)
{
	size_t needed = 0;
	char sign = '+';

	for (; letters.len > 0; str_drop(&letters, 1))
		if (is_sign(letters.at[0]))
			sign = letters.at[0];
		else
			needed += takes_word(sign, letters.at[0]);
	return needed;
}

/* Takes the next word, which any number of spaces may precede. */
static struct str
next_word(struct str *words)
{
	struct str word = STR("");

	while (words->at != NULL && word.len == 0)
		word = str_word(words);
	return word;
}

static size_t
count_words(struct str words)
{
	size_t count = 0;

	while (next_word(&words).len > 0)
		count++;
	return count;
}

struct changes
changes_of(struct str text)
{
	struct changes changes = { .sign = '+' };

	changes.letters = str_word(&text);
	changes.words = text;
	const size_t needed = words_needed(changes.letters);
	const size_t given = count_words(text);
	changes.spare = given > needed ? given - needed : 0;
	return changes;
}

/*
 * Returns the letters that the server takes together: all that have no word and
 * the same sign.
 */
static struct str
take_letters(struct changes *changes)
{
	struct str letters = { changes->letters.at, 0 };

	do {
		letters.len++;
		str_drop(&changes->letters, 1);
	} while (!has(WITH_WORD WITH_WORD_IF_SET, letters.at[0]) &&
	    changes->letters.len > 0 && !is_sign(changes->letters.at[0]) &&
	    !has(WITH_WORD WITH_WORD_IF_SET, changes->letters.at[0]));
	return letters;
}

bool
changes_next(struct changes *changes, char room[LIMIT_LINE], struct str *change)
{
	struct str word = STR("");
	struct buf to;

	while (changes->letters.len > 0 && is_sign(changes->letters.at[0])) {
		changes->sign = changes->letters.at[0];
		str_drop(&changes->letters, 1);
	}
	if (changes->letters.len == 0)
		return false;
	const struct str letters = take_letters(changes);
	const char first = letters.at[0];
	if (takes_word(changes->sign, first)) {
		word = next_word(&changes->words);
	} else if (first == 'k' && changes->spare > 0) {
		/* IRC wants the key that is removed, the server does not. */
		changes->spare--;
		(void)next_word(&changes->words);
	}
	buf_init(&to, room, LIMIT_LINE);
	(void)BUF_CAT(&to, (struct str) { &changes->sign, 1 }, letters,
	    word.len > 0 ? STR(" ") : STR(""), word); /* part of a line */
	*change = buf_str(&to);
	return true;
}

/* Reads "+b" alone and the like, which list on IRC. */
static bool
read_list(struct str group, struct str change, struct input *input)
{
	struct buf to;

	(void)str_skip(&change, STR("+"));
	if (change.len != 1 || !has("beI", change.at[0]))
		return false;
	buf_init(&to, made, sizeof(made));
	(void)BUF_CAT(&to, STR("masks "), group, STR(" "), change); /* fits */
	*input = (struct input) { .meaning = MEANS_COMMAND,
		.verb = VERB_MASKS,
		.word = { buf_str(&to) },
		.count = 1 };
	return true;
}

/* Returns the mistake for a letter that is no mode. */
static struct input
read_odd(struct str letter)
{
	struct buf to;

	buf_init(&to, made, sizeof(made));
	for (size_t i = 0; i < COUNT(foreign); i++)
		if (foreign[i].letter == letter.at[0]) {
			(void)BUF_CAT(&to, STR("mode "), letter, STR(" ("),
			    str_from(foreign[i].name),
			    STR(") does not exist here; "),
			    str_from(foreign[i].remedy)); /* fits */
			return mistake(buf_str(&to), STR(""), STR(""), STR(""));
		}
	return mistake(
	    STR("unknown mode "), letter, STR("; the modes: "), STR(MODES));
}

/* Returns what a letter with a word needs. */
static struct str
wish_of(char letter)
{
	static const struct {
		const char *letters, *wish;
	} wishes[] = {
		{ "ov", " NAME" },
		{ "beI", " NAME or MASK" },
		{ "k", " KEY" },
		{ "l", " NUMBER" },
	};

	for (size_t i = 0; i < COUNT(wishes); i++)
		if (has(wishes[i].letters, letter))
			return str_from(wishes[i].wish);
	return STR("");
}

/* Returns the first character that is no mode; empty if there is none. */
static struct str
odd_letter(struct str letters)
{
	while (letters.len > 0 &&
	    (is_sign(letters.at[0]) || has(LETTERS, letters.at[0])))
		str_drop(&letters, 1);
	/* A character of several bytes is shown whole. */
	if (letters.len > 0 && ((unsigned char)letters.at[0] & 0x80) == 0)
		letters.len = 1;
	return letters;
}

/* Reads changes of which one has no word. */
static bool
read_missing(struct changes changes, struct input *input)
{
	char room[LIMIT_LINE];
	struct str change;
	struct buf to;

	while (changes_next(&changes, room, &change)) {
		if (change.len > 2 || !takes_word(change.at[0], change.at[1]))
			continue;
		buf_init(&to, made, sizeof(made));
		(void)BUF_CAT(&to, change); /* it has two bytes */
		*input = mistake(buf_str(&to), STR(" needs a word: "),
		    buf_str(&to), wish_of(change.at[1]));
		return true;
	}
	return false;
}

/* Returns whether there are words that no change takes. */
static bool
left_over(struct changes changes)
{
	char room[LIMIT_LINE];
	struct str change;

	while (changes_next(&changes, room, &change))
		continue;
	return changes.spare > 0;
}

/* Reads changes that are wrong: a letter, too few words, or too many. */
static bool
read_wrong(struct str text, struct input *input)
{
	const struct changes changes = changes_of(text);
	const struct str odd = odd_letter(changes.letters);

	if (!is_sign(changes.letters.at[0]) ||
	    is_sign(changes.letters.at[changes.letters.len - 1]))
		*input = mistake(STR("a change is + or - and a letter: "),
		    STR(MODES), STR(""), STR(""));
	else if (odd.len > 0)
		*input = read_odd(odd);
	else if (read_missing(changes, input))
		return true;
	else if (left_over(changes))
		*input =
		    mistake(STR("too many words: "), text, STR(""), STR(""));
	else
		return false;
	return true;
}

/* Counts the changes. */
static size_t
count_changes(struct str text)
{
	struct changes changes = changes_of(text);
	char room[LIMIT_LINE];
	struct str change;
	size_t count = 0;

	while (changes_next(&changes, room, &change))
		count++;
	return count;
}

/* Reads changes that are right but not one that the server takes as it is. */
static bool
read_changes(struct str group, struct str text, struct input *input)
{
	struct changes changes = changes_of(text);
	const size_t count = count_changes(text);
	const bool one = count == 1 && changes.spare > 0;
	char room[LIMIT_LINE];
	struct buf to;

	if (count < 2 && !one)
		return false;
	buf_init(&to, made, sizeof(made));
	if (one)
		(void)changes_next(&changes, room, &text); /* there is one */
	if (!BUF_CAT(&to, one ? STR("mode ") : STR(""), group, STR(" "), text))
		return false;
	*input = (struct input) { .meaning = one ? MEANS_COMMAND : MEANS_ACTION,
		.verb = VERB_MODE,
		.action = ACTION_MODE,
		.word = { buf_str(&to) },
		.count = 1 };
	return true;
}

bool
changes_read(struct str rest, const struct where *where, struct input *input)
{
	struct str behind = rest;
	struct str group = str_word(&behind);

	if (!str_skip(&group, STR("#")) && !world_has(where->joined, group)) {
		if (where->kind != WHERE_GROUP && !str_eq(rest, STR("help")))
			return false;
		group = where->name;
		behind = rest;
	}
	behind = str_strip(behind);
	if (behind.len == 0)
		return false;
	return (memchr(behind.at, ' ', behind.len) == NULL &&
		   read_list(group, behind, input)) ||
	    read_wrong(behind, input) || read_changes(group, behind, input);
}

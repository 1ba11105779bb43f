/* Commands that may mean something else: see doubts.h. */
#include "commands/doubts.h"

#include <string.h>

#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

#define MODES                                                                 \
	"i invite-only, m moderated, n no messages from outside, s secret, "  \
	"t topic locked, k KEY, l LIMIT, C no CTCP, H history; of a member: " \
	"o NAME operator, v NAME voice; lists: b bans, e exemptions, I "      \
	"invitations"

/* The letters of these modes. */
#define LETTERS "imnstklCHovbeI"

/* Memory for the last answer. */
static char made[LIMIT_LINE];

/* A command, and the first of its words that may be the name of a person. */
struct naming {
	struct str word;
	bool group; /* a group may be named, and first */
	bool name; /* a person is named */
};

static const struct naming namings[] = {
	{ LIT("part"), true, false },
	{ LIT("leave"), true, false },
	{ LIT("cycle"), true, false },
	{ LIT("topic"), true, false },
	{ LIT("names"), true, false },
	{ LIT("who"), true, false },
	{ LIT("mode"), true, false },
	{ LIT("ban"), true, false },
	{ LIT("unban"), true, false },
	{ LIT("notice"), true, true },
	{ LIT("msg"), true, true },
	{ LIT("invite"), true, true },
	{ LIT("kick"), true, true },
	{ LIT("op"), true, true },
	{ LIT("deop"), true, true },
	{ LIT("voice"), true, true },
	{ LIT("devoice"), true, true },
	{ LIT("query"), false, true },
	{ LIT("whois"), false, true },
};

static struct input
mistake(struct str a, struct str b, struct str c, struct str d)
{
	return (struct input) { .meaning = MEANS_MISTAKE,
		.usage = true,
		.word = { a, b, c, d },
		.count = INPUT_WORDS };
}

static bool
has(struct str word, char c)
{
	return word.len > 0 && memchr(word.at, c, word.len) != NULL;
}

static bool
names_group(struct str word, const struct where *where)
{
	return str_begins(word, STR("#")) ||
	    our_groups_has(where->joined, word);
}

/* Reads a command that names several groups or people, or one with a colon. */
static bool
read_several(struct str word, struct str rest, const struct where *where,
    struct input *input)
{
	const struct naming *naming = namings;
	struct str first = str_word(&rest);

	while (naming < namings + COUNT(namings) && !str_eq(naming->word, word))
		naming++;
	if (naming == namings + COUNT(namings))
		return false;
	if (naming->group && str_begins(first, STR("#")) && has(first, ',')) {
		*input = mistake(
		    STR("one group at a time: /"), word, STR(" #ops"), STR(""));
		return true;
	}
	if (naming->group && names_group(first, where) && rest.at != NULL &&
	    !str_eq(word, STR("msg")) && !str_eq(word, STR("notice")))
		first = str_word(&rest);
	if (!naming->name || str_begins(first, STR("#")))
		return false;
	if (has(first, ',')) {
		*input = mistake(
		    STR("one name at a time: /"), word, STR(" sara"), STR(""));
		return true;
	}
	if (first.len < 2 || first.at[first.len - 1] != ':')
		return false;
	*input = mistake(STR("leave out the colon after the name"), STR(""),
	    STR(""), STR(""));
	return true;
}

/*
 * Reads /part with one word, which is a text but may be meant as a group that
 * we are not in.
 */
static bool
read_part(struct str rest, const struct where *where, struct input *input)
{
	struct buf to;

	if (where->kind != WHERE_GROUP || has(rest, ' ') ||
	    names_group(rest, where) || group_check(rest) != CODE_OK)
		return false;
	buf_init(&to, made, sizeof(made));
	(void)BUF_CAT(&to, STR("/part #"), rest, STR(" leaves #"), rest,
	    STR("; /part #"), where->name, STR(" "), rest, STR(" leaves #"),
	    where->name, STR(" with that text")); /* there is room */
	*input = mistake(buf_str(&to), STR(""), STR(""), STR(""));
	return true;
}

/* Reads /forget: only a word lets it delete everything. */
static bool
read_forget(struct str rest, struct input *input)
{
	if (str_eq(rest, STR("everything")))
		*input = (struct input) { .meaning = MEANS_COMMAND,
			.verb = VERB_FORGET,
			.word = { STR("forget") },
			.count = 1 };
	else if (rest.len == 0)
		*input = mistake(STR("this deletes all that your account ever "
				     "said, in all groups and to all people; "
				     "if you want that, type /forget "
				     "everything"),
		    STR(""), STR(""), STR(""));
	else
		return false;
	return true;
}

/* Returns the first character that is no letter of a mode; empty if none. */
static struct str
odd_letter(struct str letters)
{
	while (letters.len > 0 && has(STR(LETTERS), letters.at[0]))
		str_drop(&letters, 1);
	return (struct str) { letters.at, letters.len > 0 };
}

/* Reads a change of modes that is no change. */
static bool
read_change(struct str change, struct input *input)
{
	struct str letters = change;
	const bool sign =
	    str_skip(&letters, STR("+")) || str_skip(&letters, STR("-"));
	const struct str odd = odd_letter(letters);

	if (!sign)
		*input = mistake(STR("a change is + or - and a letter: "),
		    STR(MODES), STR(""), STR(""));
	else if (has(letters, '+') || has(letters, '-'))
		*input = mistake(STR("one sign for each /mode: +nt, then -i"),
		    STR(""), STR(""), STR(""));
	else if (odd.len > 0)
		*input = mistake(STR("unknown mode "), change,
		    STR("; the modes: "), STR(MODES));
	else
		return false;
	return true;
}

/* Reads "+b" alone and the like, which list on IRC. */
static bool
read_list(struct str group, struct str change, struct input *input)
{
	struct buf to;

	(void)str_skip(&change, STR("+"));
	if (change.len != 1 || !has(STR("beI"), change.at[0]))
		return false;
	(void)str_skip(&group, STR("#"));
	buf_init(&to, made, sizeof(made));
	(void)BUF_CAT(&to, STR("masks "), group, STR(" "), change); /* fits */
	*input = (struct input) { .meaning = MEANS_COMMAND,
		.verb = VERB_MASKS,
		.word = { buf_str(&to) },
		.count = 1 };
	return true;
}

static bool
read_mode(struct str rest, const struct where *where, struct input *input)
{
	struct str behind = rest;
	struct str group = str_word(&behind);

	if (!names_group(group, where)) {
		if (where->kind != WHERE_GROUP && !str_eq(rest, STR("help")))
			return false;
		group = where->name;
		behind = rest;
	}
	const struct str change = str_word(&behind);
	if (change.len == 0)
		return false;
	return (behind.at == NULL && read_list(group, change, input)) ||
	    read_change(change, input);
}

bool
doubts_read(struct str line, const struct where *where, struct input *input)
{
	struct str rest = line;
	const struct str word = str_word(&rest);

	if (!where->person)
		return false;
	rest = str_strip(rest);
	if (str_eq(word, STR("forget")))
		return read_forget(rest, input);
	if (rest.len == 0)
		return false;
	if (read_several(word, rest, where, input))
		return true;
	if (str_eq(word, STR("part")))
		return read_part(rest, where, input);
	return str_eq(word, STR("mode")) && read_mode(rest, where, input);
}

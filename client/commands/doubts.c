/* Commands that may mean something else: see doubts.h. */
#include "commands/doubts.h"

#include <string.h>

#include "commands/changes.h"
#include "commands/ranges.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/names.h"

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
		.count = 4 };
}

static bool
has(struct str word, char c)
{
	return word.len > 0 && memchr(word.at, c, word.len) != NULL;
}

static bool
names_group(struct str word, const struct where *where)
{
	return str_begins(word, STR("#")) || world_has(where->joined, word);
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
	if (str_eq(word, STR("history")))
		return ranges_read(rest, where, input);
	if (rest.len == 0)
		return false;
	if (str_eq(word, STR("nick")) && has(rest, ' ')) {
		*input = mistake(STR("a name has no spaces: /nick DanaMiller"),
		    STR(""), STR(""), STR(""));
		return true;
	}
	if (read_several(word, rest, where, input))
		return true;
	if (str_eq(word, STR("part")))
		return read_part(rest, where, input);
	return str_eq(word, STR("mode")) && changes_read(rest, where, input);
}

/* Aliases: see alias.h. */
#include "conf/alias.h"

#include <stdio.h>

#include "shared/buf.h"
#include "shared/names.h"

#define ENTRY_SIZE (ALIAS_WORD + 1 + ALIAS_TEXT)

/* A word and its text, separated by a space. */
struct entry {
	char text[ENTRY_SIZE];
	size_t len;
	size_t word; /* length of the word */
};

static struct {
	struct entry entry[ALIAS_MOST];
	size_t count;
	bool begun; /* the built-in ones have been added */
	bool (*is_command)(struct str word); /* null: nothing is a command */
	char why[ALIAS_WORD + 32]; /* the last refusal */
} aliases;

/* The built-in aliases: those of both irssi and WeeChat that apply here. */
static const char *const given[] = {
	"? help",
	"buffer window",
	"bye quit",
	"c clear",
	"channels groups",
	"commands help commands",
	"dm msg",
	"exit quit",
	"h help",
	"hilight highlight",
	"j join",
	"k kick",
	"last lastlog",
	"list groups",
	"m msg",
	"n names",
	"nickserv msg nickserv",
	"ns msg nickserv",
	"q query",
	"rejoin cycle",
	"t topic",
	"users names",
	"ver version",
	"w window",
	"wc close",
	"wi whois",
	"win window",
	"wjoin join",
	"wn window next",
	"wp window prev",
};

static struct str
whole(const struct entry *entry)
{
	return (struct str) { entry->text, entry->len };
}

static struct str
word_of(const struct entry *entry)
{
	return (struct str) { entry->text, entry->word };
}

static struct str
text_of(const struct entry *entry)
{
	const size_t before = entry->word + 1;

	return (struct str) { entry->text + before, entry->len - before };
}

/* Takes the next word off the rest, with the spaces after it. */
static struct str
next_word(struct str *rest)
{
	*rest = str_strip_front(*rest);
	const struct str word = str_word(rest);
	*rest = str_strip_front(*rest);
	return word;
}

static struct str
without_slash(struct str text)
{
	return text.len > 0 && text.at[0] == '/' ?
	    (struct str) { text.at + 1, text.len - 1 } :
	    text;
}

/* Stores a word and a text, which are short enough to fit. */
static void
fill(struct entry *entry, struct str word, struct str text)
{
	struct buf buf;

	buf_init(&buf, entry->text, sizeof(entry->text));
	(void)BUF_CAT(&buf, word, STR(" "), text);
	entry->len = buf_len(&buf);
	entry->word = word.len;
}

static void
alias_begin(void)
{
	if (aliases.begun)
		return;
	aliases.begun = true;
	for (size_t i = 0; i < COUNT(given); i++) {
		struct str text = str_from(given[i]);
		const struct str word = next_word(&text);
		fill(&aliases.entry[aliases.count++], word, text);
	}
}

/* Returns the entry of the word, or the place after the last entry. */
static struct entry *
alias_lookup(struct str word)
{
	size_t i = 0;

	alias_begin();
	while (
	    i < aliases.count && !str_caseeq(word_of(&aliases.entry[i]), word))
		i++;
	return &aliases.entry[i];
}

static bool
is_there(const struct entry *entry)
{
	return entry < &aliases.entry[aliases.count];
}

/* Returns the built-in text of the word, or a null string. */
static struct str
given_text(struct str word)
{
	for (size_t i = 0; i < COUNT(given); i++) {
		struct str text = str_from(given[i]);
		if (str_caseeq(next_word(&text), word))
			return text;
	}
	return (struct str) { NULL, 0 };
}

static void
alias_take_out(struct entry *entry)
{
	aliases.count--;
	memmove(entry, entry + 1,
	    (size_t)(&aliases.entry[aliases.count] - entry) * sizeof(*entry));
}

bool
alias_remove(struct str word)
{
	struct entry *entry = alias_lookup(without_slash(word));

	if (!is_there(entry))
		return false;
	const struct str before = given_text(word_of(entry));
	if (before.at == NULL || str_eq(text_of(entry), before))
		alias_take_out(entry);
	else
		fill(entry, word_of(entry), before);
	return true;
}

struct str
alias_find(struct str word)
{
	const struct entry *entry = alias_lookup(without_slash(word));

	return is_there(entry) ? whole(entry) : STR("");
}

void
alias_guard(bool (*is_command)(struct str word))
{
	aliases.is_command = is_command;
}

void
alias_clear(void)
{
	aliases.count = 0;
	aliases.begun = false;
}

bool
alias_is_given(struct str word)
{
	return given_text(without_slash(word)).at != NULL;
}

bool
alias_is_unchanged(struct str alias)
{
	const struct str word = next_word(&alias);

	return alias.at != NULL && str_eq(given_text(word), alias);
}

struct str
alias_at(size_t i)
{
	alias_begin();
	return i < aliases.count ? whole(&aliases.entry[i]) : STR("");
}

/*
 * Deletes the alias. Returns null, or an error if it neither exists nor is
 * built in.
 */
static const char *
take_away(struct str word)
{
	struct entry *entry = alias_lookup(word);

	if (!is_there(entry) && !alias_is_given(word))
		return "must be WORD TEXT";
	if (is_there(entry))
		alias_take_out(entry);
	return NULL;
}

const char *
alias_set(struct str alias)
{
	const struct str word = without_slash(next_word(&alias));
	const struct str text = without_slash(alias);

	if (word.len == 0 || word.len > ALIAS_WORD ||
	    memchr(word.at, '/', word.len) != NULL)
		return "must be a word of up to 32 bytes and its text";
	if (text.len == 0)
		return take_away(word);
	if (text.len > ALIAS_TEXT)
		return "too long, limit 900 bytes";
	if (text_check(text, ALIAS_TEXT) != CODE_OK)
		return "must be text without control characters";
	if (aliases.is_command != NULL && !alias_is_given(word) &&
	    aliases.is_command(word)) {
		(void)snprintf(aliases.why, sizeof(aliases.why),
		    "/%.*s is a command", (int)word.len, word.at); /* fits */
		return aliases.why;
	}
	struct entry *entry = alias_lookup(word);
	if (entry == &aliases.entry[ALIAS_MOST])
		return "too many, limit 120";
	aliases.count += !is_there(entry);
	fill(entry, word, text);
	return NULL;
}

bool
alias_expand(struct str *line, char room[LIMIT_LINE])
{
	struct str words = *line;
	struct buf to;

	if (line->len < 2 || line->at[0] != '/' || line->at[1] == ' ')
		return true;
	str_drop(&words, 1);
	const struct str word = next_word(&words);
	const struct entry *entry = alias_lookup(word);
	if (!is_there(entry))
		return true;
	words = str_strip(words);
	buf_init(&to, room, LIMIT_LINE - 1);
	if (!BUF_CAT(&to, STR("/"), text_of(entry),
		words.len > 0 ? STR(" ") : STR(""), words))
		return false;
	*line = buf_str(&to);
	return true;
}

/* Aliases: see alias.h. */
#include "session/alias.h"

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

static const char *
alias_refuse(struct str word, const char *why)
{
	(void)snprintf(aliases.why, sizeof(aliases.why), "/%.*s %s",
	    (int)word.len, word.at, why); /* fits: alias_set */
	return aliases.why;
}

static struct str command_at(struct str text, size_t i);

/*
 * Returns null, or why the word cannot be an alias for the text. No command may
 * become unreachable.
 */
static const char *
why_not(struct str word, struct str text)
{
	while (text.len > 0) {
		struct str command = alias_cut(&text);
		if (str_caseeq(next_word(&command), word))
			return alias_refuse(word, "would stand for itself");
	}
	if (aliases.is_command != NULL && !alias_is_given(word) &&
	    aliases.is_command(word))
		return alias_refuse(word, "is a command");
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
	if (command_at(text, 0).len == 0)
		return "must have a command between the ;";
	if (text_check(text, ALIAS_TEXT) != CODE_OK)
		return "must be text without control characters";
	const char *wrong = why_not(word, text);
	if (wrong != NULL)
		return wrong;
	struct entry *entry = alias_lookup(word);
	if (entry == &aliases.entry[ALIAS_MOST])
		return "too many, limit 120";
	aliases.count += !is_there(entry);
	fill(entry, word, text);
	return NULL;
}

/* An alias text while it is expanded. */
struct expansion {
	struct buf *to;
	struct str words; /* typed after the alias */
	bool used; /* the text refers to some of them */
	bool fits;
};

static void
alias_put(struct expansion *expansion, struct str piece)
{
	expansion->fits = expansion->fits && BUF_CAT(expansion->to, piece);
}

/* Returns the words from the number-th on, counted from 1. */
static struct str
words_from(struct str words, size_t number)
{
	while (number > 1 && words.len > 0) {
		(void)next_word(&words);
		number--;
	}
	return words;
}

/*
 * Appends the value of a $ variable. Returns the length of its name, or 0 if
 * there is no such variable.
 */
static size_t
put_variable(struct expansion *expansion, struct str name)
{
	const char first = (char)(name.len > 0 ? name.at[0] : '\0');

	if (first == '$') {
		alias_put(expansion, STR("$"));
		return 1;
	}
	if (first != '*' && (first < '1' || first > '9'))
		return 0;
	expansion->used = true;
	if (first == '*') {
		alias_put(expansion, expansion->words);
		return 1;
	}
	struct str words = words_from(expansion->words, (size_t)(first - '0'));
	const bool rest = name.len > 1 && name.at[1] == '-';
	alias_put(expansion, rest ? words : next_word(&words));
	return rest ? 2 : 1;
}

/* Appends text of the alias itself, with ; for ;;. */
static void
put_literal(struct expansion *expansion, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		alias_put(expansion, (struct str) { text.at + i, 1 });
		i += text.at[i] == ';'; /* the second one */
	}
}

static void
put_text(struct expansion *expansion, struct str text)
{
	while (text.len > 0) {
		const char *sign = memchr(text.at, '$', text.len);
		const size_t len =
		    sign != NULL ? (size_t)(sign - text.at) : text.len;
		put_literal(expansion, (struct str) { text.at, len });
		text = (struct str) { text.at + len, text.len - len };
		if (text.len == 0)
			return;
		text = (struct str) { text.at + 1, text.len - 1 };
		const size_t name = put_variable(expansion, text);
		if (name == 0)
			alias_put(expansion, STR("$"));
		text = (struct str) { text.at + name, text.len - name };
	}
}

struct str
alias_cut(struct str *text)
{
	struct str command;

	do {
		size_t i = 0;
		while (i < text->len &&
		    (text->at[i] != ';' ||
			(i + 1 < text->len && text->at[i + 1] == ';')))
			i += text->at[i] == ';' ? 2 : 1;
		command = str_strip((struct str) { text->at, i });
		str_drop(text, i < text->len ? i + 1 : i);
	} while (command.len == 0 && text->len > 0);
	return without_slash(command);
}

/* Returns command i of a text, counted from 0; empty after the last. */
static struct str
command_at(struct str text, size_t i)
{
	struct str command = alias_cut(&text);

	while (i-- > 0 && command.len > 0)
		command = alias_cut(&text);
	return command;
}

/* Returns whether the text refers to words typed after the alias. */
static bool
has_variable(struct str text)
{
	char memory[1];
	struct buf none;
	struct expansion expansion = { .to = &none, .words = STR("") };

	buf_init(&none, memory, sizeof(memory));
	put_text(&expansion, text);
	return expansion.used;
}

/*
 * Appends "/", command i of the alias and the words; the last command gets
 * those that no other refers to. Returns false if the line is too long.
 */
static bool
expand(struct buf *to, struct str text, size_t i, struct str words)
{
	struct expansion expansion = { .to = to, .words = words, .fits = true };

	alias_put(&expansion, STR("/"));
	put_text(&expansion, command_at(text, i));
	if (words.len > 0 && !has_variable(text) &&
	    command_at(text, i + 1).len == 0) {
		alias_put(&expansion, STR(" "));
		alias_put(&expansion, words);
	}
	return expansion.fits;
}

/*
 * Returns the alias that begins the line and sets *words to the words after it,
 * or returns null.
 */
static const struct entry *
alias_of(struct str line, struct str *words)
{
	if (line.len < 2 || line.at[0] != '/' || line.at[1] == ' ')
		return NULL;
	*words = without_slash(line);
	const struct str word = next_word(words);
	const struct entry *entry = alias_lookup(word);
	return is_there(entry) ? entry : NULL;
}

/*
 * Returns the line without the spaces at its end, which remain where the text
 * refers to words that were not typed.
 */
static struct str
trimmed(struct str line)
{
	while (line.len > 0 && line.at[line.len - 1] == ' ')
		line.len--;
	return line;
}

/* Expands command i of the alias, in room. */
static struct alias_line
expand_one(struct str line, const struct entry *entry, size_t i,
    struct str words, char room[LIMIT_LINE])
{
	struct buf to;

	buf_init(&to, room, LIMIT_LINE - 1);
	if (!expand(&to, text_of(entry), i, words))
		return (struct alias_line) { .line = line,
			.wrong = "too long with its alias" };
	return (struct alias_line) { .line = trimmed(buf_str(&to)) };
}

struct alias_line
alias_expand(struct str line, char room[ALIAS_ROOM])
{
	struct str words;

	for (size_t depth = 0;; depth++) {
		const struct entry *entry = alias_of(line, &words);
		if (entry == NULL)
			return (struct alias_line) { .line = line };
		if (command_at(text_of(entry), 1).len > 0)
			return (struct alias_line) { .line = line,
				.several = true };
		if (depth == ALIAS_DEPTH)
			return (struct alias_line) { .line = line,
				.wrong = "aliases of aliases, limit 10" };
		/* Use the half of room that does not hold the line itself. */
		const struct alias_line next = expand_one(
		    line, entry, 0, words, room + depth % 2 * LIMIT_LINE);
		if (next.wrong != NULL)
			return next;
		line = next.line;
	}
}

struct alias_line
alias_command(struct str line, size_t i, char room[LIMIT_LINE])
{
	struct str words;
	const struct entry *entry = alias_of(line, &words);

	if (entry == NULL || command_at(text_of(entry), i).len == 0)
		return (struct alias_line) { .line = STR("") };
	return expand_one(line, entry, i, words, room);
}

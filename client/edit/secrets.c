/* Typed lines that hold a secret: see secrets.h. */
#include "edit/secrets.h"

#include <stddef.h>
#include <string.h>

#include "session/alias.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* Other words that precede a secret, from habits on IRC. */
static const struct str others[] = {
	LIT("ghost"),
	LIT("identify"),
	LIT("nickserv"),
	LIT("nickserv,"),
	LIT("nickserv:"),
	LIT("ns"),
	LIT("passwd"),
	LIT("password"),
};

static bool
takes_secret(const struct rule *rule)
{
	return (rule->traits & TRAIT_SECRET) != 0;
}

/* Returns the grammar's row of a client command, in any case, or null. */
static const struct rule *
rule_of(struct str word)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && str_caseeq(word, rule->word))
			return rule;
	return NULL;
}

static bool
is_secret_word(struct str word)
{
	const struct rule *rule = rule_of(word);

	for (size_t i = 0; i < COUNT(others); i++)
		if (str_caseeq(word, others[i]))
			return true;
	return rule != NULL && takes_secret(rule);
}

static struct str
first(struct str s, size_t len)
{
	return (struct str) { s.at, len };
}

static struct str
without(struct str s, size_t len)
{
	return (struct str) { s.at + len, s.len - len };
}

/* Removes the common start and the common end of both. */
static void
strip(struct str *a, struct str *b)
{
	while (a->len > 0 && b->len > 0 &&
	    str_caseeq(first(*a, 1), first(*b, 1))) {
		*a = without(*a, 1);
		*b = without(*b, 1);
	}
	while (a->len > 0 && b->len > 0 &&
	    str_caseeq(without(*a, a->len - 1), without(*b, b->len - 1))) {
		a->len--;
		b->len--;
	}
}

/*
 * Returns whether the words differ by one letter added, missing, changed or
 * swapped with its neighbour.
 */
static bool
is_near(struct str typed, struct str word)
{
	if (word.len < 4)
		return false;
	strip(&typed, &word);
	if (typed.len == 2 && word.len == 2)
		return str_caseeq(first(typed, 1), without(word, 1)) &&
		    str_caseeq(without(typed, 1), first(word, 1));
	return typed.len <= 1 && word.len <= 1;
}

static bool
is_near_secret(struct str word)
{
	const struct rule *rule;

	for (size_t i = 0; i < COUNT(others); i++)
		if (is_near(word, others[i]))
			return true;
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && takes_secret(rule) &&
		    is_near(word, rule->word))
			return true;
	return false;
}

/* Takes the next word off the rest, with the spaces around it. */
static struct str
next_word(struct str *rest)
{
	*rest = str_strip_front(*rest);
	const struct str word = str_word(rest);
	*rest = str_strip_front(*rest);
	return word;
}

/* Returns whether a word follows the group's name: its key. */
static bool
has_key(struct str rest)
{
	(void)next_word(&rest);
	return rest.len > 0;
}

/*
 * Returns whether the rest is "[G] +k KEY" or another change with that letter.
 */
static bool
changes_key(struct str rest)
{
	struct str change = next_word(&rest);

	if (change.len > 0 && change.at[0] != '+' && change.at[0] != '-')
		change = next_word(&rest);
	return rest.len > 0 && memchr(change.at, 'k', change.len) != NULL;
}

/*
 * Returns whether the message goes to a service, such as NickServ, to which
 * people on IRC send passwords.
 */
static bool
is_to_service(struct str rest)
{
	struct str name = next_word(&rest);

	if (name.len > 0 && strchr(":,;", name.at[name.len - 1]) != NULL)
		name.len--;
	return name.len > 4 &&
	    str_caseeq(without(name, name.len - 4), STR("serv"));
}

/*
 * Returns whether the words set a secret, or define an alias or a key for a
 * command with a secret.
 */
static bool
sets_secret(struct str rest)
{
	while (rest.len > 0) {
		struct str words = next_word(&rest);
		while (words.len > 0) {
			struct str word = str_cut(&words, ';');
			(void)str_skip(&word, STR("/"));
			if (str_caseeq(word, STR("secret")) ||
			    str_caseeq(word, STR("password")) ||
			    is_secret_word(word))
				return true;
		}
	}
	return false;
}

/* Returns whether the words are a command with a secret. */
static bool
quotes_secret(struct str rest)
{
	if (rest.len > 0 && rest.at[0] == '/')
		rest = without(rest, 1);
	return is_secret_word(next_word(&rest)) && rest.len > 0;
}

/* Commands that sometimes hold a secret. */
static const struct {
	struct str word;
	bool slash; /* only if typed with a slash */
	bool (*is)(struct str rest);
} sometimes[] = {
	{ LIT("join"), false, has_key },
	{ LIT("mode"), false, changes_key },
	{ LIT("tell"), false, is_to_service },
	{ LIT("msg"), false, is_to_service },
	{ LIT("query"), false, is_to_service },
	{ LIT("quote"), false, quotes_secret },
	{ LIT("raw"), false, quotes_secret },
	{ LIT("set"), true, sets_secret },
	{ LIT("alias"), true, sets_secret },
};

static bool
is_secret_now(struct str word, struct str rest, bool slash)
{
	for (size_t i = 0; i < COUNT(sometimes); i++)
		if (str_caseeq(word, sometimes[i].word) &&
		    (slash || !sometimes[i].slash))
			return sometimes[i].is(rest);
	return slash && rule_of(word) == NULL && is_near_secret(word);
}

/* Returns whether the line, without expansion of aliases, holds a secret. */
static bool
is_secret(struct str line, bool slash)
{
	const struct str word = next_word(&line);

	return line.len > 0 &&
	    (is_secret_word(word) || is_secret_now(word, line, slash));
}

/*
 * Cuts "alias WORD TEXT", also as a setting, to its TEXT.
 * Returns whether it did.
 */
static bool
cut_definition(struct str *line)
{
	struct str rest = *line;
	struct str word = next_word(&rest);

	if (str_caseeq(word, STR("set")))
		word = next_word(&rest);
	if (!str_caseeq(word, STR("alias")))
		return false;
	(void)next_word(&rest);
	*line = rest;
	return true;
}

/* Removes spaces and slashes at the front; returns whether a slash was there.
 */
static bool
cut_front(struct str *line)
{
	bool slash = false;

	while (line->len > 0 && (line->at[0] == ' ' || line->at[0] == '/')) {
		slash = slash || line->at[0] == '/';
		*line = without(*line, 1);
	}
	return slash;
}

/* How many definitions in definitions are looked at: nobody types that many. */
#define NESTED 20

/*
 * Returns whether a command, without its slash, or what its alias stands for,
 * may hold a secret. *line becomes the latter.
 */
static bool
command_has_secret(struct str *line, char room[2 * LIMIT_LINE])
{
	struct buf whole;
	struct str expanded;

	if (is_secret(*line, true))
		return true;
	buf_init(&whole, room, LIMIT_LINE);
	if (!BUF_CAT(&whole, STR("/"), *line))
		return false;
	expanded = buf_str(&whole);
	if (!alias_expand(&expanded, room + LIMIT_LINE))
		return true;
	(void)cut_front(&expanded);
	*line = expanded;
	return is_secret(*line, true);
}

bool
secrets_in(struct str line)
{
	char room[2][2 * LIMIT_LINE]; /* for what is defined, in turn */

	if (!cut_front(&line))
		return is_secret(line, false);
	for (int i = 0; i < NESTED; i++) {
		struct str rest = line;
		(void)next_word(&rest);
		if (rest.len == 0) /* a word alone holds none */
			return false;
		if (command_has_secret(&line, room[i % 2]))
			return true;
		if (!cut_definition(&line))
			return false;
		(void)cut_front(&line);
	}
	return true;
}

/* Words that begin a line for NickServ, typed without its slash. */
static const struct {
	struct str word;
	size_t most; /* of the words after it; 0: any number */
} for_service[] = {
	{ LIT("msg"), 0 }, { LIT("tell"), 0 }, { LIT("query"), 0 },
	{ LIT("nickserv"), 0 }, { LIT("nickserv:"), 0 },
	{ LIT("nickserv,"), 0 }, { LIT("ns"), 0 }, { LIT("quote"), 0 },
	{ LIT("raw"), 0 },
	{ LIT("identify"), 2 }, /* as in "identify ali sesame" */
};

static size_t
words_in(struct str rest)
{
	size_t count = 0;

	while (next_word(&rest).len > 0)
		count++;
	return count;
}

bool
secrets_slip(struct str line)
{
	struct str rest = line;
	const bool slash = cut_front(&rest);

	if (slash || rest.len < line.len) /* a space in front: it is meant */
		return slash && line.at[0] == ' ' && secrets_in(line);
	const struct str word = next_word(&rest);
	for (size_t i = 0; i < COUNT(for_service); i++)
		if (str_caseeq(word, for_service[i].word))
			return secrets_in(line) &&
			    (for_service[i].most == 0 ||
				words_in(rest) <= for_service[i].most);
	return false;
}

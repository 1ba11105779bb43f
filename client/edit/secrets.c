/* Typed lines that hold a secret: see secrets.h. */
#include "edit/secrets.h"

#include <stddef.h>
#include <string.h>

#include "conf/alias.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/* Takes the next word off the rest, with the spaces around it. */
static struct str
next_word(struct str *rest)
{
	*rest = str_strip_front(*rest);
	const struct str word = str_word(rest);
	*rest = str_strip_front(*rest);
	return word;
}

/* Returns whether a word comes before a secret, here or on IRC. */
static bool
is_secret_word(struct str word)
{
	static const struct str others[] = { LIT("ghost"), LIT("identify"),
		LIT("nickserv"), LIT("nickserv,"), LIT("nickserv:"), LIT("ns"),
		LIT("passwd"), LIT("password"), LIT("secret") };
	const struct rule *rule;

	for (size_t i = 0; i < COUNT(others); i++)
		if (str_caseeq(word, others[i]))
			return true;
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT &&
		    (rule->traits & TRAIT_SECRET) != 0 &&
		    str_caseeq(word, rule->word))
			return true;
	return false;
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
	const struct str end = STR("serv");
	struct str name = next_word(&rest);

	if (name.len > 0 && strchr(":,;", name.at[name.len - 1]) != NULL)
		name.len--;
	return name.len > end.len &&
	    str_caseeq(
		(struct str) { name.at + name.len - end.len, end.len }, end);
}

/* Returns whether one of the words comes before a secret. */
static bool
names_secret(struct str rest)
{
	while (rest.len > 0) {
		struct str word = next_word(&rest);
		(void)str_skip(&word, STR("/"));
		if (is_secret_word(word))
			return true;
	}
	return false;
}

/* Returns whether a setting has a secret, or may have one in an alias. */
static bool
sets_secret(struct str rest)
{
	struct str words = rest;

	return names_secret(rest) ||
	    (str_caseeq(next_word(&words), STR("alias")) && has_key(words));
}

/* Commands that sometimes hold a secret. */
static const struct {
	struct str word;
	bool slash; /* only if typed with a slash */
	bool (*is)(struct str rest);
} sometimes[] = {
	{ LIT("join"), false, has_key }, { LIT("mode"), false, changes_key },
	{ LIT("tell"), false, is_to_service },
	{ LIT("msg"), false, is_to_service },
	{ LIT("query"), false, is_to_service },
	{ LIT("quote"), false, names_secret },
	{ LIT("raw"), false, names_secret }, { LIT("set"), true, sets_secret },
	{ LIT("alias"), true, has_key }, /* in doubt: of what it stands for */
};

/* Returns whether the line, without expansion of aliases, holds a secret. */
static bool
is_secret(struct str line, bool slash)
{
	const struct str word = next_word(&line);

	if (line.len == 0) /* a word alone holds none */
		return false;
	for (size_t i = 0; i < COUNT(sometimes); i++)
		if (str_caseeq(word, sometimes[i].word) &&
		    (slash || !sometimes[i].slash))
			return sometimes[i].is(line);
	return is_secret_word(word);
}

/* Removes spaces and slashes at the front; returns whether a slash was there.
 */
static bool
cut_front(struct str *line)
{
	bool slash = false;

	for (; line->len > 0 && (line->at[0] == ' ' || line->at[0] == '/');
	     str_drop(line, 1))
		slash = slash || line->at[0] == '/';
	return slash;
}

bool
secrets_in(struct str line)
{
	char room[LIMIT_LINE];
	struct str whole;

	if (!cut_front(&line))
		return is_secret(line, false);
	if (memchr(line.at, ' ', line.len) == NULL) /* a word alone */
		return false;
	if (is_secret(line, true))
		return true;
	/* The slash before the word is the one that an alias needs. */
	whole = (struct str) { line.at - 1, line.len + 1 };
	if (line.at[-1] != '/')
		return false;
	if (!alias_expand(&whole, room))
		return true;
	(void)cut_front(&whole);
	return is_secret(whole, true);
}

bool
secrets_slip(struct str line)
{
	static const struct str words[] = { LIT("msg"), LIT("tell"),
		LIT("query"), LIT("nickserv"), LIT("nickserv:"),
		LIT("nickserv,"), LIT("ns"), LIT("quote"), LIT("raw") };
	struct str rest = line;
	const bool slash = cut_front(&rest);

	if (slash || rest.len < line.len) /* a space in front: it is meant */
		return slash && line.at[0] == ' ' && secrets_in(line);
	const struct str word = next_word(&rest);
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_caseeq(word, words[i]))
			return secrets_in(line);
	/* As in "identify ali sesame". */
	if (!str_caseeq(word, STR("identify")))
		return false;
	(void)next_word(&rest);
	(void)next_word(&rest);
	return rest.len == 0 && secrets_in(line);
}

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

/* Returns whether one of the words, which have a space between, is that. */
static bool
is_one_of(struct str words, struct str word)
{
	while (words.len > 0)
		if (str_caseeq(str_word(&words), word))
			return true;
	return false;
}

/* Returns whether a word comes before a secret, here or on IRC. */
static bool
is_secret_word(struct str word)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT &&
		    (rule->traits & TRAIT_SECRET) != 0 &&
		    str_caseeq(word, rule->word))
			return true;
	return is_one_of(STR("ghost identify nickserv nickserv, nickserv: ns "
			     "passwd password secret"),
	    word);
}

/* Returns whether a word follows the first: the key of a group, or a text. */
static bool
has_second(struct str rest)
{
	(void)next_word(&rest);
	return rest.len > 0;
}

/* Returns whether a word follows +k, or another change with that letter. */
static bool
changes_key(struct str rest)
{
	while (rest.len > 0) {
		const struct str change = next_word(&rest);
		if ((change.at[0] == '+' || change.at[0] == '-') &&
		    memchr(change.at, 'k', change.len) != NULL)
			return rest.len > 0;
	}
	return false;
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

/* Returns whether one of the words comes before a secret, or begins an alias.
 */
static bool
names_secret(struct str rest)
{
	while (rest.len > 0) {
		struct str word = next_word(&rest);
		(void)str_skip(&word, STR("/"));
		if (is_secret_word(word) || str_caseeq(word, STR("alias")))
			return true;
	}
	return false;
}

/* Commands that sometimes hold a secret. */
static const struct {
	struct str words;
	bool slash; /* only if typed with a slash */
	bool (*is)(struct str rest);
} sometimes[] = {
	{ LIT("join"), false, has_second }, { LIT("mode"), false, changes_key },
	{ LIT("tell msg query"), false, is_to_service },
	{ LIT("quote raw"), false, names_secret },
	{ LIT("set"), true, names_secret },
	{ LIT("alias"), true, has_second }, /* in doubt: what it stands for */
};

/* Returns whether the line, without expansion of aliases, holds a secret. */
static bool
is_secret(struct str line, bool slash)
{
	const struct str word = next_word(&line);

	if (line.len == 0) /* a word alone holds none */
		return false;
	for (size_t i = 0; i < COUNT(sometimes); i++)
		if (is_one_of(sometimes[i].words, word) &&
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
	const bool slash = cut_front(&line);

	if (is_secret(line, slash))
		return true;
	if (!has_second(line) || !slash || line.at[-1] != '/')
		return false;
	/* The slash before the word is the one that an alias needs. */
	struct str whole = { line.at - 1, line.len + 1 };
	if (!alias_expand(&whole, room))
		return true;
	(void)cut_front(&whole);
	return is_secret(whole, true);
}

bool
secrets_slip(struct str line)
{
	struct str rest = line;
	const bool slash = cut_front(&rest);

	if (slash || rest.len < line.len) /* a space in front: it is meant */
		return slash && line.at[0] == ' ' && secrets_in(line);
	const struct str word = next_word(&rest);
	/* As in "identify ali sesame", but not in a sentence. */
	if (str_caseeq(word, STR("identify"))) {
		(void)next_word(&rest);
		return !has_second(rest) && secrets_in(line);
	}
	return is_one_of(STR("msg tell query nickserv nickserv: nickserv, ns "
			     "quote raw"),
		   word) &&
	    secrets_in(line);
}

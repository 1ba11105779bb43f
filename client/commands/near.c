/* Misspelt commands: see near.h. */
#include "commands/near.h"

#include "commands/words.h"
#include "session/alias.h"
#include "shared/grammar.h"
#include "shared/usage.h"

#define WORD_MOST ALIAS_WORD /* a longer word is no command */

/* Shorter words are near too many commands. */
#define WORD_LEAST 3

/* Copies the word, which fits, in small letters. */
static void
copy(char to[WORD_MOST + 1], struct str word)
{
	for (size_t i = 0; i < word.len; i++)
		to[i] = (char)str_lower(word.at[i]);
	to[word.len] = '\0';
}

static bool
is_misspelt(struct str word, struct str command)
{
	char typed[WORD_MOST + 1];
	char meant[WORD_MOST + 1];

	if (command.len < WORD_LEAST || command.len > WORD_MOST)
		return false;
	copy(typed, word);
	copy(meant, command);
	return usage_is_near(typed, meant);
}

static bool
is_begun(struct str word, struct str command)
{
	return word.len < command.len &&
	    str_caseeq((struct str) { command.at, word.len }, word);
}

/* Ways in which a word may mean a command, the most likely one first. */
static bool (*const ways[])(struct str word, struct str command) = {
	str_caseeq,
	is_misspelt,
	is_begun,
};

static struct str
alias_word(size_t i)
{
	struct str alias = alias_at(i);

	return str_word(&alias);
}

struct str
near_find(struct str word)
{
	struct str command;
	const struct rule *rule;

	if (word.len < WORD_LEAST || word.len > WORD_MOST)
		return STR("");
	for (size_t n = 0; n < COUNT(ways); n++) {
		for (size_t i = 0; (command = words_at(i)).len > 0; i++)
			if (ways[n](word, command))
				return command;
		for (size_t i = 0; (command = alias_word(i)).len > 0; i++)
			if (ways[n](word, command))
				return command;
		for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
			if (rule->from == FROM_CLIENT && rule->last == 0 &&
			    ways[n](word, rule->word))
				return rule->word;
	}
	return STR("");
}

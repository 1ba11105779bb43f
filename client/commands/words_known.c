/* Which words are commands: see words.h. */
#include "commands/words.h"

bool
words_is_command(struct str word)
{
	const struct rule *rule;
	struct str own;

	for (size_t i = 0; (own = words_at(i)).len > 0; i++)
		if (str_caseeq(own, word))
			return true;
	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && rule->last == 0 &&
		    str_caseeq(rule->word, word))
			return true;
	return false;
}

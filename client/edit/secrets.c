/* Typed lines that hold a secret: see secrets.h. */
#include "edit/secrets.h"

#include <stddef.h>

#include "shared/grammar.h"

/* Returns whether the word is a command with a secret, in whatever case. */
static bool
is_secret_word(struct str word)
{
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT &&
		    (rule->traits & TRAIT_SECRET) != 0 &&
		    str_caseeq(word, rule->word))
			return true;
	return false;
}

bool
secrets_in(struct str line)
{
	while (str_skip(&line, STR(" ")) || str_skip(&line, STR("/")))
		continue;
	struct str word = str_word(&line);
	line = str_strip(line);
	if (str_caseeq(word, STR("set")) &&
	    str_caseeq(str_word(&line), STR("secret")))
		return line.len > 0;
	return line.len > 0 && is_secret_word(word); /* alone, it holds none */
}

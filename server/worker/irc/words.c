/* Words in one word: see words.h. */
#include "worker/irc/words.h"

bool
irc_next_word(struct str *words, struct str *word)
{
	*word = *words;
	if (words->len == 0)
		return false;
	*word = str_cut(words, ',');
	return true;
}

bool
irc_word_at(struct str words, size_t number, struct str *word)
{
	while (irc_next_word(&words, word))
		if (number-- == 0)
			return true;
	return false;
}

bool
irc_step_word(const struct irc *irc, struct str words, struct str *word)
{
	return irc_word_at(words, irc->step, word);
}

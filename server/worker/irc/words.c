/* Words in one word: see words.h. */
#include "worker/irc/words.h"

bool
irc_next_word(struct str *words, struct str *word)
{
	const char *comma =
	    words->len > 0 ? memchr(words->at, ',', words->len) : NULL;

	*word = *words;
	if (words->len == 0)
		return false;
	if (comma == NULL) {
		*words = (struct str) { NULL, 0 };
		return true;
	}
	word->len = (size_t)(comma - words->at);
	words->at = comma + 1;
	words->len -= word->len + 1;
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

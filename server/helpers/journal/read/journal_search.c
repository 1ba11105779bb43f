/* The search of a text in another: see journal_search.h. */
#include "helpers/journal/read/journal_search.h"

struct str
journal_search_text(const struct journal_record *record)
{
	struct str text = record->rest;

	if (!journal_verb_is_speech(record->verb))
		return STR("");
	(void)str_word(&text); /* the actor */
	if (!journal_where_is_group(record->where))
		(void)str_word(&text); /* to whom */
	if (record->verb == JOURNAL_LINES)
		(void)str_word(&text); /* their lengths */
	return text;
}

void
journal_search_learn(struct str wanted, uint16_t *table)
{
	size_t have = 0;

	table[0] = 0;
	for (size_t i = 1; i < wanted.len; i++) {
		while (have > 0 && wanted.at[i] != wanted.at[have])
			have = table[have - 1];
		have += wanted.at[i] == wanted.at[have];
		table[i] = (uint16_t)have;
	}
}

/* Returns the next place of a byte in lower case; the length if there is none.
 */
static inline size_t
next_place(struct str text, size_t at, unsigned char byte)
{
	while (at < text.len && str_lower(text.at[at]) != byte)
		at++;
	return at;
}

bool
journal_search_in(struct str text, struct str wanted, const uint16_t *table)
{
	const unsigned char *const want = (const unsigned char *)wanted.at;
	size_t at = 0, have = 0; /* bytes of both that are alike */

	for (;;) {
		if (have == 0)
			at = next_place(text, at, want[0]);
		if (text.len - at < wanted.len - have)
			return false;
		while (
		    have < wanted.len && str_lower(text.at[at]) == want[have])
			at++, have++;
		if (have == wanted.len)
			return true;
		have = table[have - 1];
	}
}

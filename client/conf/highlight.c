/* Mentions of us: see highlight.h. */
#include "conf/highlight.h"

#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/mask.h"
#include "text/match.h"

/* The entries of the setting. */
static char *const *entries;

const char *
highlight_check(const char *entry)
{
	return strlen(entry) > HIGHLIGHT_LONGEST ?
	    "too long, limit 1000 bytes" :
	    NULL;
}

void
highlight_use(char *const *list)
{
	entries = list;
}

static bool
has(struct str text, char c)
{
	return text.len > 0 && memchr(text.at, c, text.len) != NULL;
}

static bool
is_plain(char c)
{
	return ((unsigned char)c & 0x80) != 0 || c == '_' ||
	    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* Strips the punctuation around a word. */
static struct str
strip(struct str word)
{
	while (word.len > 0 && !is_plain(word.at[0]))
		str_drop(&word, 1);
	while (word.len > 0 && !is_plain(word.at[word.len - 1]))
		word.len--;
	return word;
}

/*
 * Returns whether a pattern without a space matches a word of the text, with or
 * without the punctuation around it.
 */
static bool
matches_word(struct str pattern, struct str text)
{
	while (text.at != NULL) {
		const struct str word = str_word(&text);
		if (word.len > 0 &&
		    (mask_matches(pattern, word) ||
			mask_matches(pattern, strip(word))))
			return true;
	}
	return false;
}

/* Returns whether a pattern with spaces matches a part of the text. */
static bool
matches_part(struct str pattern, struct str text)
{
	char room[HIGHLIGHT_LONGEST + 2];
	struct buf mask;

	buf_init(&mask, room, sizeof(room));
	(void)BUF_CAT(&mask, STR("*"), pattern, STR("*")); /* it fits */
	return mask_matches(buf_str(&mask), text);
}

/* Returns whether a word of the list, in lower case, marks the text. */
static bool
marks(struct str word, struct str text)
{
	if (!has(word, '*') && !has(word, '?'))
		return match_name(text, word);
	return has(word, ' ') ? matches_part(word, text) :
				matches_word(word, text);
}

/* Returns whether a word of the entry marks the text, in lower case. */
static bool
entry_marks(const char *entry, struct str text)
{
	char room[HIGHLIGHT_LONGEST];
	struct str rest = match_fold(str_from(entry), room, sizeof(room));

	while (rest.len > 0) {
		const struct str word = str_strip(str_cut(&rest, ','));
		if (word.len > 0 && marks(word, text))
			return true;
	}
	return false;
}

bool
highlight_in(struct str text, struct str me)
{
	char room[LIMIT_LINE], name[LIMIT_NAME];

	text = match_fold(text, room, sizeof(room));
	if (match_name(text, match_fold(me, name, sizeof(name))))
		return true;
	for (char *const *at = entries; at != NULL && *at != NULL; at++)
		if (entry_marks(*at, text))
			return true;
	return false;
}

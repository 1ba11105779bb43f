/* Mentions of us: see highlight.h. */
#include "conf/highlight.h"

#include "shared/buf.h"
#include "shared/limits.h"
#include "shared/mask.h"
#include "text/mention.h"
#include "text/words/fold.h"

static struct {
	char text[HIGHLIGHT_LONGEST];
	char folded[HIGHLIGHT_LONGEST]; /* in lower case */
	size_t len;
} words;

/*
 * Takes the next word off a list; empty if nothing stands between two commas.
 */
static struct str
next_word(struct str *rest)
{
	return str_strip(str_cut(rest, ','));
}

const char *
highlight_set(struct str list)
{
	struct str rest = list;
	size_t count = 0;

	if (list.len > sizeof(words.text))
		return "too long, limit 1000 bytes";
	while (rest.len > 0)
		count += next_word(&rest).len > 0;
	if (count > HIGHLIGHT_MOST)
		return "too many words, limit 50";
	if (list.len > 0)
		memcpy(words.text, list.at, list.len);
	words.len = list.len;
	(void)fold_text(list, words.folded, sizeof(words.folded)); /* it fits */
	return NULL;
}

/* Returns the words as passed to highlight_set. */
static struct str
highlight_words(void)
{
	return (struct str) { words.text, words.len };
}

static bool
is_listed(struct str list, struct str word)
{
	while (list.len > 0)
		if (str_caseeq(next_word(&list), word))
			return true;
	return false;
}

/* Appends a word to a list. */
static void
add(struct buf *to, struct str word)
{
	(void)BUF_CAT(to, buf_len(to) > 0 ? STR(", ") : STR(""),
	    word); /* or the list is too long */
}

struct str
highlight_with(struct str more, char room[HIGHLIGHT_ROOM], bool *changed)
{
	struct buf to;

	*changed = more.len > HIGHLIGHT_LONGEST;
	if (*changed)
		return more; /* a word of it might not fit, and be lost */
	buf_init(&to, room, HIGHLIGHT_ROOM);
	(void)BUF_CAT(&to, highlight_words()); /* it fits */
	while (more.len > 0) {
		const struct str word = next_word(&more);
		if (word.len == 0 || is_listed(buf_str(&to), word))
			continue;
		add(&to, word);
		*changed = true;
	}
	return buf_str(&to);
}

struct str
highlight_without(struct str word, char room[HIGHLIGHT_ROOM], bool *changed)
{
	struct str rest = highlight_words();
	struct buf to;

	buf_init(&to, room, HIGHLIGHT_ROOM);
	*changed = false;
	while (rest.len > 0) {
		const struct str one = next_word(&rest);
		if (str_caseeq(one, word))
			*changed = true;
		else if (one.len > 0)
			add(&to, one);
	}
	return buf_str(&to);
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

/* Returns whether a word of the list, in lower case, marks what was said. */
static bool
marks(struct str word, const struct highlight_said *said)
{
	struct str rest = word;
	struct str group = str_word(&rest);

	if (str_begins(group, STR("#")) && rest.at != NULL) {
		str_drop(&group, 1);
		if (!str_caseeq(group, said->group))
			return false;
		word = str_strip(rest);
	}
	if (word.len > 1 && word.at[0] == '@') {
		str_drop(&word, 1);
		return mask_matches(word, said->from);
	}
	if (!has(word, '*') && !has(word, '?'))
		return mention_in(said->text, word);
	return has(word, ' ') ? matches_part(word, said->text) :
				matches_word(word, said->text);
}

bool
highlight_in(const struct highlight_said *said, struct str me)
{
	char text[LIMIT_LINE], name[LIMIT_NAME], from[LIMIT_NAME];
	char group[LIMIT_GROUP];
	struct str rest = { words.folded, words.len };
	const struct highlight_said folded = {
		.text = fold_text(said->text, text, sizeof(text)),
		.from = fold_text(said->from, from, sizeof(from)),
		.group = fold_text(said->group, group, sizeof(group)),
	};

	if (mention_in(folded.text, fold_text(me, name, sizeof(name))))
		return true;
	while (rest.len > 0) {
		const struct str word = next_word(&rest);
		if (word.len > 0 && marks(word, &folded))
			return true;
	}
	return false;
}

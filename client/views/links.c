/* Addresses of web pages: see links.h. */
#include "views/links.h"

#include "views/plain.h"

/* The most addresses of one line. */
#define LINE_LINKS 64

/* Returns the length of "http://" or "https://" at the front, or 0. */
static size_t
scheme(struct str text)
{
	static const struct str schemes[] = { LIT("http://"), LIT("https://") };

	for (size_t i = 0; i < COUNT(schemes); i++)
		if (text.len > schemes[i].len &&
		    str_caseeq(
			(struct str) { text.at, schemes[i].len }, schemes[i]))
			return schemes[i].len;
	return 0;
}

/* Returns whether the byte cannot be in an address: RFC 3986, section 2. */
static bool
is_end(char c)
{
	return (unsigned char)c <= ' ' || strchr("<>\"{}|\\^`", c) != NULL;
}

/* The brackets of an address: opened ones less closed ones. */
struct brackets {
	long round, square;
};

static void
count_bracket(struct brackets *brackets, char c, long by)
{
	brackets->round += by * ((c == '(') - (c == ')'));
	brackets->square += by * ((c == '[') - (c == ']'));
}

/* Returns whether the last byte belongs to the sentence, not the address. */
static bool
is_behind(char last, const struct brackets *brackets)
{
	return strchr(".,;:!?'", last) != NULL ||
	    (last == ')' && brackets->round < 0) ||
	    (last == ']' && brackets->square < 0);
}

/* Takes off the end what belongs to the sentence. */
static void
trim(struct str *link)
{
	struct brackets brackets = { 0, 0 };

	for (size_t i = 0; i < link->len; i++)
		count_bracket(&brackets, link->at[i], 1);
	while (link->len > 0 && is_behind(link->at[link->len - 1], &brackets))
		count_bracket(&brackets, link->at[--link->len], -1);
}

/*
 * Copies the address at the front of the text, without styles; returns the
 * number of bytes read.
 */
static size_t
copy(struct str text, char room[LINKS_ROOM], struct str *link)
{
	size_t at = 0, len = 0;

	while (at < text.len && len < LINKS_ROOM) {
		const struct str rest = { text.at + at, text.len - at };
		const size_t skip = plain_skip(rest);
		if (skip == 0 && is_end(rest.at[0]))
			break;
		if (skip == 0)
			room[len++] = rest.at[0];
		at += skip > 0 ? skip : 1;
	}
	*link = (struct str) { room, len };
	trim(link);
	return at;
}

bool
links_next(struct str *styled, char room[LINKS_ROOM], struct str *link)
{
	bool in_word = false;

	while (styled->len > 0) {
		const size_t skip = plain_skip(*styled);
		if (skip > 0) {
			str_drop(styled, skip);
			continue;
		}
		const size_t len = in_word ? 0 : scheme(*styled);
		if (len > 0) {
			str_drop(styled, copy(*styled, room, link));
			if (link->len <= len)
				continue;
			return true;
		}
		const unsigned char c = (unsigned char)styled->at[0];
		in_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z');
		str_drop(styled, 1);
	}
	return false;
}

/* Counts the addresses of a line, and writes the n-th, from the last, 1. */
static size_t
find_in(
    const struct line *line, size_t n, char room[LINKS_ROOM], struct str *link)
{
	struct str text = lines_text(line);
	size_t count = 0, left;

	while (count < LINE_LINKS && links_next(&text, room, link))
		count++;
	if (n > count)
		return count;
	text = lines_text(line);
	for (left = count - n + 1; left > 0; left--)
		(void)links_next(&text, room, link); /* there is one */
	return count;
}

bool
links_find(
    const struct view *view, size_t n, char room[LINKS_ROOM], struct str *link)
{
	for (const struct line *line = view->lines.last; line != NULL;
	     line = line->before) {
		if (line->kind > LINE_EVENT)
			continue;
		const size_t count = find_in(line, n, room, link);
		if (n <= count)
			return n > 0;
		n -= count;
	}
	return false;
}

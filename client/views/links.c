/* Addresses of web pages: see links.h. */
#include "views/links.h"

#include <stddef.h>
#include <string.h>

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
	return (unsigned char)c <= ' ' || c == '\177' ||
	    strchr("<>\"{}|\\^`", c) != NULL;
}

static size_t
count_byte(struct str text, char byte)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == byte;
	return count;
}

/* Returns whether the last byte belongs to the sentence, not the address. */
static bool
is_behind(struct str link)
{
	const char last = link.at[link.len - 1];

	if (last == ')')
		return count_byte(link, ')') > count_byte(link, '(');
	if (last == ']')
		return count_byte(link, ']') > count_byte(link, '[');
	return strchr(".,;:!?'", last) != NULL;
}

bool
links_next(struct str *text, struct str *link)
{
	bool in_word = false;

	while (text->len > 0) {
		const size_t begins = in_word ? 0 : scheme(*text);
		const unsigned char c = (unsigned char)text->at[0];
		in_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z');
		if (begins == 0) {
			str_drop(text, 1);
			continue;
		}
		*link = (struct str) { text->at, 0 };
		while (link->len < text->len && !is_end(text->at[link->len]))
			link->len++;
		str_drop(text, link->len);
		while (link->len > begins && is_behind(*link))
			link->len--;
		if (link->len > begins)
			return true;
		in_word = false;
	}
	return false;
}

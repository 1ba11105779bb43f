/* JSON strings: see json.h. */
#include "shared/text/json.h"

#include "shared/text/utf8.h"

/*
 * Returns whether the character ends a line for some readers of JSON, though
 * not for JSON itself.
 */
static bool
needs_number(uint32_t c)
{
	return c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0x2028 ||
	    c == 0x2029;
}

/* Writes a character as "\u0085". */
static struct str
by_number(uint32_t c, char room[6])
{
	static const char digits[] = "0123456789abcdef";

	room[0] = '\\';
	room[1] = 'u';
	for (int i = 5; i > 1; i--, c /= 16)
		room[i] = digits[c % 16];
	return (struct str) { room, 6 };
}

/*
 * Returns the first character of the text, escaped; sets *len to its length in
 * the text.
 */
static struct str
escape(struct str text, size_t *len, char room[6])
{
	uint32_t c;

	*len = utf8_decode(text.at, text.len, &c);
	if (*len == 0) {
		*len = 1;
		return STR("\\ufffd");
	}
	if (c == '"')
		return STR("\\\"");
	if (c == '\\')
		return STR("\\\\");
	if (c == '\t')
		return STR("\\t");
	if (needs_number(c))
		return by_number(c, room);
	return (struct str) { text.at, *len };
}

bool
json_characters(struct buf *to, struct str text)
{
	char room[6];
	size_t len;

	for (; text.len > 0; str_drop(&text, len))
		if (!BUF_CAT(to, escape(text, &len, room)))
			return false;
	return true;
}

bool
json_string(struct buf *to, struct str text)
{
	const size_t before = buf_len(to);

	if (BUF_CAT(to, STR("\"")) && json_characters(to, text) &&
	    BUF_CAT(to, STR("\"")))
		return true;
	to->end = to->start + before;
	return false;
}

/* JSON strings: see json.h. */
#include "shared/text/json.h"

#include "shared/text/utf8.h"

/*
 * Returns the first character of the text, escaped; sets *len to its length in
 * the text.
 */
static struct str
escape(struct str text, size_t *len, char room[6])
{
	static const char digits[] = "0123456789abcdef";
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
	/* Control characters, and those that end a line for some readers. */
	if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
		room[0] = '\\';
		room[1] = 'u';
		for (int i = 5; i > 1; i--, c /= 16)
			room[i] = digits[c % 16];
		return (struct str) { room, 6 };
	}
	return (struct str) { text.at, *len };
}

bool
json_string(struct buf *to, struct str text)
{
	const size_t before = buf_len(to);
	bool good = BUF_CAT(to, STR("\""));
	char room[6];
	size_t len;

	for (; good && text.len > 0; str_drop(&text, len))
		good = BUF_CAT(to, escape(text, &len, room));
	if (good && BUF_CAT(to, STR("\"")))
		return true;
	to->end = to->start + before;
	return false;
}

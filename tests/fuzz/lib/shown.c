/* What the client writes: see shown.h. */
#include "shown.h"

#include "tests/lib/must.h"
#include "wellformed.h"

/* Of client/text/render.c, screen.c and pager.c; others have a number. */
static const char *const sequences[] = { "\033[2m", "\033[0m", "\033[J",
	"\033[H", "\033[2J", "\033[K", "\033[A", "\033[7m", "\033[?1049h",
	"\033[?1049l", "\r", "\a" };

static bool
begins(struct str text, const char *with)
{
	const struct str s = str_from(with);

	return text.len >= s.len && memcmp(text.at, s.at, s.len) == 0;
}

/* The length of "ESC [ number C", or m; 0: it is not that. */
static size_t
with_number(struct str text)
{
	size_t len = 2;

	if (!begins(text, "\033["))
		return 0;
	while (len < text.len && text.at[len] >= '0' && text.at[len] <= '9')
		len++;
	return len > 2 && len < text.len &&
		(text.at[len] == 'C' || text.at[len] == 'm') ?
	    len + 1 :
	    0;
}

static size_t
sequence(struct str text)
{
	for (size_t i = 0; i < COUNT(sequences); i++)
		if (begins(text, sequences[i]))
			return strlen(sequences[i]);
	return with_number(text);
}

/* The length of the character at the front, which moves no cursor. */
static size_t
character(struct str text)
{
	const size_t len = wellformed_first(text);
	const unsigned char c = (unsigned char)text.at[0];

	if (len == 1)
		return (c >= ' ' && c != 0x7f) || c == '\n' ? 1 : 0;
	/* C1 */
	return c == 0xc2 && (unsigned char)text.at[1] < 0xa0 ? 0 : len;
}

void
shown_check(struct buf *waiting, bool terminal)
{
	struct str text = buf_str(waiting);

	while (text.len > 0) {
		size_t len = character(text);
		if (len == 0 && terminal)
			len = sequence(text);
		MUST(len > 0, "byte %02x is shown", (unsigned char)*text.at);
		text.at += len;
		text.len -= len;
	}
	buf_drop(waiting, buf_len(waiting));
}

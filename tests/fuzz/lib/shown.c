/* Checks the client's output: see shown.h. */
#include "shown.h"

#include "tests/lib/must.h"
#include "wellformed.h"

/* Fixed sequences of client/stream and client/text; others have a number. */
static const char *const of_stream[] = { "\033[2m", "\033[0m", "\033[J",
	"\033[H", "\033[2J", "\033[K", "\033[A", "\033[7m", "\033[?1049h",
	"\033[?1049l", "\r", "\a" };

/* Further fixed sequences, of client/screen and client/window/window.c. */
static const char *const of_window[] = { "\033[m", "\033[r", "\033[C", "\033[D",
	"\033M", "\033[6n", "\033[?2004h", "\033[?2004l", "\033[?7h",
	"\033[?7l", "\033[?1004h", "\033[?1004l", "\033[?1007s", "\033[?1007l",
	"\033[?1007h", "\033[?1007r", "\033[?1000h", "\033[?1000l",
	"\033[?1006h", "\033[?1006l", "\033[22;2t", "\033[23;2t", "\b" };

/* The final bytes of sequences with a number, and with several numbers. */
static const char *const finals[] = {
	[SHOWN_FILE] = "",
	[SHOWN_STREAM] = "Cm",
	[SHOWN_WINDOW] = "CDHmr",
};

/* They control the direction of writing; the window isolates by two others. */
static const char *const controls[] = { "\xe2\x80\x8e", "\xe2\x80\x8f",
	"\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad",
	"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7", "\xd8\x9c" };
static const char *const isolates[] = { "\xe2\x81\xa8", "\xe2\x81\xa9" };

static bool
begins(struct str text, const char *with)
{
	const struct str s = str_from(with);

	return text.len >= s.len && memcmp(text.at, s.at, s.len) == 0;
}

/* The length of the one with which the text begins, or 0. */
static size_t
one_of(struct str text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (begins(text, words[i]))
			return strlen(words[i]);
	return 0;
}

/* The length of "ESC [ number C", or m and so on; 0: it is not that. */
static size_t
with_numbers(struct str text, enum shown where)
{
	const char *more = where == SHOWN_WINDOW ? "0123456789;" : "0123456789";
	size_t len = 2;

	if (!begins(text, "\033["))
		return 0;
	while (len < text.len && text.at[len] != '\0' &&
	    strchr(more, text.at[len]) != NULL)
		len++;
	return len > 2 && len < text.len && text.at[len] != '\0' &&
		strchr(finals[where], text.at[len]) != NULL ?
	    len + 1 :
	    0;
}

/* The length of the character at the front, which moves no cursor. */
static size_t
character(struct str text, enum shown where)
{
	const size_t len = wellformed_first(text);
	const unsigned char c = (unsigned char)text.at[0];

	if (len == 1)
		return (c >= ' ' && c != 0x7f) || c == '\n' ? 1 : 0;
	if (one_of(text, controls, COUNT(controls)) > 0 ||
	    (where != SHOWN_WINDOW &&
		one_of(text, isolates, COUNT(isolates)) > 0))
		return 0;
	/* C1 */
	return c == 0xc2 && (unsigned char)text.at[1] < 0xa0 ? 0 : len;
}

/* The length of the window's title, "ESC ] 2 ; text BEL", or 0. */
static size_t
title(struct str text)
{
	size_t at = 4;
	size_t len = 1;

	if (!begins(text, "\033]2;"))
		return 0;
	while (len > 0 && at < text.len && text.at[at] != '\a' &&
	    text.at[at] != '\n') {
		len = character(
		    (struct str) { text.at + at, text.len - at }, SHOWN_FILE);
		at += len;
	}
	return at < text.len && text.at[at] == '\a' ? at + 1 : 0;
}

/* The length of a link's sequence, "ESC ] 8 ; id ; address BEL", or 0. */
static size_t
link_sequence(struct str text)
{
	size_t at = 4;

	if (!begins(text, "\033]8;"))
		return 0;
	while (at < text.len && text.at[at] > ' ' && text.at[at] < 0x7f)
		at++;
	return at < text.len && text.at[at] == '\a' ? at + 1 : 0;
}

static size_t
sequence(struct str text, enum shown where)
{
	size_t len = 0;

	if (where >= SHOWN_STREAM)
		len = one_of(text, of_stream, COUNT(of_stream));
	if (len == 0 && where >= SHOWN_WINDOW)
		len = one_of(text, of_window, COUNT(of_window));
	if (len == 0 && where >= SHOWN_WINDOW)
		len = title(text);
	if (len == 0 && where >= SHOWN_WINDOW)
		len = link_sequence(text);
	return len > 0 ? len : with_numbers(text, where);
}

void
shown_check(struct str text, enum shown where)
{
	while (text.len > 0) {
		size_t len = character(text, where);
		if (len == 0)
			len = sequence(text, where);
		MUST(len > 0, "byte %02x is shown", (unsigned char)*text.at);
		text.at += len;
		text.len -= len;
	}
}
